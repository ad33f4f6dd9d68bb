"""The list of records on the desk: filters from the address, sorting (pages: core.listing)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from gongkai.core.docnumber import normalise
from gongkai.core.forms import DayField
from gongkai.core.listing import Order
from gongkai.library import kinds
from gongkai.library.models import UNRELEASED, Record, Version
from gongkai.library.querysets import OUTSTANDING, TO_CONFIRM, expiring
from gongkai.library.titles import title_key
from gongkai.library.vetting.selectors import kept_files
from gongkai.organs.forms import OrganFilter

SORTS = {"updated": "updated_at", "released": "released_at", "formed": "formed_on"}
FEW = 500  # hits of a search that are named one by one
STATES = {
    **Record.STATES,
    "unreleased": "尚未发布",
    "corrected": "有更正稿",
    "expiring": "有效期将满",
    "kept": "附件保留了隐藏内容",
    "presumed": "日期待核对",
    "outstanding": "废止、修改待确认",
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
    def order(self) -> Order:
        return Order(SORTS.get(self.cleaned_data.get("sort") or "updated", "updated_at"))


def with_words(words: str, *, by_maker: bool = False) -> Q:
    """Title (punctuation and width apart), document number or index number containing ``words``; ``by_maker``: also who
    made it, alone or with others. Few hits are looked up first, through the narrow indexes of the keys; many are soon
    met when walking the list in its order."""
    found = Q(title_key__contains=key) if (key := title_key(words)) else Q()
    found |= Q(number_key__contains=normalise(words)) | Q(index_number__icontains=words)
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
    if state == "outstanding":
        return OUTSTANDING
    if state == "expiring":
        return expiring(timezone.localdate())
    if state == "kept":
        return Q(pk__in=kept_files(Record.objects.released()).order_by().values("version__record"))
    return UNRELEASED & Q(state=state) if state in ("draft", "submitted") else Q(state=state)
