"""Records made of an answered request, and the applicant's suggestion to make one."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gongkai.core.crypto import EncryptedField
from gongkai.foi.models.request import Request
from gongkai.library.models import Record


class Published(models.Model):
    """A record made of a request: its answer, anonymised (选登), or the information itself (条例 art. 44). The record and its
    page know nothing of the request; with a discarded draft the row goes too."""

    LOG, DISCLOSED = "log", "disclosed"
    KINDS = {LOG: "答复选登", DISCLOSED: "转为主动公开"}

    request = models.ForeignKey(Request, models.CASCADE, related_name="published", verbose_name="公开申请")
    record = models.ForeignKey(Record, models.CASCADE, related_name="+", verbose_name="信息")
    kind = models.CharField("公开方式", max_length=10, choices=list(KINDS.items()))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "由申请形成的公开信息"
        constraints = [models.UniqueConstraint(fields=["request", "record"], name="one_published")]

    def __str__(self) -> str:
        return f"{self.request} {self.get_kind_display()}"


class Suggestion(models.Model):
    """An applicant who got the information suggested to disclose it to all; whether the organ does (条例 art. 44). The
    reason is read by the applicant."""

    request = models.OneToOneField(Request, models.CASCADE, primary_key=True, related_name="suggestion")
    on = models.DateField("建议日期")
    accepted = models.BooleanField("采纳", null=True)
    decided_on = models.DateField("决定日期", null=True)
    reason = EncryptedField("不采纳的理由", blank=True)

    class Meta:
        verbose_name = "主动公开建议"

    def __str__(self) -> str:
        return f"{self.request} {self.on}"
