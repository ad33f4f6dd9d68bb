"""What the texts of the letters of a request may name, as words read from the ledger and the register."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from gongkai.casework.letters import actions as letters
from gongkai.casework.letters.actions import type_of
from gongkai.casework.letters.kinds import LetterType, chinese_date
from gongkai.casework.models import DELIVERIES, Case, Letter
from gongkai.casework.parties import identity
from gongkai.casework.selectors import calendar
from gongkai.core.actions import Refused
from gongkai.foi import charging, consultations, dividing, excess, fees, grounds, guards, renewing, revoking, searching
from gongkai.foi.models import FORMATS, Request
from gongkai.foi.rules import CLOCK
from gongkai.organs.models import Organ

OPENINGS: dict[str, tuple[str, ...]] = {
    "answer": (
        "{you}{through}于{submitted}{how}提出政府信息公开申请（登记号：{number}），本机关于{received}收到。{again}",
        "{you}申请公开的内容为：“{quote}”。",
    ),
    # art. 41: what asks to correct a record asks for no disclosure
    "correcting": (
        "{you}{through}于{submitted}{how}提出更正申请（登记号：{number}），本机关于{received}收到。{again}",
        "{you}提出的内容为：“{quote}”。",
    ),
    "receipt": (
        "{you}{through}于{submitted}{how}提出政府信息公开申请（登记号：{number}）。{again}",
        "{you}申请公开的内容为：“{quote}”。",
    ),
    # To others the applicant is not named (个人信息保护法 art. 6): the registration number stands for the request.
    "others": (
        "本机关于{received}收到申请人提出的政府信息公开申请（登记号：{number}）。",
        "申请公开的内容为：“{quote}”。",
    ),
}
FACTS = frozenset({
    "you", "through", "to", "number", "submitted", "received", "how", "quote", "due", "format", "delivery", "note",
    "again", "new_due", "amount", "counted", "parts", "whom", "asked", "asked_on", "term", "withdrawn_on", "searched",
    "organ_told", "answered_before", "exactly", "evidence", "decided", "fetched", "standard", "reckoned", "receipt",
    "revoked_on", "revoked_number", "unmoved_due", "reasoned", "divided", "what_not", "restart",
})  # fmt: skip
HOW = {
    "online": "通过互联网",
    "in_person": "当面",
    "mail": "以邮寄方式",
    "letter": "以信函方式",
    "fax": "以传真方式",
    "oral": "口头",
}


def facts(case: Case, kind: LetterType, fields: dict[str, Any]) -> dict[str, str]:
    """What the texts may name, as words."""
    if not case.party.name:
        raise Refused("申请人的身份信息已按保存期限清除，不能再制作文书。")
    return {**_registered_as(case, kind, fields), **_reckoned(case, kind, fields)}


def _registered_as(case: Case, kind: LetterType, fields: dict[str, Any]) -> dict[str, str]:
    """Who asked for what, how and when."""
    request, to_applicant = case.request, kind.to == "applicant"
    other = "你单位" if kind.code == "co_producer" else "你方"
    return {
        "you": you(request) if to_applicant else other,
        "through": f"委托{request.through.name}" if to_applicant and request.through else "",
        "to": (case.party.name or "") if to_applicant else fields[kind.to],
        "number": _number(request),
        "submitted": chinese_date(case.submitted_on),
        "received": _day(case.received_on, False),
        "how": HOW[request.channel],
        "quote": request.description if to_applicant else nameless(request),
        "due": _day(case.due_on, case.provisional),
        "format": FORMATS[request.format],
        "delivery": DELIVERIES[case.party.delivery],
        "note": _note(case.organ),
        "again": renewing.why_again(request, kind.step == "deliver"),
        "restart": "" if request.renews_id else RESTART,
    }


def _number(request: Request) -> str:
    """The registration number; of what is answered anew with that of the first, which the applicant knows."""
    first = f"，原登记号：{request.renews.case.number}" if request.renews else ""
    return f"{request.case.number}{first}"


def must_hold(letter: Letter) -> None:
    """What a draft says before and after its body is the program's: before it is signed it has to hold still. A day may have
    been corrected since it was drawn up, or the term have changed. While an opinion is awaited the due date moves from day
    to day: that it does the letter says itself. A receipt tells its days in its body."""
    case, kind, content = letter.case, type_of(letter), letter.content
    words = _registered_as(case, kind, content["fields"]) | kind.shown(content["fields"])
    told, now = content["opening"], letters.said(kind.opening, words)
    if kind.code in DATED and not (case.clock_state == "waiting" and case.due_on):
        words |= RECKONED[kind.code](case, content["fields"])
        told, now = [*told, *content["closing"]], [*now, *letters.said(kind.closing, words)]
    days = RECKONED["receipt"](case, {}).values() if kind.code == "receipt" else ()
    if told != now or not all(day in "".join(content["body"]) for day in days):
        raise Refused("拟稿以后台账有变化，文书与台账不一致，请作废后重新拟稿。")
    if kind.step != "deliver":
        _must_say(kind, content)


def _must_say(kind: LetterType, content: dict[str, Any]) -> None:
    """Days and numbers that were filled in are what the ledger will record: the text may be edited around them."""
    shown, body = kind.shown(content["fields"]), "".join(content["body"])
    for field in kind.fields:
        named = any(f"{{{field.name}}}" in text for text in kind.body)
        if named and field.kind in ("date", "number", "choice") and shown[field.name] not in body:
            raise Refused(
                f"正文里的“{field.label}”与拟稿时填写的“{shown[field.name]}”不一致，请改回来，或者作废后重新拟稿。"
            )


def you(request: Request) -> str:
    return "你" if request.applicant_kind == "person" else "你单位"


def nameless(request: Request) -> str:
    """The description with the applicant's own name, number and contact blotted out, for others to read."""
    return identity.blacked_out(request.description, request.personal)


