"""Who asks for somebody else (代理申请): the applicant stays the one in whose name it is asked."""

from __future__ import annotations

from django.db import models

from gongkai.casework.parties import identity
from gongkai.core.crypto import EncryptedField
from gongkai.core.fields import SealedLineField
from gongkai.foi.models.request import Request


class Agent(models.Model):
    """The person through whom a request is made. Number and telephone may be missing on paper: the correction notice
    asks for what proves who they are (条例 art. 30). Encrypted, erased with the applicant's data."""

    request = models.OneToOneField(Request, models.CASCADE, primary_key=True, related_name="agent")
    name = SealedLineField("代理人姓名")
    document = models.CharField(
        "证件类型", max_length=12, choices=[(c, d.label) for c, d in identity.DOCUMENTS.items() if d.person]
    )
    identifier = EncryptedField("证件号码", blank=True)
    phone = EncryptedField("联系电话", blank=True)

    class Meta:
        verbose_name = "代理人"

    def __str__(self) -> str:
        return str(self.request_id)

    @property
    def masked_name(self) -> str:
        return identity.masked(self.name)
