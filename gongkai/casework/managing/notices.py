"""Reminders: what somebody should know about a case without looking for it. Inside the desk only; nothing is sent.

Of each (person, case, kind, day) there is one notice, so a run that is repeated adds nothing. Whoever handles a case is
its officer; while it has none, everybody who may handle it in its organ; where nobody may, those above who may.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.managing.listing import unconfirmed
from gongkai.casework.models import Case, Notice
from gongkai.casework.selectors import calendar
from gongkai.organs.roster import Roster

KEPT = timedelta(days=90)
OFFICER = "disclosure_officer"
LEVELS = (("due0", 0), ("due1", 1), ("due5", 5))  # kind, working days left at most


class Recipients:
    """Who is told of a case, by the path of its organ; kept, because many cases share the answer."""

    def __init__(self, roster: Roster) -> None:
        self.roster, self._known = roster, dict[tuple[str, str], list[int]]()

    def handling(self, path: str, officer: int | None) -> list[int]:
        able = self._holders(path, "handle")
        return [officer] if officer in able else self._own(path, "handle") or able

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


def remind(today: date | None = None) -> int:
    """Daily: cases due within five working days and late ones, and those whose receipt is not confirmed; returns how
    many notices are new."""
    today, days, people = today or timezone.localdate(), calendar(), Recipients(Roster())
    return _add([*_due(today, days, people), *_unconfirmed(today, days, people)])


def _due(today: date, days: WorkCalendar, people: Recipients) -> list[Notice]:
    """From the first day late those who sign are told too, and after OVERDUE_ESCALATION_DAYS working days the disclosure
    officers above."""
    limits, made = [(kind, days.add_workdays(today, left)) for kind, left in LEVELS], list[Notice]()
    rows = Case.objects.open().filter(due_on__lte=limits[-1][1])
    late_days: dict[date, int] = {}
    for pk, path, officer, due in rows.values_list("pk", "organ__path", "officer", "due_on"):
        told: list[tuple[str, list[int]]] = []
        if due >= today:
            told.append((next(kind for kind, last in limits if due <= last), people.handling(path, officer)))
        else:
            told.append(("overdue", [*people.handling(path, officer), *people.signing(path)]))
            if due not in late_days:
                late_days[due] = days.workdays_between(due, today)
            if late_days[due] >= settings.OVERDUE_ESCALATION_DAYS:
                told.append(("escalated", people.supervising(path)))
        made += [
            Notice(user_id=user, case_id=pk, kind=kind, on=due, text=_due_text(due, today), made_on=today)
            for kind, users in told
            for user in dict.fromkeys(users)
        ]
    return made


def _unconfirmed(today: date, days: WorkCalendar, people: Recipients) -> list[Notice]:
    """After UNCONFIRMED_REMIND_DAYS working days whoever handles, after UNCONFIRMED_ESCALATE_DAYS those who sign and the
    disclosure officers above: until receipt is agreed no term runs (条例 art. 31)."""
    made, ages = list[Notice](), cache(lambda day: days.workdays_between(day, today))
    rows = Case.objects.filter(unconfirmed(), submitted_on__lt=today)
    for pk, path, officer, submitted in rows.values_list("pk", "organ__path", "officer", "submitted_on"):
        told: list[tuple[str, list[int]]] = []
        if ages(submitted) >= settings.UNCONFIRMED_REMIND_DAYS:
            told.append(("unconfirmed", people.handling(path, officer)))
        if ages(submitted) >= settings.UNCONFIRMED_ESCALATE_DAYS:
            told.append(("unconfirmed_long", [*people.signing(path), *people.supervising(path)]))
        text = f"{submitted} 提交，还没有确认收到"
        made += [
            Notice(user_id=user, case_id=pk, kind=kind, on=submitted, text=text, made_on=today)
            for kind, users in told
            for user in dict.fromkeys(users)
        ]
    return made


def _due_text(due: date, today: date) -> str:
    return f"已于 {due} 届满" if due < today else f"{due} 届满"


def _add(made: list[Notice]) -> int:
    """Keep those that are not there yet."""
    known = set(Notice.objects.filter(case__closed_on=None).values_list("user", "case", "kind", "on"))
    fresh = [n for n in made if (n.user_id, n.case_id, n.kind, n.on) not in known]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1000)
    return len(fresh)


def tell_assigned(case: Case, by: Any) -> None:
    """The new officer, unless it was his own doing."""
    if case.officer_id and case.officer_id != by.pk:
        _tell([_handed(case, case.officer_id, "assigned", f"{by}指定您承办")])


def tell_handed_over(case: Case) -> None:
    """Those who handle in the organ that a case came to."""
    people = Recipients(Roster([case.organ]))
    users = people.handling(case.organ.path or "", None)
    _tell([_handed(case, user, "handed", f"转由{case.organ.label}办理") for user in users])


def _handed(case: Case, user: int, kind: str, text: str) -> Notice:
    return Notice(user_id=user, case=case, kind=kind, on=timezone.localdate(), text=text[:120])


def tell_moved(cases: Iterable[tuple[Case, date | None]], why: str) -> int:
    """Whoever handles a case learns that its due date is another one than before; returns how many cases that are."""
    moved = [(case, before) for case, before in cases if case.due_on and before and case.due_on != before]
    if not moved:
        return 0
    people, today = Recipients(Roster()), timezone.localdate()
    paths = dict(Case.objects.open().values_list("organ", "organ__path").distinct())
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
        for user in people.handling(paths[case.organ_id], case.officer_id)
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
