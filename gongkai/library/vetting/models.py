"""Tables of vetting. Keyed by the content of a file, so that nothing is lost when a correction copies its rows."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai.core.crypto import EncryptedField
from gongkai.core.fields import LineField
from gongkai.core.models import Blob
from gongkai.core.scoping import ScopedQuerySet


class Vetted(models.Model):
    """What a file was found to hold beside what one sees. A file without a row was not looked at yet."""

    blob = models.OneToOneField(Blob, models.CASCADE, primary_key=True, related_name="vetted")
    at = models.DateTimeField("检查时间", default=timezone.now)
    hidden = models.BooleanField("含有隐藏内容")
    # list of {code, hidden, count, where, sample}; the samples may name persons
    holdings = EncryptedField("所含内容", default=list)

    class Meta:
        verbose_name = "文件检查结果"

    def __str__(self) -> str:
        return f"{self.blob_id[:12]} {self.hidden}"


class OriginalQuerySet(ScopedQuerySet):
    organ_field = "record__organ"


class Original(models.Model):
    """A file of a record as it came in, when something else stands in its place: ``cleaned``, or nothing. No public
    page reads this table."""

    record = models.ForeignKey("library.Record", models.CASCADE, related_name="originals")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    cleaned = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    name = LineField("文件名", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OriginalQuerySet.as_manager()

    class Meta:
        verbose_name = "附件原件"
        constraints = [models.UniqueConstraint(fields=["record", "blob", "cleaned"], name="one_original")]

    def __str__(self) -> str:
        return self.name


class Kept(models.Model):
    """A kind of hidden content that a reviewer lets a file of a record keep, and why; they can be counted."""

    record = models.ForeignKey("library.Record", models.CASCADE, related_name="kept_holdings")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    code = models.CharField("类别", max_length=40)
    reason = models.CharField("保留理由", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "保留的隐藏内容"
        constraints = [models.UniqueConstraint(fields=["record", "blob", "code"], name="one_kept_kind")]

    def __str__(self) -> str:
        return f"{self.code} {self.record_id}"
