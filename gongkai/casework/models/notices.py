"""Reminders about cases."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone

from gongkai.casework.models.cases import Case
from gongkai.casework.models.letters import Letter
from gongkai.core.scoping import ScopedQuerySet


class NoticeQuerySet(ScopedQuerySet):
    organ_field = ("case__organ", "case__handler")

    def visible_to(self, user: Any) -> Self:
        """One's own, of cases within reach."""
        return super().visible_to(user).filter(user=user) if user.is_authenticated else self.none()

    def standing(self) -> Self:
        """What still holds: of open cases; about the due date they have now, to those who still have to handle it, about a
        receipt not confirmed or a letter not sent yet; and that one was withdrawn."""
        handed = Q(kind__in=Notice.HANDED) & (Q(case__officer=models.F("user")) | Q(kind="handed", case__officer=None))
        due = Q(kind__in=Notice.DUE, on=models.F("case__due_on"))
        unconfirmed = Q(kind__in=Notice.UNCONFIRMED, case__received_on=None)
        signed = Exists(Letter.objects.filter(case=models.OuterRef("case"), state=Letter.SIGNED))
        unsent = Q(signed, kind__in=Notice.UNSENT)
        standing = handed | due | unconfirmed | unsent | Q(kind__in=Notice.DONE)
        return self.filter(Q(standing, case__closed_on=None) | Q(kind="withdrawn"))

    def unseen(self) -> Self:
        return self.filter(seen_at=None)


class Notice(models.Model):
    """A reminder to somebody about a case (casework.managing.notices). ``on`` is the day it is about: the due date, the
    day on which something happened; of each kind there is one a day. ``text`` names nobody outside the office."""

    KINDS = {
        "due5": "5 个工作日内届满",
        "due1": "下一个工作日届满",
        "due0": "今天届满",
        "overdue": "已超期",
        "escalated": "超期多日，请督办",
        "assigned": "交您承办",
        "handed": "转来办理",
        "moved": "届满日变化",
        "unconfirmed": "请与申请人确认收到",
        "unconfirmed_long": "多日未确认收到，请督办",
        "acted": "申请人有回应",
        "withdrawn": "申请人撤回",
        "returned": "退回修改",
        "signed": "已签发，待送达",
        "unsent": "签发后未送达",
        "consulted": "收到征求意见的答复",
    }
    DUE = ("due5", "due1", "due0", "overdue", "escalated", "moved")
    DONE = ("acted", "returned", "consulted")
    UNSENT = ("signed", "unsent")
    UNCONFIRMED = ("unconfirmed", "unconfirmed_long")
    LATE = ("due0", "overdue", "escalated", "unconfirmed_long")
    HANDED = ("assigned", "handed")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="提醒谁")
    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    kind = models.CharField("提醒", max_length=20, choices=list(KINDS.items()))
    on = models.DateField("日期")
    text = models.CharField("说明", max_length=120)
    made_on = models.DateField("提醒日期", default=timezone.localdate)
    seen_at = models.DateTimeField("阅读时间", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒"
        constraints = [models.UniqueConstraint(fields=["user", "case", "kind", "on"], name="one_notice")]
        indexes = [models.Index(fields=["user"], name="notice_unseen", condition=Q(seen_at=None))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
