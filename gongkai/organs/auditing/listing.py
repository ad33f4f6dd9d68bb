"""The auditor's list: filters from the address, newest first (pages: core.listing)."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from gongkai.core import deeds, listing
from gongkai.core.listing import Order, Page
from gongkai.core.models import AuditEntry
from gongkai.organs.auditing.selectors import visible_to
from gongkai.organs.forms import OrganFilter, day
from gongkai.organs.models import Account, Organ

NEWEST = Order("at")
PEOPLE = 50  # accounts that a name may mean
NOBODY = "系统或公众"  # no account: the program itself, applicants on the portal


class Filter(OrganFilter):
    """The filters of the list. Everything is optional; what cannot be read is left out and told at its field."""

    permission = "audit"
    since = day("日期起", required=False)
    until = day("日期止", required=False)
    person = forms.CharField(label="操作人姓名或登录名", required=False, max_length=60)
    verb = forms.ChoiceField(label="动作", required=False)
    noun = forms.ChoiceField(label="对象", required=False)
    number = forms.RegexField(
        r"^\s*[0-9]{1,18}\s*$",
        label="对象编号",
        required=False,
        error_messages={"invalid": "对象编号是数字，请核对；它在“对象”一栏里。"},
    )
    field_order = ["since", "until", "person", "organ", "verb", "noun", "number"]

    def __init__(self, data: Mapping[str, Any], *, user: Any) -> None:
        super().__init__(data, user=user)
        self.fields["verb"].choices = [("", "全部"), *deeds.choices()]
        self.fields["noun"].choices = [("", "全部"), *((noun, deeds.noun_label(noun)) for noun in deeds.NOUNS)]
        self.full_clean()

    def entries(self) -> QuerySet[AuditEntry]:
        """The entries of one's reach that meet every filter, unordered."""
        asked = self.cleaned_data
        rows = visible_to(self.user).filter(self.of_organ("organ"), self._person(asked.get("person", "").strip()))
        if asked.get("since"):
            rows = rows.filter(at__gte=_midnight(asked["since"]))
        if asked.get("until"):
            rows = rows.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
        equal = {"verb": asked.get("verb"), "noun_type": asked.get("noun"), "noun_id": asked.get("number", "").strip()}
        return rows.filter(**{name: value for name, value in equal.items() if value})

    def _person(self, name: str) -> Q:
        if name in (NOBODY, *NOBODY.split("或")):
            return Q(by=None)
        found = Account.objects.filter(Q(full_name=name) | Q(username__iexact=name)).values_list("pk", flat=True)
        return Q(by__in=list(found[:PEOPLE])) if name else Q()


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def page(chosen: Filter, asked: Mapping[str, str]) -> Page:
    """One page of the list."""
    shown = listing.page(chosen.entries().select_related("by"), NEWEST, **listing.cursors(asked))
    name_organs(shown.rows)
    return shown


def name_organs(rows: list[AuditEntry]) -> list[AuditEntry]:
    """The rows with what they are called for people: ``organ``, ``person``, ``deed``, ``noun``. One query."""
    organs = {organ.pk: organ.label for organ in Organ.objects.filter(pk__in={row.organ_id for row in rows})}
    for row in rows:
        row.organ, row.deed = organs.get(row.organ_id, ""), deeds.verb(row.verb)
        row.person, row.noun = str(row.by or NOBODY), deeds.noun_label(row.noun_type)
    return rows
