"""What is withheld is signed after somebody else said that it is lawful."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from gongkai.casework.actions import take_step
from gongkai.core.actions import NotAllowed, Refused
from gongkai.foi import letters
from gongkai.foi.desk.signing import signing_card


@pytest.fixture(autouse=True)
def one_day():
    with time_machine.travel("2026-03-04 10:00 +0800", tick=False):
        yield


@pytest.fixture
def case(ask, author, one_day):
    return take_step(case=ask(on="2026-03-04").case, step="confirm", on=date(2026, 3, 4), by=author)


@pytest.fixture
def proposed(case, draft, author):
    """proposed("internal"): an answer letter that waits to be signed."""

    def make(outcome, by=author):
        letter = draft(case, outcome, on="2026-03-04", by=by)
        letters.propose(letter=letter, on=date(2026, 3, 4), by=by)
        letter.case.refresh_from_db()
        return letter

    return make


def opinions(case):
    return [(e.by.username, e.on, e.data["opinion"]) for e in case.entries.filter(type="legally_reviewed")]


@pytest.mark.parametrize("outcome", ["internal", "partial"])
def test_what_is_withheld_is_not_signed_without_an_opinion(proposed, outcome, reviewer, lawyer):
    letter = proposed(outcome)
    with pytest.raises(Refused, match="签发前要有合法性审查意见"):
        letters.sign(letter=letter, by=reviewer)
    letter.refresh_from_db()
    assert (letter.state, letter.number, letter.case.state) == ("draft", None, "signing")
    letters.review(letter=letter, opinion=" 依据充分 ", by=lawyer)
    assert opinions(letter.case) == [("lawyer", date(2026, 3, 4), "依据充分")]
    assert letters.sign(letter=letter, by=reviewer).state == "signed"


def test_what_is_given_needs_none_unless_the_office_wants_it(proposed, reviewer, settings):
    letter = proposed("granted")
    settings.LEGAL_REVIEW_BRANCHES = {"A", "B"}
    with pytest.raises(Refused, match="合法性审查意见"):
        letters.sign(letter=letter, by=reviewer)
    settings.LEGAL_REVIEW_BRANCHES = {"A"}
    assert letters.sign(letter=letter, by=reviewer).state == "signed"
    with pytest.raises(Refused, match="不在审签中"):
        letters.review(letter=letter, opinion="合法", by=reviewer)


def test_neither_who_proposed_nor_who_wrote_nor_who_may_not_sign_reviews(
    case, draft, author, reviewer, lawyer, make_account, civil
):
    letter = draft(case, "internal", on="2026-03-04", by=reviewer)
    letters.propose(letter=letter, on=date(2026, 3, 4), by=lawyer)
    letter.case.refresh_from_db()
    for concerned in (reviewer, lawyer):
        with pytest.raises(Refused, match="拟稿人不能审查"):
            letters.review(letter=letter, opinion="合法", by=concerned)
    with pytest.raises(NotAllowed):
        letters.review(letter=letter, opinion="合法", by=author)
    with pytest.raises(Refused, match="请填写") as refusal:
        letters.review(letter=letter, opinion=" ", by=make_account("head", civil, "organ_head"))
    assert refusal.value.field == "opinion"
    assert opinions(case) == []


def test_who_reviewed_does_not_sign_unless_the_office_is_too_small_for_three(proposed, lawyer, settings):
    letter = proposed("internal")
    letters.review(letter=letter, opinion="依据充分", by=lawyer)
    with pytest.raises(Refused, match="您已对本件出具合法性审查意见"):
        letters.sign(letter=letter, by=lawyer)
    settings.LEGAL_REVIEWER_MAY_SIGN = True
    assert letters.sign(letter=letter, by=lawyer).state == "signed"


def test_what_is_sent_back_and_proposed_anew_is_reviewed_anew(proposed, author, reviewer, lawyer):
    letter = proposed("internal")
    letters.review(letter=letter, opinion="依据充分", by=lawyer)
    take_step(case=letter.case, step="return", on=date(2026, 3, 4), by=reviewer, reason="理由写细")
    letter.case.refresh_from_db()
    letters.edit(letter=letter, body=["依据第十六条第一款、第三十六条第（三）项，不予公开。"], by=author)
    letters.propose(letter=letter, on=date(2026, 3, 4), by=author)
    with pytest.raises(Refused, match="合法性审查意见"):
        letters.sign(letter=letter, by=reviewer)


def test_the_page_of_the_letter_asks_the_reviewer_and_shows_the_signer(proposed, client, author, reviewer, lawyer):
    letter = proposed("internal")
    page, address = reverse("desk:letter", args=[letter.pk]), reverse("desk:letter_review", args=[letter.pk])
    client.force_login(author)
    assert "出具审查意见" not in client.get(page).content.decode()
    client.force_login(lawyer)
    button = f"{reverse('desk:letter_choose', args=[letter.case_id])}?step=legal_review"
    assert button in client.get(reverse("desk:case", args=[letter.case_id])).content.decode()
    assert client.get(button)["Location"] == page
    long = "长" * 501
    said = client.post(address, {"opinion": long}).content.decode()
    assert "501 字" in said and f"{long}</textarea>" in said
    assert "?step=sign" not in client.get(reverse("desk:case", args=[letter.case_id])).content.decode()
    assert "审签中" in client.get(page).content.decode()
    said = client.post(address, {"opinion": "依据充分"}, follow=True).content.decode()
    assert "审查意见已记入台账" in said and "您已对本件出具合法性审查意见" in said and ">签发</button>" not in said
    client.force_login(reviewer)
    said = client.get(page).content.decode()
    assert "依据充分" in said and "lawyer" in said and ">签发</button>" in said and "退回修改" in said


def test_the_first_page_tells_who_reviews_and_who_signs(
    proposed, draft, ask, author, reviewer, lawyer, finance, make_account
):
    def waits_for(account):
        card = signing_card(account)
        return [item.url for item in card.items] if card else []

    letter = proposed("internal")
    answer = reverse("desk:letter", args=[letter.pk])
    stranger = make_account("stranger", finance, "reviewer")
    assert (waits_for(author), waits_for(stranger)) == ([], [])
    assert waits_for(reviewer) == waits_for(lawyer) == [answer]
    letters.review(letter=letter, opinion="依据充分", by=lawyer)
    assert (waits_for(reviewer), waits_for(lawyer)) == ([answer], [])
    case = take_step(case=ask(on="2026-03-04").case, step="confirm", on=date(2026, 3, 4), by=author)
    notice = draft(case, "receipt", on="2026-03-04", by=lawyer)
    draft(case, "granted", on="2026-03-04")
    assert waits_for(lawyer) == [], "one's own notice, and an answer that was not proposed"
    assert waits_for(reviewer) == [answer, reverse("desk:letter", args=[notice.pk])]
    letters.sign(letter=letter, by=reviewer)
    assert waits_for(reviewer) == [reverse("desk:letter", args=[notice.pk])]
