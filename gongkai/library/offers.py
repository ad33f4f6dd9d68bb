"""What the text of a record says it repeals and amends, beside what the library holds, for a person to confirm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from gongkai.core.html import plain_text
from gongkai.library import rules
from gongkai.library.citations import Citing, Held, meant_by_number, meant_by_title, under
from gongkai.library.content import from_json
from gongkai.library.models import Record, RecordQuerySet, Relation, StatedEffect, Version
from gongkai.library.removed import cover_open
from gongkai.library.stated import Stated, stated

BY_TITLE = "信息库里没有这个文号，是按标题找到的，请核对后再勾选。"
SEVERAL = "信息库里同名的不止一件，列出的是本文件以前最近的一件，请核对后再勾选。"
OTHER_DAY = "文中对这一件另写了日期（{}），请核对后再勾选，或者改好日期分次办理。"


@dataclass
class Offer:
    """One document that the text names. ``target`` is None when the library does not hold it, or cannot tell which it
    is; ``doubt`` says why a row is not ticked, ``refused`` why it could not be carried out. ``effect`` is what is stored
    of it once the text is released."""

    stated: Stated
    target: Record | None
    done: bool = False
    doubt: str = ""
    effect: StatedEffect | None = None
    refused: str = ""

    @property
    def label(self) -> str:
        return rules.RELATIONS[self.stated.predicate][0]

    @property
    def is_open(self) -> bool:
        """Whether it can be carried out."""
        return self.target is not None and not self.done and not self.stated.why_not

    @property
    def declined(self) -> str:
        """Why it is not to be carried out, where somebody decided so."""
        return self.effect.reason if self.effect and not self.done else ""

    @property
    def waits(self) -> bool:
        return self.is_open and not self.declined

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
    citings = [Citing(record.pk, record.organ_id, record.formed_on, one.words, one.title, one.number) for one in items]
    meant = meant_by_each(citings, Record.objects.released())
    targets = _targets(record, [pk for pk, _ in meant if pk])
    effects = {row.key: row for row in record.stated_effects.all()} if record.state == "released" else {}
    rows = []
    for item, (pk, doubt) in zip(items, meant, strict=True):
        target = targets.get(pk) if pk else None
        done = target is not None and (getattr(target, item.predicate) or _is_gone(item, target))
        if item.on and item.on != day:
            doubt = OTHER_DAY.format(item.on)
        rows.append(Offer(item, target, done, doubt, effects.get(item.key)))
    return rows


def _targets(record: Record, pks: list[int]) -> dict[int, Any]:
    """The records by id, with what ``record`` does to them (rules.TAKES_EFFECT: each a column of its own)."""
    does = Relation.objects.filter(source=record, target=OuterRef("pk"))
    done = {predicate: Exists(does.filter(predicate=predicate)) for predicate in rules.TAKES_EFFECT}
    return Record.objects.select_related("organ").annotate(**done).in_bulk(pks)


def _is_gone(item: Stated, target: Record) -> bool:
    return item.predicate == "repeals" and target.repealed_on is not None


def meant_by_each(citings: Sequence[Citing], released: RecordQuerySet) -> list[tuple[int | None, str]]:
    """Of each document that is to be repealed or amended the id of the one among ``released`` that is meant, and what is
    doubtful about it; two queries. Nothing repeals or amends what came after it."""
    titled = under(released, "cite_key", (citing.key for citing in citings))
    numbered = under(released, "number_key", (citing.number for citing in citings))
    found = []
    for citing in citings:
        by_number = [one for one in numbered.get(citing.number, ()) if not citing.precedes(one)]
        by_title = [one for one in titled.get(citing.key, ()) if citing.allows(one) and not citing.precedes(one)]
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
