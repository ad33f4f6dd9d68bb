"""Steps of review that were skipped, with the reason; counted in public statistics."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai.library.models import Record


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
