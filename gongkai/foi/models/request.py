"""A request's own facts, beside its Case and the Party that made it. What the applicant wrote is encrypted at rest and
blacked out when retention ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai.casework.models import Case, Party
from gongkai.core.crypto import EncryptedField
from gongkai.core.fields import LineField, SealedLineField
from gongkai.core.scoping import ScopedQuerySet
from gongkai.core.vault import VaultKey
from gongkai.foi import counted, outcomes
from gongkai.library.models import Record
from gongkai.organs.models import Organ

if TYPE_CHECKING:
    from gongkai.foi.models.agent import Agent

# the kinds of table 3 of the annual report (国办公开办函〔2021〕30号)
APPLICANTS = {
    "person": "自然人",
    "enterprise": "商业企业",
    "research": "科研机构",
    "charity": "社会公益组织",
    "legal": "法律服务机构",
    "other": "其他组织",
}
CHANNELS = {
    "online": "互联网",
    "in_person": "当面",
    "mail": "邮寄（需签收）",
    "letter": "平常信函",
    "fax": "传真",
    "oral": "口头（代为填写）",
}
FORMATS = {"electronic": "电子", "paper": "纸质"}
PROOFS = {"mandate": "委托书", "principal_identity": "委托人身份证明", "agent_identity": "受托人身份证明"}
FEE_METHODS = {"items": "按件", "pages": "按量"}


class RequestQuerySet(ScopedQuerySet):
    organ_field = ("case__organ", "case__handler")


class Request(models.Model):
    """A request under 条例 art. 29: what is wanted and in which form; who asks and how to reach them is in the case's Party.
    No purpose: it must not be asked."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="request")
    renews = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name="重新办理的原申请"
    )  # always the one the applicant made, however often it was answered anew (foi.renewing)
    applicant_kind = models.CharField("申请人类型", max_length=12, choices=list(APPLICANTS.items()))
    description = EncryptedField("所需政府信息")
    description_key = models.CharField(max_length=64, db_index=True, editable=False)  # actions.description_key
    channel = models.CharField("提交渠道", max_length=10, choices=list(CHANNELS.items()))
    format = models.CharField("提供形式", max_length=12, choices=list(FORMATS.items()), default="electronic")
    outcome = models.CharField(
        "办理结果", max_length=16, blank=True, choices=[(o.code, o.label) for o in outcomes.OUTCOMES.values()]
    )
    report_row = models.CharField("年报表三的行", max_length=20, blank=True)
    items = models.PositiveSmallIntegerField("件数", default=1)  # several when one request asks for several matters
    items_reason = EncryptedField("拆分理由", blank=True)  # why it counts as several
    fee_method = models.CharField("计费方式", max_length=5, blank=True, choices=list(FEE_METHODS.items()))
    fee_counted = models.PositiveIntegerField("计费数量", null=True)  # items of the month up to this one, or pages
    fee = models.PositiveIntegerField("信息处理费（元）", null=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = "公开申请"

    def __str__(self) -> str:
        return str(self.case)

    @property
    def party(self) -> Party:
        """Who asks."""
        return self.case.party

    @property
    def place(self) -> str:
        """Where the annual report counts it, in words."""
        if self.renews_id and not (settings.REDO_COUNTED and hasattr(self, "redo_of")):
            return "与原申请合计一件"
        return counted.place(outcomes.OUTCOMES[self.outcome], self.report_row)

    @property
    def through(self) -> Agent | None:
        """Who acts for the applicant, if anybody does."""
        return getattr(self, "agent", None)

    @property
    def personal(self) -> list[str]:
        """What identifies the applicant and who acts for them, to be blotted out of texts that others read."""
        agent = self.through
        acting = (agent.name, agent.identifier, agent.phone) if agent else ()
        return [*self.party.personal, *(value for value in acting if value)]


class Supplement(models.Model):
    """What the applicant added later: the answer to a correction notice (条例 art. 30)."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="supplements")
    on = models.DateField("日期")
    text = EncryptedField("补正内容")

    class Meta:
        ordering = ["pk"]
        verbose_name = "补正"

    def __str__(self) -> str:
        return f"{self.request} {self.on}"


class Enclosure(models.Model):
    """A file the applicant sent along; encrypted, seen by the applicant and by those who handle the request. ``kind`` says
    what it proves, where somebody acts for the applicant."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="enclosures")
    supplement = models.ForeignKey(Supplement, models.CASCADE, null=True, related_name="enclosures")
    kind = models.CharField("种类", max_length=20, blank=True, choices=list(PROOFS.items()))
    name = SealedLineField("文件名")
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节数")
    key = VaultKey("存放")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "申请附件"

    def __str__(self) -> str:
        return f"{self.request} {self.media_type}"


class Saved(models.Model):
    """How often people found what they wanted in a record before they asked for it, on a day. Nobody's name."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", verbose_name="信息")
    on = models.DateField("日期", default=timezone.localdate)
    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "on"], name="one_saved_a_day")]
        verbose_name = "申请前已解答"

    def __str__(self) -> str:
        return f"{self.record_id} {self.on}: {self.times}"


class RemedySettings(models.Model):
    """What an organ's letters say about review and lawsuits, where the tree of organs does not say it
    (行政复议法 art. 22–27). ``…_below`` hold for the organs below that set nothing themselves."""

    organ = models.OneToOneField(Organ, models.CASCADE, primary_key=True, related_name="remedies", verbose_name="机关")
    review_organ = LineField(
        "行政复议机关", max_length=100, blank=True, help_text="空着按机构层级：部门为本级人民政府，政府为上一级人民政府"
    )
    online_channel = models.CharField("网上提交复议申请的渠道", max_length=200, blank=True)
    court = LineField("管辖法院", max_length=100, blank=True, help_text="空着写“有管辖权的人民法院”")
    channel_below = models.CharField("下级机关：网上提交复议申请的渠道", max_length=200, blank=True)
    court_below = LineField("下级机关：管辖法院", max_length=100, blank=True)

    class Meta:
        verbose_name = "复议和诉讼设置"

    def __str__(self) -> str:
        return str(self.organ)
