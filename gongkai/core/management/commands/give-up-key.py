"""``gongkai give-up-key``: go on after a key of personal data was lost for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.core import keyring


class Command(BaseCommand):
    help = "密钥确实找不回来时才用：放弃用它加密的申请人信息，以后用现有的或者新的密钥"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="确认放弃")

    def handle(self, *, yes: bool, **options: Any) -> None:
        if not yes:
            raise CommandError("用丢失的密钥加密的申请人信息将永远打不开。确认放弃的，加上 --yes 再运行。")
        count = keyring.give_up_lost(by=None)
        keyring.adopt()
        self.stdout.write(f"已放弃 {count} 把丢失的密钥，并已留痕。用它们加密的信息打不开了，其余照常。")
