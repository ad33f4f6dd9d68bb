"""Opening a case and taking its steps: each appends to the ledger, moves the state and sets the clock, at once."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from gongkai.casework.flow import FLOWS, Step
from gongkai.casework.ledger import LedgerError
from gongkai.casework.managing import notices
from gongkai.casework.models import Case, CaseQuerySet, CaseSeries, Entry, HolidayNotice
from gongkai.casework.selectors import calendar, held_against, reading_of
from gongkai.core import bulk
from gongkai.core.actions import NotAllowed, Refused, action, audit
from gongkai.core.pages import purge
from gongkai.organs.models import Organ

PROJECTED = ["due_on", "provisional", "clock_state", "waiting_for", "waiting_until"]  # of a reading, see models


@action
def open_case(*, type: str, organ: Organ, subject: str, on: date, channel: str, by: Any, number: str = "") -> Case:
    """A new case of ``type`` with its first ledger entry. The applicant's own submission comes with ``by=None``."""
    flow = FLOWS[type]
    if by is not None:
        by.must("handle", organ)
    if on > timezone.localdate():
        raise Refused("提交日期不能晚于今天，请核对。", "on")
    case = Case(type=type, organ=organ, subject=subject, state=flow.initial, submitted_on=on)
    case.number = number or take_number(type, organ, on.year)
    case.save()
    append(case, on=on, type="submitted", by=by, data={"channel": channel})
    set_clock(case)
    purge(f"list:{type}")
    audit("case.open", case, by=by, organ=organ, type=type, channel=channel)
    return case


@action
def take_step(*, case: Case, step: str, on: date, by: Any, text: str = "", **data: Any) -> Case:
    """Take one step of the case's flow. The case is locked: of two officers taking the same step one gets a sentence.

    ``data`` holds what the step asks for; only JSON values free of personal data reach the ledger."""
    case = Case.objects.select_for_update().select_related("organ").get(pk=case.pk)
    chosen = case.flow.step(step)
    if by is not None:
        case.must(by, chosen.permission)
    elif not chosen.applicant:
        raise NotAllowed("这一步由受理机关办理。")
    _check(case, chosen, {**data, "on": on, "by": by})
    entry = append(case, on=on, type=chosen.event, by=by, text=text, data=data)
    if chosen.to:
        case.state = chosen.to
    if case.state in case.flow.final:
        case.closed_on = on
        purge(f"list:{case.type}")
    before = case.handler_id
    if after := case.flow.after.get(chosen.event):
        after(case, data)
    set_clock(case, entry)
    if case.handler_id != before:
        notices.tell_handed_over(case, by)
    if told := case.flow.tells.get(chosen.event):
        notices.tell(case, *told, by)
    audit(f"case.{step}", case, by=by, organ=case.organ, on=on.isoformat())
    return case


@action
def note(*, case: Case, type: str, on: date, by: Any) -> Case:
    """Enter what happened to a case without a step of its flow: one of the flow's ``notes``. It may be closed."""
    case = Case.objects.select_for_update().select_related("organ").get(pk=case.pk)
    if by is not None:
        case.must(by, "handle")
    if type not in case.flow.notes:
        raise ValueError(f"{case.flow.type} has no note {type}")
    if on > timezone.localdate():
        raise Refused("日期不能晚于今天，请核对。", "on")
    set_clock(case, append(case, on=on, type=type, by=by))
    audit("case.note", case, by=by, organ=case.organ, note=type, on=on.isoformat())
    return case


def must_be_possible(*, case: Case, step: str, by: Any, later: Collection[str] = (), **data: Any) -> None:
    """Refuse what ``take_step`` would refuse today, the clock included: for what is written and signed before it happens;
    within an action. ``later``: guards that look at what is there only then."""
    chosen, today = case.flow.step(step), timezone.localdate()
    _check(case, chosen, {**data, "on": today, "by": by}, later)
    if sentence := held_against(case, today, chosen.event, data):
        raise Refused(sentence)


def _check(case: Case, step: Step, data: dict[str, Any], later: Collection[str] = ()) -> None:
    if not case.flow.is_open(step, case):
        raise Refused(f"本件现在是“{case.state_label}”，不能“{step.label}”，可能已被别人处理，请刷新页面。")
    if data["on"] > timezone.localdate():
        raise Refused("日期不能晚于今天，请核对。", "on")
    if data["on"] < case.submitted_on:
        raise Refused(f"日期不能早于提交日期 {case.submitted_on}，请核对。", "on")
    for name in step.asks:
        if data.get(name) in (None, ""):
            raise Refused("请填写这一项。", name)
    for guard in step.guards:
        if guard not in later and (sentence := case.flow.guards[guard](case, data)):
            raise Refused(sentence)


