"""``gongkai rotate-keys``: a new key for personal data, and everything encrypted anew under it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from gongkai.core import crypto, environment, keyring, rotation


class Command(BaseCommand):
    help = "换一把新密钥，把加密保存的个人信息全部改用新密钥加密。中断后再运行会接着做完。"

    def handle(self, *args: Any, **options: Any) -> None:
        unfinished = Path(settings.HOME) / "data.keys.rotating"
        if environment.text("GONGKAI_KEYS"):
            self.stdout.write("密钥取自环境变量 GONGKAI_KEYS：请先把新密钥写在最前面并重启各进程。")
        elif not unfinished.exists():
            keyring.settle()
            crypto.add_key()
            unfinished.touch()
        keyring.settle()
        changed = rotation.rotate_all()
        keyring.retire(by=None)
        unfinished.unlink(missing_ok=True)
        self.stdout.write(f"已有 {changed} 项改用新密钥加密。旧密钥请保留：查询码和重复申请的核对仍要用它。")
