"""gongkai import PATH… [--organ CODE] [--release] [--dry-run [--json]] [--map FILE] [--columns 标题=列名,…] [--by USERNAME]"""

import csv
import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.core import statistics
from gongkai.core.actions import Refusal, Refused
from gongkai.library.importing import report, run
from gongkai.library.importing.model import Place
from gongkai.library.importing.organs import OrganBook
from gongkai.library.importing.store import Item
from gongkai.organs.models import Account, Organ
from gongkai.review.actions import release_imported

REASON = "批量导入历史信息"


class Command(BaseCommand):
    help = (
        "导入文稿（txt、md、html、docx、doc、wps、rtf、pdf、ofd、图片的文件、文件夹或 zip）或表格（xlsx、xls、csv、jsonl）。"
        "可以重复运行，已导入的不会再导入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="文件或文件夹")
        parser.add_argument("--organ", metavar="CODE", help="没有写明发布机构的，归到这个机构（代码或名称）")
        parser.add_argument("--release", action="store_true", help="导入后直接发布；不加则存为草稿")
        parser.add_argument("--dry-run", action="store_true", help="只识别并列出结果，不写入")
        parser.add_argument("--json", action="store_true", help="与 --dry-run 同用：只输出识别结果的 JSON 列表")
        parser.add_argument("--map", metavar="FILE", help="列对应表：JSON 文件，{“标题”: “列名”, …}")
        parser.add_argument("--columns", metavar="标题=列名,…", help="列对应，直接写在命令行上")
        parser.add_argument("--by", metavar="USERNAME", help="以哪个账号导入；不写为系统")
        parser.add_argument("--errors", metavar="FILE", default="errors.csv", help="逐条错误写到这个文件")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [Path(path) for path in options["paths"]]
        for path in paths:
            if not path.exists():
                raise CommandError(f"找不到 {path}，请检查路径。")
        if options["json"] and not options["dry_run"]:
            raise CommandError("--json 要与 --dry-run 一起用。")
        by = self._account(options["by"])
        book = OrganBook(self._organ(options["organ"]), by, dry_run=options["dry_run"])

        def release(versions: list[Any]) -> None:
            release_imported(versions=versions, reason=REASON, by=by)

        started, rows = time.monotonic(), list[dict[str, Any]]()

        def keep(place: Place, made: Item | Refused) -> None:
            rows.append(report.as_data(place, made))

        job = run.Import(
            book, by=by, release=release if options["release"] else None, mapping=self._mapping(options),
            dry_run=options["dry_run"], progress=self._progress(started),
            show=keep if options["json"] else self._show,
        )  # fmt: skip
        try:
            job.run(paths)
        except Refusal as refused:
            raise CommandError(refused.message) from None
        if not job.dry_run:
            statistics.refresh()
        if sys.stderr.isatty():
            sys.stderr.write("\n")
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        self._report(job, Path(options["errors"]), time.monotonic() - started)

    def _account(self, username: str | None) -> Account | None:
        if not username:
            return None
        account = Account.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"没有账号 {username}。")
        return account

    def _organ(self, code: str | None) -> Organ | None:
        if not code:
            return None
        organ = OrganBook(None, None).find(code)
        if organ is None:
            raise CommandError(f"没有代码或名称为 {code} 的机构，请先建立。")
        return organ

    def _mapping(self, options: dict[str, Any]) -> dict[str, str]:
        mapping: dict[str, str] = {}
        if options["map"]:
            try:
                mapping = json.loads(Path(options["map"]).read_text(encoding="utf-8-sig"))
            except (OSError, ValueError):
                raise CommandError(f"列对应表 {options['map']} 读不出来，应是 JSON：{{“标题”: “列名”}}。") from None
        for pair in filter(None, (options["columns"] or "").split(",")):
            field, equals, column = pair.partition("=")
            if not equals:
                raise CommandError(f"--columns 里的“{pair}”应写成 标题=列名。")
            mapping[field.strip()] = column.strip()
        return mapping

    def _progress(self, started: float):
        if not sys.stderr.isatty():
            return lambda done: None

        def show(done: int) -> None:
            rate = done / max(time.monotonic() - started, 0.001)
            sys.stderr.write(f"\r已处理 {done:,} 条，每秒 {rate:,.0f} 条 ")
            sys.stderr.flush()

        return show

    def _show(self, place: Place, made: Item | Refused) -> None:
        if isinstance(made, Item):
            self.stdout.write("\n".join(report.as_lines(made)))

    def _report(self, job: run.Import, errors: Path, seconds: float) -> None:
        outcome = job.outcome
        if job.dry_run:
            self.stdout.write(f"\n共识别 {job.done} 条，没有写入。")
        else:
            words = f"新导入 {outcome.new:,} 条，更正 {outcome.corrected:,} 条，相同跳过 {outcome.same:,} 条"
            if outcome.kept_as_draft:
                words += f"，不是“主动公开”而留作草稿 {outcome.kept_as_draft:,} 条"
            if outcome.to_compare:
                words += f"，文字由识别得到而留作草稿、待对照原件 {outcome.to_compare:,} 条"
            rate = (outcome.new + outcome.corrected) / max(seconds, 0.001)
            self.stdout.write(f"{words}，用时 {seconds:.1f} 秒（每秒 {rate:,.0f} 条）。")
            for where, notice in job.notices[:50]:
                self.stdout.write(f"提示：{where}：{notice}")
        if job.book.made and not job.dry_run:
            self.stdout.write(f"新建机构：{'、'.join(dict.fromkeys(job.book.made))}。")
        if outcome.errors:
            with errors.open("w", encoding="utf-8-sig", newline="") as out:
                writer = csv.writer(out)
                writer.writerow(["位置", "原因"])
                writer.writerows(outcome.errors)
            self.stdout.write(f"有 {len(outcome.errors)} 条没有导入，原因见 {errors}。")
