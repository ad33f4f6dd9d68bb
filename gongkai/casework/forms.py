"""The form of a step is made from what the step asks for."""

from typing import Any

from django import forms
from django.utils import timezone

from gongkai.casework.flow import Step
from gongkai.casework.models import Case
from gongkai.core.forms import DayField
from gongkai.organs.models import Organ

REQUIRED = {"required": "请填写这一项。", "invalid": "格式不对，请核对。", "invalid_choice": "请从列表中选择。"}


def day(label: str, **options: Any) -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, widget=widget, error_messages=REQUIRED, **options)


def text(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, error_messages=REQUIRED, **options)


def long(label: str, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=500, widget=widget, error_messages=REQUIRED, **options)


def number(label: str, **options: Any) -> forms.IntegerField:
    messages = {**REQUIRED, "min_value": "请填写 1 或者更大的整数。"}
    return forms.IntegerField(label=label, min_value=1, error_messages=messages, **options)


def choice(label: str, choices: list[tuple[str, str]], **options: Any) -> forms.ChoiceField:
    messages = {**REQUIRED, "required": "请选择这一项。"}
    return forms.ChoiceField(label=label, choices=[("", "请选择"), *choices], error_messages=messages, **options)


# what a step may ask → the field that asks it; a case type adds its own to its flow's ``fields``
FIELDS: dict[str, Any] = {
    "on": lambda case: day("日期", initial=timezone.localdate()),
    "what": lambda case: long("需要补正的事项", help_text="补正只能告知一次，请一次写全。"),
    "until": lambda case: day("期限至", help_text="合理期限由本机关确定。"),
    "who": lambda case: text("征求意见的对象"),
    "consents": lambda case: choice("答复意见", [("yes", "同意公开"), ("no", "不同意公开"), ("part", "同意部分公开")]),
    "days": lambda case: number("延长的工作日", help_text="最长 20 个工作日（条例第三十三条）。"),
    "reason": lambda case: long("理由"),
    "method": lambda case: choice("收费方式", [("items", "按件"), ("pages", "按量")], help_text="每件申请只能选一种。"),
    "count": lambda case: number(
        "计费数量", help_text="按件：本自然月累计到本件的件数，以系统累计的为准；按量：页数。"
    ),
    "proof": lambda case: text("送达方式和凭证", help_text="如：网上送达；EMS 单号；申请人签收。"),
    "organ": lambda case: choice(
        "承办机关",
        [(str(o.pk), o.label) for o in Organ.objects.current().exclude(pk=case.organ_id).exclude(level="central")],
    ),
}


class StepForm(forms.Form):
    """Date and note, and the fields the step asks for."""

    def __init__(self, *args: Any, case: Case, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.may_ask = step.may_ask
        for name in ("on", *step.asks, *step.may_ask):
            self.fields[name] = (case.flow.fields.get(name) or FIELDS[name])(case)
            self.fields[name].required = name not in step.may_ask
        self.fields["text"] = long("备注（记入台账，请勿写个人信息）", required=False)

    def values(self) -> dict[str, Any]:
        """What goes into the ledger: JSON values."""
        return {
            name: value.isoformat() if hasattr(value, "isoformat") and name != "on" else value
            for name, value in self.cleaned_data.items()
            if value or name not in self.may_ask
        }


class HolidayForm(forms.Form):
    """A year's notice: days as a clerk would paste them, one a line or separated by blanks and commas."""

    year = number("年份")
    holidays = forms.CharField(
        label="放假的工作日（周一至周五）",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=REQUIRED,
        help_text="如 2027-01-01，一行一个，也可用空格或逗号隔开。",
    )
    makeup = forms.CharField(label="调休上班日（周六、周日）", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    source = text("通知文号", help_text="如 国办发明电〔2026〕×号")

    def clean_holidays(self) -> list:
        return self._days("holidays")

    def clean_makeup(self) -> list:
        return self._days("makeup")

    def _days(self, name: str) -> list:
        words = self.cleaned_data[name].replace("，", " ").replace(",", " ").replace("、", " ").split()
        try:
            return [DayField().clean(word) for word in words]
        except forms.ValidationError as error:
            raise forms.ValidationError("有的日期认不出来，请写成 2027-01-01 这样。") from error
