"""The flows of a review and of a suit, as the organ that answered sees them (行政复议法 ch. 4, 5; 行政诉讼法 ch. 7).

What is registered is what the organ gets and hands in; the authority's own steps are seen only through its letters.
"""

from datetime import date
from typing import Any

from django.conf import settings

from gongkai.casework.flow import Flow, Step, register
from gongkai.casework.forms import choice, day, number, text
from gongkai.casework.models import Case
from gongkai.casework.selectors import calendar
from gongkai.core.pages import purge
from gongkai.foi.disputes.clock import PROCEDURES, REVIEW_CLOCK, SUIT_CLOCK, UNITS, appeal_until
from gongkai.foi.disputes.decisions import BY_TYPE, REVIEW, SUIT, offered
from gongkai.foi.models.dispute import ORDERS, Dispute

LONGEST_PROLONGATION = 30  # days, 行政复议法 art. 62
BEFORE_DECISION = frozenset({"answering", "deciding", "suspended"})
APPELLANTS = {"applicant": "原告", "organ": "本机关", "both": "原告和本机关"}


def summary(case: Case) -> bool:
    return case.dispute.procedure == "summary"


def orders(case: Case) -> bool:
    return bool(case.dispute.orders)


def orders_nothing(case: Case) -> bool:
    return not case.dispute.orders


def second(case: Case) -> bool:
    return case.dispute.instance == 2


def may_be_appealed(case: Case) -> bool:
    return case.dispute.instance == 1 and BY_TYPE[SUIT][case.dispute.decision].appeal > 0


def known_decision(case: Case, data: dict[str, Any]) -> str | None:
    known = {decision.code for decision in offered(case.type, case.dispute.instance)}
    return None if data["decision"] in known else "请从列表中选择决定或者裁判的种类。"


def within_thirty_days(case: Case, data: dict[str, Any]) -> str | None:
    """行政复议法 art. 62: at most thirty days, and not in the summary procedure."""
    if summary(case):
        return "简易程序的审理期限不能延长；转为普通程序的，请先登记。"
    before = sum(int(entry.data["days"]) for entry in case.entries.filter(type="prolonged"))
    if int(data["days"]) + before > LONGEST_PROLONGATION:
        return f"复议审理期限最多延长 {LONGEST_PROLONGATION} 日（行政复议法第六十二条），请核对。"
    return None


def appeal_is_over(case: Case, data: dict[str, Any]) -> str | None:
    """行政诉讼法 art. 85: a first judgment takes effect when nobody appealed in time."""
    decided = case.entries.filter(type="decided").latest("sequence")
    decision = BY_TYPE[case.type][decided.data["decision"]]
    last = appeal_until(decision, decided.on, second(case), calendar())
    if last and data["on"] <= last:
        return f"上诉期到 {last} 为止，期满没有人上诉才生效。"
    return None


def redone(case: Case, data: dict[str, Any]) -> str | None:
    """An order to answer anew is carried out when the new answer has reached the applicant."""
    dispute = case.dispute
    if dispute.orders != "redo" or dispute.request.party.erased_on:
        return None
    if dispute.request.case.closed_on and dispute.redo is None:
        return "决定责令重新答复，请先在本页“按决定重新办理”，答复送达以后再登记履行。"
    owed = dispute.redo or dispute.request
    return None if owed.case.closed_on else f"{owed.case.number} 还没有办结，答复送达以后再登记履行。"


def keep_procedure(case: Case, data: dict[str, Any]) -> None:
    Dispute.objects.filter(pk=case.pk).update(procedure=data["procedure"])


def keep_conversion(case: Case, data: dict[str, Any]) -> None:
    Dispute.objects.filter(pk=case.pk).update(procedure="ordinary")


def keep_decision(case: Case, data: dict[str, Any]) -> None:
    """What was decided; a rejected appeal leaves what the first instance decided."""
    kept = {"decision_number": data["number"], "decided_on": date.fromisoformat(data["made"])}
    if not BY_TYPE[case.type][data["decision"]].stands:
        kept |= {"decision": data["decision"], "orders": data.get("orders", "")}
    Dispute.objects.filter(pk=case.pk).update(**kept)


def keep_appeal(case: Case, data: dict[str, Any]) -> None:
    Dispute.objects.filter(pk=case.pk).update(instance=2)


def keep_remand(case: Case, data: dict[str, Any]) -> None:
    nothing = {"decision": "", "decision_number": "", "decided_on": None, "orders": ""}
    Dispute.objects.filter(pk=case.pk).update(instance=1, procedure="ordinary", **nothing)


