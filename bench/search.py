"""Search bench: python -m bench.search [10000 50000 200000 …]

Builds one index of synthetic records up to each size, as the worker does it (2,000 documents a commit, one writer), and
asks it a fixed mixture of questions with facets and snippets. One line a size.
"""

import os
import resource
import statistics
import sys
import tempfile
import time

os.environ["GONGKAI_HOME"] = tempfile.mkdtemp(prefix="gongkai-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.config.settings"
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from bench.synthetic import Maker  # noqa: E402
from gongkai.search import documents, index  # noqa: E402
from gongkai.search.documents import Document  # noqa: E402
from gongkai.search.fields import to_index  # noqa: E402
from gongkai.search.queries import search  # noqa: E402

COMMIT = 2000
ROUNDS = 5


def document(record: dict) -> Document:
    return Document(
        source="bench",
        pk=record["serial"],
        title=record["title"],
        body=record["body"],
        url=f"/records/{record['serial']}/",
        released_on=record["formed_on"],
        released_at=int(record["released_at"].timestamp()),
        organ=record["organ"],
        organ_path="",
        organ_name="青禾县民政局",
        kind=record["kind"],
        theme=record["theme"],
        item=record["item"],
        validity=record["validity"],
        number=record["number"],
        index_number=f"11441700007280420Y/{record['formed_on'].year}-{record['serial']:05d}",
    )


def questions(maker: Maker, sample: list[dict]) -> list[tuple[str, dict]]:
    """Words that stand everywhere and rare ones, several words, titles, numbers, phrases, everyday words, pinyin,
    wrong characters; some with filters, some by date."""
    r, asked = maker.random, []
    for at_, record in enumerate(sample):
        term, other = maker._term(), maker._term()
        asked += [
            (term, {}),
            (f"{term} {other}", {}),
            (record["title"], {}),
            (record["title"][:12], {"field": "title"}),
            (record["number"] or term, {}),
            (r.choice(["低保", "拆迁补偿", "公积金", "学区", "年报", "医保报销"]), {}),
            (r.choice(["xinxigongkai", "xxgk", "yanglaojigou", "zdshbz"]), {}),
            (r.choice(["信息公工", "养老机沟", "最底生活保障", "土地争收"]), {}),
            (term, {"filters": {"organ": ["3", "4"], "year": ["2020", "2021"]}}),
            (term, {"order": "date", "filters": {"kind": ["policy"]}}),
            (f"{r.choice(maker.places)}怎么办理{term}", {}),
        ]
        if at_ % 2:  # one question in twenty-three
            asked.append((f"“{r.choice(maker.verbs)}{term}”", {}))
    return asked


def measure(asked: list[tuple[str, dict]]) -> dict[str, list]:
    """Each question's median of five, sorted: wall clock and processor time in milliseconds, with the question."""
    taken: dict[str, list] = {"wall": [], "cpu": []}
    for query, options in asked:
        wall, cpu = [], []
        for _ in range(ROUNDS):
            began = time.perf_counter(), time.thread_time()
            search(query, **options)
            wall.append((time.perf_counter() - began[0]) * 1000)
            cpu.append((time.thread_time() - began[1]) * 1000)
        taken["wall"].append((statistics.median(wall), f"{query} {options or ''}"))
        taken["cpu"].append((statistics.median(cpu), f"{query} {options or ''}"))
    return {clock: sorted(times) for clock, times in taken.items()}


def at(times: list, share: float) -> str:
    return f"{times[int(len(times) * share)][0]:.1f}"


def main(sizes: list[int]) -> None:
    call_command("migrate", verbosity=0)
    documents.SOURCES.clear()
    documents.register("bench", lambda ids: [], lambda: [], set)
    maker, built, sample = Maker(7), 0, []
    generation = index.new_generation()
    index.switch_to(generation)
    writer = index.new_writer(generation)
    for size in sizes:
        wall = cpu = 0.0
        added = size - built
        for start in range(built, size, COMMIT):
            batch = [maker.record(serial + 1) for serial in range(start, min(start + COMMIT, size))]
            sample = batch[:25]
            began = time.perf_counter(), time.process_time()
            for record in batch:
                writer.add_document(to_index(document(record)))
            writer.commit()
            wall += time.perf_counter() - began[0]
            cpu += time.process_time() - began[1]
        built = size
        search("公开")  # opens the index
        asked = measure(questions(maker, sample))
        folder = index.root() / generation
        disk = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"search: {size} records; index {wall / added * 1000:.2f} ms/record (processor {cpu / added * 1000:.2f}), "
            f"{disk:.0f} MB, {index.reader().searcher.num_segments} segments; ask with facets and snippets "
            f"p50 {at(asked['wall'], 0.5)} ms, p95 {at(asked['wall'], 0.95)} ms "
            f"(processor {at(asked['cpu'], 0.5)}, {at(asked['cpu'], 0.95)}); memory {memory:.0f} MB",
            flush=True,
        )
        if os.environ.get("SLOWEST"):
            for ms, query in asked["cpu"][-8:]:
                print(f"    {ms:.1f} ms  {query}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 50_000, 200_000])
