"""The desk with many open cases: python -m bench.cases [COUNT], 20,000 by default, over fifty organs.

Prints how long the server takes for the list in due order (first page and a page deep) for an officer of the county and
a clerk of one department, for the workload page and the reminders page, with the number of queries of each; and how long
a calendar change and the daily reminders take. Makes its own database in a folder of its own, or in the empty database
that DATABASE_URL names."""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import median
from typing import Any

ORGANS, ROUNDS = 50, 20
PAGE_LIMIT, RECOMPUTE_LIMIT = 150, 10  # milliseconds, 95th percentile; seconds
DAY = timedelta(days=1)
Ledger = list[tuple[date, str, dict[str, Any]]]


def people() -> tuple[Any, list[Any]]:
    """An officer above all, and in each organ two clerks and one who signs; the officer and the first clerks."""
    from gongkai.organs.models import Account, Organ, Post

    county = Organ.objects.create(name="青禾县人民政府", short_name="县政府", level="government")

    def account(name: str, organ: Organ, role: str, covers_below: bool = False) -> Account:
        made = Account.objects.create(username=name, full_name=name)
        Post.objects.create(account=made, organ=organ, role=role, covers_below=covers_below, since=date(2020, 1, 1))
        return made

    officer, clerks = account("officer", county, "disclosure_officer", True), []
    for n in range(1, ORGANS + 1):
        organ = Organ.objects.create(name=f"青禾县第{n}局", level="department", parent=county)
        clerks.append(account(f"clerk{n}", organ, "author"))
        account(f"second{n}", organ, "author")
        account(f"head{n}", organ, "reviewer")
    return officer, clerks


def ledger(r: random.Random, today: date) -> Ledger:
    """What may have happened to an open case until ``today``: some wait for their receipt, a correction or a third
    party, some were extended, some are late."""
    submitted = today - timedelta(days=int(r.triangular(0, 45, 8)))
    rows: Ledger = [(submitted, "submitted", {"channel": "online"})]
    if (day := submitted + DAY * r.randrange(3)) > today or r.random() < 0.05:
        return rows
    rows.append((day, "confirmed", {}))
    fate = r.random()
    if fate < 0.1:
        return _then(rows, today, r, "correction_asked", {"what": "请明确所需信息的年份", "until": "2030-01-01"})
    if fate < 0.35:
        rows = _then(rows, today, r, "third_party_asked", {"who": "第三方"})
        if rows[-1][1] == "third_party_asked" and fate < 0.25:
            rows = _then(rows, today, r, "third_party_answered", {"who": "第三方", "consents": "yes"})
    elif fate < 0.5 and day + DAY * 14 <= today:
        rows.append((day + DAY * 14, "extended", {"days": r.choice((10, 20)), "reason": "涉及信息较多"}))
    return rows


def _then(rows: Ledger, today: date, r: random.Random, type: str, data: dict[str, Any]) -> Ledger:
    day = rows[-1][0] + DAY * r.randint(1, 5)
    return [*rows, (day, type, data)] if day <= today else rows