def keep_result(case: Case, data: dict[str, Any]) -> None:
    """The result in table 4 of the annual report, of the day on which the decision took effect."""
    decision = case.dispute.decision
    result = settings.DISPUTE_RESULTS.get(f"{case.type}.{decision}") or BY_TYPE[case.type][decision].result
    on = case.entries.latest("sequence").on
    Dispute.objects.filter(pk=case.pk).update(result=result, effective_on=on)
    purge(f"list:{case.type}")


def _decisions(case: Case) -> list[tuple[str, str]]:
    return [(decision.code, decision.label) for decision in BY_TYPE[case.type].values()]


FIELDS = {
    "procedure": lambda case: choice("程序", list(PROCEDURES.items())),
    "accepted": lambda case: day("受理（立案）日期", help_text="见通知书；没有写明的，填收到副本之日。"),
    "proof": lambda case: text("提交方式和凭证", help_text="如：当面提交，有签收回执；EMS 单号；网上提交。"),
    "days": lambda case: number("天数"),
    "appellant": lambda case: choice("上诉人", list(APPELLANTS.items())),
    "decision": lambda case: choice("决定或者裁判", _decisions(case)),
    "number": lambda case: text("文号"),
    "made": lambda case: day("成文日期"),
    "orders": lambda case: choice("责令", list(ORDERS.items())),
    "unit": lambda case: choice("计算单位", [(unit, label) for unit, label in UNITS.items() if unit != "month"]),
}
GUARDS = (known_decision, within_thirty_days, appeal_is_over, redone)
PAGE = "desk:dispute_decision"


def steps(copy: str, paper: str, decision: str) -> tuple[Step, ...]:
    """What reviews and suits have in common, in the words of each."""
    answering, deciding, decided = frozenset({"answering"}), frozenset({"deciding"}), frozenset({"decided"})
    return (
        Step("serve", f"登记收到{copy}", frozenset({"sought"}), "answering", "handle", "served", asks=("procedure", "accepted"), main=True),
        Step("reply", f"登记已提交{paper}", answering, "deciding", "handle", "replied", asks=("proof",), main=True),
        Step("convert", "转为普通程序", answering | deciding, None, "handle", "converted", when=summary),
        Step("suspend", "中止审理", deciding, "suspended", "handle", "suspended"),
        Step("resume", "恢复审理", frozenset({"suspended"}), "deciding", "handle", "resumed", main=True),
        Step("decide", f"登记{decision}", BEFORE_DECISION, "decided", "handle", "decided", asks=("decision", "number", "made"), guards=("known_decision",), page=PAGE),
        Step("settle", "生效，办结", decided, "closed", "handle", "effective", guards=("appeal_is_over",), when=orders_nothing, main=True),
        Step("obey", "生效，开始履行", decided, "obeying", "handle", "ordered", guards=("appeal_is_over",), when=orders, main=True),
        Step("fulfil", "登记已履行", frozenset({"obeying"}), "closed", "handle", "done", guards=("redone",), main=True),
    )  # fmt: skip


STATES = {
    "sought": "待收到副本",
    "answering": "待答复",
    "deciding": "审理中",
    "suspended": "中止审理",
    "decided": "已决定，待生效",
    "obeying": "待履行",
    "closed": "已办结",
}
COMMON: dict[str, Any] = {
    "initial": "sought",
    "states": STATES,
    "final": frozenset({"closed"}),
    "guards": {guard.__name__: guard for guard in GUARDS},
    "fields": FIELDS,
}
AFTER: dict[str, Any] = {
    "served": keep_procedure,
    "converted": keep_conversion,
    "decided": keep_decision,
    "effective": keep_result,
    "ordered": keep_result,
}
REVIEW_FLOW = register(
    Flow(
        REVIEW,
        "行政复议",
        "复议案",
        REVIEW_CLOCK,
        after=AFTER,
        steps=(
            *steps("行政复议申请书副本", "书面答复和证据", "复议决定"),
            Step(
                "prolong", "延长复议期限", frozenset({"answering", "deciding"}), None, "handle", "prolonged",
                asks=("days",), guards=("within_thirty_days",),
            ),
        ),
        **COMMON,
    )
)  # fmt: skip
SUIT_FLOW = register(
    Flow(
        SUIT,
        "行政诉讼",
        "诉讼案",
        SUIT_CLOCK,
        after={**AFTER, "appealed": keep_appeal, "remanded": keep_remand},
        steps=(
            *steps("起诉状副本", "答辩状和证据", "裁判"),
            Step("prolong", "延长审理期限", frozenset({"answering", "deciding"}), None, "handle", "prolonged", asks=("days",)),
            Step("appeal", "登记上诉", frozenset({"decided"}), "deciding", "handle", "appealed", asks=("appellant",), when=may_be_appealed),
            Step("remand", "发回重审", frozenset({"deciding"}), None, "handle", "remanded", when=second),
        ),
        **COMMON,
    )
)  # fmt: skip
