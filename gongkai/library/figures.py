"""Figures of what is published. A record counts for the organ that published it, once, however many pages show it."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from gongkai.core.figures import Period, figure, listed
from gongkai.library import kinds, rules
from gongkai.library.models import Record, RecordQuerySet
from gongkai.library.selectors import in_period
from gongkai.organs.models import Organ, OrganQuerySet

PIECES = "条"


def _organ_names(keys: Collection[int]) -> dict[int, str]:
    return dict(Organ.objects.filter(pk__in=keys).order_by("order", "path").values_list("pk", "name"))


def _kinds() -> dict[str, str]:
    return dict(kinds.choices())


def _groups() -> dict[str, str]:
    return {code: name for code, name in rules.themes().items() if len(code) == 2}


BY = {
    "organ": ("发布机构", "organ", _organ_names),
    "kind": ("信息类型", "kind", SimpleLazyObject(_kinds)),  # every room has declared its kinds by then
    "item": ("法定公开内容", "item", rules.ITEMS),
    "theme": ("主题", "theme_group", SimpleLazyObject(_groups)),
    "subtheme": ("主题子类", "theme", SimpleLazyObject(rules.themes)),
}
MONTHS = {month: f"{month} 月" for month in range(1, 13)}


def of(organs: OrganQuerySet | None) -> RecordQuerySet:
    """What these organs have made public and did not take back."""
    released = Record.objects.released()
    return released if organs is None else released.filter(organ__in=organs.order_by().values("pk"))


@figure("library.public", "现在公开的信息", PIECES, "条例第十九条、第二十条", by=BY)
def public(organs: OrganQuerySet | None, period: Period | None = None) -> RecordQuerySet:
    """Everything public now."""
    return of(organs)


@figure(
    "library.released",
    "主动公开的信息",
    PIECES,
    "条例第二十六条",
    by=BY | {"month": ("公开月份", "released_at__month", MONTHS)},
)
def released(organs: OrganQuerySet | None, period: Period) -> RecordQuerySet:
    """Made public in a period, by the day of release, and still public; imports that bear no day at all in none."""
    return of(organs).filter(in_period("released_at", period))


@figure("library.organs", "公开信息的机构", "个", "条例第十条")
def organs(organs: OrganQuerySet | None, period: Period | None = None) -> OrganQuerySet:
    """Those of which something is public now."""
    return Organ.objects.filter(pk__in=of(organs).order_by().values("organ"))


listed(
    Record,
    {
        "标题": lambda found: found.title,
        "文号": lambda found: found.number,
        "机构": lambda found: found.organ.label,
        "类型": lambda found: found.kind_label,
        "公开日期": lambda found: found.known_released_on,
    },
    page=lambda found: reverse("desk:record", args=[found.pk]),
    related=("organ",),
)
listed(
    Organ,
    {"名称": lambda found: found.name, "机构代码": lambda found: found.code},
    page=lambda found: reverse("desk:organ", args=[found.pk]),
)
