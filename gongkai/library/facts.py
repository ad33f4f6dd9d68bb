"""A version's metadata in words: one table, and what of it changed."""

from datetime import date
from typing import Any

from gongkai.library import kinds, rules
from gongkai.library.content import from_json
from gongkai.library.models import Record, Version


def facts(version: Version, record: Record) -> list[tuple[str, str]]:
    """(label, value) of everything but title, body and note; the kind's own fields last, empty values included."""
    values = from_json(version.fields)
    item = values.get("item", "")
    rows: list[tuple[str, Any]] = [
        ("来源机关", record.maker_of(values.get("organ_name") or "")),
        ("联合发文机关", values.get("joint_issuers")),
        ("文号", values.get("number")),
        ("体裁", values.get("genre")),
        ("主题分类", rules.theme_label(values.get("theme", ""))),
        ("法定公开内容", f"{rules.ITEMS[item]}（{rules.item_ground(item)}）" if item in rules.ITEMS else ""),
        ("公开属性", rules.DISCLOSURE.get(values.get("disclosure", "active"), "")),
        ("不公开理由", values.get("disclosure_reason")),
    ]
    names = ("formed_on", "effective_on", "expires_on", "summary", "keywords", "source", "author")
    presumed = record.formed_presumed if version.pk == record.current_id else values.get("formed_presumed")
    shown = values | ({"formed_on": f"{values.get('formed_on')}（推定，待核对）"} if presumed else {})
    rows += [(str(Record._meta.get_field(name).verbose_name), shown.get(name)) for name in names]
    kind = kinds.KINDS.get(record.kind)
    for extra in kind.fields if kind else ():
        rows.append(
            (extra.label, values.get(extra.column) if extra.column else values.get("extra", {}).get(extra.name))
        )
    return [(label, _words(value)) for label, value in rows]


def changed_fields(old: Version, new: Version, record: Record) -> list[tuple[str, str, str]]:
    """(label, before, after) of the metadata that differ."""
    pairs = zip(facts(old, record), facts(new, record), strict=True)
    return [(label, before, after) for (label, before), (_, after) in pairs if before != after]


def _words(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
