"""What one request asks for, item by item, when the items are answered differently (条例 art. 36, 37)."""

from __future__ import annotations

from django.db import models

from gongkai.core.crypto import EncryptedField
from gongkai.core.scoping import ScopedQuerySet
from gongkai.foi.models.request import Request


class PartQuerySet(ScopedQuerySet):
    organ_field = ("request__case__organ", "request__case__handler")


class Part(models.Model):
    """One thing asked for, and how it is answered: ``kind`` is the type of the answer letter that its conclusion is taken
    from (foi/letter_texts), ``fields`` what that letter asks. The words of both may name people: encrypted, erased with
    the applicant's data."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField("序号")
    what = EncryptedField("所需政府信息", null=True)
    kind = models.CharField("结论", max_length=40, blank=True)
    fields = EncryptedField("结论的内容", null=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "分项"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["request", "position"], name="one_part_position")]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.position}"
