"""What letters say and whom they send where: grounds, remedies, reckonings, as tables (rules 3.4–3.6)."""

import pytest

from gongkai.casework.selectors import calendar
from gongkai.foi import dividing, wording
from gongkai.foi.disputes.decisions import SUIT
from gongkai.foi.disputes.selectors import limit, review_comes_first
from gongkai.foi.letter_remedies import answer_of, branch_of, branch_told
from gongkai.foi.letters import BOOK
from gongkai.foi.models import SearchNote
from gongkai.foi.outcomes import PROPOSED, branch
from gongkai.foi.tests.conftest import drawn, filled

FIRST, EITHER = "先向青禾县人民政府申请行政复议", "6个月内直接向"


@pytest.mark.parametrize(
    ("code", "ground", "expected"),
    [
        ("partial", "14", "A"),
        ("partial", "15.privacy", "A"),
        ("partial", "16.1", "A"),
        ("partial", "16.2", "A"),
        ("partial", "2", "B"),
        ("partial", "36.4", "B"),
        ("partial", "36.5", "B"),
        ("partial", "", "A"),
        ("secret", "", "A"),
        ("granted", "", "B"),
        ("not_corrected", "", "B"),
        ("not_paid", "", "B"),
        ("withdrawn", "", "C"),
    ],
)
def test_art_23_of_the_review_law_the_branch_follows_the_ground_of_what_is_withheld(code, ground, expected):
    assert branch(code, ground) == expected


def test_lapses_and_withdrawal_are_not_proposed_as_an_answer():
    assert not {"not_corrected", "not_paid", "withdrawn"} & {outcome.code for outcome in PROPOSED}


@pytest.mark.parametrize(("code", "given"), [("correction", {"until": "2026-03-20"}), ("fee", {})])
def test_art_30_and_42_who_let_a_term_pass_may_ask_for_review_or_sue(code, given, case, notify):
    """法释〔2025〕8号: not being dealt with can be sued over."""
    case = notify(case, code, on="2026-03-06", **given)
    lapse = {"correction": "closed.not_corrected", "fee": "closed.not_paid"}[code]
    case = notify(case, lapse, on="2026-04-07")
    said = "".join(answer_of(case.request).content["closing"])
    assert EITHER in said and "先向" not in said and "可以重新提出申请" in said
    assert any("6 个月" in sentence for sentence in wording.remedies(case.request))
    assert limit(case.request, SUIT) is not None


GROUNDS = [("16.1", "personnel", "A"), ("2", "", "B")]


@pytest.mark.parametrize(("ground", "item", "expected"), GROUNDS)
def test_art_37_letter_page_and_terms_follow_the_ground_of_what_is_withheld(ground, item, expected, case, answer):
    case = answer(case, "partial", ground=ground)
    closing = "".join(answer_of(case.request).content["closing"])
    assert ((FIRST in closing), (EITHER in closing)) == (expected == "A", expected == "B")
    assert (branch_told(case.request), review_comes_first(case.request)) == (expected, expected == "A")
    page = "".join(wording.remedies(case.request))
    assert ("6 个月内直接" in page) == (expected == "B")
    days = "".join(wording.last_days(case.request, answer_of(case.request), calendar()))
    assert ("直接提起行政诉讼最迟" in days) == (expected == "B")


PARTS = [
    ({"kind": "refused.internal"}, "A"),
    ({"kind": "not_held.absent"}, "B"),
    ({"kind": "partial", "ground": "2"}, "B"),
    ({"kind": "partial", "ground": "16.1"}, "A"),
]


@pytest.mark.parametrize(("second", "expected"), PARTS)
def test_art_37_of_parts_that_come_to_partial_the_branch_is_that_of_what_is_withheld(second, expected, case, author):
    kind, given = BOOK.types[second.pop("kind")], second
    SearchNote.objects.create(
        request=case.request, on="2026-03-09", places="档案室", words="批复", result="未检索到", by=author
    )
    rows = dividing.split(case=case, texts=["甲", "乙"], by=author)
    dividing.conclude(part=rows[0], kind="granted", by=author, **filled(BOOK.types["granted"]))
    dividing.conclude(part=rows[1], kind=kind.code, by=author, **{**filled(kind), **given})
    assert branch_of(case, BOOK.types["parts"], {}) == expected


def test_rules_3_4_review_first_with_every_partial_disclosure_where_the_office_says_so(case, author, settings):
    settings.PARTIAL_REMEDY_BY_GROUND = False
    assert FIRST in "".join(drawn(case, "partial", author, ground="2").content["closing"])
