"""The flow of a request, from the form to the archive, as a table (条例 art. 29–41, 45)."""

from typing import Any

from gongkai.casework.flow import Flow, Step, register
from gongkai.casework.models import Case
from gongkai.casework.selectors import calendar
from gongkai.foi import outcomes
from gongkai.foi.rules import CLOCK, CORRECTION_TERM

STATES = {
    "submitted": "待确认收到",
    "handling": "办理中",
    "correcting": "待补正",
    "paying": "待缴费",
    "signing": "答复审签中",
    "answered": "已签发，待送达",
    "closed": "已办结",
}
AT_WORK = frozenset({"handling"})
OPEN = frozenset({"submitted", "handling", "correcting", "paying", "signing"})


def within_seven_days(case: Case, data: dict[str, Any]) -> str | None:
    """条例 art. 30: the correction notice goes out within seven working days of receipt."""
    if case.received_on is None:
        return None
    last = calendar().add_workdays(case.received_on, CORRECTION_TERM)
    if data["on"] > last:
        return f"补正应在收到申请之日起 {CORRECTION_TERM} 个工作日内告知，期限 {last} 已过，请直接办理答复。"
    return None


def no_open_consultation(case: Case, data: dict[str, Any]) -> str | None:
    """An answer goes out when consultations are answered or their term is over."""
    open_ones: list[str] = []
    for entry in case.entries.all():
        who = entry.data.get("who", "")
        if entry.type in ("third_party_asked", "organ_asked"):
            last = calendar().add_workdays(entry.on, CLOCK.consultation)
            if data["on"] <= last:
                open_ones.append(who)
        elif entry.type in ("third_party_answered", "organ_answered") and who in open_ones:
            open_ones.remove(who)
    return f"还在征求“{'、'.join(open_ones)}”的意见，请先登记其答复或等到期满。" if open_ones else None


def known_outcome(case: Case, data: dict[str, Any]) -> str | None:
    return None if data.get("outcome") in outcomes.OUTCOMES else "请从答复类型表中选择办理结果。"


FLOW = register(
    Flow(
        "foi",
        "依申请公开",
        "公开申",
        CLOCK,
        initial="submitted",
        states=STATES,
        final=frozenset({"closed"}),
        guards={f.__name__: f for f in (within_seven_days, no_open_consultation, known_outcome)},
        steps=(
            Step("confirm", "与申请人确认收到", frozenset({"submitted"}), "handling", "handle", "confirmed", main=True),
            Step("deliver_in", "登记签收", frozenset({"submitted"}), "handling", "handle", "delivered"),
            Step("accept", "当面收到", frozenset({"submitted"}), "handling", "handle", "accepted"),
            Step(
                "ask_correction", "告知补正", AT_WORK, "correcting", "handle", "correction_asked",
                asks=("what", "until"), guards=("within_seven_days",),
            ),
            Step(
                "receive_correction", "收到补正", frozenset({"correcting"}), "handling", "handle", "correction_received",
                applicant=True, main=True,
            ),
            Step("ask_third_party", "征求第三方意见", AT_WORK, None, "handle", "third_party_asked", asks=("who",)),
            Step("third_party_answers", "登记第三方答复", AT_WORK, None, "handle", "third_party_answered", asks=("who", "consents")),
            Step("ask_organ", "征求共同制作机关意见", AT_WORK, None, "handle", "organ_asked", asks=("who",)),
            Step("organ_answers", "登记机关答复", AT_WORK, None, "handle", "organ_answered", asks=("who", "consents")),
            Step("extend", "延长答复期限", AT_WORK, None, "sign", "extended", asks=("days", "reason")),
            Step("notify_fee", "发出收费通知", AT_WORK, "paying", "handle", "fee_notice", asks=("method", "count")),
            Step("receive_payment", "登记缴费", frozenset({"paying"}), "handling", "handle", "fee_paid", main=True),
            Step("assign", "转承办机关", AT_WORK, None, "handle", "assigned", asks=("organ",)),
            Step(
                "propose", "起草答复送审签", AT_WORK, "signing", "handle", "proposed",
                asks=("outcome",), guards=("known_outcome", "no_open_consultation"), main=True,
            ),
            Step("return", "退回修改", frozenset({"signing"}), "handling", "sign", "returned", asks=("reason",)),
            Step("sign", "审签", frozenset({"signing"}), "answered", "sign", "signed", main=True),
            Step("deliver", "送达答复", frozenset({"answered"}), "closed", "handle", "answered", asks=("proof",), main=True),
            Step("lapse", "不再处理", frozenset({"correcting", "paying"}), "closed", "handle", "lapsed"),
            Step("withdraw", "申请人撤回", OPEN, "closed", "handle", "withdrawn", applicant=True),
        ),
    )
)  # fmt: skip
