"""How information was looked for before an organ says that it does not exist (条例 art. 36(4))."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai.core.crypto import EncryptedField
from gongkai.foi.models.request import Request

LONGEST_NOTE = 500


class SearchNote(models.Model):
    """One search: when, where, with which words, what came of it. Written once, by whoever searched; encrypted, because
    words searched for may be names."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="searches")
    on = models.DateField("检索日期")
    places = EncryptedField("检索的范围和方式")
    words = EncryptedField("检索的关键词")
    result = EncryptedField("检索的结果")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="检索人")
    at = models.DateTimeField("登记时间", default=timezone.now)

    TEXTS = ("places", "words", "result")

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = "检索记录"

    def __str__(self) -> str:
        return f"{self.request} {self.on}"
