"""Which titles and 文号 of a text stand together."""

import pytest

from gongkai.library.mentions import aliases, found_in, spans

A, B, C = "甲办法", "乙办法", "丙办法"
ONE, TWO, THREE = "青府发〔2021〕3号", "青府发〔2021〕4号", "青府办〔2022〕5号"


def pairs(text):
    return [(span.key, span.beside) for span in spans(text, aliases(text)) if not span.by_number]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《甲办法》（青府发〔2021〕3号）", [(A, ONE)]),
        ("《甲办法》(青府发[2021]3号)", [(A, ONE)]),
        ("《甲办法》（青府发(2021)3号）", [(A, ONE)]),
        ("《甲办法》（青府发【２０２１】３号）", [(A, ONE)]),
        ("《甲办法》 （ 青府发 〔2021〕 3 号 ）", [(A, ONE)]),
        ("《甲办法》〔青府发〔2021〕3号〕", [(A, ONE)]),
        ("《甲办法》（原青府发〔2021〕3号，以下简称《办法》）、《办法》", [(A, ONE), (A, ""), (A, "")]),
        ("《甲办法》（青府发〔2021〕3号）、《乙办法》（青府办〔2022〕5号）", [(A, ONE), (B, THREE)]),
        ("《甲办法》《乙办法》（青府发〔2021〕3号、4号）", [(A, ONE), (B, TWO)]),
        ("《甲办法》、《乙办法》和《丙办法》（青府发〔2021〕3号、4号、青府办〔2022〕5号）", [(A, ONE), (B, TWO), (C, THREE)]),
        ("《甲办法》、《乙办法》（青府发〔2021〕3号）", [(A, ""), (B, ONE)]),
        ("《甲办法》（青府发〔2021〕3号、4号）", [(A, "")]),
        ("《甲办法》、《乙办法》、《丙办法》（青府发〔2021〕3号、4号）", [(A, ""), (B, ""), (C, "")]),
        ("《甲办法》规定（青府发〔2021〕3号）", [(A, "")]),
        ("《甲办法》\n（青府发〔2021〕3号）", [(A, "")]),
        ("《甲办法》（试行）（青府发〔2021〕3号", [(A, "")]),
        ("《关于修改〈甲办法〉的决定》（青府发〔2021〕3号）", [("关于修改甲办法的决定", ONE)]),
        ("未完的《书名号，后面有《甲办法》（青府发〔2021〕3号）", [(A, ONE)]),
        ("未完的《书名号\n下一段的》《甲办法》", [(A, "")]),
    ],
)  # fmt: skip
def test_a_title_and_the_number_in_the_brackets_behind_it_are_one_citation(text, expected):
    assert pairs(text) == expected


def test_a_title_that_stands_beside_two_numbers_goes_by_neither():
    found = found_in(
        "《甲办法》（青府发〔2021〕3号）、《甲办法》（青府发〔2021〕4号）和《乙办法》（青府办〔2022〕5号）、《乙办法》"
    )
    assert found[False, A].number == ""
    assert found[False, B].number == THREE
