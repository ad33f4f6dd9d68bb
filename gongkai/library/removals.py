"""What was taken out of earlier versions: the tables (part of library.models). What they do to texts is library.removed."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.core.crypto import EncryptedField
from gongkai.core.scoping import ScopedQuerySet

WAITING = Q(due_on__isnull=False, checked_at__isnull=True)


class RemovalQuerySet(ScopedQuerySet):
    organ_field = "record__organ"

    def effective(self) -> Self:
        """Those that have taken effect: not the proposals of a correction that is not out."""
        return self.exclude(at=None)

    def waiting(self) -> Self:
        """Those at which a second person has not looked."""
        return self.filter(WAITING)

    def overdue(self) -> Self:
        return self.waiting().filter(due_on__lt=timezone.localdate())


class Removal(models.Model):
    """Passages, fields and files of the versions before ``version`` that the public sees no more (个人信息保护法 art. 47).

    Without ``at`` it is the proposal of a correction and takes effect with its release. ``due_on``: the day by which a
    second person looks at it; None where the release was the second look. ``keep_until``: the last day on which the
    office itself keeps what was removed; ``erased_at``: when it was erased there too.
    """

    GROUNDS = {"personal": "涉及个人信息", "other": "其他不应公开的内容"}
    VERDICTS = {"confirmed": "同意", "objected": "有不同意见"}

    record = models.ForeignKey("library.Record", models.PROTECT, related_name="removals")
    version = models.ForeignKey("library.Version", models.PROTECT, related_name="removals")
    ground = models.CharField("情形", max_length=10, choices=list(GROUNDS.items()))
    reason = models.CharField("原因", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", null=True)
    due_on = models.DateField("复核期限", null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    verdict = models.CharField("复核结果", max_length=10, blank=True, choices=list(VERDICTS.items()))
    note = models.CharField("复核意见", max_length=300, blank=True)
    keep_until = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = RemovalQuerySet.as_manager()

    class Meta:
        verbose_name = "不再公开"
        indexes = [
            models.Index(fields=["-at", "-id"], name="removal_newest", condition=Q(at__isnull=False)),
            models.Index(fields=["due_on", "id"], name="removal_waiting", condition=WAITING),
            models.Index(fields=["keep_until"], name="removal_kept", condition=Q(erased_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.pk}"

    @property
    def on(self) -> date | None:
        return timezone.localdate(self.at) if self.at else None

    @property
    def why(self) -> str:
        """Its ground, and the reason where that says more."""
        ground = self.get_ground_display()
        return ground if self.reason.strip("。") == ground else f"{ground}。原因：{self.reason}"

    @property
    def is_waiting(self) -> bool:
        return self.due_on is not None and self.checked_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_waiting and self.due_on < timezone.localdate()


class RemovedPart(models.Model):
    """One thing removed. ``text``: the passage, the value of the ``field``, or the name of the file; None once erased.
    ``sha256``: the content of the file, which may not come back."""

    PARTS = {"passage": "文字", "field": "目录要素", "attachment": "附件"}

    removal = models.ForeignKey(Removal, models.CASCADE, related_name="parts")
    part = models.CharField(max_length=10, choices=list(PARTS.items()))
    field = models.CharField(max_length=40, blank=True)
    text = EncryptedField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "不再公开的内容"

    def __str__(self) -> str:
        return f"{self.part} {self.removal_id}"
