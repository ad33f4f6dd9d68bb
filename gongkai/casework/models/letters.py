"""The letters of cases, and what an organ sets for them: its templates, its seal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai.casework.models.cases import Case
from gongkai.core.crypto import EncryptedField
from gongkai.core.models import Blob
from gongkai.core.scoping import ScopedQuerySet
from gongkai.core.vault import VaultKey
from gongkai.organs.models import Organ


class LetterQuerySet(ScopedQuerySet):
    organ_field = ("case__organ", "case__handler")


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
