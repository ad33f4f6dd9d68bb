"""The record, its versions, what it is related to and what it cites.

A Record row is the public face of a disclosed thing: the columns lists filter and sort by. The text and everything an
author edits live in Version; releasing a version copies its fields onto the record (library.publishing). A released
version never changes: a correction is a new version with a note, a withdrawal leaves the record as a tombstone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils import timezone

from gongkai.core.docnumber import normalise
from gongkai.core.fields import LineField
from gongkai.core.html import plain_text
from gongkai.core.models import Blob
from gongkai.core.scoping import ScopedQuerySet
from gongkai.library import kinds, rules
from gongkai.library.links import AwaitedRelation, Citation, StatedEffect
from gongkai.library.querysets import OUTSTANDING, PRESUMED, RELEASED, UNDATED, UNRELEASED, RecordQuerySet
from gongkai.library.removals import Removal, RemovedPart
from gongkai.library.scans.models import Transcript  # noqa: F401
from gongkai.library.titles import cite_key, title_key
from gongkai.library.vetting.models import Kept, Original, Vetted  # noqa: F401
from gongkai.organs.models import Organ

__all__ = [
    "UNRELEASED",
    "AwaitedRelation",
    "Citation",
    "RecordQuerySet",
    "Removal",
    "RemovedPart",
    "StatedEffect",
]  # what stands elsewhere


class Record(models.Model):
    """Something disclosed, published once with its statutory metadata (条例 art. 12: index, title, summary, date)."""

    STATES = {"draft": "起草中", "submitted": "待审", "released": "已发布", "withdrawn": "已撤回"}

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="records", verbose_name="发布机构")
    organ_name = LineField("发布时机构名称", max_length=100, blank=True)
    kind = models.CharField("信息类型", max_length=30)
    state = models.CharField("状态", max_length=12, choices=list(STATES.items()), default="draft")
    current = models.ForeignKey(
        "Version", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="当前版本"
    )

    index_number = models.CharField("索引号", max_length=80, unique=True, null=True, blank=True)
    title = LineField("标题", max_length=300)
    title_key = models.CharField(max_length=200, editable=False, db_index=True)
    cite_key = models.CharField(max_length=200, editable=False, blank=True, db_index=True)
    joint_issuers = LineField("联合发文机关", max_length=600, blank=True, default="", db_default="")  # parted by 、
    number = models.CharField("文号", max_length=80, blank=True)
    number_key = models.CharField(max_length=80, editable=False, blank=True, db_index=True)
    theme = models.CharField("主题分类", max_length=4, blank=True)
    # the first two digits, so that the list of a theme with its subthemes is one range of an index
    theme_group = models.GeneratedField(
        expression=Substr("theme", 1, 2), output_field=models.CharField(max_length=2), db_persist=True
    )
    genre = models.CharField("体裁", max_length=10, blank=True)
    item = models.CharField("法定公开内容", max_length=5, blank=True)
    disclosure = models.CharField("公开属性", max_length=12, choices=list(rules.DISCLOSURE.items()), default="active")
    disclosure_reason = models.CharField("不公开理由", max_length=300, blank=True)
    summary = models.TextField("内容概述", blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    source = LineField("来源", max_length=100, blank=True)
    author = LineField("作者", max_length=60, blank=True)

    formed_on = models.DateField("生成日期", null=True, blank=True)
    released_at = models.DateTimeField("公开时间", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    # no source states it, the program took the one for the other: not shown as a fact until somebody confirms it
    formed_presumed = models.BooleanField("生成日期为推定", default=False, db_default=False)
    released_presumed = models.BooleanField("公开时间为推定", default=False, db_default=False)
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    amended_on = models.DateField("修改日期", null=True, blank=True)
    # how many repeals and amendments that its text states wait for a person's answer: see library.outstanding
    outstanding = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    # real columns for the extra fields of kinds (library.kinds)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    held_on = models.DateField("日期", null=True, blank=True)
    amount = models.DecimalField("金额（元）", max_digits=18, decimal_places=2, null=True, blank=True)
    party = models.CharField("相关单位", max_length=200, blank=True)
    subject_number = models.CharField("业务编号", max_length=80, blank=True)
    stage = models.CharField("阶段", max_length=30, blank=True)
    extra = models.JSONField("其他字段", default=dict, blank=True)

    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回原因", max_length=300, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="由何信息代替"
    )
    # where an imported record came from, and what was imported: see library.importing.store
    import_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    import_digest = models.CharField(max_length=64, null=True, editable=False, db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="起草人"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = "信息"
        # with the state, so that the public lists are counted in the index alone: a bound state is read of every row
        indexes = [
            models.Index(fields=["-released_at", "-id", "state"], name="rec_newest", condition=RELEASED),
            models.Index(fields=["organ", "-released_at", "-id", "state"], name="rec_organ", condition=RELEASED),
            models.Index(fields=["kind", "-released_at", "-id", "state"], name="rec_kind", condition=RELEASED),
            models.Index(fields=["item", "-released_at", "-id", "state"], name="rec_item", condition=RELEASED),
            models.Index(fields=["theme", "-released_at", "-id", "state"], name="rec_theme", condition=RELEASED),
            models.Index(
                fields=["theme_group", "-released_at", "-id", "state"], name="rec_theme_group", condition=RELEASED
            ),
            models.Index(
                fields=["organ", "kind", "-released_at", "-id", "state"], name="rec_organ_kind", condition=RELEASED
            ),
            models.Index(fields=["organ", "-updated_at", "-id"], name="rec_desk"),
            models.Index(fields=["-updated_at", "-id"], name="rec_updated"),
            models.Index(fields=["-formed_on", "-id"], name="rec_formed"),
            models.Index(fields=["formed_on", "id"], name="rec_unreleased", condition=UNRELEASED),
            models.Index(fields=["-updated_at", "-id"], name="rec_presumed", condition=PRESUMED),
            # with what it is asked by, so that it is counted in the index alone
            models.Index(
                fields=["-released_at", "-id", "organ", "outstanding"], name="rec_outstanding", condition=OUTSTANDING
            ),
            models.Index(fields=["organ_name"], name="rec_maker"),
            models.Index(fields=["joint_issuers"], name="rec_joint", condition=~Q(joint_issuers="")),
            models.Index(fields=["expires_on", "id"], name="rec_expires", condition=Q(expires_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="released_is_complete",
                condition=~RELEASED | Q(index_number__isnull=False, released_at__isnull=False, current__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawn_says_why", condition=~Q(state="withdrawn") | ~Q(withdrawn_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("portal:record", args=[self.pk])

    def set_keys(self) -> None:
        """Derive the keys citations meet at; called before every write, bulk writes included."""
        self.title_key, self.cite_key = title_key(self.title), cite_key(self.title)
        self.number_key = normalise(self.number) if self.number else ""

    @property
    def released_on(self) -> date | None:
        return timezone.localtime(self.released_at).date() if self.released_at else None

    @property
    def maker(self) -> str:
        """来源机关: who made what this organ only keeps; empty for its own, under whatever name it then had."""
        return self.maker_of(self.organ_name)

    def maker_of(self, name: str) -> str:
        """The same of the name that a version bears."""
        own = {"", self.organ.name, *(former.name for former in self.organ.former_names.all())}
        return "" if name in own else name

    @property
    def is_undated(self) -> bool:
        """Whether there is no day from which the day of release could be presumed."""
        return self.released_at == UNDATED

    @property
    def known_released_at(self) -> datetime | None:
        """The moment of release as it may be told: none while it is presumed."""
        return None if self.released_presumed else self.released_at

    @property
    def known_released_on(self) -> date | None:
        return None if self.released_presumed else self.released_on

    @property
    def known_formed_on(self) -> date | None:
        return None if self.formed_presumed else self.formed_on

    @property
    def issuer_label(self) -> str:
        """Who made it, for a list: its organ, for short, or the name it bears when that is another."""
        return self.organ.label if self.organ_name in ("", self.organ.name) else self.organ_name

    @property
    def synopsis(self) -> str:
        """内容概述 of the catalogue (条例 art. 12): what the author wrote, else how the current text begins."""
        if self.summary or not self.current:
            return self.summary
        opening = plain_text(self.current.body).replace("\n", " ")
        return opening if len(opening) <= 120 else f"{opening[:120]}……"

    @property
    def kind_label(self) -> str:
        return kinds.KINDS[self.kind].label if self.kind in kinds.KINDS else self.kind

    @property
    def item_label(self) -> str:
        return rules.ITEMS.get(self.item, "")

    @property
    def theme_label(self) -> str:
        return rules.theme_label(self.theme)

    def is_younger_than(self, other: Record) -> bool:
        """Whether it was formed after ``other``; without a day of its own, or with a presumed one, it is not."""
        return bool(self.known_formed_on and other.formed_on and self.known_formed_on > other.formed_on)

    def validity_on(self, day: date) -> str:
        return rules.validity(
            day,
            effective_on=self.effective_on,
            expires_on=self.expires_on,
            repealed_on=self.repealed_on,
            amended_on=self.amended_on,
        )

    @property
    def validity(self) -> str:
        """Code of today's validity (rules.VALIDITY)."""
        return self.validity_on(timezone.localdate())

    @property
    def validity_label(self) -> str:
        return rules.VALIDITY[self.validity]

    @property
    def open_version(self) -> Version | None:
        """The version being drafted or reviewed, if any."""
        return self.versions.filter(state__in=["draft", "submitted"]).first()


