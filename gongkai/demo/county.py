"""The county of the demo: its organs with their history, people and staff accounts. Every name, code and number is
invented; 990126 is no region code."""

import csv
from datetime import date
from pathlib import Path

from gongkai.organs import accounts
from gongkai.organs.actions import merge_organs, rename_organ, set_people
from gongkai.organs.importing import import_organs
from gongkai.organs.models import Account, Organ

CONTENT = Path(__file__).parent / "content"
ROOT_CODE = "11990126Q00000018J"
PASSWORD = "qinghe-demo-2026"  # noqa: S105 - of the demo, printed at the end

# (login name, full name, organ, role, may act for the organs below)
STAFF = (
    ("gongkaiban", "顾清和", "县政府", "disclosure_officer", True),
    ("xianzhang", "沈乐山", "县政府", "organ_head", False),
    ("baomi", "秦守一", "县政府", "secrecy_reviewer", True),
    ("shenji", "许明镜", "县政府", "auditor", True),
    ("admin", "石磊", "县政府", "administrator", True),
    ("zhengfuban1", "简素", "县政府办公室", "author", False),
    ("zhengfuban2", "邱若水", "县政府办公室", "reviewer", False),
    ("minzheng1", "陶然", "县民政局", "author", False),
    ("minzheng2", "尹思齐", "县民政局", "reviewer", False),
    ("minzheng3", "江望舒", "县民政局", "organ_head", False),
    ("jiaoyu1", "方采薇", "县教育局", "author", False),
    ("jiaoyu2", "白既明", "县教育局", "reviewer", False),
    ("qingshan1", "禾新", "青山镇", "author", False),
    ("qingshan2", "柳溪", "青山镇", "reviewer", False),
)

# (name in the spreadsheet, name since, short name since, from)
RENAMED = (
    ("青禾县国土资源局", "青禾县自然资源局", "县自然资源局", date(2019, 3, 20)),
    ("青禾县安全生产监督管理局", "青禾县应急管理局", "县应急管理局", date(2019, 3, 20)),
)
MERGED = (
    ("青禾县食品药品监督管理局", "县市场监督管理局", date(2019, 3, 15)),
    ("青禾县房产服务中心", "县住房城乡建设局", date(2022, 7, 1)),
)


def organ(short_name: str) -> Organ:
    return Organ.objects.get(short_name=short_name)


def make_organs() -> None:
    """The tree from the spreadsheet, then its history. What is already there stays."""
    if not Organ.objects.filter(code=ROOT_CODE).exists():
        _, _, wrong = import_organs(CONTENT / "organs.csv", by=None)
        assert not wrong, wrong  # noqa: S101 - our own file
    for old, name, short_name, on in RENAMED:
        if found := Organ.objects.filter(name=old).first():
            rename_organ(organ=found, name=name, short_name=short_name, on=on, by=None)
    for name, into, on in MERGED:
        found = Organ.objects.get(name=name)
        if found.closed_on is None:
            merge_organs(organs=[found], into=organ(into), on=on, by=None)


def make_people() -> None:
    """Leaders and staff of every organ that has none yet."""
    by_organ: dict[str, list[dict]] = {}
    with (CONTENT / "people.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            person = {
                "name": row["姓名"],
                "post": row["职务"],
                "is_leader": bool(row["领导"]),
                "duties": row["工作分工"],
            }
            by_organ.setdefault(row["机构"], []).append(person)
    for short_name, people in by_organ.items():
        found = organ(short_name)
        if not found.people.exists():
            set_people(organ=found, people=people, by=None)


def make_accounts() -> None:
    """One account for each role, and pairs of author and reviewer."""
    for username, full_name, short_name, role, covers_below in STAFF:
        if not Account.objects.filter(username=username).exists():
            account, _ = accounts.create_account(
                username=username, full_name=full_name, organ=organ(short_name), by=None, password=PASSWORD
            )
            accounts.give_post(
                account=account,
                organ=organ(short_name),
                role=role,
                covers_below=covers_below,
                by=None,
                since=date(2020, 1, 1),
            )
