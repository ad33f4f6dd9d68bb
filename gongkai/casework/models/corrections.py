"""What somebody says is wrong in a ledger, until a second person has looked at it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.casework.models.cases import Case, Entry
from gongkai.core.crypto import EncryptedField
from gongkai.core.scoping import ScopedQuerySet


class CorrectionQuerySet(ScopedQuerySet):
    organ_field = ("case__organ", "case__handler")

    def waiting(self) -> Self:
        return self.filter(verdict="")


class Correction(models.Model):
    """What somebody says is wrong in the ledger: ``to`` are the facts to be read instead. A second person approves it,
    which makes an entry of it, or refuses it. Nothing of the ledger is changed."""

    VERDICTS = {"approved": "核准更正", "refused": "不予更正"}

    case = models.ForeignKey(Case, models.CASCADE, related_name="corrections")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="corrections", verbose_name="更正哪一项")
    to = EncryptedField("更正为", default=dict)  # {"on": ISO date}
    why = EncryptedField("错在哪里")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    at = models.DateTimeField("提出时间", default=timezone.now)
    verdict = models.CharField("核准", max_length=10, blank=True, choices=list(VERDICTS.items()))
    note = EncryptedField("核准意见", blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核准人"
    )
    checked_at = models.DateTimeField("核准时间", null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "台账更正"
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(verdict=""), name="one_waiting_correction_an_entry")
        ]

    def __str__(self) -> str:
        return f"{self.case}：更正第 {self.entry.sequence} 项"

    @property
    def facts(self) -> dict[str, Any]:
        """What the entry that it becomes records (casework.ledger.standing)."""
        return {"corrects": self.entry.sequence - 1, "to": self.to, "why": self.why}
