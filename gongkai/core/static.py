"""Static files under names that carry the hash of their content, each with its gzip and brotli forms."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, StaticFilesStorage

COMPRESSED = {".css", ".js", ".mjs", ".svg", ".json", ".txt", ".html", ".xml"}


class HashedStorage(ManifestStaticFilesStorage):
    """A file that ``collectstatic`` has not seen (tests, development) keeps its plain name."""

    def url(self, name: str | None, force: bool = False) -> str:
        collected = name is not None and self.hash_key(self.clean_name(name)) in self.hashed_files
        return super().url(name or "", force) if collected else StaticFilesStorage.url(self, name)

    def post_process(self, *args: Any, **kwargs: Any) -> Iterator[tuple]:
        for original, processed, changed in super().post_process(*args, **kwargs):
            if isinstance(processed, str):
                compress(Path(self.path(processed)))
            yield original, processed, changed


def compress(file: Path) -> None:
    """Put the .br and .gz forms beside ``file``, with its modification time, where they are smaller."""
    if file.suffix not in COMPRESSED or not file.is_file():
        return
    data, moment = file.read_bytes(), file.stat().st_mtime_ns
    for suffix, pack in ((".br", lambda data: brotli.compress(data, quality=9)), (".gz", gzip.compress)):
        target = file.with_name(file.name + suffix)
        if target.is_file() and target.stat().st_mtime_ns == moment:
            continue
        packed = pack(data)
        if len(packed) < len(data):
            target.write_bytes(packed)
            os.utime(target, ns=(moment, moment))
