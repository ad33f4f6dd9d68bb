"""Import of synthetic records end to end: a jsonl file through ``gongkai import --release`` until every record is in the
search index. Prints records per second and its conditions.

    python -m bench.import_records [COUNT]          # 20,000 by default; the claim is made for 200,000
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DRAIN = """
import sys, time
from gongkai.search import indexing
from pathlib import Path
done = Path(sys.argv[-1])
while True:
    last = done.exists()
    if not indexing.worker_step():
        if last:
            break
        time.sleep(0.05)
indexing.close()
"""


def write(file: Path, count: int) -> int:
    """The synthetic records as jsonl; their mean length in characters."""
    from bench.synthetic import records

    length = 0
    with file.open("w", encoding="utf-8") as out:
        for record in records(count):
            length += len(record["body"])
            row = {name: record[name] for name in ("title", "body", "kind", "theme", "item", "number")}
            row |= {"id": record["serial"], "organ": f"青禾县第{record['organ'] + 1}局"}
            row |= {
                "formed_on": str(record["formed_on"]),
                "released_at": record["released_at"].strftime("%Y-%m-%d %H:%M"),
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return length // count


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        home = Path(folder)
        environment = {**os.environ, "GONGKAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "gongkai.config.settings"}
        environment.setdefault("PYTHONPATH", str(Path(__file__).resolve().parent.parent))
        os.environ.update(environment)
        python = [sys.executable, "-m", "gongkai"]
        subprocess.run([*python, "migrate", "-v0"], env=environment, check=True)
        organs = (
            "from gongkai.organs.models import Organ\n"
            "[Organ(name=f'青禾县第{n}局', level='department').save() for n in range(1, 51)]"
        )
        subprocess.run([*python, "shell", "-v0", "-c", organs], env=environment, check=True)
        length = write(home / "records.jsonl", count)
        (home / "drain.py").write_text("import django; django.setup()\n" + DRAIN)
        started = time.perf_counter()
        drain = subprocess.Popen([sys.executable, str(home / "drain.py"), str(home / "done")], env=environment)
        subprocess.run([*python, "import", str(home / "records.jsonl"), "--release"], env=environment, check=True)
        imported = time.perf_counter() - started
        (home / "done").touch()
        drain.wait()
        seconds = time.perf_counter() - started
        size = (home / "gongkai.sqlite3").stat().st_size / 1e6
        print(
            f"import: {count / seconds:,.0f} records/s end to end, index included ({count:,} records of {length} characters,"
            f" {seconds:.0f} s; rows alone {count / imported:,.0f}/s; {os.cpu_count()} cores; database {size:,.0f} MB)"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
