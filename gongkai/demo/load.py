"""The demo into the database: organs, people, accounts, sites, documents (through the importer), work in progress.
Safe to run again, also after it was stopped half-way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from gongkai.core.actions import Refused
from gongkai.demo import county, papers, requests, sites, work
from gongkai.library.importing.organs import OrganBook
from gongkai.library.importing.run import Import
from gongkai.library.importing.store import Outcome
from gongkai.organs.models import Organ
from gongkai.review.actions import release_imported

REASON = "载入演示数据"
Progress = Callable[[str, int, int], None]  # what is being done, done, of how many


def is_demo() -> bool:
    return Organ.objects.filter(code=county.ROOT_CODE).exists()


def load(progress: Progress) -> Outcome:
    """Everything of the demo. Refused on a database with organs of its own."""
    if Organ.objects.exists() and not is_demo():
        raise Refused("数据库里已有机构和信息，不能载入演示数据。请用一个新的 GONGKAI_HOME 或数据库。")
    progress("设立机构和账号", 0, 1)
    county.make_organs()
    county.make_people()
    county.make_accounts()
    sites.make_sites()
    progress("准备文稿和附件", 0, 1)
    folder = Path(settings.HOME) / "demo"
    total = papers.lay_out(folder)
    outcome = _import(folder, lambda done: progress("导入并发布", done, total))
    work.start_work()
    requests.start_requests()
    progress("完成", total, total)
    return outcome


def _import(folder: Path, told: Callable[[int], None]) -> Outcome:
    def release(versions: list[Any]) -> None:
        release_imported(versions=versions, reason=REASON, by=None)

    job = Import(OrganBook(None, None), release=release, progress=told, batch=20)
    return job.run([folder])
