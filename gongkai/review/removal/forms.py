"""Forms about taking things out of what was released."""

import hashlib
import json
from typing import Any

from django import forms
from django.utils import timezone

from gongkai.library import removed
from gongkai.library.models import Record, Removal
from gongkai.library.removals import RemovalQuerySet
from gongkai.library.selectors import public_versions
from gongkai.organs.models import Organ
from gongkai.review.removal import selectors
from gongkai.review.removal.actions import Chosen

PASSAGES = 50  # lines of one removal
LONGEST = 1000  # characters of a passage
WAITS = ("waiting", "overdue")


class RemoveForm(forms.Form):
    """What to remove from public view, and why. ``previewed`` names what the person saw counted before confirming."""

    passages = forms.CharField(
        label="要移去的文字",
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="每处一行，从公开页面上复制。空格、全角半角、加粗等不影响查找。",
    )
    files = forms.MultipleChoiceField(
        label="要移去的附件",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "勾选的附件里有一个已经不再公开，不用再办理。"},
    )
    fields_ = forms.MultipleChoiceField(
        label="要移去的目录要素",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "勾选的目录要素里有一项已经不再公开，不用再办理。"},
    )
    ground = forms.ChoiceField(
        label="情形",
        choices=list(Removal.GROUNDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择属于哪种情形。"},
    )
    reason = forms.CharField(
        label="原因",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="公众在版本页会看到它，不要写出要移去的内容本身",
        error_messages={"required": "请写明原因，公众在版本页会看到它。", "max_length": "请缩短到 300 个字以内。"},
    )
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, record: Record) -> None:
        super().__init__(data, label_suffix="")
        labels, values = removed.labels_of(record), removed.values_of(record)
        self.fields["fields_"].choices = [(n, f"{labels.get(n, n)}：{v[:60]}") for n, v in values.items()]
        files: dict[str, str] = {}
        for version in public_versions(record, removed.removals_of(record)):
            for file in removed.shown_files(version):
                files.setdefault(file.blob_id, f"{file.name}（第 {version.number} 版）")
        self.fields["files"].choices = list(files.items())
        for name in ("files", "fields_"):
            if not self.fields[name].choices and name not in self.data:  # what was posted is told to be gone
                del self.fields[name]

    def clean_passages(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["passages"].splitlines()]
        passages = list(dict.fromkeys(line for line in lines if line))
        if len(passages) > PASSAGES or any(len(passage) > LONGEST for passage in passages):
            raise forms.ValidationError(f"一次最多 {PASSAGES} 处，每处最多 {LONGEST} 个字，请分几次办理。")
        return passages

    @property
    def chosen(self) -> Chosen:
        told = self.cleaned_data
        return Chosen(told["ground"], told["reason"], told["passages"], told.get("fields_", []), told.get("files", []))

    @property
    def seal(self) -> str:
        """Names what was asked for, so that nothing is confirmed that was not seen."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "previewed"}
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @property
    def was_seen(self) -> bool:
        return self.cleaned_data["previewed"] == self.seal

    def show_seal(self) -> None:
        """Let the page be sent again with the name of what it shows now."""
        self.data = self.data.copy()
        self.data["previewed"] = self.seal


class CheckForm(forms.Form):
    """The second look."""

    verdict = forms.ChoiceField(
        label="复核结果",
        choices=list(Removal.VERDICTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择复核结果。"},
    )
    note = forms.CharField(
        label="复核意见",
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="有不同意见时必填，不要写出不再公开的内容本身",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class RemovalFilter(forms.Form):
    """The list: of which year, of which organ, in what state. What cannot be read is left out."""

    STATES = {
        "": "全部", "personal": "涉及个人信息", "waiting": "待复核", "overdue": "复核逾期", "objected": "有不同意见",
    }  # fmt: skip

    year = forms.IntegerField(required=False, min_value=2000, max_value=9998)
    organ = forms.IntegerField(required=False, min_value=1, max_value=10**18)
    state = forms.ChoiceField(required=False, choices=list(STATES.items()))

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        self.user = user
        self.full_clean()
        self.in_state = self.cleaned_data.get("state", "")
        # what waits does so in whatever year it was removed
        self.of_year = self.cleaned_data.get("year") or (None if self.in_state in WAITS else timezone.localdate().year)
        chosen = self.cleaned_data.get("organ")
        self.of_organ = Organ.objects.visible_to(user).filter(pk=chosen).first() if chosen else None

    def rows(self) -> RemovalQuerySet:
        found = selectors.removals(self.user, year=self.of_year, organ=self.of_organ)
        if self.in_state == "waiting":
            return found.waiting()
        if self.in_state == "overdue":
            return found.overdue()
        if self.in_state == "personal":
            return found.filter(ground="personal")
        return found.filter(verdict="objected") if self.in_state == "objected" else found

    def years(self) -> list[int]:
        this = timezone.localdate().year
        return list(range(this, this - 5, -1))
