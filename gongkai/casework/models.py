"""One table of everything somebody is owed an answer to, and its ledger.

``due_on``, ``provisional``, ``clock_state``, ``waiting_for`` and ``waiting_until`` are a projection of the clock (casework.clock), kept so
that the desk lists cases in due order; they are computed anew after every step and every change of the calendar.
Whether a case is late is never stored.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone

from gongkai.casework.flow import FLOWS, Flow
from gongkai.core.crypto import EncryptedField
from gongkai.core.fields import LineField
from gongkai.core.models import Blob
from gongkai.core.scoping import ScopedQuerySet
from gongkai.core.vault import VaultKey
from gongkai.organs.models import Organ


class CaseQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(closed_on=None)

    def by_due(self) -> Self:
        """The next due first; those whose term does not run come last."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")

    def closed(self) -> Self:
        return self.filter(closed_on__isnull=False)

    def by_closing(self) -> Self:
        """The last closed first."""
        return self.order_by("-closed_on", "-pk")


class Case(models.Model):
    """A request, letter, proposal, review … of a type with a flow."""

    type = models.CharField("类型", max_length=20)
    number = models.CharField("登记号", max_length=60, unique=True, null=True, blank=True)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="cases", verbose_name="承办机关")
    subject = LineField("事由", max_length=120)  # in the office's words: names nobody, quotes nobody
    state = models.CharField("环节", max_length=20)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="承办人"
    )
    submitted_on = models.DateField("提交日期")
    received_on = models.DateField("收到日期", null=True, blank=True)
    due_on = models.DateField("届满日", null=True, blank=True)
    provisional = models.BooleanField("暂定", default=False)
    clock_state = models.CharField(max_length=10, default="waiting")
    waiting_for = models.CharField("等待", max_length=200, blank=True)
    waiting_until = models.DateField("等到", null=True, blank=True)  # up to this day the applicant may act
    closed_on = models.DateField("办结日期", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "办件"
        indexes = [
            models.Index(fields=["due_on", "id"], name="case_due", condition=Q(closed_on=None)),
            models.Index(fields=["organ", "due_on", "id"], name="case_organ_due", condition=Q(closed_on=None)),
            models.Index(fields=["type", "received_on"], name="case_received"),
            models.Index(fields=["state", "submitted_on", "id"], name="case_state", condition=Q(closed_on=None)),
            models.Index(fields=["-closed_on", "-id"], name="case_closed", condition=Q(closed_on__isnull=False)),
            models.Index(
                fields=["organ", "-closed_on", "-id"], name="case_organ_closed", condition=Q(closed_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.subject

    @property
    def flow(self) -> Flow:
        return FLOWS[self.type]

    @cached_property
    def title(self) -> str:
        """What a page calls the case: the subject, unless ``casework.reading.entitle`` set what was asked."""
        return self.subject

    @property
    def state_label(self) -> str:
        return self.flow.states[self.state]

    def is_late(self, on: date | None = None) -> bool:
        """Computed, never stored: open and past its due date, or closed after it."""
        return bool(self.due_on and (self.closed_on or on or timezone.localdate()) > self.due_on)


class FrozenEntry(Exception):
    """A ledger entry was about to be changed or deleted."""


class Entry(models.Model):
    """One event in the ledger of a case. ``on`` is the day it happened, ``at`` when it was written down. Append-only."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="entries")
    sequence = models.PositiveIntegerField()
    on = models.DateField("日期")
    at = models.DateTimeField("登记时间", default=timezone.now)
    type = models.CharField("事项", max_length=30)
    text = EncryptedField("说明", blank=True)
    # channel, who, days, references and what was written of them: a reason, an opinion may name people after all
    data = EncryptedField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["sequence"]
        verbose_name = "台账"
        constraints = [models.UniqueConstraint(fields=["case", "sequence"], name="one_entry_per_sequence")]

    def __str__(self) -> str:
        return f"{self.on} {self.type}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise FrozenEntry("a ledger entry cannot be changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise FrozenEntry("a ledger entry cannot be deleted")


class CorrectionQuerySet(ScopedQuerySet):
    organ_field = "case__organ"

    def waiting(self) -> Self:
        return self.filter(verdict="")


class Correction(models.Model):
    """What somebody says is wrong in the ledger: ``to`` are the facts to be read instead. A second person approves it,
    which makes an entry of it, or refuses it. Nothing of the ledger is changed."""

    VERDICTS = {"approved": "核准更正", "refused": "不予更正"}

    case = models.ForeignKey(Case, models.CASCADE, related_name="corrections")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="corrections", verbose_name="更正哪一项")
    to = EncryptedField("更正为", default=dict)  # {"on": ISO date}
    why = EncryptedField("错在哪里")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    at = models.DateTimeField("提出时间", default=timezone.now)
    verdict = models.CharField("核准", max_length=10, blank=True, choices=list(VERDICTS.items()))
    note = EncryptedField("核准意见", blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核准人"
    )
    checked_at = models.DateTimeField("核准时间", null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "台账更正"
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(verdict=""), name="one_waiting_correction_an_entry")
        ]

    def __str__(self) -> str:
        return f"{self.case}：更正第 {self.entry.sequence} 项"

    @property
    def facts(self) -> dict[str, Any]:
        """What the entry that it becomes records (casework.ledger.standing)."""
        return {"corrects": self.entry.sequence - 1, "to": self.to, "why": self.why}


class NoticeQuerySet(ScopedQuerySet):
    organ_field = "case__organ"

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


class HolidayNotice(models.Model):
    """The work calendar of one year as an officer entered it from the State Council's notice; overrides the shipped
    one. Days as ISO text."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    holidays = models.JSONField("放假的工作日", default=list)
    makeup = models.JSONField("调休上班日", default=list)
    source = LineField("通知文号", max_length=100)
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "放假安排"

    def __str__(self) -> str:
        return str(self.year)


class CaseSeries(models.Model):
    """The last registration number of a type, organ and year; locked while a number is taken."""

    type = models.CharField(max_length=20)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "organ", "year"], name="one_case_series")]

    def __str__(self) -> str:
        return f"{self.type}/{self.organ_id}/{self.year}: {self.last}"


class LetterQuerySet(ScopedQuerySet):
    organ_field = "case__organ"


class FrozenLetter(Exception):
    """A letter that was signed, sent or voided was about to be changed or deleted."""


class Letter(models.Model):
    """A letter (文书) of a case. ``content`` is what it says (casework.letters.actions.content_of), encrypted because
    it names people; ``docx`` and ``pdf`` are the files made when it was signed, in the vault, with their hashes: what was
    sent is kept byte for byte."""

    DRAFT, SIGNED, SENT, VOID = "draft", "signed", "sent", "void"
    WAYS = {
        "online": "网上",
        "counter": "当面",
        "ems": "邮寄（EMS）",
        "mail": "邮寄（挂号、平信）",
        "left": "留置送达",
        "public_notice": "公告送达",
        "other": "其他方式",
    }
    AT_ONCE = frozenset({"counter", "left"})  # received on the day they are sent
    STATES = {DRAFT: "起草", SIGNED: "已签发，待送达", SENT: "已送达", VOID: "作废"}
    AFTER_SIGNING = frozenset({"state", "sent_on", "sent_by", "way", "proof", "scan", "scan_type", "void_reason"})

    case = models.ForeignKey(Case, models.CASCADE, related_name="letters")
    type = models.CharField("文书", max_length=40)
    state = models.CharField("状态", max_length=8, choices=list(STATES.items()), default=DRAFT)
    number = models.CharField("文号", max_length=60, unique=True, null=True, blank=True)
    content = EncryptedField("内容", null=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟稿人")
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="动过稿的人")
    drawn_at = models.DateTimeField("拟稿时间", default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签发人"
    )
    dated = models.DateField("成文日期", null=True)
    sealed = models.BooleanField("加盖电子印章", default=False)
    docx = VaultKey()
    pdf = VaultKey()
    docx_sha256 = models.CharField(max_length=64, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    sent_on = models.DateField("发出日期", null=True)
    way = models.CharField("送达方式", max_length=16, blank=True, choices=list(WAYS.items()))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proof = EncryptedField("送达凭证", blank=True)
    scan = VaultKey("送达凭证扫描件")
    scan_type = models.CharField(max_length=100, blank=True)
    opened_at = models.DateTimeField("收件人在网上打开的时间", null=True)  # the first time
    # the other side's terms run from here; where it is not known the day of sending stands in
    received_on = models.DateField("收到日期", null=True)
    received_proof = EncryptedField("收到凭证", blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="收到由谁登记"
    )
    void_reason = EncryptedField("作废原因", blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "文书"
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "dated", "id"], name="letter_state")]

    def __str__(self) -> str:
        return self.number or f"{self.type}（{self.get_state_display()}）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        kept = getattr(self, "_kept", Letter.DRAFT)
        changed = set(kwargs.get("update_fields") or ["everything"])
        if kept in (Letter.SENT, Letter.VOID) or (kept == Letter.SIGNED and not changed <= Letter.AFTER_SIGNING):
            raise FrozenLetter("a signed letter cannot be changed, a sent one not touched")
        super().save(*args, **kwargs)
        self._kept = self.state

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise FrozenLetter("a letter cannot be deleted, only voided")

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any) -> Letter:
        letter = super().from_db(db, field_names, values)
        letter._kept = letter.state if "state" in letter.__dict__ else ""
        return letter


class LetterTemplate(models.Model):
    """An office's own docx template of a letter type; holds for the organ and those below that set none."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="letter_templates", verbose_name="机关")
    case_type = models.CharField(max_length=20)
    type = models.CharField("文书", max_length=40)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间", default=timezone.now)

    class Meta:
        verbose_name = "文书模板"
        constraints = [models.UniqueConstraint(fields=["organ", "case_type", "type"], name="one_letter_template")]

    def __str__(self) -> str:
        return f"{self.organ} {self.type}"


class LetterSeal(models.Model):
    """The picture of an organ's seal (casework.letters.seals), which whoever signs may put on a letter. Of this organ
    alone, never of those below."""

    organ = models.OneToOneField(Organ, models.CASCADE, related_name="letter_seal", verbose_name="机关")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间", default=timezone.now)

    class Meta:
        verbose_name = "电子印章"

    def __str__(self) -> str:
        return str(self.organ)
