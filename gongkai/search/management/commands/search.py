"""gongkai search [--json] QUERY"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gongkai.core.actions import Refusal
from gongkai.search.index import Broken
from gongkai.search.queries import search


class Command(BaseCommand):
    help = "检索已公开的信息"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", nargs="+", metavar="检索词")
        parser.add_argument("--json", action="store_true", help="输出 JSON 列表")
        parser.add_argument("--limit", type=int, default=10, metavar="条数", help="最多几条（默认 10）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            results = search(" ".join(options["query"]), limit=max(1, options["limit"]), facets=False)
            if not results.ready:
                raise Broken
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        if options["json"]:
            hits = [
                {
                    "title": hit.title,
                    "index_number": hit.index_number,
                    "organ": hit.organ_name,
                    "released_on": hit.released_on and hit.released_on.isoformat(),
                    "url": hit.url,
                    "score": hit.score,
                }
                for hit in results.hits
            ]
            self.stdout.write(json.dumps(hits, ensure_ascii=False, indent=2))
            return
        if results.corrected:
            self.stdout.write(f"没有找到“{results.asked}”，以下是“{results.query}”的结果。")
        self.stdout.write(f"共 {results.total} 条，用时 {results.took_ms:.0f} 毫秒")
        for hit in results.hits:
            self.stdout.write(f"{hit.released_on or '----------'}  {hit.title}  {hit.organ_name}  {hit.url}")
