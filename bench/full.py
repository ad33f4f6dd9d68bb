"""The county officer's desk and the public pages over HTTP on a library of each size:

    python -m bench.full [3000 30000 …] [--keep FOLDER] [--rounds N]      # 3,000 and 30,000 by default; the claim is for 200,000

Each library is made by the product's own importer, and with ``--keep`` left in the folder for the next run. One page of
every address that links lead to from the home of the desk and of the site is opened, cold: what the page store holds is
deleted before each request. Prints the processor time that the web processes spend on a page (median), what passed by the
clock (95th and 99th percentile, as it was), and with several sizes the exponent with which the processor time grows: 0
does not grow with the table, 1 grows as it does.
"""

import argparse
import math
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

from bench.import_records import write
from bench.running import COUNTY, Product, at, serving

LIMIT, COUNTING = 60, 150  # milliseconds of processor time, of pages that count everything
COUNTS = {"/", "/data/", "/disclosure/", "/disclosure/themes/", "/disclosure/years/"}
STARTS = ("/", "/disclosure/", "/sitemap/", "/desk/")
FORMS = ("/search/?q=资金", "/search/?q=公开&order=date", "/desk/records/?q=资金", "/desk/find/?q=资金")
SKIPPED = re.compile(r"/(?:static|files)/|/desk/(?:logout|login)/|/export/|\.(?:pdf|docx|xlsx)$")
WARM = 0.02  # seconds of pause after which the processes of the server are idle again


@dataclass
class Page:
    """An address standing for all of its kind, and what opening it cost, in milliseconds."""

    path: str
    spent: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    @property
    def processor(self) -> float:
        return statistics.median(self.spent)

    def slowest(self, share: float) -> float:
        return sorted(self.took)[min(int(len(self.took) * share), len(self.took) - 1)]


class Officer:
    """A browser signed in at the desk, which opens public pages too."""

    def __init__(self, made: Product) -> None:
        self.base = made.base
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.open("/desk/login/"))
        if token is None:
            raise SystemExit("full: no sign-in form")
        typed = {"csrfmiddlewaretoken": token[1].decode(), "username": "author", "password": "a long password 1"}
        if b'name="password"' in self.opener.open(self.base + "/desk/login/", urlencode(typed).encode()).read():
            raise SystemExit("full: not signed in")

    def open(self, path: str) -> bytes:
        parts = urlsplit(path)
        query = f"?{urlencode(parse_qsl(parts.query))}" if parts.query else ""
        return self.opener.open(f"{self.base}{parts.path}{query}", timeout=60).read()

    def addresses(self) -> dict[str, str]:
        """Kind of address → the first of that kind that links lead to."""
        found: dict[str, str] = {}
        waiting = [*STARTS, *FORMS]
        while waiting:
            path = waiting.pop(0)
            if kind_of(path) in found or SKIPPED.search(path):
                continue
            try:
                page = self.open(path)
            except HTTPError as error:
                if error.code >= 500:
                    raise SystemExit(f"full: {path}: {error.code}") from None
                continue
            found[kind_of(path)] = path
            if "?" in path:  # the filters of a list make pages without end
                continue
            for link in re.findall(rb'<a [^>]*href="([^"#]+)', page):
                parts = urlsplit(urljoin(self.base + path, link.decode().replace("&amp;", "&")))
                if f"{parts.scheme}://{parts.netloc}" == self.base:
                    waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        return found


