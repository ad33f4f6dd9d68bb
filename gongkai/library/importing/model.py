"""What passes between the stages: blocks of a document as read, and the draft of a record as recognised. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Block:
    """One paragraph, heading ("h1"–"h4"), table or other piece ("raw") in the order of the document.

    ``text`` is what it says; ``html`` its inner HTML for "p" and headings, the whole element for "table" and "raw",
    empty where there is nothing besides the text; ``rows`` are the cells of a table; ``align`` is "center" or "right"
    of a paragraph that was set so.
    """

    tag: str
    text: str
    html: str = ""
    rows: list[list[str]] | None = None
    align: str = ""


@dataclass
class Document:
    """A file or row as read: its blocks, and what it says about itself (``facts``: field → words, see labels)."""

    name: str
    blocks: list[Block]
    facts: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    file: Path | None = None  # what becomes an attachment: the file itself, or what was made of it
    withheld: bool = False  # it hides something that cannot be taken out
    by_ocr: bool = False  # text was read in pictures


@dataclass(frozen=True)
class Place:
    """Where a draft stands: a file, as named below the folder that was given, and the row of a table; its ``sheet``
    where a workbook has several."""

    file: str
    row: int | None = None
    sheet: str = ""

    def __str__(self) -> str:
        where = f"{self.file} 工作表“{self.sheet}”" if self.sheet else f"{self.file} "
        return f"{where}第 {self.row} 行" if self.row else self.file


@dataclass
class Draft:
    """A record to be. ``origins`` says where each recognised value comes from, for --dry-run."""

    title: str
    body: str
    kind: str = ""
    signers: list[str] = field(default_factory=list)  # several organs sign a joint document
    index_number: str = ""
    released_at: datetime | None = None
    repealed_on: date | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    relations: list[tuple[str, str]] = field(default_factory=list)  # (predicate, the words that name the target)
    attachments: list[tuple[Path, str]] = field(default_factory=list)
    withheld: set[Path] = field(default_factory=set)  # attachments that may not be public
    by_ocr: bool = False  # somebody has to compare it with the original before it goes out
    originals: dict[Path, Path] = field(default_factory=dict)  # attachment → the file it was made of
    note: str = ""
    identity: str = ""
    origins: dict[str, str] = field(default_factory=dict)
    made_up: set[str] = field(default_factory=set)  # values that nothing states: fields of this class
    notices: list[str] = field(default_factory=list)
    table_notices: list[str] = field(default_factory=list)  # of the table it is the first row of

    @property
    def stated_formed_on(self) -> date | None:
        """The day of making that the document states."""
        return None if "formed_on" in self.made_up else self.fields.get("formed_on")

    def presume_dates(self) -> None:
        """Of the day of making and the day of release the one that nothing states is presumed by the other, and marked
        (made_up) for a person to confirm; without either there is none."""
        formed = self.fields.get("formed_on")
        if self.released_at and not formed:
            self.fields["formed_on"], self.origins["formed_on"] = self.released_at.date(), "按公开日期推定"
            self.fields["formed_presumed"] = True
            self.made_up.add("formed_on")
        if not self.released_at:
            self.made_up.add("released_at")
            if formed:
                self.released_at, self.origins["released_at"] = datetime.combine(formed, time.min), "按生成日期推定"
            else:
                self.notices.append("没有找到日期：不列入“最新公开”，请在工作台打开这条信息补上。")
