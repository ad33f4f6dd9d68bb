"""Corrections that were open meanwhile, that bring back what was taken out, or that propose it."""

import pytest
from django.urls import reverse

from gongkai.core.actions import Refused
from gongkai.library.actions import attach, discard_draft, open_correction, save_draft
from gongkai.library.masking import folded
from gongkai.library.models import Removal
from gongkai.review.actions import problems, release_version, submit_version
from gongkai.review.removal import actions
from gongkai.review.removal.tests.made import ID, chosen, hang, public


def test_a_draft_cannot_bring_it_back(record, remove, author, reviewer):
    draft = open_correction(record=record, by=author)
    file = hang(record)
    attach(version=draft, blob=file.blob, name="名单.txt", by=author)
    remove("张三丰", blobs=[file.blob_id])
    draft.refresh_from_db()
    found = problems(draft)
    assert {field for field, _ in found} >= {"body", "summary", "keywords", "files"}
    assert not any("张三丰" in sentence for _, sentence in found)
    with pytest.raises(Refused):
        submit_version(version=draft, by=author)


def test_a_correction_open_meanwhile_comes_after_the_removal(client, record, remove, author, reviewer):
    draft = open_correction(record=record, by=author)
    remove("张三丰", ID)
    draft = save_draft(
        version=draft,
        stamp=0,
        by=author,
        title="临时救助公示（更正）",
        body="<p>改</p>",
        note="改",
        summary="",
        keywords="",
    )
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    record.refresh_from_db()
    assert (record.title, record.current.number) == ("临时救助公示（更正）", 4)
    seen = client.get(f"/records/{record.pk}/versions/").content.decode()
    assert seen.index("第 4 版") < seen.index("第 3 版") < seen.index("第 1 版")


def test_a_correction_takes_its_proposal_along_and_needs_no_further_look(client, record, author, reviewer):
    file = hang(record)
    draft = open_correction(record=record, by=author)
    removal = actions.propose(version=draft, chosen=chosen(ID, blobs=[file.blob_id]), by=author)
    assert "11010" in public(client, record)  # nothing has happened yet
    assert {field for field, _ in problems(draft)} >= {"body", "files", "summary"}
    draft.attachments.all().delete()
    draft = save_draft(
        version=draft, stamp=0, by=author, title=record.title, body="<p>张三丰</p>", note="更正", summary=""
    )
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    assert folded(ID) not in folded(public(client, record))
    assert client.get(reverse("portal:file", args=[file.pk, file.name])).status_code == 410
    removal.refresh_from_db()
    assert (removal.checked_by, removal.verdict, removal.due_on) == (reviewer, "confirmed", None)
    assert not removal.is_waiting


def test_a_discarded_correction_asks_for_nothing_more(record, author):
    draft = open_correction(record=record, by=author)
    actions.propose(version=draft, chosen=chosen(ID), by=author)
    discard_draft(version=draft, by=author)
    assert not Removal.objects.exists()
