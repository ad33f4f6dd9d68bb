"""``gongkai settings``: what this installation sets, what each variable does and says now."""

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.core import environment


class Command(BaseCommand):
    help = "列出由环境变量设置的各项：做什么、现在的值（密钥、密码不显示）、缺省值"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        for variable in environment.VARIABLES.values():
            now, default = environment.shown(variable.name), variable.default.replace("`", "")
            said = f"现在：{now}（缺省 {default}）" if now else f"没有设，用缺省：{default}"
            what = variable.what.replace("`", "")
            self.stdout.write(f"{variable.name}\n    {what}\n    {said}")
        for sentence in environment.outdated():
            self.stdout.write(sentence)
