"""The files handed over with an answer (条例 art. 36(2), 37): the original, what is to be taken out of it, what goes out."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai.core.crypto import EncryptedField
from gongkai.core.fields import SealedLineField
from gongkai.core.scoping import ScopedQuerySet
from gongkai.core.vault import VaultKey
from gongkai.foi.models.request import Request
from gongkai.foi.redaction.marks import BLOCK, spans

# 条例 art. 14–16 name what is not disclosed; art. 2 what is no government information
GROUNDS = {
    "15.privacy": "个人隐私（第十五条）",
    "15.trade": "商业秘密（第十五条）",
    "14": "国家秘密、依法禁止公开、三安全一稳定（第十四条）",
    "16.1": "内部事务信息（第十六条第一款）",
    "16.2": "过程性信息、行政执法案卷（第十六条第二款）",
    "2": "不属于政府信息（第二条）",
}


class MaterialQuerySet(ScopedQuerySet):
    organ_field = ("request__case__organ", "request__case__handler")


class Material(models.Model):
    """``marks`` is Marks.data() (foi.redaction.marks), ``hits`` what count() found of its terms; both hold personal data.
    ``shape``: of a PDF the sizes of its pages. ``size`` and ``sha256`` are of the file that is handed over.
    ``redacted`` of a file that goes out whole: the copy without its hidden content, where it had any; ``reason`` why it
    keeps that and goes out as it is."""

    OPEN, WORKING, WHOLE, REDACTED = "open", "working", "whole", "redacted"
    STATES = {OPEN: "待处理", WORKING: "正在遮盖", WHOLE: "不需要遮盖", REDACTED: "已遮盖"}

    request = models.ForeignKey(Request, models.CASCADE, related_name="materials")
    name = SealedLineField("文件名")
    media_type = models.CharField("类型", max_length=100)
    original = VaultKey("原件")
    redacted = VaultKey("遮盖后")
    state = models.CharField("处理", max_length=8, choices=list(STATES.items()), default=OPEN)
    marks = EncryptedField("遮盖的内容", null=True)
    hits = EncryptedField("查找结果", null=True)
    shape = models.JSONField(default=list)
    ground = models.CharField("遮盖依据", max_length=12, blank=True, choices=list(GROUNDS.items()))
    problem = EncryptedField("没有遮盖成的原因", blank=True)
    reason = EncryptedField("原样提供的理由", blank=True)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="处理人")
    at = models.DateTimeField("处理时间", default=timezone.now)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "提供的材料"

    def __str__(self) -> str:
        return f"{self.request} {self.media_type}"

    @property
    def key(self) -> str:
        """Of the file that is handed over; empty while that is open."""
        return {self.WHOLE: self.redacted or self.original, self.REDACTED: self.redacted}.get(self.state, "")

    @property
    def made(self) -> str:
        """How the file is called that was made of the original."""
        return "清理后" if self.state == self.WHOLE else "遮盖后"

    @property
    def handed_name(self) -> str:
        """The name of the file as the applicant gets it: without the words that are taken out of the file."""
        if self.state != self.REDACTED:
            return self.name
        found = spans(self.name, tuple((self.marks or {}).get("terms", ())))
        black = {place for _, at in found for place in range(at[0], at[-1] + 1)}
        return "".join(BLOCK if place in black else sign for place, sign in enumerate(self.name))
