"""gongkai due refuses a ledger that holds what the law forbids, with the sentence; what is only late it reckons.

Received on 3 March 2025: the seventh working day is 12 March (条例 art. 30), the twentieth 31 March (art. 33).
"""

from datetime import date

import pytest

from gongkai.casework.calendar import national
from gongkai.foi.management.commands.due import due


def ledger(*events, on="2025-03-03", channel="in_person"):
    return {"id": "x", "events": [{"on": on, "type": "submitted", "channel": channel}, *events]}


def event(on, type, **facts):
    return {"on": on, "type": type, **facts}


CORRECTED = (event("2025-03-05", "correction_asked"), event("2025-03-07", "correction_received"))
PAID = (event("2025-03-10", "fee_notice"), event("2025-03-20", "fee_paid"))
REASONS = event("2025-03-06", "reasons_asked", until="2025-03-14")

REFUSED = {
    "art_30_correction_on_the_eighth_day": (ledger(event("2025-03-13", "correction_asked")), "2025-03-12 已过"),
    "art_30_of_what_was_signed_for_later": (
        ledger(event("2025-03-05", "delivered"), event("2025-03-17", "correction_asked"), channel="mail"),
        "2025-03-14 已过",
    ),
    "art_30_second_correction": (ledger(*CORRECTED, event("2025-03-10", "correction_asked")), "一次性告知"),
    "art_30_second_correction_within_the_first": (
        ledger(CORRECTED[0], event("2025-03-06", "correction_asked")),
        "正在等待申请人补正",
    ),
    "art_33_extension_after_the_due_day": (ledger(event("2025-04-01", "extended", days=5)), "不能在 2025-04-01 延长"),
    "art_33_extensions_of_more_than_twenty_days": (
        ledger(event("2025-03-10", "extended", days=15), event("2025-03-11", "extended", days=6)),
        "合计不得超过",
    ),
    "art_33_extension_of_no_days": (ledger(event("2025-03-10", "extended", days=0)), "至少 1 个工作日"),
    "art_33_extension_while_the_applicant_is_waited_for": (
        ledger(CORRECTED[0], event("2025-03-06", "extended", days=5)),
        "正在等待申请人补正",
    ),
    "art_35_deferral_after_the_due_day": (
        ledger(REASONS, event("2025-04-01", "deferred", until="2025-05-06")),
        "不能在 2025-04-01 另定期限",
    ),
    "art_42_fee_after_the_due_day": (ledger(event("2025-04-01", "fee_notice")), "应在期限内发出"),
    "art_42_second_fee": (ledger(*PAID, event("2025-03-24", "fee_notice")), "只收一次费"),
    "art_42_fee_after_a_consultation_that_ended": (
        ledger(
            event("2025-03-06", "third_party_asked", who="甲"),
            event("2025-03-11", "third_party_answered", who="甲"),
            event("2025-04-07", "fee_notice"),
        ),
        "答复期限 2025-04-03 已过",
    ),
}


@pytest.mark.parametrize(("case", "said"), REFUSED.values(), ids=list(REFUSED))
def test_it_refuses(case, said):
    answer = due(case, date(2025, 12, 31), national())
    assert said in answer["error"] and "due" not in answer


RECKONED = {
    "art_30_correction_on_the_seventh_day": (
        ledger(event("2025-03-12", "correction_asked"), event("2025-03-14", "correction_received")),
        "2025-04-14",
    ),
    "art_33_extension_on_the_due_day": (ledger(event("2025-03-31", "extended", days=5)), "2025-04-08"),
    "art_42_fee_on_the_due_day": (
        ledger(event("2025-03-31", "fee_notice"), event("2025-04-01", "fee_paid")),
        "2025-04-29",
    ),
    "art_33_late_answer": (ledger(event("2025-04-20", "answered")), "2025-03-31"),
}


@pytest.mark.parametrize(("case", "day"), RECKONED.values(), ids=list(RECKONED))
def test_it_reckons(case, day):
    assert due(case, date(2025, 12, 31), national())["due"] == day
