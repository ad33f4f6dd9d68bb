"""What was confirmed to somebody survives a power cut: content and name are synced before the call returns."""

import os
import threading
from pathlib import Path

import pytest

from gongkai.core import durable, files, vault


@pytest.fixture
def synced(monkeypatch):
    """Paths that were synced, in order, with the names of renames between them."""
    seen, real, replace = [], os.fsync, os.replace

    def fsync(handle):
        seen.append(Path(os.readlink(f"/proc/self/fd/{handle}")))
        real(handle)

    def rename(old, new):
        seen.append(Path(new).name)
        replace(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", rename)
    return seen


def test_a_file_of_the_vault_is_synced_with_its_name(db, synced):
    key = vault.keep(b"secret")
    file = vault.path_of(key)
    at = synced.index(key)
    assert synced[at - 1].name.startswith(key) and synced[at + 1] == file.parent
    assert file.parent.parent in synced, "the folder itself was new"


def test_a_kept_file_is_synced_with_its_name(db, synced):
    blob = files.keep([b"x"], "text/plain")
    file = files.path_of(blob.sha256)
    assert file.parent in synced[synced.index(blob.sha256) :] and file.parent.parent in synced


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    durable.write(tmp_path / "a", b"old")
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        durable.write(tmp_path / "a", b"new")
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("a", b"old")]


def test_of_many_who_make_a_file_at_once_all_get_the_same(tmp_path):
    got, start = [], threading.Barrier(12)

    def make(number):
        start.wait()
        got.append(durable.make_once(tmp_path / "key", str(number).encode() * 1000))

    threads = [threading.Thread(target=make, args=(n,)) for n in range(10, 22)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 1 and len(got) == 12
    assert [f.name for f in tmp_path.iterdir()] == ["key"] and (tmp_path / "key").stat().st_mode & 0o777 == 0o600
