"""A removal and a release at the same moment."""

import threading

import pytest
from django.db import connection, connections

from gongkai.core.actions import Refused
from gongkai.library.actions import open_correction, save_draft
from gongkai.library.models import Record
from gongkai.review.actions import release_version, submit_version
from gongkai.review.removal.actions import Chosen, remove


@pytest.mark.django_db(transaction=True)
def test_a_release_at_the_same_moment_does_not_bring_the_words_back(site, make_record, author, reviewer, officer):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite writes one after the other; its database of tests is in memory and locks whole tables")
    record = make_record(body="<p>张三丰</p>")
    draft = open_correction(record=record, by=author)
    draft = save_draft(version=draft, stamp=0, by=author, title=record.title, body="<p>张三丰改</p>", note="改")
    draft = submit_version(version=draft, by=author)
    gate, ended = threading.Barrier(2), {}

    def run(name, deed):
        gate.wait()
        try:
            deed()
            ended[name] = "done"
        except Refused:
            ended[name] = "refused"
        finally:
            connections.close_all()

    chosen = Chosen("personal", "误登", ["张三丰"])
    threads = [
        threading.Thread(target=run, args=("release", lambda: release_version(version=draft, by=reviewer))),
        threading.Thread(target=run, args=("remove", lambda: remove(record=record, chosen=chosen, by=officer))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended["remove"] == "done"
    assert ended["release"] in ("done", "refused")
    assert "张三丰" not in Record.objects.get().current.body
