"""Changes of the organ tree and of what an organ publishes about itself.

Facts and people are kept by the organ's own officer; the tree is changed from above (rules.FROM_ABOVE): whoever founds,
renames, moves, merges, splits or closes an organ holds "organs" in the organ above it. ``by`` is None for the system
(a command run by whoever runs the server).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai.core import pages
from gongkai.core.actions import Refused, action, audit
from gongkai.core.text import line
from gongkai.organs.models import FormerName, Organ, Person
from gongkai.organs.settings import moving

FACTS = (
    "short_name", "functions", "address", "hours", "phone", "fax", "email", "postcode", "website",
)  # fmt: skip
SETTINGS = ("order", "region_code", "level", "code", "document_mark", "established_on")


@action
def create_organ(*, name: str, code: str, level: str, parent: Organ | None, by: Any, **facts: Any) -> Organ:
    """A new organ below ``parent``; ``facts`` are names of FACTS and SETTINGS. The system alone makes roots."""
    if by is not None:
        _must_arrange(by, parent)
    if not code.strip():
        raise Refused("请填写机构代码或统一社会信用代码。", "code")
    organ = Organ(name=name.strip(), code=code, level=level, parent=parent)
    _set(organ, facts, (*FACTS, *SETTINGS))
    organ.save()
    audit("organ.create", organ, by=by, organ=organ, code=organ.code)
    _announce_tree()
    return organ


@action
def update_organ(*, organ: Organ, by: Any, **facts: Any) -> Organ:
    """Change what an organ publishes about itself (FACTS) and, with "organs" above it, its SETTINGS."""
    organ = Organ.objects.select_for_update().get(pk=organ.pk)
    before = {name: getattr(organ, name) for name in (*FACTS, *SETTINGS)}
    if facts.keys() & set(SETTINGS):
        _must_arrange(by, organ.parent or organ)
    else:
        _must_keep(by, organ)
    _set(organ, facts, (*FACTS, *SETTINGS))
    changed = sorted(name for name, value in before.items() if getattr(organ, name) != value)
    organ.save()
    audit("organ.update", organ, by=by, organ=organ, fields=changed)
    if set(changed) & {"short_name", "order", "level", "code"}:
        _announce_tree()
    else:
        pages.purge(f"organ:{organ.pk}")
    return organ


@action
def set_people(*, organ: Organ, people: Iterable[dict[str, Any]], by: Any) -> list[Person]:
    """The leaders and staff an organ publishes, in this order, in place of those it had."""
    _must_keep(by, organ)
    rows = [Person(organ=organ, order=n, **person) for n, person in enumerate(people, 1)]
    for n, row in enumerate(rows, 1):
        if not row.name.strip() or not row.post.strip():
            raise Refused(f"第 {n} 行缺姓名或职务，请补全或删去这一行。", "people")
    organ.people.all().delete()
    Person.objects.bulk_create(rows)
    audit("organ.people", organ, by=by, organ=organ, leaders=sum(r.is_leader for r in rows), people=len(rows))
    pages.purge(f"organ:{organ.pk}")
    return rows


@action
def rename_organ(*, organ: Organ, name: str, on: date, by: Any, short_name: str = "", document_mark: str = "") -> Organ:
    """From ``on`` the organ is called ``name``. Records released before keep the name they were released under."""
    organ = _arranged(organ, on, by)
    name = line(name)
    if not name or name == organ.name:
        raise Refused("请填写与现名不同的新名称。", "name")
    last = organ.former_names.last()
    if last and last.until >= on:
        raise Refused(f"本机构在 {last.until} 已更过一次名，更名日期应晚于那一天。", "on")
    FormerName.objects.create(organ=organ, name=organ.name, until=on)
    audit("organ.rename", organ, by=by, organ=organ, old=organ.name, new=name, on=str(on))
    organ.name, organ.short_name = name, short_name.strip()
    organ.document_mark = document_mark.strip() or organ.document_mark
    _check(organ)
    organ.save()
    _announce_tree()
    return organ


@action
def move_organ(*, organ: Organ, parent: Organ, by: Any) -> Organ:
    """Put an organ and all below it under another organ. Needs "organs" above it, before and after."""
    organ = _locked(organ)
    _must_arrange(by, organ.parent or organ)
    _must_arrange(by, parent)
    if parent.closed_on:
        raise Refused("上级机构已撤销，请另选。", "parent")
    old, past = organ.parent_id, moving.courses(organ)
    organ.parent = parent
    organ.save()
    moving.keep(organ, past)
    audit("organ.move", organ, by=by, organ=organ, old=old, new=parent.pk)
    _announce_tree()
    return organ


@action
def merge_organs(*, organs: list[Organ], into: Organ, on: date, by: Any) -> Organ:
    """From ``on`` the work of ``organs`` is done by ``into``. They are closed and hang below it, and so does what was
    below them: its site shows their records, its officer acts for them, and the records keep the names they bore."""
    if not organs:
        raise Refused("请选择被合并的机构。", "organs")
    for organ in organs:
        closed = _close(organ, on, [into], by)
        into.refresh_from_db(fields=["path", "parent"])
        if into.path.startswith(closed.path):
            raise Refused(f"“{into.label}”是“{closed.label}”的下级，请先把它移到上一级，再合并。", "into")
        for moved in [*closed.children.current(), closed]:
            past = moving.courses(moved)
            moved.parent = into
            moved.save()
            moving.keep(moved, past)
    audit("organ.merge", into, by=by, organ=into, merged=[o.pk for o in organs], on=str(on))
    _announce_tree()
    return into


@action
def split_organ(*, organ: Organ, into: list[Organ], on: date, by: Any, goes_on: bool = False) -> Organ:
    """From ``on`` the work of ``organ`` is done by ``into`` (two organs or more; one, when the organ itself
    ``goes_on`` beside it)."""
    if len(into) < (1 if goes_on else 2):
        raise Refused("分立须有两个以上承接机构；只有一个时，请用“合并”或勾选“原机构保留”。", "into")
    if goes_on:
        organ = _arranged(organ, on, by)
        _succeed(organ, into, by)
    else:
        organ = _close(organ, on, into, by)
    audit("organ.split", organ, by=by, organ=organ, into=[o.pk for o in into], on=str(on), goes_on=goes_on)
    _announce_tree()
    return organ


@action
def close_organ(*, organ: Organ, on: date, by: Any, successors: Iterable[Organ] = ()) -> Organ:
    """The organ no longer exists from ``on``. It must have nothing below it that still exists."""
    organ = _close(organ, on, list(successors), by)
    if below := organ.children.current(on).first():
        raise Refused(f"它还有下级机构“{below.label}”，请先移走或撤销。", "on")
    audit("organ.close", organ, by=by, organ=organ, on=str(on))
    _announce_tree()
    return organ


def _close(organ: Organ, on: date, successors: list[Organ], by: Any) -> Organ:
    organ = _arranged(organ, on, by)
    _succeed(organ, successors, by)
    organ.closed_on = on
    organ.save()
    organ.posts.filter(until=None).update(until=on - timedelta(days=1))
    return organ


def _succeed(organ: Organ, successors: list[Organ], by: Any) -> None:
    """What an organ did goes to organs that ``by`` arranges as well: nobody hands work to another's."""
    for successor in successors:
        if by is not None:
            by.must("organs", successor)
        if successor.pk == organ.pk:
            raise Refused("承接机构不能是它自己，请另选。", "successors")
        if successor.closed_on:
            raise Refused(f"“{successor.label}”已撤销，不能承接职责，请另选。", "successors")
    organ.successors.add(*successors)


