"""What the program knows of a case when a letter is drawn up; shown beside the form, so that nobody looks it up."""

from collections.abc import Callable

from django.utils import timezone

from gongkai.casework.models import Case
from gongkai.casework.selectors import calendar
from gongkai.foi import agency, charging, consultations, excess, fees
from gongkai.foi.consulting import Standing
from gongkai.foi.models import Consultation, Reasons, SearchNote

Facts = list[tuple[str, str]]


def known(case: Case, code: str) -> Facts:
    """(label, value) pairs for the letter type ``code``; none where the officer says everything."""
    return KNOWN[code](case) if code in KNOWN else []


def _fee(case: Case) -> Facts:
    """国办函〔2020〕109号: the reckoning before anything is sent."""
    request, by_items = case.request, charging.fee_by_items(case.request)
    month = charging.month_of(case.received_on) if case.received_on else ""
    return [
        (f"{month}该申请人此前的申请", f"{by_items.before} 件"),
        ("本件", f"计 {request.items} 件，收到日期 {case.received_on}"),
        ("按件计收", str(by_items)),
        ("按量计收", fees.standard("pages")),
    ]


def _excess(case: Case) -> Facts:
    return [("该申请人向本级政府及其部门提出的申请", str(excess.counts_of(case.request)))]


def _searches(case: Case) -> Facts:
    """条例 art. 36(4); said as well when there is none yet."""
    notes = SearchNote.objects.filter(request=case.pk)
    rows = [(str(note.on), f"{note.places}；关键词：{note.words}；结果：{note.result}") for note in notes]
    return rows or [("在本件页面登记以后才能拟稿", "还没有检索记录")]


def prefilled(case: Case, code: str) -> dict[str, str]:
    """What the form of a letter begins with; the officer may change it."""
    if code == "partial":
        found = set(case.request.materials.exclude(ground="").values_list("ground", flat=True))
        return {"ground": found.pop()} if len(found) == 1 else {}
    if code == "correction" and (lacking := agency.lacking(case.request)):
        papers = agency.named(lacking)
        return {"why": f"委托他人提出申请，没有附{papers}。", "what": f"提交{papers}。"}
    if code == "reasons":
        return {"why": f"{excess.counts_of(case.request)}。"}
    if code == "not_handled.excessive":
        kept = Reasons.objects.filter(pk=case.pk).first()
        return {"reasons": (kept and kept.judgement) or ""}
    return {}


def _redacted(case: Case) -> Facts:
    """条例 art. 37: on which ground materials are redacted."""
    return [(row.name, f"遮盖依据：{row.get_ground_display()}") for row in case.request.materials.exclude(ground="")]


def _heard(case: Case) -> Facts:
    """条例 art. 32, 34: who was asked and what came of it."""
    days, today = calendar(), timezone.localdate()
    rows = [(row, row.standing(days, today)) for row in consultations.rows_of(case) if row.asked_on]
    return [(row.label, _said(row, at)) for row, at in rows]


def _said(row: Consultation, at: Standing) -> str:
    answered = f"{row.answered_on} {row.get_opinion_display()}" if row.answered_on else at.label
    return f"{row.asked_on} 发出征求意见书，{answered}"


KNOWN: dict[str, Callable[[Case], Facts]] = {
    "fee": _fee,
    "reasons": _excess,
    "not_handled.excessive": _excess,
    "consulting": _heard,
    "partial": lambda case: [*_redacted(case), *_heard(case)],
    "refused.third_party": _heard,
    "not_held.absent": _searches,
}
