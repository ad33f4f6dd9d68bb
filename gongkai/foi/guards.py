"""What the flow of a request checks before a step, and what it keeps after one."""

from datetime import date
from typing import Any

from gongkai.casework.models import Case
from gongkai.casework.selectors import calendar
from gongkai.foi import outcomes
from gongkai.foi.fees import METHODS
from gongkai.foi.models import Request
from gongkai.foi.rules import CLOCK, CORRECTION_TERM
from gongkai.organs.models import Organ


def _receipt(case: Case) -> str:
    """The event that fixes the day of receipt for this case's channel (条例 art. 31)."""
    return CLOCK.receipt[case.entries.get(type="submitted").data["channel"]]


def confirms(case: Case) -> bool:
    return _receipt(case) == "confirmed"


def signs_for(case: Case) -> bool:
    return _receipt(case) == "delivered"


def at_counter(case: Case) -> bool:
    return _receipt(case) == "submitted"


def asked_third_party(case: Case) -> bool:
    return bool(open_consultations(case, "third_party"))


def asked_organ(case: Case) -> bool:
    return bool(open_consultations(case, "organ"))


def open_consultations(case: Case, kind: str) -> list[tuple[str, date]]:
    """Who of ``kind`` was asked and has not answered, with the day it was asked."""
    waiting: dict[str, date] = {}
    for entry in case.entries.all():
        if entry.type == f"{kind}_asked":
            waiting[entry.data["who"]] = entry.on
        elif entry.type == f"{kind}_answered":
            waiting.pop(entry.data["who"], None)
    return list(waiting.items())


def within_seven_days(case: Case, data: dict[str, Any]) -> str | None:
    """条例 art. 30: the correction notice goes out within seven working days of receipt."""
    if case.received_on is None:
        return None
    last = calendar().add_workdays(case.received_on, CORRECTION_TERM)
    if data["on"] > last:
        return f"补正应在收到申请之日起 {CORRECTION_TERM} 个工作日内告知，期限 {last} 已过，请直接办理答复。"
    return None


def no_open_consultation(case: Case, data: dict[str, Any]) -> str | None:
    """An answer goes out when consultations are answered or their term is over (条例 art. 32, 34)."""
    days = calendar()
    waiting = [
        who
        for kind in ("third_party", "organ")
        for who, asked in open_consultations(case, kind)
        if data["on"] <= days.add_workdays(asked, CLOCK.consultation)
    ]
    return f"还在征求“{'、'.join(waiting)}”的意见，请先登记其答复或等到期满。" if waiting else None


def known_outcome(case: Case, data: dict[str, Any]) -> str | None:
    return None if data.get("outcome") in outcomes.OUTCOMES else "请从答复类型表中选择办理结果。"


def not_the_proposer(case: Case, data: dict[str, Any]) -> str | None:
    """Two pairs of eyes: nobody signs what they proposed."""
    proposed = case.entries.filter(type="proposed").last()
    if proposed and data["by"] is not None and proposed.by_id == data["by"].pk:
        return "拟稿人不能审签自己拟的答复，请由另一位有审签权限的同事办理。"
    return None


def term_is_over(case: Case, data: dict[str, Any]) -> str | None:
    """条例 art. 30, 42: not handled further only after the applicant's term has passed."""
    asked = case.entries.filter(type__in=["correction_asked", "fee_notice"]).last()
    if asked.type == "correction_asked":
        last = date.fromisoformat(asked.data["until"])
    else:
        last = calendar().add_workdays(asked.on, CLOCK.payment)
    return None if data["on"] > last else f"申请人的期限到 {last} 为止，期满以后才能不再处理。"


def organ_exists(case: Case, data: dict[str, Any]) -> str | None:
    if not Organ.objects.current().filter(pk=data["organ"]).exclude(pk=case.organ_id).exists():
        return "请选择另一个现有机关承办。"
    return None


def keep_outcome(case: Case, data: dict[str, Any]) -> None:
    """The outcome and its row of the annual report are kept with the request."""
    chosen = outcomes.OUTCOMES[data["outcome"]]
    Request.objects.filter(pk=case.pk).update(outcome=chosen.code, report_row=chosen.row)


def keep_lapse(case: Case, data: dict[str, Any]) -> None:
    asked = case.entries.filter(type__in=["correction_asked", "fee_notice"]).last()
    keep_outcome(case, {"outcome": "not_corrected" if asked.type == "correction_asked" else "not_paid"})


def keep_withdrawal(case: Case, data: dict[str, Any]) -> None:
    keep_outcome(case, {"outcome": "withdrawn"})


def hand_over(case: Case, data: dict[str, Any]) -> None:
    case.organ = Organ.objects.get(pk=data["organ"])
    case.officer = None


def keep_fee(case: Case, data: dict[str, Any]) -> None:
    """The fee by one method, never both (国办函〔2020〕109号)."""
    Request.objects.filter(pk=case.pk).update(fee=METHODS[data["method"]](int(data["count"])))


GUARDS = (
    within_seven_days,
    no_open_consultation,
    known_outcome,
    not_the_proposer,
    term_is_over,
    organ_exists,
)
