"""What the worker read in pictures and scanned pages. Keyed by the content of a file, as what it holds is."""

from django.db import models
from django.utils import timezone

from gongkai.core.models import Blob

TYPES = ("application/pdf", "application/ofd", "image/jpeg", "image/png", "image/gif", "image/webp")
WAITING = "扫描件，文字等待识别，现在检索时还找不到它的内容"
IN_PART = "文字由扫描件识别，还有 {left} 页没有识别，检索时找不到这些页"
RECOGNISED = "文字由扫描件识别，供检索用，可能有误"
NOTHING = "图片或扫描件里没有认出文字，检索时找不到它的内容"


class Transcript(models.Model):
    """A file that was tried once. ``pages`` were read, ``left`` not, for their number or the time they take; ``problem``
    says why it could not be read. A file without scanned pages has a row with none of these."""

    blob = models.OneToOneField(Blob, models.CASCADE, primary_key=True, related_name="transcript")
    at = models.DateTimeField("识别时间", default=timezone.now)
    pages = models.PositiveIntegerField("识别页数", default=0)
    left = models.PositiveIntegerField("未识别页数", default=0)
    found = models.BooleanField("认出文字", default=False)
    problem = models.CharField("没有识别的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "识别文字"

    def __str__(self) -> str:
        return f"{self.blob_id[:12]} {self.said}"

    @property
    def is_doubtful(self) -> bool:
        """Whether words of the file were read in pictures, where they may be wrong, or could not be read."""
        return bool(self.pages or self.left or self.problem)

    @property
    def said(self) -> str:
        """What a clerk is told of the file; empty when all its words are its own."""
        if self.problem:
            return f"图上的文字没有收入检索：{self.problem}"
        if self.left:
            return IN_PART.format(left=self.left)
        if self.pages:
            return RECOGNISED if self.found else NOTHING
        return ""