def append(case: Case, *, on: date, type: str, by: Any, text: str = "", data: dict[str, Any] | None = None) -> Entry:
    """Write a line of the ledger; within an action that holds the case."""
    sequence = case.entries.count() + 1
    entry = Entry(case=case, sequence=sequence, on=on, type=type, by=by, text=text, data=data or {})  # type: ignore[misc]
    entry.save()
    return entry


def set_clock(case: Case, entry: Entry | None = None) -> None:
    """Project the clock onto the case's columns. An impossible ledger refuses the whole step, and so does an ``entry``
    just made that the law forbids; what an earlier one holds against it is shown, and stops nobody."""
    try:
        reading = reading_of(case)
    except LedgerError as error:
        raise Refused(str(error)) from error
    for fault in reading.faults:
        if entry and (fault.event.on, fault.event.type, fault.event.facts) == (entry.on, entry.type, entry.data):
            raise Refused(fault.sentence)
    case.due_on, case.provisional, case.waiting_for = reading.due, reading.provisional, reading.waiting_for
    case.clock_state, case.received_on = reading.state, reading.received_on
    case.waiting_until = reading.waiting_until
    case.save()


def take_number(type: str, organ: Organ, year: int) -> str:
    """The next registration number of ``organ``: ××公开申〔年〕n号."""
    CaseSeries.objects.get_or_create(type=type, organ=organ, year=year)
    series = CaseSeries.objects.select_for_update().get(type=type, organ=organ, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    mark = organ.document_mark.removesuffix("发") or organ.label
    return f"{mark}{FLOWS[type].mark}〔{year}〕{series.last}号"


@action
def enter_holidays(*, year: int, holidays: Iterable[date], makeup: Iterable[date], source: str, by: Any) -> int:
    """Enter a year's notice and compute the running cases anew; whoever handles one whose due date moved is told, and
    their number returned."""
    if not by.may("calendar"):
        raise Refused("录入放假安排需要公开办的权限，请联系县政府办公室。")
    if not source.strip():
        raise Refused("请填写放假通知的文号或名称，以备核对。", "source")
    if not 2004 <= year <= timezone.localdate().year + 1:
        raise Refused("放假安排只公布到明年，请核对年份。", "year")
    off, on = sorted(set(holidays)), sorted(set(makeup))
    if any(d.year != year for d in [*off, *on]):
        raise Refused(f"有的日期不在 {year} 年，请核对。", "holidays")
    if any(d.weekday() >= 5 for d in off) or any(d.weekday() < 5 for d in on):
        raise Refused("放假日只填周一至周五，调休上班日只填周六、周日，请核对。", "holidays")
    notice, _ = HolidayNotice.objects.update_or_create(
        year=year,
        defaults={"holidays": [d.isoformat() for d in off], "makeup": [d.isoformat() for d in on], "source": source},
    )
    moved = notices.tell_moved(recompute(year), f"录入 {year} 年放假安排")
    audit("calendar.enter", notice, by=by, year=year, moved=moved)
    return moved


def recompute(year: int) -> list[tuple[Case, date | None]]:
    """Set the clocks of running cases whose term reaches ``year``; returns those that changed, each with the due date it
    had before."""
    return _project(Case.objects.open().filter(Q(due_on__year__gte=year) | Q(waiting_until__year__gte=year)))


def turn_of_day() -> int:
    """Daily: while a consultation is open the due date moves from day to day; returns how many cases changed. Only a date
    that came nearer is told."""
    changed = _project(Case.objects.open().filter(clock_state="waiting").exclude(due_on=None))
    nearer = [(case, before) for case, before in changed if case.due_on and before and case.due_on < before]
    notices.tell_moved(nearer, "重算期限")
    return len(changed)


def _project(cases: CaseQuerySet) -> list[tuple[Case, date | None]]:
    """Read the clocks anew and keep what changed."""
    days, today, changed = calendar(), timezone.localdate(), []
    entries = Prefetch("entries", Entry.objects.only("case", "on", "type", "data"))
    for case in cases.prefetch_related(entries).iterator(chunk_size=1000):
        reading = reading_of(case, today, days)
        seen = (reading.due, reading.provisional, reading.state, reading.waiting_for, reading.waiting_until)
        if seen != tuple(getattr(case, name) for name in PROJECTED):
            changed.append((case, case.due_on))
            for name, value in zip(PROJECTED, seen, strict=True):
                setattr(case, name, value)
    bulk.update_each([case for case, _ in changed], PROJECTED)
    return changed
