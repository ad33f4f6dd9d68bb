"""What the applicant reads: state, ledger and remedies in plain words, without officers, drafts or third parties' names."""

from dataclasses import replace
from typing import Any

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.letters.actions import type_of
from gongkai.casework.models import Entry, Letter
from gongkai.casework.parties import wording as parties
from gongkai.casework.parties.wording import Line, Said
from gongkai.foi.disputes.clock import SEEK_REVIEW, SUE
from gongkai.foi.letter_remedies import branch_told, remedy_of
from gongkai.foi.models import CHANNELS, Request
from gongkai.foi.outcomes import OUTCOMES, Outcome
from gongkai.foi.remedies import EITHER, NONE, in_plain_words
from gongkai.foi.rules import ANEW, CLOCK

OVERDUE = "逾期没有答复的，您可以申请行政复议或者提起行政诉讼。"
STATES = {
    "submitted": "受理机关还没有确认收到",
    "handling": "受理机关正在办理",
    "correcting": "请您补正",
    "paying": "请您缴纳信息处理费",
    "signing": "答复已经拟好，正在审签",
    "answered": "答复已经签发，正在送达",
    "closed": "已经办结",
}


def _correction(entry: Entry) -> tuple[str, str]:
    return "请您补正", f"{entry.data.get('what', '')}（请在 {entry.data.get('until', '')} 前补正，条例第三十条）"


def _extension(entry: Entry) -> tuple[str, str]:
    return f"延长答复期限 {entry.data.get('days')} 个工作日", f"{entry.data.get('reason', '')}（条例第三十三条）"


SAID: dict[str, Said] = {
    "submitted": lambda entry: ("提交申请", f"提交渠道：{CHANNELS.get(entry.data.get('channel', ''), '')}"),
    "confirmed": lambda entry: ("受理机关与您确认收到", "答复期限从次日起算（条例第三十一条、第三十三条）"),
    "delivered": lambda entry: ("受理机关签收申请", "答复期限从次日起算（条例第三十一条、第三十三条）"),
    "accepted": lambda entry: ("当面收到申请", "答复期限从次日起算（条例第三十一条、第三十三条）"),
    "assigned": lambda entry: ("变更承办机关", "答复期限不受影响"),
    "correction_asked": _correction,
    "correction_received": lambda entry: ("收到您的补正", "答复期限从次日起重新计算（条例第三十条）"),
    "third_party_asked": lambda entry: ("征求第三方意见", "征求意见的时间不计入答复期限（条例第三十二条、第三十三条）"),
    "third_party_answered": "收到第三方意见",
    "organ_asked": lambda entry: ("征求共同制作机关意见", "征求意见的时间不计入答复期限（条例第三十三条、第三十四条）"),
    "organ_answered": "收到共同制作机关意见",
    "extended": _extension,
    "reasons_asked": lambda entry: ("请您说明理由", f"请在 {entry.data.get('until', '')} 前说明，答复期限继续计算（条例第三十五条）"),
    "reasons_received": "收到您说明的理由",
    "deferred": lambda entry: (f"另定答复期限：{entry.data.get('until', '')}", "理由合理但无法在法定期限内答复（条例第三十五条）"),
    "fee_notice": lambda entry: ("通知缴纳信息处理费", "收到通知次日起 20 个工作日内缴纳，期间不计算答复期限（条例第四十二条）"),
    "fee_paid": lambda entry: ("收到缴费", "答复期限从次日起重新计算（条例第四十二条）"),
    "signed": "答复签发",
    "recalled": "已签发的答复收回，重新办理",
    "correction_notice_received": "您收到补正告知书",
    "fee_notice_received": "您收到收费通知书",
    "extension_received": "您收到延期告知书",
    "answered": "答复发出",
    "answer_received": "您收到答复",
    "reopened": lambda entry: ("受理机关自行纠正原答复，重新办理", f"准备在 {entry.data.get('until', '')} 前重新答复"),
    "reopening_ended": "受理机关终止自行纠正，原答复不变",
    "ordered": lambda entry: ("按复议决定或者判决重新办理", f"应在 {entry.data.get('until', '')} 前重新答复"),
    "lapsed": lambda entry: ("不再处理", "没有在期限内补正或者缴费，视为放弃申请"),
    "withdrawn": "您撤回了申请",
}  # fmt: skip


