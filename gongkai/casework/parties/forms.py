"""What the forms of every case type share: one form, one case; the organ that is asked; files; number and code; how it was."""

from typing import Any

from django import forms
from django.core import signing

from gongkai.casework.parties.receipts import new_token
from gongkai.casework.parties.uploads import KINDS, LARGEST, MOST, Upload, take, take_scan
from gongkai.core.actions import Refused
from gongkai.core.forms import ManyFilesInput, Plain
from gongkai.organs.models import Organ
from gongkai.organs.rules import LEVELS

SALT = "gongkai.foi.form"  # as it was called when only requests had such forms


def signed_token() -> str:
    """A new token for the hidden field of a form, of which one case is made."""
    return signing.dumps(new_token(), salt=SALT)


def token_of(signed: str) -> str:
    """The token, when we signed it within a day; else empty."""
    try:
        return signing.loads(signed, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return ""


class OrganField(forms.ModelChoiceField):
    """Organs that answer people, by level."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Organ.objects.none(),
            empty_label="请选择",
            error_messages={"required": "请选择受理机关。", "invalid_choice": "这个机关不受理申请，请重新选择。"},
            **kwargs,
        )

    def offer(self, organs: Any) -> None:
        """These organs, grouped by level."""
        self.queryset = organs
        groups: dict[str, list[tuple[int, str]]] = {}
        for organ in organs:
            groups.setdefault(LEVELS[organ.level], []).append((organ.pk, organ.name))
        self.widget.choices = [("", "请选择"), *groups.items()]


class FilesField(forms.FileField):
    """Several files, checked by uploads.take; cleaned to a list of Upload."""

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        try:
            return take(file for file in (data or []) if file)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


def files_field(label: str) -> FilesField:
    return FilesField(
        label=label,
        required=False,
        widget=ManyFilesInput(attrs={"multiple": True}),
        help_text=f"可以不传。最多 {MOST} 个，每个不超过 {LARGEST >> 20} MB，{KINDS}。",
    )


class ScanField(forms.FileField):
    """One scanned paper, checked by uploads.take_scan; cleaned to an Upload, or None."""

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        try:
            return take_scan(data) if data else None
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class FollowForm(Plain):
    """Number and code of a receipt."""

    number = forms.CharField(
        label="登记号",
        max_length=80,
        help_text="回执上的登记号，括号用哪一种都可以。",
        error_messages={"required": "请填写回执上的登记号。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label="查询码",
        max_length=20,
        help_text="回执上的 8 位查询码，不分大小写。",
        error_messages={"required": "请填写回执上的查询码。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class SatisfactionForm(Plain):
    """One to five, and why; ``word``: of what."""

    score = forms.TypedChoiceField(
        choices=[(5, "5 分，很满意"), (4, "4 分，满意"), (3, "3 分，一般"), (2, "2 分，不满意"), (1, "1 分，很不满意")],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择 1 到 5 分。"},
    )
    comment = forms.CharField(
        label="想说的话",
        required=False,
        help_text="可以不写。",
        widget=forms.Textarea(attrs={"rows": 3, "data-counted": "1000"}),
    )

    def __init__(self, *args: Any, word: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].label = f"您对这件{word}的办理满意吗"
