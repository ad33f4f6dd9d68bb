"""The documents of the demo on disk, as an importer finds them: texts beside their attachments, which are made from
plain tables and texts on the way."""

import csv
import shutil
from pathlib import Path

from docx import Document

from gongkai.core import sheets
from gongkai.demo.county import CONTENT


def lay_out(folder: Path) -> int:
    """Copy the texts into ``folder`` and make their attachments there; returns how many documents there are (rows of
    tables counted one by one). An attachment that is there is not made again: a new one would differ by its time."""
    shutil.copytree(CONTENT / "records", folder, dirs_exist_ok=True)
    for source in sorted((CONTENT / "attachments").rglob("*.*")):
        if source.is_file():
            target = folder / source.parent.name / source.name.rpartition(".")[0]
            target.parent.mkdir(exist_ok=True)
            if not target.exists():
                (_workbook if target.suffix == ".xlsx" else _letter)(source, target)
    return sum(_count(path) for path in (CONTENT / "records").rglob("*") if path.is_file())


def _count(path: Path) -> int:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {".csv": len(lines) - 1, ".jsonl": len(lines)}.get(path.suffix, 1)


def _workbook(source: Path, target: Path) -> None:
    with source.open(encoding="utf-8", newline="") as file:
        headings, *rows = csv.reader(file)
    with target.open("wb") as out:
        sheets.write(out, target.stem, headings, ([_number(cell) for cell in row] for row in rows))


def _number(cell: str) -> str | float:
    try:
        return float(cell) if not cell.isdecimal() or not cell.startswith("0") else cell
    except ValueError:
        return cell


def _letter(source: Path, target: Path) -> None:
    title, *paragraphs = source.read_text(encoding="utf-8").splitlines()
    document = Document()
    document.add_heading(title, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(target))
