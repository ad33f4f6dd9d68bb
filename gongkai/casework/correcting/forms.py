"""Forms of corrections."""

from typing import Any

from django import forms

from gongkai.casework.correcting.actions import LONGEST
from gongkai.casework.forms import REQUIRED, day
from gongkai.casework.models import Correction


class CorrectionForm(forms.Form):
    """On which day something really happened, and why it is said to be so."""

    on = day("正确的日期")
    why = forms.CharField(
        label="错在哪里、凭什么更正",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text="如：签收单上的日期是 3 月 11 日，登记时看错。请勿写个人信息。",
        error_messages={**REQUIRED, "max_length": f"请精简到 {LONGEST} 字以内。"},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class CheckForm(forms.Form):
    """The second person's word."""

    verdict = forms.ChoiceField(
        label="核准结果",
        choices=list(Correction.VERDICTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核准还是不予核准。"},
    )
    note = forms.CharField(
        label="意见",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text="不予更正的，请写明理由。",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
