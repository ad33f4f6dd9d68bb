"""Who brought a case from outside: identity and contact, encrypted at rest and erased when retention ends; what they are
found by and follow their case with, as keyed digests; what they said of it."""

from __future__ import annotations

from django.db import models

from gongkai.casework.models.cases import Case
from gongkai.casework.parties import identity
from gongkai.core.crypto import EncryptedField
from gongkai.core.fields import SealedLineField

DELIVERIES = {"online": "网上查看", "email": "电子邮件", "mail": "邮寄", "pickup": "自行领取", "on_site": "当场查阅"}


class Party(models.Model):
    """The person or organisation in whose name a case was brought; one of a case. What they ask is of the case type."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="party")
    document = models.CharField(
        "证件类型", max_length=12, default="identity", choices=[(c, d.label) for c, d in identity.DOCUMENTS.items()]
    )
    name = SealedLineField("姓名或名称", null=True)
    identifier = EncryptedField("证件号码", null=True)
    contact = EncryptedField("联系方式", null=True)  # {"phone", "address", "email", "person"}
    applicant_key = models.CharField(max_length=64, db_index=True, editable=False)  # keyed digest (identity.key_text)
    name_key = models.CharField(max_length=64, db_index=True, editable=False, default="")  # of identity.name_text
    delivery = models.CharField("获取方式", max_length=10, choices=list(DELIVERIES.items()), default="online")
    code_digest = models.CharField(max_length=64, editable=False)  # of the query code on the receipt
    token = models.CharField(max_length=64, unique=True, null=True, editable=False)  # of the form: one form, one case
    satisfaction = models.PositiveSmallIntegerField("满意度", null=True)
    comment = EncryptedField("评价", blank=True)
    erased_on = models.DateField("个人信息清除日期", null=True)

    class Meta:
        verbose_name = "当事人"

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def masked_name(self) -> str:
        return identity.masked(self.name) if self.name else "（已清除）"

    @property
    def personal(self) -> list[str]:
        """What identifies them, to be blotted out of texts that others read."""
        return [value for value in (self.name, self.identifier, *(self.contact or {}).values()) if value]
