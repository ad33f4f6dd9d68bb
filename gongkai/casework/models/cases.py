"""One table of everything somebody is owed an answer to, and its ledger.

``due_on``, ``provisional``, ``clock_state``, ``waiting_for`` and ``waiting_until`` are a projection of the clock (casework.clock), kept so
that the desk lists cases in due order; they are computed anew after every step and every change of the calendar.
Whether a case is late is never stored.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.casework.flow import FLOWS, Flow
from gongkai.core.crypto import EncryptedField
from gongkai.core.fields import LineField
from gongkai.core.scoping import ScopedQuerySet
from gongkai.organs.models import Organ

WORK = frozenset({"view", "handle"})  # what the organ that works on a case may do in it, where it is not the one asked


def within(user: Any, permission: str, case: str = "") -> Q:
    """``Case.may`` as a condition on many rows; ``case`` is the lookup from the model to its case."""
    asked = user.reach(f"{case}organ", permission)
    if permission not in WORK or user.has_whole_tree(permission):  # databases are slow at OR
        return asked
    works = user.reach(f"{case}handler", permission)
    return asked | (works if permission == "view" else works & Q(**{f"{case}closed_on": None}))


class CaseQuerySet(ScopedQuerySet):
    organ_field = ("organ", "handler")

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def by_due(self) -> Self:
        """The next due first; those whose term does not run come last."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")

    def closed(self) -> Self:
        return self.filter(closed_on__isnull=False)

    def by_closing(self) -> Self:
        """The last closed first."""
        return self.order_by("-closed_on", "-pk")


class Case(models.Model):
    """A request, letter, proposal, review … of a type with a flow. ``organ`` was asked and answers: it signs, is named in
    the letters, is counted; ``handler`` is the organ that works on the case, where that is another."""

    type = models.CharField("类型", max_length=20)
    number = models.CharField("登记号", max_length=60, unique=True, null=True, blank=True)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="cases", verbose_name="答复机关")
    handler = models.ForeignKey(
        Organ,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="handled_cases",
        verbose_name="承办机关",
    )
    subject = LineField("事由", max_length=120)  # in the office's words: names nobody, quotes nobody
    state = models.CharField("环节", max_length=20)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="承办人"
    )
    submitted_on = models.DateField("提交日期")
    received_on = models.DateField("收到日期", null=True, blank=True)
    due_on = models.DateField("届满日", null=True, blank=True)
    provisional = models.BooleanField("暂定", default=False)
    clock_state = models.CharField(max_length=10, default="waiting")
    waiting_for = models.CharField("等待", max_length=200, blank=True)
    waiting_until = models.DateField("等到", null=True, blank=True)  # up to this day the applicant may act
    closed_on = models.DateField("办结日期", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "办件"
        indexes = [
            models.Index(fields=["due_on", "id"], name="case_due", condition=Q(closed_on=None)),
            models.Index(fields=["organ", "due_on", "id"], name="case_organ_due", condition=Q(closed_on=None)),
            models.Index(fields=["handler"], name="case_handler", condition=Q(handler__isnull=False)),
            models.Index(fields=["type", "received_on"], name="case_received"),
            models.Index(fields=["state", "submitted_on", "id"], name="case_state", condition=Q(closed_on=None)),
            models.Index(fields=["-closed_on", "-id"], name="case_closed", condition=Q(closed_on__isnull=False)),
            models.Index(
                fields=["organ", "-closed_on", "-id"], name="case_organ_closed", condition=Q(closed_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.subject

    @property
    def flow(self) -> Flow:
        return FLOWS[self.type]

    @cached_property
    def title(self) -> str:
        """What a page calls the case: the subject, unless ``casework.reading.entitle`` set what was asked."""
        return self.subject

    @property
    def state_label(self) -> str:
        return self.flow.states[self.state]

    @property
    def worker(self) -> Organ:
        """The organ that works on the case."""
        return self.handler or self.organ

    @property
    def organs(self) -> list[Organ]:
        """Those that work on the case first, then the one that answers, where that is another."""
        return [self.handler, self.organ] if self.handler else [self.organ]

    def may(self, user: Any, permission: str) -> bool:
        """What the organ asked allows, and of that WORK also in the organ that works on the case, as long as it does."""
        handler = self.handler if permission in WORK and (permission == "view" or self.closed_on is None) else None
        return user.may(permission, self.organ) or bool(handler and user.may(permission, handler))

    def must(self, user: Any, permission: str) -> None:
        """Raise NotAllowed, with a sentence, unless ``may``."""
        if not self.may(user, permission):
            user.must(permission, self.organ)

    def is_late(self, on: date | None = None) -> bool:
        """Computed, never stored: open and past its due date, or closed after it."""
        return bool(self.due_on and (self.closed_on or on or timezone.localdate()) > self.due_on)


class FrozenEntry(Exception):
    """A ledger entry was about to be changed or deleted."""


class Entry(models.Model):
    """One event in the ledger of a case. ``on`` is the day it happened, ``at`` when it was written down. Append-only."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="entries")
    sequence = models.PositiveIntegerField()
    on = models.DateField("日期")
    at = models.DateTimeField("登记时间", default=timezone.now)
    type = models.CharField("事项", max_length=30)
    text = EncryptedField("说明", blank=True)
    # channel, who, days, references and what was written of them: a reason, an opinion may name people after all
    data = EncryptedField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["sequence"]
        verbose_name = "台账"
        constraints = [models.UniqueConstraint(fields=["case", "sequence"], name="one_entry_per_sequence")]

    def __str__(self) -> str:
        return f"{self.on} {self.type}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise FrozenEntry("a ledger entry cannot be changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise FrozenEntry("a ledger entry cannot be deleted")


class CaseSeries(models.Model):
    """The last registration number of a type, organ and year; locked while a number is taken."""

    type = models.CharField(max_length=20)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "organ", "year"], name="one_case_series")]

    def __str__(self) -> str:
        return f"{self.type}/{self.organ_id}/{self.year}: {self.last}"
