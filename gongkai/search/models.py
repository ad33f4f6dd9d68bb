"""The outbox: what changed and is not yet in the index."""

from django.db import models


class Outbox(models.Model):
    """A thing that changed, written in the transaction of the change and deleted once the index is committed."""

    source = models.CharField(max_length=20)
    pk_of_source = models.BigIntegerField()

    class Meta:
        verbose_name = "待建索引"

    def __str__(self) -> str:
        return f"{self.source}:{self.pk_of_source}"
