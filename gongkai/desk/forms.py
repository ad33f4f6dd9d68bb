"""Sign-in and passwords."""

from datetime import timedelta

from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone

from gongkai.organs.accounts import change_password
from gongkai.organs.models import Account


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "账号或密码不对，请核对大小写后重试。连续输错会暂时锁定账号。",
        "inactive": "这个账号已停用，请联系系统管理员。",
    }
    username = forms.CharField(
        label="账号",
        max_length=150,
        error_messages={"required": "请输入账号。"},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        error_messages={"required": "请输入密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean(self) -> dict:
        """One address that tries many accounts is stopped, too; the lock on one account is django-axes'."""
        since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
        tried = AccessAttempt.objects.filter(
            ip_address=get_client_ip_address(self.request), attempt_time__gte=since
        ).aggregate(n=Sum("failures_since_start"))["n"]
        if (tried or 0) >= settings.SIGN_IN_FAILURES_PER_ADDRESS:
            raise ValidationError("这个网络地址登录失败的次数太多，请过 15 分钟再试。")
        return super().clean()


class PasswordForm(PasswordChangeForm):
    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "原密码不对，请重新输入。",
        "password_mismatch": "两次输入的新密码不一样，请重新输入。",
    }
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            "old_password": ("原密码", "请输入原密码。"),
            "new_password1": ("新密码", "请输入新密码。"),
            "new_password2": ("再输入一次新密码", "请再输入一次新密码。"),
        }
        for name, (label, sentence) in asked.items():
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = sentence
        self.fields["new_password1"].help_text = "至少 8 位，不能全是数字，不能与账号、姓名相近，不能是常见密码。"
        self.fields["new_password2"].help_text = ""

    def save(self, commit: bool = True) -> Account:
        return change_password(account=self.user, password=self.cleaned_data["new_password1"], by=self.user)
