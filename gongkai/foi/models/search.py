"""How information was looked for before an organ says that it does not exist (条例 art. 36(4))."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai.foi.models.request import Request

LONGEST_NOTE = 500


class SearchNote(models.Model):
    """One search: when, where, with which words, what came of it. Written once, by whoever searched."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="searches")
    on = models.DateField("检索日期")
    places = models.CharField("检索的范围和方式", max_length=LONGEST_NOTE)
    words = models.CharField("检索的关键词", max_length=LONGEST_NOTE)
    result = models.CharField("检索的结果", max_length=LONGEST_NOTE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="检索人")
    at = models.DateTimeField("登记时间", default=timezone.now)

    TEXTS = ("places", "words", "result")

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = "检索记录"

    def __str__(self) -> str:
        return f"{self.request} {self.on}"
