"""The list of records on the desk: filters from the address, sorting, keyset pages that cost the same at any depth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from gongkai.core import typed
from gongkai.core.forms import DayField
from gongkai.library import kinds
from gongkai.library.docnumber import normalise
from gongkai.library.models import UNRELEASED, Record, Version
from gongkai.library.querysets import TO_CONFIRM, expiring
from gongkai.library.titles import title_key
from gongkai.library.vetting.selectors import kept_files
from gongkai.organs.forms import OrganFilter

SORTS = {"updated": "updated_at", "released": "released_at", "formed": "formed_on"}
SIZE = 50
FEW = 500  # hits of a search that are named one by one
STATES = {
    **Record.STATES,
    "unreleased": "尚未发布",
    "corrected": "有更正稿",
    "expiring": "有效期将满",
    "kept": "附件保留了隐藏内容",
    "presumed": "日期待核对",
}


class Filter(OrganFilter):
    """The filters of the list. Everything is optional; what cannot be read is left out."""

    q = forms.CharField(label="标题、号码、来源机关", required=False, max_length=100)
    kind = forms.ChoiceField(label="信息类型", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *STATES.items()])
    since = DayField(label="生成日期起", required=False, widget=forms.DateInput({"type": "date"}))
    until = DayField(label="生成日期止", required=False, widget=forms.DateInput({"type": "date"}))
    sort = forms.ChoiceField(
        label="排序",
        required=False,
        choices=[("updated", "最近更新"), ("released", "公开时间"), ("formed", "生成日期")],
    )

    field_order = ["q", "organ", "kind", "state", "since", "until", "sort"]

    def __init__(self, data: Mapping[str, Any], *, user: Any) -> None:
        super().__init__(data, user=user)
        self.fields["kind"].choices = [("", "全部类型"), *kinds.choices()]
        self.full_clean()

    def records(self) -> QuerySet[Record]:
        """The records of one's reach that meet every filter, unordered."""
        chosen = self.cleaned_data
        records = Record.objects.visible_to(self.user).filter(self.of_organ("organ"))
        if chosen.get("kind"):
            records = records.filter(kind=chosen["kind"])
        if chosen.get("state"):
            records = records.filter(_in_state(chosen["state"]))
        if chosen.get("since"):
            records = records.filter(formed_on__gte=chosen["since"])
        if chosen.get("until"):
            records = records.filter(formed_on__lte=chosen["until"])
        if words := chosen.get("q", "").strip():
            records = records.filter(with_words(words, by_maker=True))
        return records

    @property
    def column(self) -> str:
        return SORTS.get(self.cleaned_data.get("sort") or "updated", "updated_at")


@dataclass
class Page:
    """One page of a list: its rows, and the cursors of its neighbours (empty at the ends)."""

    rows: list[Any]
    newer: str = ""
    older: str = ""


def page(records: QuerySet[Any], column: str, *, after: str = "", before: str = "", size: int = SIZE) -> Page:
    """The rows after (older than) a cursor, or before (newer than) one; newest first, rows without a date last."""
    cursor = _read(after or before)
    backwards = bool(before and cursor)
    if cursor:
        records = records.filter(_beyond(column, *cursor, newer=backwards))
    order = [F(column).asc(nulls_first=True), "pk"] if backwards else [F(column).desc(nulls_last=True), "-pk"]
    rows = list(records.order_by(*order)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])
    has_newer = more if backwards else bool(cursor)
    has_older = True if backwards else more
    return Page(rows, _write(rows[0], column) if has_newer else "", _write(rows[-1], column) if has_older else "")


def with_words(words: str, *, by_maker: bool = False) -> Q:
    """Title (punctuation and width apart), document number or index number containing ``words``; ``by_maker``: also who
    made it, alone or with others. Few hits are looked up first, through the narrow indexes of the keys; many are soon
    met when walking the list in its order."""
    found = Q(number_key__contains=normalise(words)) | Q(index_number__icontains=words)
    if key := title_key(words):
        found |= Q(title_key__contains=key)
    if by_maker:
        found |= Q(organ_name__contains=words) | Q(joint_issuers__contains=words) & ~Q(joint_issuers="")
    few: set[int] = set()
    for part in found.children:
        hits = Record.objects.filter(part).order_by().values_list("pk", flat=True)
        few.update(hits[: FEW + 1])
        if len(few) > FEW:
            return found
    return Q(pk__in=few)


def _in_state(state: str) -> Q:
    if state == "unreleased":
        return UNRELEASED & Q(disclosure="active")
    if state == "corrected":
        drafts = Version.objects.filter(state__in=["draft", "submitted"]).order_by().values("record")
        return Q(state="released", pk__in=drafts)
    if state == "presumed":
        return TO_CONFIRM
    if state == "expiring":
        return expiring(timezone.localdate())
    if state == "kept":
        return Q(pk__in=kept_files(Record.objects.released()).order_by().values("version__record"))
    return UNRELEASED & Q(state=state) if state in ("draft", "submitted") else Q(state=state)


def _beyond(column: str, value: date | datetime | None, pk: int, *, newer: bool) -> Q:
    way = "gt" if newer else "lt"
    same = Q(**{column: value, f"pk__{way}": pk}) if value else Q(**{f"{column}__isnull": True, f"pk__{way}": pk})
    if value is None:
        return same | Q(**{f"{column}__isnull": False}) if newer else same
    further = Q(**{f"{column}__{way}": value})
    return same | further if newer or column == "updated_at" else same | further | Q(**{f"{column}__isnull": True})


def _write(record: Any, column: str) -> str:
    value = getattr(record, column)
    return f"{value.isoformat() if value else ''}_{record.pk}"


def _read(cursor: str) -> tuple[date | datetime | None, int] | None:
    value, _, last = cursor.rpartition("_")
    pk, moment = typed.whole_number(last), typed.moment(value) if "T" in value else typed.day(value)
    return None if pk is None or (value and moment is None) else (moment, pk)
