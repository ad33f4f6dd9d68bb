"""A damaged index costs a sentence, not the page; the worker builds it anew, once."""

import shutil

import pytest

from gongkai.core import health
from gongkai.search import index, indexing
from gongkai.search.alike import alike
from gongkai.search.queries import search


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(indexing, "_rebuilt", -indexing.REST)
    monkeypatch.setattr(index, "_reader", None)


@pytest.fixture
def filled(shelf):
    for number in range(5):
        shelf.put(f"城乡低保标准通知{number}", index=False)
    indexing.drain()
    indexing.close()
    index._reader = None
    return index.root() / index.current()


def files_of(folder, suffix):
    return [f for f in folder.iterdir() if f.suffix == suffix]


def cut(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def garble(file):
    file.write_bytes(bytes(255 - b for b in file.read_bytes()))


def empty(file):
    file.write_bytes(b"")


DAMAGES = {
    f"{deed.__name__} {suffix or 'meta.json'}": (deed, suffix)
    for deed in (cut, garble, empty)
    for suffix in ("", ".store", ".term", ".idx", ".pos", ".fast")
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_a_sentence_and_is_mended(damage, filled, client, site):
    deed, suffix = DAMAGES[damage]
    for file in [filled / "meta.json"] if not suffix else files_of(filled, suffix):
        deed(file)
    page = client.get("/search/", {"q": "城乡低保标准"})
    assert page.status_code in (200, 503)
    assert client.get("/search/suggest/", {"q": "城乡"}).status_code == 200
    assert client.get("/healthz").status_code == 503  # the worker of this test has no heart; it answers at least
    assert client.post("/requests/similar/", {"description": "城乡低保标准"}).status_code == 200
    if page.status_code == 503:
        assert "检索暂时不能用" in page.content.decode() and 'href="/' in page.content.decode()
        with pytest.raises(health.Unwell, match="broken"):
            indexing.check()
        indexing.worker_step()
        assert search("城乡低保标准").total == 5
        assert indexing.check()["documents"] == 5


@pytest.mark.parametrize("harm", ["no meta", "empty folder", "no folder", "strange name", "no name"])
def test_what_is_missing_is_built(harm, filled, client, site):
    {
        "no meta": (filled / "meta.json").unlink,
        "empty folder": lambda: [f.unlink() for f in filled.iterdir()],
        "no folder": lambda: shutil.rmtree(filled),
        "strange name": lambda: (index.root() / "current").write_bytes(b"\xff\xfe"),
        "no name": lambda: (index.root() / "current").write_bytes(b""),
    }[harm]()
    answer = client.get("/search/", {"q": "低保"})
    assert answer.status_code == 503 and "也可以查找" in answer.content.decode()
    assert not search("低保").ready
    indexing.worker_step()
    assert search("城乡低保标准").total == 5


def test_the_worker_does_not_rebuild_over_and_over(filled, monkeypatch):
    built = []
    monkeypatch.setattr(indexing, "rebuild", lambda progress: built.append(1))
    for _ in range(5):
        index.mark()
        indexing.worker_step()
    assert built == [1]


def test_a_full_disk_is_no_broken_index_and_the_worker_goes_on(filled, shelf, monkeypatch):
    def full(*args):
        raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")

    with monkeypatch.context() as patch:
        patch.setattr(indexing, "_commit", full)
        shelf.put("新的标准", index=False)
        assert indexing.worker_step() == 0
    assert not index.is_marked() and search("城乡低保标准").total == 5
    assert indexing.worker_step() == 1
    assert search("新的标准").total >= 1


def test_a_rebuild_that_fails_leaves_nothing_behind(filled, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(indexing, "_write", full)
    with pytest.raises(OSError, match="No space"):
        indexing.rebuild()
    assert [f for f in index.root().iterdir() if f.is_dir()] == [filled]


def test_alike_says_broken_where_it_is(filled):
    (filled / "meta.json").write_text("{")
    with pytest.raises(index.Broken):
        alike("城乡低保标准提高以后怎么申请")