MOVES = ("correction_received", "third_party_asked", "organ_asked", "fee_paid")  # what moves the term of art. 33


def _title_of(said: Any) -> Said:
    return lambda entry: (said(entry)[0], "")


UNMOVED = SAID | {type: _title_of(SAID[type]) for type in MOVES}


def timeline(entries: Any) -> list[Line]:
    """The public lines of a ledger, newest first."""
    return parties.timeline(entries, UNMOVED if _has_one_date(entries) else SAID)


def _has_one_date(entries: Any) -> bool:
    """Whether it is answered anew: no term moves its date (foi.rules)."""
    return any(entry.type in ANEW for entry in entries)


def waiting(case: Any, entries: Any) -> str:
    """What the office waits for, as a sentence; nothing when it waits for nobody."""
    if case.state == "submitted":
        return {
            "confirmed": "等待受理机关与您确认收到。双方确认之日是收到之日，答复期限从次日起算（条例第三十一条）。",
            "delivered": "等待受理机关签收邮件，签收之日是收到之日（条例第三十一条）。",
        }.get(CLOCK.receipt[entries[0].data["channel"]], "")
    stops = "" if _has_one_date(entries) else "，期间不计算答复期限"
    if case.state in ("correcting", "paying"):
        return "等待您" + ("补正" if case.state == "correcting" else "缴费") + f"{stops}。"
    last = {entry.type: entry for entry in entries}
    if case.state == "handling" and "reasons_asked" in last and "reasons_received" not in last:
        return f"请您在 {last['reasons_asked'].data['until']} 前说明申请的理由。答复期限继续计算（条例第三十五条）。"
    open_ones: dict[str, list[str]] = {"third_party": [], "organ": []}
    for entry in entries:
        kind, _, what = entry.type.rpartition("_")
        if kind in open_ones and what == "asked":
            open_ones[kind].append(entry.data.get("who", ""))
        elif kind in open_ones and what == "answered" and entry.data.get("who", "") in open_ones[kind]:
            open_ones[kind].remove(entry.data.get("who", ""))
    if open_ones["third_party"]:
        return f"等待第三方对公开的意见{stops}。"
    if open_ones["organ"]:
        return f"等待共同制作机关的意见{stops}。"
    return ""


def ground(outcome: Outcome | None, answer: Letter | None) -> str:
    """The articles that the answer cites; of one without a letter, those of its outcome."""
    cites = type_of(answer).cites if answer else ()
    return f"条例{'、'.join(cites)}" if cites else outcome.ground if outcome else ""


def last_days(request: Request, answer: Letter | None, days: WorkCalendar) -> list[str]:
    """Until when the applicant may seek review or sue (行政复议法 art. 20; 行政诉讼法 art. 46), as dates: from the receipt
    of the ``answer``, of which the sending stands in as long as it is not known."""
    branch = branch_told(request)
    if branch in ("", NONE) or answer is None or answer.sent_on is None:
        return []
    start = answer.received_on or answer.sent_on
    what = "答复" if type_of(answer).step == "deliver" else "告知书"
    known = (
        f"您于 {start} 收到{what}"
        if answer.received_on
        else f"收到日期还没有登记，先按发出之日 {start} 算，以您实际收到为准"
    )
    said = [f"{known}：申请行政复议最迟 {SEEK_REVIEW.end(start, days)}。"]
    if branch == EITHER:
        said.append(f"直接提起行政诉讼最迟 {SUE.end(start, days)}。")
    return said


def remedies(request: Request) -> list[str]:
    """How to seek review of the answer (行政复议法 art. 20, 22–24; 行政诉讼法 art. 45, 46), by branch, where the
    organ's settings say; nothing before."""
    branch = branch_told(request)
    if request.case.closed_on is None or not branch or not OUTCOMES[request.outcome].letter:
        return []
    where = remedy_of(request.case.organ)
    return in_plain_words(branch, replace(where, review=where.review or "上一级行政机关"))
