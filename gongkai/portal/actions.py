"""Writes of the portal: sites, columns and topics. The pages that show them are thrown away in the same transaction."""

from typing import Any

from django.db import IntegrityError, transaction

from gongkai.core import pages
from gongkai.core.actions import Refused, action, audit
from gongkai.library import kinds, rules
from gongkai.organs.models import Organ
from gongkai.portal.models import Column, Site
from gongkai.portal.site_checks import problems

SITE_FIELDS = ("name", "host", "identifier", "icp", "police", "contact", "description", "owner", "root", "is_default")
COLUMN_FIELDS = (
    "name",
    "slug",
    "type",
    "parent",
    "description",
    "keywords",
    "order",
    "kinds",
    "items",
    "themes",
    "words",
)
SEEN_EVERYWHERE = {"host", "is_default", "root"}


@action
def save_site(*, site: Site | None, by: Any, **values: Any) -> Site:
    """Make a site or change one; ``values`` are names of SITE_FIELDS. Whoever keeps the owner keeps the site, before and
    after; the portal and the default site are kept at the top of the tree (docs/decisions/0013). The identifier code is
    that of 政府网站发展指引: six digits of the region and four of the site, or bm and eight digits."""
    is_new = site is None
    site = Site() if site is None else Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    before = {name: getattr(site, name, None) for name in SITE_FIELDS} if not is_new else {}
    if not is_new:
        by.must("sites", site.owner)
    for name in SITE_FIELDS:
        if name in values:
            setattr(site, name, values[name])
    by.must("sites", site.owner)
    for problem in problems(site, by):
        raise problem
    if site.is_default:
        Site.objects.filter(is_default=True).exclude(pk=site.pk).update(is_default=False)
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError:
        raise Refused("刚有别人登记了这个域名或缺省站点，请核对后重试。", "host") from None
    changed = sorted(name for name in SITE_FIELDS if is_new or before[name] != getattr(site, name))
    audit("site.create" if is_new else "site.update", site, by=by, organ=site.owner, fields=changed)
    pages.purge(pages.EVERY if set(changed) & SEEN_EVERYWHERE else f"site:{site.pk}")
    return site


@action
def save_column(*, site: Site, column: Column | None, by: Any, organs: list[Organ], **values: Any) -> Column:
    """Make a column or topic of ``site`` or change one; ``values`` are names of COLUMN_FIELDS."""
    by.must("columns", site.owner)
    is_new = column is None
    column = Column(site=site) if column is None else Column.objects.select_for_update().get(pk=column.pk, site=site)
    for name in COLUMN_FIELDS:
        if name in values:
            setattr(column, name, values[name])
    _check_column(column)
    if any(not site.covers(organ) for organ in organs):
        raise Refused("只能选本站范围内的机构，请核对。", "organs")
    try:
        with transaction.atomic():
            column.save()
    except IntegrityError:
        raise Refused("本站已有栏目或专题用了这个地址，请换一个。", "slug") from None
    column.organs.set(organs)
    audit("column.create" if is_new else "column.update", column, by=by, organ=site.owner, slug=column.slug)
    pages.purge(f"columns:{site.pk}")
    return column


def _check_column(column: Column) -> None:
    unknown = (set(column.kinds) - kinds.KINDS.keys()) | (set(column.items) - rules.ITEMS.keys())
    if unknown | (set(column.themes) - rules.themes().keys()):
        raise Refused("规则里有不存在的类型、法定内容或主题，请重新勾选。")
    if column.parent_id and (column.parent_id == column.pk or column.parent.site_id != column.site_id):
        raise Refused("上级栏目须是本站的另一个栏目，请另选。", "parent")
    if column.parent_id and column.pk and column.children.exists():
        raise Refused("这个栏目有下级栏目，不能再放到别的栏目之下。栏目最多两级。", "parent")
    if column.parent_id and column.parent.parent_id:
        raise Refused("栏目最多两级，请选没有上级的栏目。", "parent")


@action
def delete_column(*, column: Column, by: Any) -> None:
    """Take a column away. The records it selected stay where they are."""
    by.must("columns", column.site.owner)
    if column.children.exists():
        raise Refused("这个栏目有下级栏目，请先删除或移走下级栏目。")
    audit("column.delete", column, by=by, organ=column.site.owner, slug=column.slug, name=column.name)
    pages.purge(f"columns:{column.site_id}")
    column.delete()
