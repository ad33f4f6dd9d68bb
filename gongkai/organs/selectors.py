"""Reading the tree of organs: who answers people, and who stands beside whom."""

from typing import Any

from django.db.models import QuerySet

from gongkai.organs.models import Organ, OrganQuerySet

ANSWERING = ("government", "department", "town")  # 条例 art. 27: those that act in their own name


def answering_organs(site: Any) -> OrganQuerySet:
    """Existing organs below the site's owner that answer requests, in the order of the tree."""
    organs = Organ.objects.current().filter(level__in=ANSWERING)
    if site is not None:
        organs = organs.within(site.owner)
    return organs.order_by("order", "path")


def same_government(organ: Organ) -> QuerySet[Any]:
    """Keys of the organs under the government that ``organ`` belongs to."""
    top = organ.parent if organ.parent_id and organ.level != "government" else organ
    return Organ.objects.within(top).order_by().values("pk")


def told_organs() -> list[str]:
    """The organs that answer requests, with their telephone as a letter tells it (条例 art. 36(5), 41)."""
    rows = Organ.objects.current().filter(level__in=ANSWERING).order_by("order", "path")
    return [f"{name}（联系电话：{phone}）" if phone else name for name, phone in rows.values_list("name", "phone")]
