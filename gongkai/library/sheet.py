"""The sheet on top of a record page: its catalogue entries (条例 art. 12) and what has become of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.html import format_html

from gongkai.library import kinds, rules
from gongkai.library.models import Record
from gongkai.library.selectors import Related

Entry = tuple[str, str]

TONES = {"valid": "good", "amended": "wait", "pending": "wait", "expired": "void", "repealed": "void"}

FILE_TYPES = {
    "application/pdf": "PDF",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.ms-excel": "表格",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "表格",
    "text/csv": "表格",
    "application/zip": "压缩包",
}


def file_type(media_type: str) -> str:
    """A word for the type of an attachment."""
    if media_type.startswith("image/"):
        return "图片"
    return FILE_TYPES.get(media_type, "文件")


BRIEF = ("发布机构", "文号", "有效性", "公开日期", "信息类型", "生成日期")


@dataclass(frozen=True)
class Sheet:
    """The catalogue ``entries`` of a record, empty ones left out; as ``rows`` of two (one that is alone fills its row);
    the three ``brief`` ones that a phone shows under the title before the rest is unfolded."""

    entries: list[Entry]
    rows: list[tuple[Entry, Entry | None]]
    brief: list[Entry]


def sheet(record: Record) -> Sheet:
    """The metadata of a record page; the synopsis has the last row for itself."""
    shown, synopsis = _entries(record), record.synopsis
    rows = [(shown[i], shown[i + 1] if i + 1 < len(shown) else None) for i in range(0, len(shown), 2)]
    by_label = dict(shown)
    brief = [(label, by_label[label]) for label in BRIEF if label in by_label][:3]
    last = [("内容概述", synopsis)] if synopsis else []
    return Sheet(shown + last, rows + [(entry, None) for entry in last], brief)


def _entries(record: Record) -> list[Entry]:
    kind = kinds.KINDS.get(record.kind)
    rows: list[tuple[str, Any]] = [
        ("索引号", record.index_number),
        ("发布机构", _organ(record)),
        ("联合发文机关", record.joint_issuers),
        ("文号", record.number),
        ("主题分类", record.theme_label),
        ("体裁", record.genre),
        ("信息类型", record.kind_label),
        ("生成日期", record.known_formed_on),
        ("公开日期", record.known_released_on),
        ("施行日期", record.effective_on),
        ("有效期至", record.expires_on),
        ("有效性", _validity(record) if kind and kind.is_policy else ""),
        ("公开依据", rules.item_ground(record.item) if record.item in rules.ITEMS else ""),
        *_extra(record, kind),
    ]
    return [(label, value.isoformat() if isinstance(value, date) else value) for label, value in rows if value]


def _organ(record: Record) -> str:
    named = record.organ_name or record.organ.name
    url = record.organ.get_absolute_url()
    if named == record.organ.name:
        return format_html('<a href="{}">{}</a>', url, named)
    if record.maker:
        return format_html('{}（由<a href="{}">{}</a>收存）', named, url, record.organ.name)
    return format_html('<a href="{}">{}</a>（现名{}）', url, named, record.organ.name)


def _validity(record: Record) -> str:
    return format_html('<span class="tag {}">{}</span>', TONES[record.validity], record.validity_label)


def _extra(record: Record, kind: kinds.Kind | None) -> list[Entry]:
    return kinds.shown(record) if kind else []


@dataclass(frozen=True)
class Notice:
    """The banner that cannot be missed: a document out of force, changed, or not yet in force."""

    headline: str
    text: str
    verb: str = ""
    by: Sequence[Record] = field(default=())


def notice(record: Record, related: list[Related]) -> Notice | None:
    """What has become of a record, naming the records that did it; None for one in force as it stands."""
    by = {
        predicate: [r.record for r in related if r.is_reverse and r.predicate == predicate]
        for predicate in ("repeals", "amends")
    }
    match record.validity:
        case "repealed":
            return Notice("本文件已废止", f"自 {record.repealed_on} 起", "废止", by["repeals"])
        case "expired":
            return Notice("本文件已失效", f"有效期至 {record.expires_on}，期满失效，不再作为行政管理的依据。")
        case "pending":
            return Notice("本文件尚未施行", f"自 {record.effective_on} 起施行。")
        case "amended":
            return Notice("本文件已修改", f"自 {record.amended_on} 起", "修改", by["amends"])
    return None
