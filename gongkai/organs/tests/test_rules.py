"""Codes of organs and organisations: GB 32100-2015."""

import pytest

from gongkai.organs.rules import code_problem, credit_code_check


def credit(first17):
    return first17 + credit_code_check(first17)


@pytest.mark.parametrize("region", ["1101A1", "X10000", "ABCDEF", "11010H", "Q10101"])
def test_a_credit_code_with_letters_in_the_region_is_refused(region):
    code = credit(f"91{region}MA01ABCD1")
    assert "行政区划" in code_problem(code)
    assert "行政区划" in code_problem(code.lower())


@pytest.mark.parametrize(
    "first17", ["91110000100000009", "11990126Q00000018", "N2110101MA01ABCD1", "51100000500000000"]
)
def test_a_credit_code_with_a_region_of_digits_holds(first17):
    assert code_problem(credit(first17)) is None
