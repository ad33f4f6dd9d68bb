"""Steps of review that were skipped, with the reason, counted in public statistics; opinions of returns."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai.core.fields import LineField
from gongkai.library import masking
from gongkai.library.models import Record, Version


class SkippedStep(models.Model):
    record = models.ForeignKey(Record, models.CASCADE, related_name="skipped_steps")
    step = models.CharField("步骤", max_length=30)
    reason = models.CharField("原因", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "跳过的步骤"

    def __str__(self) -> str:
        return f"{self.step} {self.record_id}"


class Opinion(models.Model):
    """Why a submission was returned, and the text that was: whoever reviews the next one sees what was asked for and
    what has changed. The text goes when the version is released; the opinion stays."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="opinions")
    note = models.CharField("退回意见", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    title = LineField("退回时的标题", max_length=300, blank=True)
    body = models.TextField("退回时的正文", blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "退回意见"

    def __str__(self) -> str:
        return f"{self.version_id} {self.at:%Y-%m-%d}"

    def mask(self, passages: list[str]) -> None:
        """Take passages out of what was said and of the text of then, in memory."""
        self.note, self.title = masking.mask(self.note, passages, 300), masking.mask(self.title, passages, 300)
        self.body = masking.mask_html(self.body, passages)
