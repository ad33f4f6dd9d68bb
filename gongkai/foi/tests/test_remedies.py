"""What an answer says about review and lawsuits, as a table (行政复议法 art. 20, 22–23; 行政诉讼法 art. 45, 46)."""

import pytest

from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.remedies import Remedy, in_plain_words, paragraphs

KNOWN = Remedy("青禾县人民政府", "行政复议网上平台", "青禾县人民法院")

TABLE = {
    # branch: (in this order in the letter, not in it)
    "A": (
        ["60日内先向青禾县人民政府申请行政复议", "行政复议网上平台", "15日内向青禾县人民法院", "第二十三条第一款第（四）项"],
        ["6个月"],
    ),
    "B": (
        ["60日内向青禾县人民政府申请行政复议", "行政复议网上平台", "6个月内直接向青禾县人民法院提起行政诉讼"],
        ["15日", "先向", "第二十三条"],
    ),
    "C": ([], ["行政复议", "诉讼"]),
}  # fmt: skip


@pytest.mark.parametrize("branch", TABLE)
def test_art_20_23_45_46_each_branch_says_its_terms_and_no_others(branch):
    must, never = TABLE[branch]
    said = "".join(paragraphs(branch, "你", KNOWN))
    places = [said.index(words) for words in must]
    assert places == sorted(places)
    assert not any(words in said for words in never)


@pytest.mark.parametrize("branch", TABLE)
def test_the_applicants_page_says_the_same_terms_as_the_letter(branch):
    def terms(texts):
        said = "".join(texts).replace(" ", "")
        return {term for term in ("60日", "15日", "6个月", "行政复议网上平台") if term in said}

    assert terms(paragraphs(branch, "你", KNOWN)) == terms(in_plain_words(branch, KNOWN))


def test_art_22_no_channel_is_named_where_none_is_known():
    said = "".join(paragraphs("B", "你方", Remedy("青禾县人民政府", "", "法院")))
    assert "通过" not in said and said.startswith("你方")


def test_every_outcome_has_a_branch_of_the_table():
    assert {outcome.remedy for outcome in OUTCOMES.values()} == set(TABLE)
