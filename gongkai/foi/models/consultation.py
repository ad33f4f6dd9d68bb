"""Who was asked whether information may be disclosed, and what they said (条例 art. 32, 34)."""

from __future__ import annotations

from datetime import date

from django.db import models

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.models import Letter
from gongkai.casework.parties import identity
from gongkai.core.crypto import EncryptedField
from gongkai.core.fields import LineField, SealedLineField
from gongkai.core.scoping import ScopedQuerySet
from gongkai.core.vault import VaultKey
from gongkai.foi import consulting
from gongkai.foi.models.request import Request


class ConsultationQuerySet(ScopedQuerySet):
    organ_field = ("request__case__organ", "request__case__handler")


class Consultation(models.Model):
    """A third party or a co-producing organ asked for its opinion. The ledger names it by ``label`` only, since a third
    party may be a person: 第三方1, of an organ its name. Opinion and days follow the ledger; who the third party is, how
    it is reached, what it said and what the organ answers to that are encrypted and erased with the applicant's data."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="consultations")
    kind = models.CharField("类别", max_length=12, choices=list(consulting.KINDS.items()))
    position = models.PositiveSmallIntegerField("序号")
    label = LineField("台账称呼", max_length=100)
    name = SealedLineField("姓名或名称", null=True)
    contact = EncryptedField("联系方式", null=True)
    information = EncryptedField("涉及的政府信息", null=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+", verbose_name="征求意见书")
    asked_on = models.DateField("发出日期", null=True)
    received_on = models.DateField("对方收到日期", null=True)
    answered_on = models.DateField("答复日期", null=True)
    opinion = models.CharField("意见", max_length=4, blank=True, choices=list(consulting.OPINIONS.items()))
    reasons = EncryptedField("意见的理由", null=True)
    scan = VaultKey("答复扫描件")
    scan_type = models.CharField("扫描件类型", max_length=100, blank=True)
    decision = models.CharField("决定", max_length=8, blank=True, choices=list(consulting.DECISIONS.items()))
    ground = models.CharField("公开的依据", max_length=10, blank=True, choices=list(consulting.GROUNDS.items()))
    decision_reasons = EncryptedField("决定的理由", null=True)
    informed = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+", verbose_name="公开决定告知书")

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "征求意见"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["request", "kind", "position"], name="one_consulted_position")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.label}"

    @property
    def masked_name(self) -> str:
        """How a page names it: an organ in full, a third party masked."""
        if self.kind == "organ":
            return self.label
        return f"{self.label}（{identity.masked(self.name) if self.name else '已清除'}）"

    def standing(self, calendar: WorkCalendar, today: date) -> consulting.Standing:
        return consulting.standing(
            self.kind,
            asked=self.asked_on,
            received=self.received_on,
            answered=self.answered_on,
            opinion=self.opinion,
            calendar=calendar,
            today=today,
        )

    @property
    def informing(self) -> Letter | None:
        """The letter that tells the third party of the decision, unless it was voided."""
        return self.informed if self.informed and self.informed.state != Letter.VOID else None
