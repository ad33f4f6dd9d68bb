"""What an import recognised, said again: lines for a person, one object a document for a program."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from gongkai.core.actions import Refused
from gongkai.library import kinds, rules
from gongkai.library.importing.labels import CHINESE
from gongkai.library.importing.model import Place
from gongkai.library.importing.store import Item

COLUMNS = (
    "file", "row", "title", "number", "organ", "organs", "filed_under", "formed_on", "approved_on", "released_on",
    "effective_on", "index_number", "theme", "kind", "body", "attachments", "notices", "error",
)  # fmt: skip


def as_data(place: Place, made: Item | Refused) -> dict[str, Any]:
    """COLUMNS of a document, ``None`` where nothing is known: a date the program made up is not."""
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"file": place.file, "row": place.row}
    where = [f"工作表“{place.sheet}”。"] if place.sheet else []
    row["notices"] = where or None
    if isinstance(made, Refused):
        return row | {"error": made.message}
    draft = made.draft
    values = draft.fields | {
        "approved_on": draft.fields.get("extra", {}).get("approved_on"),
        "released_on": draft.released_at,
        "title": draft.title,
        "index_number": draft.index_number,
    }
    stated = {name: value for name, value in values.items() if name not in draft.made_up}
    if "released_at" in draft.made_up:
        del stated["released_on"]
    row |= {name: _iso(stated.get(name)) for name in ("formed_on", "approved_on", "released_on", "effective_on")}
    row |= {name: values.get(name) or None for name in ("title", "number", "index_number")}
    theme = rules.theme_label(draft.fields.get("theme", "")).replace(" / ", "\\")
    return row | {
        "organ": made.made_by,
        "organs": draft.fields["joint_issuers"].split("、") if "joint_issuers" in draft.fields else [made.made_by],
        "filed_under": made.organ.name,
        "theme": theme or None,
        "kind": draft.kind,
        "body": draft.body,
        "attachments": [name for _, name in draft.attachments],
        "notices": where + draft.table_notices + draft.notices,
    }


def _iso(value: Any) -> str | None:
    """A day; a moment with its time where one is stated."""
    if isinstance(value, datetime):
        return (
            value.isoformat(sep=" ", timespec="minutes") if value.time() != datetime.min.time() else str(value.date())
        )
    return str(value) if value else None


def as_lines(item: Item) -> Iterator[str]:
    """A document for the person at the terminal, each value with where it comes from."""
    draft = item.draft
    yield f"\n── {item.where}（正文 {len(draft.body)} 字符）"
    for label, value, name in _shown(item):
        if value:
            origin = draft.origins.get(name, "")
            yield f"  {label}　{value}" + (f"　〔{origin}〕" if origin else "")
    for notice in draft.table_notices + draft.notices:
        yield f"  提示　{notice}"


def _shown(item: Item) -> Iterator[tuple[str, str, str]]:
    """(label, value, name)."""
    draft, values = item.draft, item.draft.fields
    yield "标题", draft.title, "title"
    yield "发布机构", item.made_by, "organ"
    yield "收存机构", item.organ.name if item.maker else "", ""
    yield "信息类型", kinds.KINDS[draft.kind].label, "kind"
    yield "索引号", draft.index_number, "index_number"
    yield "公开时间", str(draft.released_at or ""), "released_at"
    yield "废止日期", str(draft.repealed_on or ""), "repealed_on"
    labels = CHINESE | {extra.name: extra.label for extra in kinds.KINDS[draft.kind].fields}
    shown = {name: value for name, value in values.items() if name not in ("extra", "formed_presumed")}
    shown |= values.get("extra", {}) | {
        "theme": rules.theme_label(values.get("theme", "")),
        "item": rules.ITEMS.get(values.get("item", ""), ""),
    }
    yield from ((labels.get(name, name), str(value), name) for name, value in shown.items())
    yield from ((rules.RELATIONS[predicate][0], words, predicate) for predicate, words in draft.relations)
    yield from (("附件", name, "attachments") for _, name in draft.attachments)
