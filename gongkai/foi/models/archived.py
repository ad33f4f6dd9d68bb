"""Where the file of a request lies (归档)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongkai.foi.models.request import Request
from gongkai.organs.models import Organ


class Archived(models.Model):
    """That the file of a request went to the archive (条例 art. 45): under which number, when, by whom."""

    request = models.OneToOneField(Request, models.CASCADE, primary_key=True, related_name="archived")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="立卷机关")
    number = models.CharField("归档编号", max_length=60)
    on = models.DateField("归档日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="归档人")

    class Meta:
        verbose_name = "归档"
        constraints = [models.UniqueConstraint(fields=["organ", "number"], name="one_archive_number")]

    def __str__(self) -> str:
        return self.number
