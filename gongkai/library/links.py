"""What a record names in words: relations whose target is not there yet, what its text cites, and what it says it repeals
or amends."""

from __future__ import annotations

from typing import Any

from django.db import models


class AwaitedRelation(models.Model):
    """A relation whose target was named (by 《title》 or 文号) before the library held it; becomes a Relation when it
    does (library.relations)."""

    source = models.ForeignKey("library.Record", models.CASCADE, related_name="awaited_relations")
    predicate = models.CharField(max_length=12)
    by_number = models.BooleanField(default=False)
    key = models.CharField(max_length=200, db_index=True)
    text = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "predicate", "by_number", "key"], name="one_awaited_relation")
        ]
        verbose_name = "待建关联"

    def __str__(self) -> str:
        return f"{self.source_id} {self.predicate} {self.text}"


class Citation(models.Model):
    """A 《title》 or 文号 that stands in the current text of a released record, and the record it means, once known.
    ``key`` is a cite_key, or the key of a DocNumber; ``number`` that of the 文号 beside a title, "" where several are."""

    record = models.ForeignKey("library.Record", models.CASCADE, related_name="citations")
    by_number = models.BooleanField(default=False)
    key = models.CharField(max_length=200)
    number = models.CharField(max_length=80, blank=True, default="", db_default="")
    text = models.CharField(max_length=300)
    target: models.ForeignKey[Any, Any] = models.ForeignKey(
        "library.Record", models.SET_NULL, null=True, related_name="cited_by"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "by_number", "key"], name="one_citation")]
        indexes = [models.Index(fields=["key", "by_number"])]
        verbose_name = "引用"

    def __str__(self) -> str:
        return self.text


class StatedEffect(models.Model):
    """A document that the current text of a released record says it repeals or amends (library.stated), and what became
    of that: the keys of its title and 文号 (each may be ""), the ``target`` it means once the library holds
    it, whether that is ``done``, and the ``reason`` for which somebody decided that it is not to be carried out. Kept by
    library.outstanding."""

    record = models.ForeignKey("library.Record", models.CASCADE, related_name="stated_effects")
    predicate = models.CharField(max_length=12)
    cite_key = models.CharField(max_length=200, blank=True)
    number_key = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=300)
    target: models.ForeignKey[Any, Any] = models.ForeignKey(
        "library.Record", models.SET_NULL, null=True, related_name="+"
    )
    done = models.BooleanField(default=False)
    reason = models.CharField("不办理的理由", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "predicate", "cite_key", "number_key"], name="one_stated_effect")
        ]
        indexes = [
            models.Index(fields=["cite_key"], name="effect_by_title"),
            models.Index(fields=["number_key"], name="effect_by_number"),
        ]
        verbose_name = "文中写明的废止和修改"

    def __str__(self) -> str:
        return f"{self.record_id} {self.predicate} {self.words}"

    @property
    def key(self) -> tuple[str, str]:
        """As of stated.Stated."""
        return self.predicate, self.number_key or self.cite_key

    @property
    def waits(self) -> bool:
        """WAITING of this row."""
        return self.target_id is not None and not self.done and not self.reason


WAITING = models.Q(target__isnull=False, done=False, reason="")  # of StatedEffect: for a person's answer