def _arranged(organ: Organ, on: date, by: Any) -> Organ:
    """The locked organ, once it is clear that ``by`` may change it as of ``on``."""
    organ = _locked(organ)
    _must_arrange(by, organ.parent or organ)
    if organ.closed_on:
        raise Refused(f"“{organ.label}”已于 {organ.closed_on} 撤销。", "on")
    if on > timezone.localdate():
        raise Refused("日期不能晚于今天，请在生效当日办理。", "on")
    if organ.established_on and on < organ.established_on:
        raise Refused(f"日期不能早于机构成立日期 {organ.established_on}。", "on")
    return organ


def _locked(organ: Organ) -> Organ:
    """The organ as it stands, with the root of its tree locked: changes of one tree happen one after the other."""
    Organ.objects.select_for_update().get(pk=int(organ.path[:6]))
    return Organ.objects.select_related("parent").get(pk=organ.pk)


def _must_arrange(by: Any, above: Organ | None) -> None:
    if above is None:
        raise Refused("请选择上级机构。", "parent")
    if by is not None:
        by.must("organs", above)


def _must_keep(by: Any, organ: Organ) -> None:
    if by is not None:
        by.must("facts", organ)


def _set(organ: Organ, values: dict[str, Any], allowed: Iterable[str]) -> None:
    for name, value in values.items():
        if name not in allowed:
            raise TypeError(f"an organ has no fact {name}")
        setattr(organ, name, value.strip() if isinstance(value, str) else value)
    _check(organ)


def _check(organ: Organ) -> None:
    """Raise Refused with the first thing wrong in an organ's columns."""
    try:
        organ.full_clean(exclude=["path", "parent"])
    except ValidationError as wrong:
        field, sentences = next(iter(wrong.message_dict.items()))
        raise Refused(sentences[0], field) from None


def _announce_tree() -> None:
    """Names and places of organs stand on every page (lists, filters, the path to a record): all are made anew."""
    pages.purge(pages.EVERY)
