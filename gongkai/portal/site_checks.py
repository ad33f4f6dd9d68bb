"""What a site must be to be kept, asked by the action and, to tell everything at once, by its form."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from django.conf import settings

from gongkai.core.actions import Refused
from gongkai.organs.models import Organ
from gongkai.organs.rules import path_ids
from gongkai.portal import hosts
from gongkai.portal.models import Site

_CODE = re.compile(r"(?:\d{10}|bm\d{8})?")


def problems(site: Site, by: Any, unread: Collection[str] = ()) -> Iterator[Refused]:
    """Every reason why the site does not stand as ``site`` has it, each with its field; what depends on a field of
    ``unread`` is not looked at."""
    for check, fields in CHECKS.items():
        if not fields & set(unread):
            try:
                check(site, by)
            except Refused as refusal:
                yield refusal


def _check_code(site: Site, by: Any) -> None:
    if not _CODE.fullmatch(site.identifier):
        raise Refused("网站标识码应为 10 位数字，或者 bm 加 8 位数字。", "identifier")


def _check_place(site: Site, by: Any) -> None:
    """A site shows what is below an organ of one's own; one without ``root`` shows everything."""
    if site.root is not None:
        by.must("sites", site.root)
    elif not _keeps_top(site, by):
        raise Refused("包含全部信息的门户由最上级政府的系统管理员维护。请填写本站点只含哪个机构的信息。", "root")


def _check_host(site: Site, by: Any) -> None:
    """A host name by which people already find somebody else's site is not given away; one that stays is not asked about."""
    if site.pk and Site.objects.filter(pk=site.pk, host=site.host).exists():
        return
    normal = hosts.normal(site.host)
    if normal is None:
        raise Refused("域名应为 www.example.gov.cn 这样的形式，不带 http:// 和路径。", "host")
    site.host = normal
    others = Site.objects.exclude(pk=site.pk).select_related("owner")
    alike = [other for other in others if hosts.taken_from(site.host, [other.host])]
    if any(hosts.normal(other.host) == site.host for other in alike):
        raise Refused("这个域名已经登记给另一个站点，请核对。", "host")
    if not all(by.may("sites", other.owner) for other in alike):
        raise Refused("这个域名与别的单位的站点只差端口或 www，请换一个域名。", "host")
    if hosts.taken_from(site.host, settings.EXTRA_HOSTS) and not _keeps_top(site, by):
        raise Refused("这是门户使用的域名，请填写本单位站点自己的域名。", "host")


def _check_default(site: Site, by: Any) -> None:
    """The default site answers for the whole county: it belongs to the top of the tree, and is taken from nobody."""
    others = Site.objects.filter(is_default=True).exclude(pk=site.pk)
    default = others.select_related("owner").first()
    if not site.is_default:
        if default is None:
            raise Refused("须有一个缺省站点回答未登记的地址，请勾选。", "is_default")
    elif site.owner.parent_id is not None:
        raise Refused("缺省站点回答全县未登记的地址，主办单位须是最上级政府，请改主办单位或取消勾选。", "is_default")
    elif site.root is not None:
        raise Refused("缺省站点须包含全部信息，请清空“只含这个机构及下级的信息”，或取消勾选缺省站点。", "is_default")
    elif default is not None:
        by.must("sites", default.owner)


def _keeps_top(site: Site, by: Any) -> bool:
    """Whether ``by`` keeps the sites of the organ at the top of the tree to which the owner belongs."""
    return by.may("sites", Organ.objects.get(pk=path_ids(site.owner.path or "")[0]))


CHECKS = {
    _check_place: {"owner", "root"},
    _check_host: {"host", "owner"},
    _check_default: {"owner", "root", "is_default"},
    _check_code: {"identifier"},
}