def _day(day: date | None, provisional: bool) -> str:
    if day is None:
        return ""
    return chinese_date(day) + ("（下一年度放假安排公布后可能调整）" if provisional else "")


def _note(organ: Organ) -> str:
    ways = [f"{name}：{value}" for name, value in (("联系电话", organ.phone), ("地址", organ.address)) if value]
    return f"（{'，'.join(ways)}）" if ways else ""


def _reckoned(case: Case, kind: LetterType, fields: dict[str, Any]) -> dict[str, str]:
    """The words that are reckoned: from what the officer filled in (the new due date, the fee), from the ledger (what
    the applicant was asked and when)."""
    if kind.outcome in CLOSING:
        return _closing(case, kind)
    if kind.code in ("correction", "reasons") and fields["until"] <= timezone.localdate().isoformat():
        raise Refused("期限应晚于今天，并给申请人留出合理的时间。", "until")
    excess.check_letter(case, kind, fields)
    _reasonable(case, kind, fields)
    if sentence := grounds.missing(case, kind.outcome):
        raise Refused(sentence)
    reckon = RECKONED.get(kind.code)
    return {**_fetched(fields), **(reckon(case, fields) if reckon else {})}


def _reasonable(case: Case, kind: LetterType, fields: dict[str, Any]) -> None:
    """条例 art. 30, 35: the 合理期限 of a correction, counted from today, and of a deferral, from the due date. Outside the
    usual number of working days (settings) only with a reason, which is kept with the letter."""
    usual = {"correction": settings.CORRECTION_DAYS, "deferral": settings.DEFERRAL_DAYS}.get(kind.code)
    if usual is None or fields["why_until"]:
        return
    today = timezone.localdate()
    start = today if kind.code == "correction" else case.due_on or today
    days, (least, most) = calendar().workdays_between(start, date.fromisoformat(fields["until"])), usual
    if not least <= days <= most:
        raise Refused(
            f"这个期限是 {days} 个工作日，通常为 {least} 至 {most} 个工作日。请改日期，或者写明过短、过长的理由。",
            "until",
        )


def _fetched(fields: dict[str, Any]) -> dict[str, str]:
    """Where what is given is fetched, when the officer says so."""
    return {"fetched": f"获取的地点或者网址：{place}" if (place := fields.get("place")) else ""}


def _extended(case: Case, fields: dict[str, Any]) -> dict[str, str]:
    if case.due_on is None:
        raise Refused("本件的答复期限现在不在计算，不需要延期。", "days")
    days = calendar()
    until = days.add_workdays(case.due_on, fields["days"])
    return {"new_due": _day(until, case.provisional or days.is_provisional(case.due_on, until))}


def _registered(case: Case, fields: dict[str, Any]) -> dict[str, str]:
    """条例 art. 31, 33: the day of receipt and the last day, or what they will be counted from. No receipt says a last day
    that does not hold."""
    if case.closed_on:
        raise Refused("本件已经办结，不再出登记回执。")
    if case.request.renews_id:
        raise Refused("重新办理的，不出登记回执：收到日期和期限不按条例第三十三条计算。")
    if case.received_on is None:
        since = "签收" if guards.signs_for(case) else "双方确认"
        return {"receipt": f"{since}之日为收到申请之日", "term": f"自{since}之日起{CLOCK.reply}个工作日内"}
    if case.due_on is None:
        raise Refused(f"本件在等待{case.waiting_for}，答复期限没有在计算，登记回执写不出最迟答复的日期，请不要再出。")
    day, last = chinese_date(case.received_on), _day(case.due_on, case.provisional)
    who = you(case.request)
    return {"receipt": f"本机关收到{who}申请的日期为{day}", "term": f"最迟于{last}"}


