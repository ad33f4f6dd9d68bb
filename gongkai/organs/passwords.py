"""Rules for passwords: Django's, each with a sentence of ours (its Chinese has gaps)."""

from typing import Any

from django.contrib.auth import password_validation as theirs


class Long(theirs.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"密码太短，至少要 {self.min_length} 位。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 位。"


class Uncommon(theirs.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这是常见密码，很容易被猜到，请换一个。"

    def get_help_text(self) -> str:
        return "不能是常见密码。"


class NotOnlyDigits(theirs.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "密码不能全是数字，请加上字母或符号。"

    def get_help_text(self) -> str:
        return "不能全是数字。"


class UnlikeTheName(theirs.UserAttributeSimilarityValidator):
    def __init__(self, **options: Any) -> None:
        super().__init__(user_attributes=("username", "full_name", "email"), **options)

    def get_error_message(self) -> str:
        return "密码与账号或姓名太相近，请换一个。"

    def get_help_text(self) -> str:
        return "不能与账号、姓名相近。"
