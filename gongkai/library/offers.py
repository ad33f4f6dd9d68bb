"""What the text of a record says it repeals and amends, beside what the library holds, for a person to confirm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.core.html import plain_text
from gongkai.library import rules
from gongkai.library.citations import Citing, Held, meant_by_number, meant_by_title, under
from gongkai.library.content import from_json
from gongkai.library.models import Record, Relation, Version
from gongkai.library.removed import cover_open
from gongkai.library.stated import Stated, stated

BY_TITLE = "信息库里没有这个文号，是按标题找到的，请核对后再勾选。"
SEVERAL = "信息库里同名的不止一件，列出的是本文件以前最近的一件，请核对后再勾选。"
OTHER_DAY = "文中对这一件另写了日期（{}），请核对后再勾选，或者改好日期分次办理。"


@dataclass
class Offer:
    """One document that the text names. ``target`` is None when the library does not hold it, or cannot tell which it
    is; ``doubt`` says why a row is not ticked, ``refused`` why it could not be carried out."""

    stated: Stated
    target: Record | None
    done: bool = False
    doubt: str = ""
    refused: str = ""

    @property
    def label(self) -> str:
        return rules.RELATIONS[self.stated.predicate][0]

    @property
    def is_open(self) -> bool:
        return self.target is not None and not self.done and not self.stated.why_not

    @property
    def value(self) -> str:
        return f"{self.stated.predicate}-{self.target.pk}" if self.target else ""


def text_of(record: Record, user: Any) -> Version | None:
    """The version whose text takes effect: the public one, else the one being written."""
    if record.state == "released":
        return record.current
    version = record.open_version
    if version:
        cover_open(version, user)
    return version


def offers(record: Record, user: Any) -> list[Offer]:
    """In the order of the text; four queries when it states anything, however much."""
    version = text_of(record, user)
    items = stated(plain_text(version.body)) if version else []
    if not items:
        return []
    day = day_of(record, version, items)
    meant = _meant_by_each(record, items)
    targets = Record.objects.select_related("organ").in_bulk([pk for pk, _ in meant if pk])
    related = set(Relation.objects.filter(source=record).values_list("predicate", "target_id"))
    rows = []
    for item, (pk, doubt) in zip(items, meant, strict=True):
        target = targets.get(pk) if pk else None
        gone = target is not None and item.predicate == "repeals" and target.repealed_on is not None
        if item.on and item.on != day:
            doubt = OTHER_DAY.format(item.on)
        rows.append(Offer(item, target, gone or (item.predicate, pk) in related, doubt))
    return rows


def _meant_by_each(record: Record, items: Sequence[Stated]) -> list[tuple[int | None, str]]:
    """Of each item the id of what it means and what is doubtful about it. Nothing repeals or amends what came after it."""
    released = Record.objects.released()
    titled = under(released, "cite_key", (item.title for item in items))
    numbered = under(released, "number_key", (item.number for item in items))
    found = []
    for item in items:
        citing = Citing(record.pk, record.organ_id, record.formed_on, item.words, item.title, item.number)
        by_number = [one for one in numbered.get(item.number, ()) if not citing.precedes(one)]
        by_title = [one for one in titled.get(item.title, ()) if citing.allows(one) and not citing.precedes(one)]
        found.append(_meant(citing, by_number, by_title))
    return found


def _meant(citing: Citing, by_number: list[Held], by_title: list[Held]) -> tuple[int | None, str]:
    if citing.number and (pk := meant_by_number(by_number, citing)):
        return pk, ""
    pk = meant_by_title(by_title, citing) if citing.key else None
    if pk is None:
        return None, ""
    if citing.number:
        return pk, "" if any(one.pk == pk for one in by_number) else BY_TITLE
    return pk, SEVERAL if len(by_title) > 1 else ""


def day_of(record: Record, version: Version | None, items: Sequence[Stated]) -> date | None:
    """The day on which it takes effect: the one that the sentences state alike, else that of the document itself
    (施行日期, else 生成日期)."""
    days = {item.on for item in items if not item.why_not}
    if len(days) == 1 and (only := days.pop()):
        return only
    fields = from_json(version.fields) if version and record.state != "released" else {}
    formed = fields.get("formed_on") if not fields.get("formed_presumed") else None
    return fields.get("effective_on") or record.effective_on or formed or record.known_formed_on
