"""Organs, their names over time, people, staff accounts and posts."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from gongkai.core import typed
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.fields import LineField
from gongkai.organs import rules
from gongkai.organs.settings.models import SettingValue  # noqa: F401

PATH_LENGTH = 120  # twenty levels of six digits


def valid_code(value: str) -> None:
    if problem := rules.code_problem(value):
        raise ValidationError(problem)


class OrganQuerySet(models.QuerySet):
    def within(self, organ: Organ) -> OrganQuerySet:
        """``organ`` and everything below it: one range of the indexed path."""
        return self.filter(path__gte=organ.path, path__lt=rules.path_after(organ.path))

    def visible_to(self, user) -> OrganQuerySet:
        return self.filter(user.reach("")) if user.is_authenticated else self.none()

    def by_slug(self, slug: str) -> OrganQuerySet:
        """The organ whose ``slug`` this is; none for nonsense."""
        if slug.startswith("org-"):
            pk = typed.whole_number(slug[4:])
            return self.filter(code=None, pk=pk) if slug == f"org-{pk}" else self.none()
        return self.filter(code=slug.upper())

    def current(self, on: date | None = None) -> OrganQuerySet:
        """Organs that exist on a day (today)."""
        on = on or timezone.localdate()
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on))


class Organ(models.Model):
    """A government, department, town or institution. ``path`` is the chain of six-digit ids from the root, so that a
    subtree is one range of an index (see docs/decisions/0002)."""

    name = LineField("名称", max_length=100)
    short_name = LineField("简称", max_length=40, blank=True)
    code = models.CharField(
        "机构代码",
        max_length=18,
        unique=True,
        null=True,
        blank=True,
        validators=[valid_code],
        help_text="9 位机构代码或 18 位统一社会信用代码；外部发文机关可以没有",
    )
    region_code = models.CharField("行政区划代码", max_length=12, blank=True)
    level = models.CharField("类别", max_length=20, choices=list(rules.LEVELS.items()))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机构"
    )
    # null only between the insert and the id that the path ends with
    path: models.CharField[str, str] = models.CharField(  # type: ignore[misc]
        max_length=PATH_LENGTH, unique=True, editable=False, null=True
    )
    order = models.PositiveIntegerField("排序", default=100)
    document_mark = LineField("机关代字", max_length=20, blank=True, help_text="如“青禾府发”，用于识别和生成文号")
    functions = models.TextField("机构职能", blank=True)
    address = models.CharField("办公地址", max_length=200, blank=True)
    hours = models.CharField("办公时间", max_length=100, blank=True)
    phone = models.CharField("联系电话", max_length=60, blank=True)
    fax = models.CharField("传真", max_length=60, blank=True)
    email = models.CharField("电子邮箱", max_length=100, blank=True)
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    website = models.URLField("网址", blank=True)
    established_on = models.DateField("成立日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors", verbose_name="职责承接机构"
    )

    objects = OrganQuerySet.as_manager()

    class Meta:
        ordering = ["order", "path"]
        verbose_name = verbose_name_plural = "机构"

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.code = (self.code or "").strip().upper() or None
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._keep_path()

    def get_absolute_url(self) -> str:
        return f"/organs/{self.slug}/"

    @property
    def slug(self) -> str:
        """What names the organ in addresses and index numbers: its code, else (bodies that only issue what is kept
        here for reference, and never gave a code) ``org-`` and its id. ``OrganQuerySet.by_slug`` is the reverse."""
        return self.code or f"org-{self.pk}"

    def _keep_path(self) -> None:
        """Follow the parent: the paths of the whole subtree are rewritten in one statement."""
        above = Organ.objects.values_list("path", flat=True).get(pk=self.parent_id) if self.parent_id else ""
        path, old = f"{above}{self.pk:06d}", self.path
        if path == old:
            return
        if old and above.startswith(old):
            raise Refused("上级机构不能是本机构或它的下级，请另选。", "parent")
        if len(path) > PATH_LENGTH:
            raise Refused("机构层级最多 20 级，请另选上级机构。", "parent")
        tail = Substr("path", len(old) + 1) if old else Value("")
        subtree = Organ.objects.within(self) if old else Organ.objects.filter(pk=self.pk)
        subtree.update(path=Concat(Value(path), tail))
        self.path = path

    @property
    def label(self) -> str:
        return self.short_name or self.name

    def name_on(self, day: date) -> str:
        """What the organ was called on ``day``."""
        for former in self.former_names.all():
            if day < former.until:
                return former.name
        return self.name


class FormerName(models.Model):
    """A name the organ bore until (not including) a day."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="former_names")
    name = LineField("曾用名", max_length=100)
    until = models.DateField("使用至")

    class Meta:
        ordering = ["until"]
        verbose_name = "曾用名"

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A leader or staff member whose name and work the organ publishes (条例 art. 20(2))."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="people", verbose_name="机构")
    name = LineField("姓名", max_length=40)
    post = LineField("职务", max_length=100)
    is_leader = models.BooleanField("领导", default=False)
    duties = models.TextField("工作分工", blank=True)
    resume = models.TextField("简历", blank=True)
    order = models.PositiveIntegerField("排序", default=100)

    class Meta:
        ordering = ["-is_leader", "order", "pk"]
        verbose_name = "人员"

    def __str__(self) -> str:
        return f"{self.name} {self.post}"


