"""The list of cases: filters from the address, due order (pages: core.listing)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import F, Q
from django.utils import timezone

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.flow import FLOWS
from gongkai.casework.models import Case, CaseQuerySet
from gongkai.casework.reading import in_reading, words_of
from gongkai.core import listing, typed
from gongkai.core.listing import Order, Page
from gongkai.organs.forms import OrganFilter
from gongkai.organs.models import Account, Organ

MANY = 200  # rows of a long page
READ = 500  # newest cases that are looked through for words, since what was asked is in no index
STATES = {
    "": "在办",
    "unconfirmed": "待确认收到",
    "waiting": "在办，等待他人",
    "silent": "申请人逾期没有回应",
    "closed": "已办结",
    "termed": "已办结，计算期限的",
    "on_time": "已办结，按期",
    "overran": "已办结，超期",
}
WINDOWS = {"": "全部", "late": "已超期", "0": "今天", "1": "1 个工作日内", "5": "5 个工作日内"}
OFFICERS = {"": "全部", "me": "我承办的", "none": "未指定"}
CLOSED = {
    "closed": Q(),
    "termed": Q(due_on__isnull=False),
    "on_time": Q(closed_on__lte=F("due_on")),
    "overran": Q(closed_on__gt=F("due_on")),
}  # the share on time is of those whose term ran (foi.figures): on_time of termed


def waiting() -> Q:
    """Open, and it is another's turn: the applicant's, a third party's, another organ's. What was submitted and is not
    confirmed yet is one's own."""
    return Q(clock_state="waiting") & ~Q(state="submitted", received_on=None)


def unconfirmed() -> Q:
    """Submitted, and no day of receipt yet: it is agreed with the applicant, and somebody has to ask (条例 art. 31)."""
    found = Q(pk__in=[])
    for flow in FLOWS.values():
        if flow.unconfirmed:
            found |= Q(flow.unconfirmed, type=flow.type, closed_on=None)
    return found


def silent(today: date) -> Q:
    """The applicant was asked for something, and the day has passed."""
    return Q(waiting_until__lt=today)


def due_in(window: str, today: date, days: WorkCalendar) -> Q:
    """Due within so many working days, late, or on one day."""
    if window == "late":
        return Q(due_on__lt=today)
    if window not in WINDOWS:
        return Q(due_on=date.fromisoformat(window))
    return Q(due_on__range=(today, days.add_workdays(today, int(window))))


def _one_day(text: str) -> list[tuple[str, str]]:
    """The day of an address, as a choice; none for what is no day."""
    found = typed.day(text)
    return [(text, f"{text} 当天")] if found and found.isoformat() == text else []


class Filter(OrganFilter):
    """The filters of the list. Everything is optional; what cannot be read is left out."""

    q = forms.CharField(label="登记号或内容", required=False, max_length=100)
    state = forms.ChoiceField(label="范围", required=False, choices=list(STATES.items()))
    field_order = ["q", "organ", "officer", "type", "due", "state", "year"]

    def __init__(self, data: Mapping[str, Any], *, user: Any, days: WorkCalendar) -> None:
        super().__init__(data, user=user)
        self.days, self.today = days, timezone.localdate()
        types = [("", "全部"), *((flow.type, flow.label) for flow in FLOWS.values())]
        years = [("", "全部"), *((year, f"{year} 年") for year in range(self.today.year, self.today.year - 5, -1))]
        people = [*OFFICERS.items(), *self._named(data.get("officer", ""))]
        self.fields["type"] = forms.ChoiceField(label="类型", required=False, choices=types)
        self.fields["year"] = forms.TypedChoiceField(label="办结年份", required=False, coerce=int, choices=years)
        self.fields["officer"] = forms.ChoiceField(label="承办人", required=False, choices=people)
        windows = [*WINDOWS.items(), *_one_day(data.get("due", ""))]
        self.fields["due"] = forms.ChoiceField(label="到期", required=False, choices=windows)
        self.order_fields(self.field_order)
        self.full_clean()

    def _named(self, officer: str) -> list[tuple[str, str]]:
        """The officer of an address, when there is one of that number in reach."""
        pk = typed.whole_number(officer)
        if pk is None:
            return []
        cases = Case.objects.visible_to(self.user).filter(officer=pk).order_by()
        return [(officer, str(account)) for account in Account.objects.filter(pk__in=cases.values("officer")[:1])]

    def beyond(self, organ: str) -> list[Organ]:
        """One that answers cases on which an organ in reach works."""
        pk = typed.whole_number(organ)
        if pk is None:
            return []
        cases = Case.objects.visible_to(self.user).filter(organ=pk).order_by()
        return list(Organ.objects.filter(pk__in=cases.values("organ")[:1]))

    @property
    def closed(self) -> bool:
        return self.cleaned_data.get("state") in CLOSED

    def cases(self) -> CaseQuerySet:
        """The cases of one's reach that meet every filter, unordered."""
        chosen = self.cleaned_data
        state, due = chosen.get("state", ""), chosen.get("due", "")
        rows = Case.objects.visible_to(self.user).filter(self.of_organ("organ"))
        rows = rows.closed().filter(CLOSED[state]) if self.closed else rows.open()
        if state == "waiting":
            rows = rows.filter(waiting())
        if state == "unconfirmed":
            rows = rows.filter(unconfirmed())
        if state == "silent":
            rows = rows.filter(silent(self.today))
        if due and not self.closed:
            rows = rows.filter(due_in(due, self.today, self.days))
        if self.closed and chosen.get("year"):
            rows = rows.filter(closed_on__year=chosen["year"])
        if chosen.get("type"):
            rows = rows.filter(type=chosen["type"])
        if officer := chosen.get("officer"):
            rows = rows.filter(officer=None if officer == "none" else self.user.pk if officer == "me" else int(officer))
        if words := chosen.get("q", "").strip():
            rows = rows.filter(
                Q(number__icontains=words) | Q(subject__icontains=words) | Q(pk__in=self._saying(rows, words))
            )
        return rows

    def _saying(self, rows: CaseQuerySet, words: str) -> list[int]:
        """Of the newest ``rows`` that this account may read, those in which ``words`` were asked for."""
        newest = rows.filter(in_reading(self.user)).order_by("-pk").values_list("pk", "type")[:READ]
        return [pk for pk, text in words_of(newest).items() if words.casefold() in text.casefold()]

    @property
    def order(self) -> Order:
        """Open ones by due date, the next first; closed ones by closing, the last first."""
        return Order("closed_on", full=True) if self.closed else Order("due_on", down=False)


def page(chosen: Filter, asked: Mapping[str, str], size: int) -> Page:
    """One page of the list, with what is said of each case today."""
    shown = listing.page(
        chosen.cases().select_related("organ", "handler", "officer"), chosen.order, size=size, **listing.cursors(asked)
    )
    for case in shown.rows:
        case.late = case.is_late(chosen.today)
        case.age = None if case.received_on else chosen.days.workdays_between(case.submitted_on, chosen.today)
        case.left = chosen.days.workdays_between(chosen.today, case.due_on) if case.due_on and not case.late else 0
    return shown
