"""Correcting the ledger: somebody says what is wrong and why, a second person approves, an entry is read in place of the
first. Nothing is erased (条例 art. 45 asks for the trail of every step)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.casework.actions import append, set_clock
from gongkai.casework.correcting.selectors import effect_of
from gongkai.casework.ledger import CORRECTED
from gongkai.casework.models import Case, Correction, Entry
from gongkai.casework.selectors import as_read
from gongkai.core.actions import Refused, action, audit

LONGEST = 300


@action
def propose(*, entry: Entry, on: date, why: str, by: Any) -> Correction:
    """Say that ``entry`` happened on another day."""
    case = _held(entry.case_id)
    case.must(by, "handle")
    if entry.type not in case.flow.correctable:
        raise Refused("这一项的日期不能更正。")
    if not why.strip() or len(why) > LONGEST:
        raise Refused(f"请写明错在哪里、凭什么更正，{LONGEST} 字以内。", "why")
    if Correction.objects.waiting().filter(entry=entry).exists():
        raise Refused("这一项已有一份更正在等核准，核准或者不予核准以后才能再提。")
    now = _day_of(case, entry)
    if now == on:
        raise Refused(f"台账里就是 {on}，不用更正。", "on")
    if on > timezone.localdate():
        raise Refused("日期不能晚于今天，请核对。", "on")
    made = Correction.objects.create(case=case, entry=entry, to={"on": on.isoformat()}, why=why.strip(), by=by)  # type: ignore[misc]
    effect_of(made)
    with transaction.atomic():  # what follows is tried here, and done when it is approved
        _follow(case, made)
        transaction.set_rollback(True)
    audit("correction.propose", case, by=by, organ=case.organ, entry=entry.sequence, on=on.isoformat())
    return made


@action
def check(*, correction: Correction, verdict: str, by: Any, note: str = "") -> Correction:
    """The second person's word: approved, the ledger is read with it from now on, also of a closed case."""
    case = _held(correction.case_id)
    correction = Correction.objects.select_for_update(of=("self",)).select_related("entry").get(pk=correction.pk)
    case.must(by, "sign")
    if correction.verdict:
        raise Refused("这份更正已经有人核准过了，请刷新页面。")
    if by.pk == correction.by_id:
        raise Refused("更正要由提出人以外、有审签权限的同事核准。")
    if verdict not in Correction.VERDICTS:
        raise Refused("请选择核准还是不予核准。", "verdict")
    if verdict == "refused" and not note.strip():
        raise Refused("不予更正的，请写明理由。", "note")
    correction.verdict, correction.note = verdict, note.strip()[:LONGEST]
    correction.checked_by, correction.checked_at = by, timezone.now()
    correction.save()
    if verdict == "approved":
        _enter(case, correction, by)
    audit("correction.check", case, by=by, organ=case.organ, entry=correction.entry.sequence, verdict=verdict)
    return correction


def _held(pk: int) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("organ").get(pk=pk)


def _day_of(case: Case, entry: Entry) -> date | None:
    """The day on which the ledger has it now."""
    return next((row.on for row in as_read(case.entries.all()) if row.pk == entry.pk), None)


def _follow(case: Case, correction: Correction) -> None:
    """What keeps the same day besides the ledger."""
    entry, now = correction.entry, _day_of(case, correction.entry)
    follow = case.flow.correctable[entry.type]
    if follow and now:
        follow(case, entry, now, date.fromisoformat(correction.to["on"]))


def _enter(case: Case, correction: Correction, by: Any) -> None:
    _follow(case, correction)
    append(case, on=timezone.localdate(), type=CORRECTED, by=by, data=correction.facts)
    set_clock(case)
