"""Audit trail, stored files, page store tags."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """Who did what to what, when. Written by core.actions.audit, never changed: the database refuses it (core.guard), but
    for texts that retention blacks out (core.trail).

    Log retention of at least six months: 网络安全法 art. 21.
    """

    at = models.DateTimeField("时间", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="操作人", related_name="+", db_index=False
    )
    verb = models.CharField("动作", max_length=60)
    noun_type = models.CharField("对象类型", max_length=60)
    noun_id = models.CharField("对象编号", max_length=64)
    organ_id = models.BigIntegerField("机构", null=True)
    detail = models.JSONField("详情", default=dict)

    class Meta:
        # each filter of the auditor's list walks one index, newest first
        indexes = [
            models.Index(fields=["noun_id", "noun_type", "at", "id"], name="audit_by_number"),
            models.Index(fields=["at", "id"], name="audit_by_time"),
            models.Index(fields=["by", "at", "id"], name="audit_by_person"),
            models.Index(fields=["verb", "at", "id"], name="audit_by_verb"),
            models.Index(fields=["noun_type", "at", "id"], name="audit_by_noun"),
            models.Index(fields=["organ_id", "at", "id"], name="audit_by_organ"),
        ]
        verbose_name = "审计记录"

    def __str__(self) -> str:
        return f"{self.verb} {self.noun_type}:{self.noun_id}"


class AuditSeal(models.Model):
    """The place of an entry in the chain (core.trail): ``hash`` covers the hash before it, the entry and ``digest``;
    ``digest`` covers ``salt`` and the entry's detail. A blacked out detail has no salt, so that the digest tells nothing
    about it, and the entry that ordered it (``blacked_by``)."""

    position = models.BigIntegerField("序号", primary_key=True)
    # may be missing, no constraint: a seal whose entry is gone is what the chain is there to show
    entry = models.OneToOneField(AuditEntry, models.PROTECT, null=True, related_name="seal", db_constraint=False)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    hash = models.CharField("散列", max_length=64)
    blacked_by = models.ForeignKey(
        AuditEntry, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        verbose_name = "封存"

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class AuditWaiting(models.Model):
    """An entry that has no seal yet. A trigger of the database writes it with the entry (core.guard)."""

    entry = models.OneToOneField(
        AuditEntry, models.PROTECT, primary_key=True, related_name="waiting", db_constraint=False
    )

    def __str__(self) -> str:
        return str(self.pk)


class Blob(models.Model):
    """A file kept once under the hash of its content (see core.files)."""

    sha256 = models.CharField("内容散列", max_length=64, primary_key=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    text = models.TextField("提取的文字", blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return self.sha256[:12]


class StoredPage(models.Model):
    """A rendered public page that is on disk (see core.pages)."""

    host = models.CharField(max_length=120)
    path = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "path"], name="one_page_per_address")]

    def __str__(self) -> str:
        return f"{self.host}{self.path}"


class PageTag(models.Model):
    """What a stored page shows, e.g. ``record:12`` or ``list:item:20.1``."""

    page = models.ForeignKey(StoredPage, models.CASCADE, related_name="tags")
    tag = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["tag", "page"])]

    def __str__(self) -> str:
        return self.tag


class PageClock(models.Model):
    """One row. ``seq`` grows with every sweep that deletes pages and never lags behind the time of day in seconds, so
    that it can stand as the modification time of the files."""

    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.seq)


class Purge(models.Model):
    """A tag that changed, written in the transaction of the change; ``seq`` is the sweep that deleted its pages, null
    until then."""

    tag = models.CharField(max_length=80, db_index=True)
    seq = models.BigIntegerField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.tag} {self.seq}"


class SpentToken(models.Model):
    """A token that may be used once and was (see core.challenge)."""

    token = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.token[:8]


class KeyMark(models.Model):
    """Fingerprint of a key the personal data of this database may be under; the first is of the key that makes the
    digests (see core.keyring)."""

    fingerprint = models.CharField(max_length=32, unique=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "密钥"

    def __str__(self) -> str:
        return self.fingerprint


class JobRun(models.Model):
    """When a job of the schedule was last due and put into the queue (see core.schedule)."""

    name = models.CharField(max_length=60, unique=True)
    due = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
