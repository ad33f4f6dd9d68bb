"""Organs from a spreadsheet: a county has fifty. All rows or none, with a sentence for every row that is wrong.

A row whose code is known updates that organ; the superior is named by name, short name or code and may stand in an
earlier row.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from python_calamine import CalamineError, CalamineWorkbook

from gongkai.core.actions import Refusal, Refused
from gongkai.organs import actions, rules
from gongkai.organs.models import Organ

_NAMES = ("name", *actions.FACTS, *actions.SETTINGS)
COLUMNS = {str(getattr(Organ._meta.get_field(name), "verbose_name", name)): name for name in _NAMES}
COLUMNS |= {
    "上级机构": "parent",
    "上级": "parent",
    "代码": "code",
    "统一社会信用代码": "code",
    "电话": "phone",
    "地址": "address",
}
NEEDED = {"name": "名称", "code": "机构代码", "level": "类别"}


class Undone(Exception):
    """Rolls a dry run, or a file with wrong rows, back."""


def import_organs(path: Path, *, by: Any, dry_run: bool = False) -> tuple[int, int, list[tuple[int, str]]]:
    """(made, updated, [(row, what is wrong)]); nothing is stored on a dry run or when a row is wrong."""
    made = updated = 0
    wrong: list[tuple[int, str]] = []
    try:
        with transaction.atomic():
            for number, row in rows(path):
                try:
                    with transaction.atomic():
                        is_new = _store(row, by)
                    made, updated = made + is_new, updated + (not is_new)
                except Refusal as refusal:
                    wrong.append((number, refusal.message))
            if wrong or dry_run:
                raise Undone
    except Undone:
        pass
    return made, updated, wrong


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(row number as the spreadsheet shows it, column of Organ → text) of a .csv or .xlsx."""
    table = _cells(path)
    head = [COLUMNS.get(str(cell).strip()) for cell in next(table, [])]
    if missing := [label for name, label in NEEDED.items() if name not in head]:
        raise Refused(f"第一行缺少“{'、'.join(missing)}”列。可用的列名：{'、'.join(COLUMNS)}。")
    for number, cells in enumerate(table, 2):
        row = {name: str(cell).strip() for name, cell in zip(head, cells, strict=False) if name and str(cell).strip()}
        if row:
            yield number, row


def _cells(path: Path) -> Iterator[list[Any]]:
    if path.suffix.lower() == ".csv":
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030", errors="replace")
        return iter(list(csv.reader(io.StringIO(text))))
    try:
        return iter(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())
    except (CalamineError, OSError, ValueError):
        raise Refused("读不出这个文件，请另存为 .xlsx 或 .csv 后再试。") from None


def _store(row: dict[str, str], by: Any) -> bool:
    """Make the organ of a row, or bring it up to date; whether it is new."""
    for name, label in NEEDED.items():
        if name not in row:
            raise Refused(f"缺“{label}”，请补上。")
    levels = {label: level for level, label in rules.LEVELS.items()}
    values: dict[str, Any] = {**row, "level": levels.get(row["level"], row["level"])}
    if values["level"] not in rules.LEVELS:
        raise Refused(f"类别“{row['level']}”不在“{'、'.join(levels)}”之中。")
    name, code = values.pop("name"), values.pop("code").upper()
    parent = _named(values.pop("parent", ""))
    known = Organ.objects.filter(code=code).first()
    if known is None:
        actions.create_organ(name=name, code=code, parent=parent, by=by, **values)
        return True
    if known.name != name:
        raise Refused(f"代码 {code} 已是“{known.name}”。更名请在机构页办理，以便保留曾用名。")
    actions.update_organ(organ=known, by=by, **values)
    if parent and known.parent_id != parent.pk:
        actions.move_organ(organ=known, parent=parent, by=by)
    return False


def _named(words: str) -> Organ | None:
    if not words:
        return None
    found = list(Organ.objects.current().filter(Q(name=words) | Q(short_name=words) | Q(code=words.upper()))[:2])
    if len(found) != 1:
        raise Refused(f"上级机构“{words}”{'有不止一个' if found else '不存在'}，请改填机构代码，并让上级排在前面的行。")
    return found[0]
