"""Sites, and columns and topics that select records by rule. Neither owns a record."""

from __future__ import annotations

from django.db import models

from gongkai.core.fields import LineField
from gongkai.library.models import Record, RecordQuerySet
from gongkai.organs.models import Organ, OrganQuerySet


class Site(models.Model):
    """One site of the deployment: the portal (no ``root``: everything) or a department's (records of ``root`` and
    below). Marks of the footer: 政府网站发展指引 (国办发〔2017〕47号)."""

    name = LineField("网站名称", max_length=60)
    host = models.CharField("域名", max_length=120, unique=True, help_text="如 www.example.gov.cn，可带端口")
    is_default = models.BooleanField("缺省站点", default=False, help_text="未登记的域名由它回答")
    owner = models.ForeignKey(Organ, models.PROTECT, related_name="sites", verbose_name="主办单位")
    root = models.ForeignKey(
        Organ, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="只含该机构及下级的信息"
    )
    identifier = models.CharField("网站标识码", max_length=10, blank=True)
    icp = models.CharField("ICP备案号", max_length=40, blank=True)
    police = models.CharField("公安备案号", max_length=40, blank=True)
    contact = models.CharField("联系方式", max_length=100, blank=True)
    description = models.CharField("网站说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "站点"
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=models.Q(is_default=True), name="one_default_site")
        ]

    def __str__(self) -> str:
        return self.name

    def covers(self, organ: Organ) -> bool:
        """Whether this site shows what ``organ`` published."""
        return self.root is None or bool(organ.path and organ.path.startswith(self.root.path or ""))

    def organs(self) -> OrganQuerySet:
        """Organs this site presents."""
        return Organ.objects.all() if self.root is None else Organ.objects.within(self.root)

    @property
    def scope(self) -> OrganQuerySet | None:
        """Of whom its figures are; None for everybody."""
        return None if self.root is None else Organ.objects.within(self.root)

    def records(self) -> RecordQuerySet:
        """Released records this site shows."""
        records = Record.objects.released()
        return records if self.scope is None else records.filter(organ__in=self.scope.values("pk"))


class Column(models.Model):
    """A column or topic of a site: a rule that selects records."""

    TYPES = {"column": "栏目", "topic": "专题"}

    site = models.ForeignKey(Site, models.CASCADE, related_name="columns", verbose_name="站点")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    type = models.CharField("类型", max_length=10, choices=list(TYPES.items()), default="column")
    name = LineField("名称", max_length=40)
    slug = models.SlugField("地址", max_length=40)
    description = models.CharField("说明", max_length=300, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    order = models.PositiveIntegerField("排序", default=100)
    # rule: a record is selected when it meets every list that is not empty
    kinds = models.JSONField("信息类型", default=list, blank=True)
    items = models.JSONField("法定内容", default=list, blank=True)
    themes = models.JSONField("主题", default=list, blank=True)
    organs = models.ManyToManyField(Organ, blank=True, related_name="+", verbose_name="机构")
    words = models.CharField("标题或关键词含", max_length=200, blank=True, help_text="多个词用空格隔开，含其一即可")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="one_slug_per_site")]
        verbose_name = "栏目"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/{'topics' if self.type == 'topic' else 'columns'}/{self.slug}/"
