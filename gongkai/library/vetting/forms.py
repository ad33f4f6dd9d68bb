"""Forms of vetting."""

from django import forms


class KeepForm(forms.Form):
    """Why a file may keep what it hides."""

    reason = forms.CharField(
        label="保留理由",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="这一类内容会随文件公开；另一位同事会看到理由，理由留痕。",
        error_messages={
            "required": "请写明保留这一类隐藏内容的理由，另一位同事会看到。",
            "max_length": "请缩短到 300 个字以内。",
        },
    )
