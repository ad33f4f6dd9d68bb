"""How long from release until a record stands on its page, in its column and in search, on a running product:
python -m bench.release [RECORDS]"""

import statistics
import subprocess
import sys
import time

from bench.import_records import write
from bench.running import Product, product, serving

ROUNDS, LIMIT = 30, 1.5  # releases; seconds, 95th percentile
RELEASE = """
import sys, time
from datetime import date
from gongkai.organs.models import Account, Organ
from gongkai.library.actions import start_record
from gongkai.search.queries import search
from gongkai.review.actions import release_version, submit_version
author, reviewer = (Account.objects.get(username=name) for name in ("author", "reviewer"))
organ = Organ.objects.order_by("pk")[1]
for line in sys.stdin:
    version = start_record(organ=organ, kind="policy", title=line.strip(), body="<p>正文</p>", by=author,
                           item="21.07", formed_on=date(2026, 6, 1))
    submit_version(version=version, by=author)
    started = time.time()
    record = release_version(version=version, by=reviewer)
    print(record.pk, started, time.time() - started, flush=True)
    while not search(line.strip()).hits and time.time() - started < 30:
        time.sleep(0.02)
    print(time.time(), flush=True)
"""


def seconds_until_visible(made: Product, office: subprocess.Popen, title: str) -> tuple[float, float]:
    """(the release itself, release → page, column and search all show it)."""
    if office.stdin is None or office.stdout is None:
        raise SystemExit("release: no pipe")
    office.stdin.write(title + "\n")
    office.stdin.flush()
    pk, started, took = office.stdout.readline().split()
    waiting = [f"/records/{pk}/", "/disclosure/items/21.07/"]
    while waiting:
        waiting = [path for path in waiting if title.encode() not in made.get(path)]
        if time.time() - float(started) > 30:
            raise SystemExit(f"release: not visible after 30 s: {waiting}")
    shown, found = time.time(), float(office.stdout.readline())
    return float(took), max(shown, found) - float(started)


def main(count: int) -> int:
    with product() as made:
        write(made.home / "records.jsonl", count)
        made.gongkai("import", str(made.home / "records.jsonl"), "--release", "--errors", str(made.home / "errors.csv"))
        made.gongkai("reindex")
        with serving(made):
            office = subprocess.Popen(
                [sys.executable, "-m", "gongkai", "shell", "-v0", "-c", f"exec({RELEASE!r})"],
                env=made.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            seconds_until_visible(made, office, "预备稿零号文件")
            taken = [seconds_until_visible(made, office, f"第{n}号救助安排") for n in range(1, ROUNDS + 1)]
            office.terminate()
    visible = sorted(seconds for _, seconds in taken)
    p95 = visible[int(len(visible) * 0.95)]
    print(
        f"release: visible on its page, in its column and in search after {statistics.median(visible):.2f} s, "
        f"95th percentile {p95:.2f} s (limit {LIMIT}); the release itself {statistics.median(t for t, _ in taken) * 1000:.0f} ms; "
        f"{count:,} records, {ROUNDS} releases, one after another"
    )
    return int(p95 > LIMIT)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
