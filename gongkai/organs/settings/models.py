"""What organs settled, from which day on. A row that was confirmed is never changed; a new one follows it."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.core.fields import LineField
from gongkai.core.scoping import ScopedQuerySet

ALWAYS = date(1000, 1, 1)  # what held before anybody wrote a day down


class SettingValueQuerySet(ScopedQuerySet):
    def waiting(self) -> Self:
        return self.filter(verdict="", taken_back_at=None)

    def confirmed(self) -> Self:
        return self.filter(verdict=SettingValue.CONFIRMED, taken_back_at=None)


class SettingValue(models.Model):
    """A setting (registry.SETTINGS) of ``organ`` and those below it from the day ``since`` on, once a second person has
    confirmed it. ``value`` None: from that day the organ settles nothing itself, what holds above holds again. ``by`` is
    None for what was taken over from the installation, or kept when the organ came under another."""

    CONFIRMED, REFUSED = "confirmed", "refused"
    VERDICTS = {CONFIRMED: "确认", REFUSED: "不同意"}

    organ = models.ForeignKey("organs.Organ", models.PROTECT, related_name="setting_values", verbose_name="机构")
    key = models.CharField("规定", max_length=60)
    value = models.JSONField("内容", null=True)
    since = models.DateField("自")
    source = LineField("依据", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    at = models.DateTimeField("提出时间", default=timezone.now)
    verdict = models.CharField("结果", max_length=10, blank=True, choices=list(VERDICTS.items()))
    note = models.CharField("理由", max_length=300, blank=True)  # of a refusal, of taking it back
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    checked_at = models.DateTimeField("确认时间", null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="收回人"
    )
    taken_back_at = models.DateTimeField("收回时间", null=True)

    objects = SettingValueQuerySet.as_manager()

    class Meta:
        verbose_name = "地方规定"
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "key"],
                condition=Q(verdict="", taken_back_at=None),
                name="one_waiting_setting_value",
            )
        ]
        indexes = [models.Index(fields=["key", "organ"], name="setting_value")]

    def __str__(self) -> str:
        return f"{self.organ_id} {self.key} {self.since}"

    @property
    def is_waiting(self) -> bool:
        return not self.verdict and self.taken_back_at is None

    @property
    def is_confirmed(self) -> bool:
        return self.verdict == self.CONFIRMED and self.taken_back_at is None

    @property
    def can_be_taken_back(self) -> bool:
        """Proposed, or confirmed and not in force yet."""
        return self.is_waiting or (self.is_confirmed and self.since > timezone.localdate())

    @property
    def is_from_ever(self) -> bool:
        return self.since == ALWAYS
