"""The outbox: what changed and is not yet in the index. Everyday words and their official words."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q

from gongkai.core.fields import LineField


class Outbox(models.Model):
    """A thing that changed, written in the transaction of the change and deleted once the index is committed.
    ``indexed`` rows are in the index in use and wait for the one that is being rebuilt. ``withheld``: what the index still
    says of it must not be shown to anybody, nor found."""

    source = models.CharField(max_length=20)
    pk_of_source = models.BigIntegerField()
    indexed = models.BooleanField(default=False)
    withheld = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["source"], name="outbox_withheld", condition=Q(withheld=True, indexed=False))]
        verbose_name = "待建索引"

    def __str__(self) -> str:
        return f"{self.source}:{self.pk_of_source}"


class Synonym(models.Model):
    """An everyday word that also finds official words. Overrides the shipped entry of the same word
    (data/synonyms.txt); without official words it switches that entry off."""

    word = LineField("日常用词", max_length=20, unique=True, validators=[MinLengthValidator(2)])
    official = LineField("对应的规范用词", max_length=200, blank=True, help_text="多个词用空格隔开")

    class Meta:
        ordering = ["word"]
        verbose_name = verbose_name_plural = "检索用词"

    def __str__(self) -> str:
        return f"{self.word}→{self.official}"
