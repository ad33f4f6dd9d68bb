"""What stands beside a request of an applicant who asks for very much (条例 art. 35)."""

from __future__ import annotations

from django.db import models

from gongkai.core.crypto import EncryptedField
from gongkai.foi.models.request import Request


class Reasons(models.Model):
    """The reasons an applicant gave, and what the organ made of them. Both may tell of the applicant's life: encrypted,
    erased when retention ends, never in the ledger, which says only that and when."""

    request = models.OneToOneField(Request, models.CASCADE, primary_key=True, related_name="+")
    text = EncryptedField("申请人说明的理由", null=True)
    received_on = models.DateField("收到日期", null=True)
    reasonable = models.BooleanField("理由合理", null=True)
    judgement = EncryptedField("判断和依据", null=True)

    class Meta:
        verbose_name = "申请理由"

    def __str__(self) -> str:
        return str(self.request)