def kind_of(path: str) -> str:
    """An address without its numbers, codes and days: a year is opened once, and a list page deep in the list."""
    parts = urlsplit(path)
    names = "&".join(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    return re.sub(r"\d[\d.]*", "n", parts.path) + (f"?{names}" if names else "")


def made_at(home: Path, count: int) -> Product:
    """The product with a library of ``count`` records; as a run before left it, when it was done."""
    made, done = at(home), home / "full.done"
    if not done.exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        made.gongkai("migrate", "-v0")
        made.gongkai("shell", "-v0", "-c", COUNTY)
        write(home / "records.jsonl", count)
        made.gongkai("import", str(home / "records.jsonl"), "--release", "--errors", str(home / "errors.csv"))
        made.gongkai("reindex")
        (home / "records.jsonl").unlink()
        done.touch()
    made.gongkai("migrate", "-v0")
    return made


def web_processes(pid: int) -> list[int]:
    """The processes below ``gongkai run`` that answer requests."""
    below = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    if b"\0web\0" in Path(f"/proc/{pid}/cmdline").read_bytes():
        return [pid, *below]
    return [found for child in below for found in web_processes(child)]


def spent(pids: list[int]) -> float:
    """Milliseconds of processor time that the processes have taken (clock_getcpuclockid(3))."""
    return sum(time.clock_gettime(~pid << 3 | 2) for pid in pids) * 1000


def measured(made: Product, pid: int, rounds: int) -> dict[str, Page]:
    """Every kind of page, opened cold ``rounds`` times after once to warm the process."""
    officer, pids = Officer(made), web_processes(pid)
    pages = {kind: Page(path) for kind, path in officer.addresses().items()}
    for page in pages.values():
        for turn in range(rounds + 1):
            for kept in ("pages", "limits"):  # stored pages, and how often this address has asked
                shutil.rmtree(made.home / kept, ignore_errors=True)
            time.sleep(WARM)
            before, began = spent(pids), time.perf_counter()
            officer.open(page.path)
            took = (time.perf_counter() - began) * 1000
            time.sleep(WARM)
            if turn:
                page.took.append(took)
                page.spent.append(spent(pids) - before)
    return pages


def limit_of(kind: str) -> int:
    return COUNTING if kind in COUNTS else LIMIT


def tell(count: int, pages: dict[str, Page]) -> list[str]:
    """The table of one size, the dearest first; the kinds above their limit."""
    print(f"\n{count:,} records, {len(pages)} pages, load {' '.join(f'{load:.1f}' for load in os.getloadavg())}")
    print(f"{'processor':>9} {'p95':>7} {'p99':>7}  ms")
    for kind, page in sorted(pages.items(), key=lambda row: -row[1].processor):
        mark = " *" if page.processor > limit_of(kind) else ""
        print(f"{page.processor:9.1f} {page.slowest(0.95):7.1f} {page.slowest(0.99):7.1f}  {kind}{mark}")
    return [kind for kind, page in pages.items() if page.processor > limit_of(kind)]


def exponent(sizes: list[int], times: list[float]) -> float:
    """The slope of log time over log size, by least squares."""
    return statistics.linear_regression([math.log(n) for n in sizes], [math.log(max(t, 0.1)) for t in times]).slope


def compare(runs: dict[int, dict[str, Page]]) -> None:
    """How each page that every size has grows, the fastest first."""
    sizes = sorted(runs)
    common = [kind for kind in runs[sizes[0]] if all(kind in pages for pages in runs.values())]
    grown = {kind: [runs[size][kind].processor for size in sizes] for kind in common}
    print(f"\ngrowth of processor time, ms at {', '.join(f'{size:,}' for size in sizes)}")
    for kind, times in sorted(grown.items(), key=lambda row: -exponent(sizes, row[1])):
        print(f"{exponent(sizes, times):6.2f} {' '.join(f'{one:8.1f}' for one in times)}  {kind}")


def main() -> int:
    options = argparse.ArgumentParser(description="the desk and the public pages on libraries of several sizes")
    options.add_argument("sizes", nargs="*", type=int, default=[3_000, 30_000])
    options.add_argument("--rounds", type=int, default=10, help="how often each page is opened")
    options.add_argument("--keep", type=Path, help="folder in which the libraries stay for the next run")
    chosen, runs, slow = options.parse_args(), {}, []
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        for count in sorted(set(chosen.sizes)):
            made = made_at((chosen.keep or Path(folder)).resolve() / str(count), count)
            with serving(made) as pid:
                runs[count] = measured(made, pid, chosen.rounds)
            slow = tell(count, runs[count])
    if len(runs) > 1:
        compare(runs)
    print(f"\nabove the limit ({LIMIT} ms, {COUNTING} for those that count everything):", ", ".join(slow) or "none")
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
