"""A review (行政复议) or a lawsuit (行政诉讼) about a request, beside its Case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai.casework.models import Case
from gongkai.core.crypto import EncryptedField
from gongkai.core.fields import LineField, SealedLineField
from gongkai.core.scoping import ScopedQuerySet
from gongkai.core.vault import VaultKey
from gongkai.foi.disputes import decisions
from gongkai.foi.disputes.clock import PROCEDURES
from gongkai.foi.models.request import Request

ORDERS = {"redo": "重新答复", "other": "履行其他事项"}
FILE_KINDS = {
    "copy": "申请书（起诉状）副本和通知书",
    "reply": "书面答复（答辩状）",
    "evidence": "证据和依据",
    "decision": "决定书（裁判文书）",
    "other": "其他材料",
}


class DisputeQuerySet(ScopedQuerySet):
    organ_field = "case__organ"


class Dispute(models.Model):
    """``result`` is empty while nothing has taken effect (尚未审结); ``effective_on`` is the day something did.
    ``after`` is the review that a suit follows; ``redo`` the request that was opened to answer anew as ordered."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="dispute")
    request = models.ForeignKey(Request, models.PROTECT, related_name="disputes", verbose_name="所涉申请")
    after = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="此前的行政复议"
    )
    authority = LineField("复议机关或法院", max_length=100)
    authority_number = LineField("案号", max_length=60, blank=True)
    procedure = models.CharField("程序", max_length=8, choices=list(PROCEDURES.items()))
    instance = models.PositiveSmallIntegerField("审级", default=1)
    claim = EncryptedField("请求事项", null=True)
    decision = models.CharField("决定", max_length=20, blank=True)
    decision_number = LineField("决定书或裁判文书文号", max_length=60, blank=True)
    decided_on = models.DateField("决定日期", null=True)
    orders = models.CharField("责令事项", max_length=8, blank=True, choices=list(ORDERS.items()))
    result = models.CharField("结果", max_length=10, blank=True, choices=list(decisions.RESULTS.items()))
    effective_on = models.DateField("生效日期", null=True, db_index=True)
    redo = models.OneToOneField(
        Request, models.PROTECT, null=True, related_name="redo_of", verbose_name="重新办理的申请"
    )

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = "复议和诉讼"

    def __str__(self) -> str:
        return str(self.case)

    @property
    def decision_label(self) -> str:
        found = decisions.BY_TYPE[self.case.type].get(self.decision)
        return found.label if found else ""

    @property
    def result_label(self) -> str:
        return decisions.RESULTS.get(self.result, decisions.PENDING)


class DisputeFile(models.Model):
    """A paper of a dispute; encrypted, because it names people."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="files")
    kind = models.CharField("材料", max_length=10, choices=list(FILE_KINDS.items()))
    name = SealedLineField("文件名")
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节数")
    key = VaultKey("存放")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "复议诉讼材料"

    def __str__(self) -> str:
        return f"{self.dispute} {self.get_kind_display()}"