def fill(count: int, clerks: list[Any]) -> None:
    """``count`` open cases with their ledgers, half of them with an officer, and half as many closed this year."""
    from django.utils import timezone

    from gongkai.casework.actions import recompute
    from gongkai.casework.models import Case, Entry
    from gongkai.core import bulk
    from gongkai.organs.models import Organ

    r, today = random.Random(1), timezone.localdate()
    organs = list(Organ.objects.exclude(parent=None).order_by("pk"))
    ledgers, cases = [], []
    for n in range(count + count // 2):
        at, rows = r.randrange(ORGANS), ledger(r, today)
        received = next((day for day, type, _ in rows if type == "confirmed"), None)
        case = Case(type="foi", organ=organs[at], number=f"青禾〔2026〕{n}号", subject="2025年度城乡低保资金使用明细")
        case.submitted_on, case.received_on, case.state = rows[0][0], received, "handling" if received else "submitted"
        case.handler = organs[at - 1] if n % 30 == 0 else None  # another organ works on it
        case.officer = clerks[at] if r.random() < 0.5 else None
        case.due_on = today if received else None  # the clock says when, below
        if n >= count:
            case.received_on, case.state, case.clock_state = rows[0][0], "closed", "stopped"
            case.due_on = case.received_on + DAY * 28
            case.closed_on = case.received_on + DAY * r.randrange(32)
        cases.append(case)
        ledgers.append(rows)
    bulk.insert_many(cases)
    pks = Case.objects.order_by("pk").values_list("pk", flat=True)
    entries = [
        Entry(case_id=pk, sequence=at, on=on, type=type, data=data)
        for pk, rows in zip(pks, ledgers, strict=True)
        for at, (on, type, data) in enumerate(rows, 1)
    ]
    bulk.insert_many(entries)
    recompute(today.year)


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds by the clock and of this processor, and what was done. On a busy machine the two fall apart."""
    start, spent = time.perf_counter(), time.process_time()
    done = work()
    return time.perf_counter() - start, time.process_time() - spent, done


def page(name: str, user: Any, path: str) -> bool:
    """Print what ``path`` costs ``user``; whether it is over the limit."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    asked = len(queries)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    runs = [timed(lambda: client.get(path)) for _ in range(ROUNDS)]
    p50, p95 = (sorted(run[0] * 1000 for run in runs)[int(ROUNDS * share)] for share in (0.5, 0.95))
    spent = median(run[1] * 1000 for run in runs)
    print(f"{name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms (limit {PAGE_LIMIT}; processor {spent:.0f} ms), {asked} queries")
    return p95 > PAGE_LIMIT


def pages(officer: Any, clerk: Any) -> Iterator[tuple[str, Any, str]]:
    from gongkai.casework.models import Case

    for who, user in (("officer", officer), ("clerk", clerk)):
        mine = Case.objects.visible_to(user).open().exclude(due_on=None).by_due()
        deep = mine[mine.count() * 9 // 10]
        yield f"first page, {who}", user, "/desk/"
        yield f"not confirmed yet, {who}", user, "/desk/cases/?state=unconfirmed"
        yield f"list, {who}", user, "/desk/cases/"
        yield f"list, nine tenths down, {who}", user, f"/desk/cases/?after={deep.due_on}_{deep.pk}"


def exported(user: Any) -> int:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return len(client.get("/desk/cases/export/").getvalue())


def main(count: int) -> int:
    import django
    from django.core.management import call_command

    django.setup()
    from gongkai.casework import actions
    from gongkai.casework.managing import notices

    call_command("migrate", verbosity=0)
    officer, clerks = people()
    fill(count, clerks)
    print(f"{count:,} open cases, half as many closed, {ORGANS} organs")
    slow = [page(*one) for one in pages(officer, clerks[0])]
    year = date.today().year
    friday = date.today() + DAY * ((4 - date.today().weekday()) % 7)
    took, spent, moved = timed(
        lambda: actions.enter_holidays(year=year, holidays=[friday], makeup=[], source="测试", by=officer)
    )
    print(
        f"a calendar change: {took:.1f} s (limit {RECOMPUTE_LIMIT}; processor {spent:.1f} s), {moved:,} due dates moved"
    )
    slow.append(took > RECOMPUTE_LIMIT)
    took, spent, _ = timed(actions.turn_of_day)
    print(f"turn of the day: {took:.1f} s (processor {spent:.1f} s)")
    for run in ("first", "second"):
        took, spent, made = timed(notices.remind)
        print(f"daily reminders, {run} run: {took:.1f} s (processor {spent:.1f} s), {made:,} made")
    for who, user in (("officer", officer), ("clerk", clerks[0])):
        slow += [page(f"{name}, {who}", user, f"/desk/{name}/") for name in ("workload", "notices")]
    took, spent, _ = timed(lambda: exported(officer))
    print(f"export of the whole list: {took:.1f} s (processor {spent:.1f} s)")
    return int(any(slow))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        os.environ["GONGKAI_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