class Account(AbstractUser):
    """A staff member who signs in. What the account may do is said by its posts, per organ."""

    full_name = LineField("姓名", max_length=40)
    password_is_temporary = models.BooleanField("下次登录须改密码", default=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def active_posts(self) -> list[Post]:
        today = timezone.localdate()
        posts = self.posts.select_related("organ").filter(Q(until=None) | Q(until__gte=today), since__lte=today)
        return list(posts) if self.is_active else []

    @property
    def home(self) -> Organ | None:
        """The organ what is done to this account is listed under: of the post it holds longest, else of the last it held."""
        posts = self.posts.select_related("organ").order_by(F("until").desc(nulls_first=True), "since", "pk")
        post = posts.first()
        return post.organ if post else None

    def reach(self, organ_field: str | tuple[str, ...] = "organ", permission: str = "view") -> Q:
        """The organs this account may see (or do ``permission`` in), as a condition on ``organ_field``; on one of several,
        where a row belongs to more than one organ of a tree."""
        within = Q(pk__in=[])
        for post in self._posts_for(permission):
            path = post.organ.path
            if post.covers_below:
                within |= Q(path__gte=path, path__lt=rules.path_after(path))
            else:
                within |= Q(path=path)
        if not organ_field:
            return within
        organs = Organ.objects.filter(within).order_by().values("pk")
        fields = (organ_field,) if isinstance(organ_field, str) else organ_field
        if self.has_whole_tree(permission):
            fields = fields[:1]  # the first says it all, and databases are slow at OR
        reached = Q()
        for field in fields:
            reached |= Q(**{f"{field}__in": organs})
        return reached

    def _posts_for(self, permission: str) -> list[Post]:
        return [post for post in self.active_posts if post.grants(permission)]

    def has_whole_tree(self, permission: str) -> bool:
        """Whether nothing is out of reach of the posts that allow ``permission``; also where none does."""
        return all(post.covers_below and post.organ.parent_id is None for post in self._posts_for(permission))

    def may(self, permission: str, organ: Organ | None = None) -> bool:
        """Whether some post allows ``permission`` in ``organ`` (anywhere, when None)."""
        return any(post.grants(permission) and (organ is None or post.reaches(organ)) for post in self.active_posts)

    def must(self, permission: str, organ: Organ) -> None:
        """Raise NotAllowed, with a sentence, unless ``may``."""
        if not self.may(permission, organ):
            raise NotAllowed(
                f"您的岗位没有在“{organ.label}”{rules.PERMISSION_NAMES[permission]}的权限，请联系本单位公开工作负责人。"
            )

    def organs_for(self, permission: str) -> models.QuerySet[Organ]:
        """Existing organs in which this account may do ``permission``."""
        return Organ.objects.current().filter(self.reach("", permission))


class Post(models.Model):
    """A role of an account in an organ, for a time; ``covers_below`` lets it act for all organs below."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="posts", verbose_name="账号")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="posts", verbose_name="机构")
    role = models.CharField("岗位", max_length=20, choices=list(rules.ROLES.items()))
    covers_below = models.BooleanField("可代行下级机构", default=False)
    since = models.DateField("起", default=timezone.localdate)
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "organ", "role"], name="one_post_per_role")]
        verbose_name = "岗位"

    def __str__(self) -> str:
        return f"{self.account} {self.organ} {self.get_role_display()}"

    def grants(self, permission: str) -> bool:
        """Whether this post's role allows ``permission`` where the post reaches."""
        if permission in rules.FROM_ABOVE and not self.covers_below:
            return False
        if permission in rules.AT_THE_TOP and self.organ.parent_id is not None:
            return False
        return permission in rules.PERMISSIONS[self.role]

    def reaches(self, organ: Organ) -> bool:
        if self.covers_below:
            return bool(organ.path and organ.path.startswith(self.organ.path))
        return organ.pk == self.organ_id
