"""``gongkai verify``: whether the audit trail is as it was sealed."""

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.core import trail
from gongkai.core.models import AuditSeal, AuditWaiting

SAID = 50  # breaks named one by one


class Command(BaseCommand):
    help = "核对审计记录的散列链，指出被改动、删除、插入或者调换的记录；没有问题只说一行"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", help="日志里某天记下的散列（audit head 的 hash），核对它还在链上")

    def handle(self, *, head: str, **options: Any) -> None:
        found = trail.breaks()
        wrong = [_said(one) for one in islice(found, SAID)]
        more = sum(1 for _ in found)
        if head and not AuditSeal.objects.filter(hash=head).exists():
            wrong.append(f"散列 {head} 不在链上：末尾的记录被删除，或者整条链被重写")
        if wrong:
            raise CommandError("\n".join(wrong + [f"还有 {more} 处"] * bool(more)), returncode=1)
        sealed, hash = trail.head()
        waiting = AuditWaiting.objects.count()
        self.stdout.write(f"审计记录完好：已封存 {sealed} 条，末条散列 {hash or '无'}，等待封存 {waiting} 条。")


def _said(one: trail.Break) -> str:
    where = [f"第 {one.position} 号" * (one.position is not None), f"记录 {one.entry}" * (one.entry is not None)]
    return f"{'，'.join(filter(None, where))}：{one.what}"