def _charged(case: Case, fields: dict[str, Any]) -> dict[str, str]:
    fee = charging.fee_of(case.request, fields["method"], fields["pages"])
    counted = f"本自然月累计{fee.counted}件" if fee.method == "items" else f"本件共{fee.counted}页"
    reckoned = "；".join(fee.reckoning)
    return {
        "amount": f"{fee.amount:,}",
        "counted": counted,
        "standard": fees.standard(fee.method),
        "reckoned": f"{reckoned}；合计{fee.amount:,}元",
    }


def _consulting(case: Case) -> dict[str, str]:
    """Whom the office is waiting for (条例 art. 33(3)), by kind and not by name, and since when each."""
    if case.request.renews_id:
        raise Refused("重新办理的答复日期已经确定，征求意见不延后，不需要这份告知书。")
    days, today = calendar(), timezone.localdate()
    rows = [row for row in consultations.unanswered(case) if row.standing(days, today).waits]
    if not rows:
        raise Refused("现在没有在征求意见，不需要这份告知书。")
    names = {"third_party": "第三方", "organ": "共同制作该政府信息的行政机关"}
    asked = sorted({(row.asked_on, names[row.kind]) for row in rows})
    return {
        "whom": "和".join(dict.fromkeys(name for _, name in asked)),
        "asked": "、".join(f"于{chinese_date(on)}向{name}" for on, name in asked),
    }


def _revoked(case: Case, code: str) -> dict[str, str]:
    entry, notice, reading = revoking.taken_back(case, code)
    return {
        "revoked_on": chinese_date(entry.on),
        "revoked_number": notice.number or "",
        "unmoved_due": _day(reading.due, reading.provisional),
    }


def _parts(case: Case) -> str:
    """Part by part: what was asked and its conclusion, in the words of the answer to that alone; a paragraph a line."""
    lines, known = [], dividing.kinds()
    for row, fields in dividing.concluded(case):
        kind = known[row.kind]
        words = {**facts(case, kind, fields), **kind.shown(fields)}
        lines += [f"{row.position}．关于申请公开的“{row.what}”：", *(text.format_map(words) for text in kind.body)]
    return "\n".join(lines)


RECKONED: dict[str, Callable[[Case, dict[str, Any]], dict[str, str]]] = {
    dividing.LETTER: lambda case, fields: {"parts": _parts(case)},
    "consulting": lambda case, fields: _consulting(case),
    "not_held.absent": lambda case, fields: {"searched": searching.said(case)},
    consultations.DECISION: consultations.told_why,
    "partial": grounds.withheld,
    "refused.third_party": lambda case, fields: {"evidence": consultations.heard(case)},
    "not_held.elsewhere": grounds.responsible,
    "not_handled.repeated": grounds.answered_before,
    "not_handled.excessive": lambda case, fields: excess.told(case, you(case.request)),
    "receipt": _registered,
    "extension": _extended,
    "fee": _charged,
    "revoked.extension": lambda case, fields: _revoked(case, "revoked.extension"),
    "revoked.fee": lambda case, fields: _revoked(case, "revoked.fee"),
}
DATED = ("extension", "revoked.extension", "revoked.fee")  # tell the due date in what follows the body
RESTART = f"本机关的答复期限{CLOCK.reply}个工作日，自收到补正的申请之日起重新计算。"
CLOSING = {*guards.LAPSES.values(), "withdrawn"}


def _closing(case: Case, kind: LetterType) -> dict[str, str]:
    """What came before the case is not handled any more (条例 art. 30, 42), as the ledger has it."""
    if kind.outcome == "withdrawn":
        withdrawal = case.entries.filter(type="withdrawn").first()
        if withdrawal is None:
            raise Refused("申请人还没有撤回申请，请先登记撤回。")
        return {"withdrawn_on": chinese_date(withdrawal.on)}
    if case.state not in ("correcting", "paying") or guards.LAPSES[guards.last_notice(case).type] != kind.outcome:
        raise Refused(f"本件现在是“{case.state_label}”，不需要这份文书。")
    if sentence := guards.term_is_over(case, {"on": timezone.localdate()}):
        raise Refused(sentence)
    asked = guards.last_notice(case)
    term = asked.data.get("until")
    return {"asked_on": chinese_date(asked.on), "term": chinese_date(date.fromisoformat(term)) if term else ""}