# What an author edits besides title and body, and a release copies from the version onto the record.
FIELDS = (
    "organ_name", "joint_issuers", "number", "theme", "genre", "item", "disclosure", "disclosure_reason", "summary", "keywords", "source",
    "author", "formed_on", "formed_presumed", "effective_on", "expires_on",
    "year", "held_on", "amount", "party", "subject_number", "stage", "extra",
)  # fmt: skip


class VersionQuerySet(ScopedQuerySet):
    organ_field = "record__organ"


class FrozenVersion(Exception):
    """A released version was about to be changed."""


class Version(models.Model):
    """The content of a record at one time. ``fields`` holds the values of FIELDS as JSON (dates as ISO text, money as
    text). Frozen once released."""

    STATES = {"draft": "起草中", "submitted": "待审", "released": "已发布", "discarded": "已作废"}

    record = models.ForeignKey(Record, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版本")
    state = models.CharField("状态", max_length=12, choices=list(STATES.items()), default="draft")
    title = LineField("标题", max_length=300)
    body = models.TextField("正文", blank=True)
    fields = models.JSONField(default=dict)
    note = models.CharField("修改说明", max_length=300, blank=True)
    stamp = models.PositiveIntegerField(default=0)  # grows with each save, so that a second editor is noticed
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    return_note = models.CharField("退回意见", max_length=300, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = "版本"
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["record"], name="one_open_version", condition=Q(state__in=["draft", "submitted"])
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at"], name="ver_waiting", condition=Q(state="submitted")),
            models.Index(fields=["written_by"], name="ver_drafts", condition=Q(state="draft")),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.number} 版）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and Version.objects.filter(pk=self.pk, state="released").exists():
            raise FrozenVersion(f"version {self.pk} is released and cannot change")
        super().save(*args, **kwargs)

    def black_out(self, **texts: Any) -> None:
        """The one lawful change of a released version: what was removed from public view is erased in it when its
        retention ends (review.removal.actions.erase). ``texts``: those of removed.without."""
        Version.objects.filter(pk=self.pk).update(**texts)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.state == "released":
            raise FrozenVersion(f"version {self.pk} is released and cannot be deleted")
        return super().delete(*args, **kwargs)

    @property
    def submission(self) -> str:
        """Names this submission; another one after a return has another name."""
        return self.submitted_at.isoformat() if self.submitted_at else ""


class Attachment(models.Model):
    """A file of a version. Copied (the row, not the file) to the next version. ``removal``: the public has it no more."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="attachments")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    name = LineField("文件名", max_length=200)
    order = models.PositiveIntegerField(default=0)
    removal = models.ForeignKey(Removal, models.PROTECT, null=True, related_name="attachments")
    # public since before files were looked into, with hidden content nobody has decided on (library.vetting)
    exposed = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "附件"
        indexes = [models.Index(fields=["version"], name="att_exposed", condition=Q(exposed=True))]

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    """``source`` does ``predicate`` to ``target``; the reverse label is in rules.RELATIONS."""

    source = models.ForeignKey(Record, models.CASCADE, related_name="relations")
    predicate = models.CharField("关系", max_length=12, choices=[(k, v[0]) for k, v in rules.RELATIONS.items()])
    target = models.ForeignKey(Record, models.CASCADE, related_name="reverse_relations")
    on = models.DateField("生效日期", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "predicate", "target"], name="one_relation"),
            models.CheckConstraint(name="not_to_itself", condition=~Q(source=F("target"))),
        ]
        verbose_name = "关联"

    def __str__(self) -> str:
        return f"{self.source_id} {self.predicate} {self.target_id}"


class NumberSeries(models.Model):
    """The last index number given out by an organ in a year under a scheme. Locked while a number is taken, so that
    numbers have no gaps: an undone release gives its number back."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    scheme = models.CharField(max_length=80)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ", "year", "scheme"], name="one_series")]

    def __str__(self) -> str:
        return f"{self.organ_id}/{self.year}: {self.last}"
