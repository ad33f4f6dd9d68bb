"""python -m bench: every benchmark in turn, each a process of its own, one or a few lines each.
BENCH_RECORDS sets the number of synthetic records (20,000 by default; the claims are made for 200,000)."""

import os
import subprocess
import sys

RECORDS = os.environ.get("BENCH_RECORDS", "20000")
RUNS = (
    ["pages"],
    ["release", RECORDS],
    ["import_records", RECORDS],
    ["search", "10000", RECORDS],
    ["full", "3000", RECORDS],
    ["letters"],
    ["cases", "20000"],
)


def main() -> int:
    failed = [
        run[0]
        for run in RUNS
        if subprocess.run([sys.executable, "-m", f"bench.{run[0]}", *run[1:]], check=False).returncode
    ]
    if failed:
        print("not finished or over their limit:", ", ".join(failed))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
