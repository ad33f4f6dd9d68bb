"""Reminders: what somebody should know about a case without looking for it. Inside the desk only; nothing is sent.

Of each (person, case, kind, day) there is one notice, so a run that is repeated adds nothing; that a case is overdue is
news again from time to time. Whoever handles a case is its officer; while it has none, everybody who may handle it in the
organ that works on it; where nobody may, those above who may. Those who sign are of the organ that answers.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.managing.listing import unconfirmed
from gongkai.casework.models import Case, Letter, Notice
from gongkai.casework.selectors import calendar
from gongkai.organs.roster import Roster

KEPT = timedelta(days=90)
OFFICER = "disclosure_officer"
DAILY, WEEKLY = 1, 5  # working days until an overdue case is news again to those who handle, to those who sign
WHOSE = ("organ__path", "handler__path", "officer")  # what Recipients asks of a case
LEVELS = (("due0", 0), ("due1", 1), ("due5", 5))  # kind, working days left at most


class Recipients:
    """Who is told of a case, by the path of the organ that answers; kept, because many cases share the answer."""

    def __init__(self, roster: Roster) -> None:
        self.roster, self._known = roster, dict[tuple[str, str], list[int]]()

    def handling(self, path: str, handler: str | None, officer: int | None) -> list[int]:
        """``handler`` is the path of the organ that works on the case, where that is another."""
        at = handler or path
        able = self._holders(at, "handle")
        if officer and (officer in able or officer in self._holders(path, "handle")):
            return [officer]
        return self._own(at, "handle") or able

    def signing(self, path: str) -> list[int]:
        return self._own(path, "sign")

    def supervising(self, path: str) -> list[int]:
        """The disclosure officers of the governments above."""
        return self._ask("above", path, lambda: [p.account for p in self.roster.covering(path) if p.role == OFFICER])

    def _own(self, path: str, permission: str) -> list[int]:
        return self._ask(f"own {permission}", path, lambda: self.roster.there(path, permission))

    def _holders(self, path: str, permission: str) -> list[int]:
        return self._ask(f"all {permission}", path, lambda: self.roster.all(path, permission))

    def _ask(self, what: str, path: str, accounts: Any) -> list[int]:
        if (what, path) not in self._known:
            self._known[what, path] = [account.pk for account in accounts()]
        return self._known[what, path]


class Told(NamedTuple):
    """What some are told of a case; ``again``: it is news again after so many working days, 0 for never."""

    case: int
    kind: str
    on: date
    text: str
    users: list[int]
    again: int = 0


def remind(today: date | None = None) -> int:
    """Daily: cases due within five working days and late ones, those whose receipt is not confirmed, and signed letters
    that were not sent; returns how many notices are news."""
    today, days, people = today or timezone.localdate(), calendar(), Recipients(Roster())
    return _add(
        [*_due(today, days, people), *_unconfirmed(today, days, people), *_unsent(today, days, people)], today, days
    )


def _due(today: date, days: WorkCalendar, people: Recipients) -> Iterator[Told]:
    """Of a late case those who handle it are told daily, those who sign weekly, and after OVERDUE_ESCALATION_DAYS working
    days the disclosure officers above."""
    limits = [(kind, days.add_workdays(today, left)) for kind, left in LEVELS]
    late_by = cache(lambda due: days.workdays_between(due, today))
    rows = Case.objects.open().filter(due_on__lte=limits[-1][1])
    for pk, path, handler, officer, due in rows.values_list("pk", *WHOSE, "due_on"):
        handling, text = people.handling(path, handler, officer), f"{due} 届满"
        if due >= today:
            yield Told(pk, next(kind for kind, last in limits if due <= last), due, text, handling)
            continue
        if late_by(due):
            text += f"，已超期 {late_by(due)} 个工作日"
        yield Told(pk, "overdue", due, text, handling, DAILY)
        yield Told(pk, "overdue", due, text, [user for user in people.signing(path) if user not in handling], WEEKLY)
        if late_by(due) >= settings.OVERDUE_ESCALATION_DAYS:
            yield Told(pk, "escalated", due, text, people.supervising(path))


def _unconfirmed(today: date, days: WorkCalendar, people: Recipients) -> Iterator[Told]:
    """After UNCONFIRMED_REMIND_DAYS working days whoever handles, after UNCONFIRMED_ESCALATE_DAYS those who sign and the
    disclosure officers above: until receipt is agreed no term runs (条例 art. 31)."""
    age = cache(lambda day: days.workdays_between(day, today))
    rows = Case.objects.filter(unconfirmed(), submitted_on__lt=today)
    for pk, path, handler, officer, on in rows.values_list("pk", *WHOSE, "submitted_on"):
        text = f"{on} 提交，还没有确认收到"
        if age(on) >= settings.UNCONFIRMED_REMIND_DAYS:
            yield Told(pk, "unconfirmed", on, text, people.handling(path, handler, officer))
        if age(on) >= settings.UNCONFIRMED_ESCALATE_DAYS:
            yield Told(pk, "unconfirmed_long", on, text, [*people.signing(path), *people.supervising(path)])


def _unsent(today: date, days: WorkCalendar, people: Recipients) -> Iterator[Told]:
    """Whoever handles, from the working day after a letter was signed: in time is judged by the day it is sent."""
    rows = Letter.objects.filter(state=Letter.SIGNED, dated__lt=today, case__closed_on=None)
    waited = cache(lambda day: days.workdays_between(day, today))
    whose = [f"case__{name}" for name in WHOSE]
    for pk, path, handler, officer, dated in rows.values_list("case", *whose, "dated").distinct():
        if waited(dated) >= 1:
            yield Told(pk, "unsent", dated, f"{dated} 签发的文书还没有送达", people.handling(path, handler, officer))


def _add(all_told: Iterable[Told], today: date, days: WorkCalendar) -> int:
    """Keep what is not there yet, or was told so long ago that it is news again."""
    columns = ("user", "case", "kind", "on", "made_on")
    rows = Notice.objects.filter(case__closed_on=None).values_list(*columns)
    known = {(user, case, kind, on): made_on for user, case, kind, on, made_on in rows}
    passed = cache(lambda made_on: days.workdays_between(made_on, today))
    fresh = []
    for told in all_told:
        for user in dict.fromkeys(told.users):
            before = known.get((user, told.case, told.kind, told.on))
            if before is None or 0 < told.again <= passed(before):
                facts = {"kind": told.kind, "on": told.on, "text": told.text, "made_on": today}
                fresh.append(Notice(user_id=user, case_id=told.case, **facts))
    _tell(fresh)
    return len(fresh)


def tell_assigned(case: Case, by: Any) -> None:
    """The new officer, unless it was his own doing."""
    if case.officer_id and case.officer_id != by.pk:
        _tell([_handed(case, case.officer_id, "assigned", f"{by}指定您承办")])


def tell_handed_over(case: Case, by: Any) -> None:
    """Those who handle in the organ that now works on a case; and in the one that was asked, unless ``by`` is of it."""
    people, text = Recipients(Roster(case.organs)), f"转由{case.worker.label}办理"
    users = set(_handling(people, case))
    if by is None or not by.may("handle", case.organ):
        users.update(people.handling(case.organ.path or "", None, None))
    _tell([_handed(case, user, "handed", text) for user in sorted(users) if by is None or user != by.pk])


def tell(case: Case, kind: str, text: str, by: Any, to: int | None = None) -> None:
    """Whoever handles the case, or the account ``to``, learns what ``by`` did (None: the applicant); nobody of what he did
    himself. ``text`` names nobody."""
    users = [to] if to else _handling(Recipients(Roster(case.organs)), case)
    _tell([_handed(case, user, kind, text) for user in users if by is None or user != by.pk])


def _handling(people: Recipients, case: Case) -> list[int]:
    return people.handling(case.organ.path or "", case.handler.path if case.handler else None, case.officer_id)


def _handed(case: Case, user: int, kind: str, text: str) -> Notice:
    return Notice(user_id=user, case=case, kind=kind, on=timezone.localdate(), text=text[:120])


def tell_moved(cases: Iterable[tuple[Case, date | None]], why: str) -> int:
    """Whoever handles a case learns that its due date is another one than before; returns how many cases that are."""
    moved = [(case, before) for case, before in cases if case.due_on and before and case.due_on != before]
    if not moved:
        return 0
    people, today = Recipients(Roster()), timezone.localdate()
    prefetch_related_objects([case for case, _ in moved], "organ", "handler")
    _tell(
        Notice(
            user_id=user,
            case=case,
            kind="moved",
            on=case.due_on,
            text=f"{why}，届满日由 {before} 变为 {case.due_on}",
            made_on=today,
        )
        for case, before in moved
        for user in _handling(people, case)
    )
    return len(moved)


def _tell(notices: Iterable[Notice]) -> None:
    """Keep notices; one that is there already is news again."""
    Notice.objects.bulk_create(
        notices, batch_size=1000, update_conflicts=True,
        unique_fields=["user", "case", "kind", "on"], update_fields=["text", "made_on", "seen_at"],
    )  # fmt: skip


def clear_old(today: date | None = None) -> None:
    """Daily: notices have had their time after ninety days."""
    Notice.objects.filter(made_on__lt=(today or timezone.localdate()) - KEPT).delete()
