"""The sheets of a workbook: each that has a heading row is read; the others, and hidden ones, are named."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gongkai.core.actions import Refused
from gongkai.core.intake import office, sandbox
from gongkai.core.intake.hidden import Holding
from gongkai.library import intake
from gongkai.library.importing import columns
from gongkai.library.vetting import listing

_TITLE_ALONE = "除“标题”外没有认出别的列。"
_EMPTY = "表里没有内容可以导入。请检查后重新放入。"


def rows(file: Path, kind: str, mapping: dict[str, str], notices: list[str]) -> Iterator[columns.Row]:
    """The rows of every sheet that is understood; ``notices`` is told of the others before the first row."""
    with _modern(file, kind, notices) as (workbook, known), intake.visible(workbook, known) as (copy, holdings):
        if listing.hides(holdings):
            notices.append(f"表格里有隐藏内容，没有导入：{listing.in_words(holdings)}。")
        read = sandbox.rows(copy, columns.ABOVE)
        told = next(read)
        notices += [f"隐藏的{sheet}没有导入。" for sheet in _hidden(told, holdings)]
        heads = {name: columns.texts(head) for name, head in told["heads"] if head}
        wanted = _understood(heads, told["charts"], mapping, notices)
        for name, lines in groupby(_numbered(read), key=itemgetter(0)):
            if name in wanted:
                numbered = ((number, cells) for _, number, cells in lines)
                found = columns.table(numbered, mapping)
                yield from ((name if len(heads) > 1 else "", number, facts) for _, number, facts in found)


def _understood(
    heads: dict[str, list[list[str]]], charts: list[str], mapping: dict[str, str], notices: list[str]
) -> list[str]:
    """The sheets with a heading row. Refused when there is none, with the reasons of all."""
    if not heads:
        raise Refused(_EMPTY)
    reasons = dict.fromkeys(charts, "只有图表。")
    for name, head in heads.items():
        try:
            _, fields = columns.heading(head, mapping)
        except Refused as refused:
            reasons[name] = refused.message
            continue
        if len(heads) > 1 and len(set(fields.values()) - {""}) < 2:
            reasons[name] = _TITLE_ALONE  # a guide to filling in says 标题 too
    wanted = [name for name in heads if name not in reasons]
    if not wanted and len(reasons) == 1:
        raise Refused(reasons.popitem()[1])
    sentences = [f"工作表“{name}”没有导入：{reason}" for name, reason in reasons.items()]
    if not wanted:
        raise Refused("".join(sentences))
    notices += sentences
    return wanted


def _hidden(told: dict[str, Any], holdings: list[Holding]) -> dict[str, None]:
    """工作表“底稿” of every sheet that is hidden: in the copy that is read there is none of those any more that say
    something."""
    gone = [holding.where for holding in holdings if holding.code == "sheet"]
    return dict.fromkeys([*gone, *(f"工作表“{name}”" for name in told["hidden"])])


def _numbered(read: Iterator[Any]) -> Iterator[tuple[str, int, list[Any]]]:
    """(sheet, number of the row in it, cells)."""
    name, number = "", 0
    for line in read:
        if isinstance(line, dict):
            name, number = line["sheet"], 0
        else:
            number += 1
            yield name, number, line


@contextmanager
def _modern(file: Path, kind: str, notices: list[str]) -> Iterator[tuple[Path, str]]:
    """A workbook of which it can be seen what it hides, and its kind: an old one is made into xlsx by LibreOffice, where
    the machine has it; without, xls is read as it is."""
    if kind == ".xlsx" or not office.program():
        if kind not in (".xlsx", ".xls"):
            raise Refused("这台机器上没有安装 LibreOffice，不会读这种表格。请另存为 xlsx 后再导入。")
        notices += ["旧格式表格（xls）看不出哪些行列是隐藏的，都已读入，请核对。"] if kind == ".xls" else []
        yield file, kind
        return
    with TemporaryDirectory(prefix="gongkai-import-") as folder:
        yield office.convert(file, kind, Path(folder)), ".xlsx"
