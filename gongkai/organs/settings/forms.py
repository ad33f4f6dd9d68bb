"""Forms of the settings: which organ and day to look at, a change to propose, the second person's word."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from gongkai.organs.forms import DeskForm, OrganFilter, day
from gongkai.organs.models import Organ
from gongkai.organs.settings.actions import LONGEST
from gongkai.organs.settings.models import SettingValue
from gongkai.organs.settings.registry import Setting
from gongkai.organs.settings.selectors import INHERITS


class Chooser(OrganFilter):
    """Whose settings, on which day: at first one's own organ, today."""

    on = day("哪一天的规定", required=False)
    field_order = ["organ", "on"]

    def __init__(self, data: Mapping[str, Any], *, user: Any) -> None:
        data = dict(data.items())
        if not data.get("organ") and user.home:
            data["organ"] = str(user.home.pk)
        super().__init__(data, user=user)
        if isinstance(field := self.fields.get("organ"), forms.ChoiceField):
            field.choices = [choice for choice in field.choices if choice[0]]
        self.full_clean()

    def chosen(self) -> Organ | None:
        """The organ, if the account sees it or keeps its facts."""
        reach: Q = self.user.reach("", "view") | self.user.reach("", "facts")
        found = Organ.objects.filter(reach, self.of_organ()) if self.is_valid() else Organ.objects.none()
        return found.order_by("path").first()

    def beyond(self, organ: str) -> list[Organ]:
        """Who keeps the facts of an organ may look at its settings, though it is not offered."""
        reach = self.user.reach("", "facts")
        return list(Organ.objects.filter(reach, pk=organ)) if organ.isdigit() and len(organ) < 10 else []


class ProposalForm(DeskForm):
    """Another value from a day on, by what rule; ``may_inherit``: or none of one's own any more."""

    inherits = forms.BooleanField(label=INHERITS, required=False)
    since = day("自哪一天起", help_text="不能早于今天；以前的事项仍按当时的规定")
    source = forms.CharField(
        label="依据",
        max_length=200,
        error_messages={"required": "请写明依据：文件名称、文号和条款。", "max_length": "请精简到 200 字以内。"},
        help_text="文件名称、文号和条款，如“青禾政发〔2026〕22号第十条”",
    )

    def __init__(self, *args: Any, setting: Setting, may_inherit: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": timezone.localdate()}, **kwargs)
        self.fields["value"] = setting.kind.field("改为")
        if not may_inherit:
            del self.fields["inherits"]
        self.order_fields(["value", "inherits", "since", "source"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.pop("inherits", False):
            self.errors.pop("value", None)
            given["value"] = None
        return given


class CheckForm(DeskForm):
    """The second person's word."""

    verdict = forms.ChoiceField(
        label="核对依据以后",
        choices=list(SettingValue.VERDICTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择确认还是不同意。"},
    )
    note = forms.CharField(
        label="理由",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        help_text="不同意的，请写明理由。",
    )


class TakeBackForm(DeskForm):
    reason = forms.CharField(
        label="为什么收回",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "请写明为什么收回。"},
    )
