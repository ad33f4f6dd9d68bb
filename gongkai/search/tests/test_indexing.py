"""From the outbox into the index: nothing is lost, wherever the process dies."""

import multiprocessing

import pytest

from gongkai.core.actions import Refused
from gongkai.search import index, indexing
from gongkai.search.models import Outbox
from gongkai.search.queries import search


def found(query: str) -> list[str]:
    return [hit.title for hit in search(query).hits]


def test_a_change_is_found_and_leaves_the_outbox(shelf):
    shelf.put("垃圾分类指南", index=False)
    assert indexing.state() == {"documents": 0, "waiting": 1, "generation": None}
    indexing.worker_step()
    assert found("垃圾分类") == ["垃圾分类指南"]
    assert indexing.state()["documents"] == 1
    assert indexing.state()["waiting"] == 0
    assert indexing.worker_step() == 0


def test_the_health_page_knows_the_index(shelf, client):
    assert client.get("/healthz").json()["index"]["ok"] is False
    shelf.put("垃圾分类指南")
    facts = client.get("/healthz").json()["index"]
    assert facts["ok"] is True
    assert facts["documents"] == 1


def test_a_changed_document_replaces_the_old_one(shelf):
    pk = shelf.put("停车收费标准")
    shelf.put("公共停车场名录", pk=pk)
    assert found("收费标准") == []
    assert found("公共停车场") == ["公共停车场名录"]
    assert indexing.state()["documents"] == 1


def test_what_the_source_no_longer_gives_is_removed(shelf):
    pk = shelf.put("作废的通告")
    shelf.take(pk)
    assert indexing.state()["documents"] == 0


def test_death_before_the_commit_loses_nothing(shelf, monkeypatch):
    shelf.put("第一份公告")
    shelf.put("第二份公告", index=False)
    with monkeypatch.context() as broken:
        broken.setattr(indexing, "to_index", lambda document: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            indexing.drain()
    assert Outbox.objects.count() == 1
    assert found("公告") == ["第一份公告"]
    indexing.drain()
    assert set(found("公告")) == {"第一份公告", "第二份公告"}


def test_death_between_commit_and_outbox_writes_the_document_once(shelf, monkeypatch):
    shelf.put("第一份公告")
    shelf.put("第二份公告", index=False)
    with monkeypatch.context() as broken:
        broken.setattr(indexing, "_settle", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            indexing.drain()
    assert Outbox.objects.count() == 1
    assert set(found("公告")) == {"第一份公告", "第二份公告"}
    indexing.drain()
    assert Outbox.objects.count() == 0
    assert sorted(found("公告")) == ["第一份公告", "第二份公告"]


def test_the_newest_change_goes_first(shelf):
    shelf.put("较早的通知")
    for title in ("导入的旧通知甲", "导入的旧通知乙", "刚发布的通知"):
        shelf.put(title, index=False)
    indexing.drain(limit=1)
    assert "刚发布的通知" in found("通知")
    assert Outbox.objects.count() == 2


def _hold(root, ready, release):
    from django.conf import settings

    settings.INDEX_ROOT = root
    with index.lock("drain"):
        ready.set()
        release.wait(20)


def test_a_second_drainer_does_nothing(shelf, settings):
    shelf.put("第一份公告")
    shelf.put("第二份公告", index=False)
    fork = multiprocessing.get_context("fork")
    ready, release = fork.Event(), fork.Event()
    other = fork.Process(target=_hold, args=(settings.INDEX_ROOT, ready, release))
    other.start()
    try:
        assert ready.wait(20)
        assert indexing.drain() == 0
        assert Outbox.objects.count() == 1
    finally:
        release.set()
        other.join()
    assert indexing.drain() == 1


def test_a_rebuild_loses_no_change_made_meanwhile(shelf):
    for number in range(3):
        shelf.put(f"原有公告{number}")
    before = index.current()

    def meanwhile(done):
        shelf.put("重建期间发布的公告", pk=50)  # drained into the old index at once
        shelf.take(1)
        assert "重建期间发布的公告" in found("公告")
        shelf.put("重建期间还在等的公告", pk=51, index=False)

    assert indexing.rebuild(meanwhile) == 3
    assert index.current() != before
    assert set(found("公告")) == {"原有公告1", "原有公告2", "重建期间发布的公告", "重建期间还在等的公告"}
    assert Outbox.objects.count() == 0
    shelf.put("重建以后的公告", pk=52)
    assert "重建以后的公告" in found("公告")
    assert [path.name for path in index.root().iterdir() if path.is_dir()] == [index.current()]


def test_a_rebuild_that_dies_leaves_the_old_index_in_use(shelf):
    shelf.put("原有公告")
    before = index.current()

    def dies(done):
        shelf.put("重建期间发布的公告", pk=50)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexing.rebuild(dies)
    assert index.current() == before
    assert set(found("公告")) == {"原有公告", "重建期间发布的公告"}
    shelf.put("后来的公告", pk=51)
    assert Outbox.objects.count() == 0  # nothing is kept for a rebuild that is no more
    assert indexing.rebuild() == 3
    assert set(found("公告")) == {"原有公告", "重建期间发布的公告", "后来的公告"}


def test_two_rebuilds_at_once_are_refused(shelf):
    shelf.put("原有公告")
    with index.lock("rebuild"), pytest.raises(Refused, match="重建"):
        indexing.rebuild()


def test_an_index_of_another_layout_is_built_anew(shelf, monkeypatch):
    shelf.put("原有公告")
    monkeypatch.setattr(index, "LAYOUT", index.LAYOUT + 1)
    assert found("公告") == []
    indexing.worker_step()
    assert found("公告") == ["原有公告"]


def test_a_lost_index_is_built_anew(shelf):
    shelf.put("原有公告")
    indexing.close()
    (index.root() / "current").unlink()
    indexing.worker_step()
    assert found("公告") == ["原有公告"]
