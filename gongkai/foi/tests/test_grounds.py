"""No answer says what did not happen: its ground is read from the ledger and the register, never typed."""

from datetime import date

import pytest
import time_machine

from gongkai.casework.actions import take_step
from gongkai.core.actions import Refused
from gongkai.foi import applicant, grounds
from gongkai.foi.models import Request
from gongkai.foi.tests.conftest import LATE

pytestmark = pytest.mark.django_db


def confirmed(receipt, author, on="2026-03-04"):
    with time_machine.travel(f"{on} 10:00 +0800"):
        return take_step(case=receipt.case, step="confirm", on=date.fromisoformat(on), by=author, reason=LATE)


def test_art_30_unclear_after_correction_needs_a_correction_asked_and_answered(ask, author, draft, notify):
    case = confirmed(ask(), author)
    with pytest.raises(Refused, match="应先告知补正、并已收到补正"):
        draft(case, "unclear")
    notify(case, "correction", on="2026-03-06", until="2026-03-20")
    with time_machine.travel("2026-03-16 10:00 +0800"):
        applicant.answer_correction(request=case.request, text="三组的那一份", by=None)
    assert draft(case, "unclear").type == "unclear"


def test_art_36_6_a_repeated_request_names_an_answer_that_was_given(ask, author, draft, answer):
    first = confirmed(ask(on="2026-02-02"), author, "2026-02-03")
    case = confirmed(ask(), author)
    with pytest.raises(Refused, match="没有查到"):
        draft(case, "repeated", earlier=first.pk)
    answer(first, "granted", on="2026-02-05", sent="2026-02-06")
    letter = draft(case, "repeated", earlier=first.pk)
    number = first.letters.get().number
    assert f"作出答复（2026年2月6日，{number}）" in letter.content["body"][0]
    assert [row.same for row in grounds.earlier_answers(case.request)] == [True]


def test_art_36_6_answers_to_others_or_by_others_are_no_ground(ask, author, answer, draft, finance, make_account):
    other = confirmed(ask(on="2026-02-02", identifier="110101199003070046", name="王小明"), author, "2026-02-03")
    answer(other, "granted", on="2026-02-05", sent="2026-02-06")
    case = confirmed(ask(), author)
    assert grounds.earlier_answers(case.request) == []
    first = confirmed(ask(on="2026-02-09"), author, "2026-02-10")
    answer(first, "granted", on="2026-02-11", sent="2026-02-12")
    with pytest.raises(Refused, match="从列出的此前答复中选择") as refused:
        draft(case, "repeated", earlier=other.pk)
    assert refused.value.field == "earlier"


def test_the_form_offers_what_the_register_holds(ask, author, answer, client):
    first = confirmed(ask(on="2026-02-02"), author, "2026-02-03")
    answer(first, "granted", on="2026-02-05", sent="2026-02-06")
    case = confirmed(ask(), author)
    with time_machine.travel("2026-03-10 10:00 +0800"):
        client.force_login(author)
        page = client.get(f"/desk/requests/{case.pk}/letters/not_handled.repeated/").content.decode()
    assert f'<option value="{first.pk}">2026年2月6日' in page
    assert "申请内容相同" in page


def test_a_ground_that_is_gone_is_missed_when_the_answer_is_proposed_and_signed(ask, author, answer, draft):
    """What was struck by a correction of the ledger since is no ground any more; guards stand in the steps."""
    case = confirmed(ask(), author)
    Request.objects.filter(pk=case.pk).update(outcome="unclear")
    case.request.refresh_from_db()
    assert "应先告知补正" in grounds.grounds_stand(case, {"outcome": "unclear"})
    assert "应先告知补正" in grounds.grounds_stand(case, {})
    assert {"propose", "sign"} <= {step.code for step in case.flow.steps if "grounds_stand" in step.guards}
