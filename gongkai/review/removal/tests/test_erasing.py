"""When its retention ends, what was taken out is erased inside too."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from gongkai.core import files, schedule, trail
from gongkai.core.actions import Refused, audit
from gongkai.core.models import AuditEntry, Blob
from gongkai.library.actions import discard_draft, open_correction
from gongkai.library.masking import folded
from gongkai.library.models import RemovedPart, Version
from gongkai.review.removal import actions, tasks
from gongkai.review.removal.tests.made import ID, hang, public


def test_when_its_retention_ends_it_is_erased_inside_too(
    client, record, remove, author, officer, settings, django_capture_on_commit_callbacks
):
    settings.REMOVED_RETENTION_DAYS = 30
    alone, shared = hang(record), hang(record, "共用.txt", b"shared")
    discarded = open_correction(record=record, by=author)
    discarded.opinions.create(note=f"请删去 {ID}", by=officer, title="名单", body=f"<p>{ID}</p>")
    discard_draft(version=discarded, by=author)
    audit("version.send_back", record, by=officer, organ=record.organ, version=2, note=f"请删去 {ID}")
    audit("record.attach", record, by=author, organ=record.organ, name="张三丰.txt", sha256=alone.blob_id)
    late = open_correction(record=record, by=author)
    removal = remove(ID, "张三丰", blobs=[alone.blob_id])
    discard_draft(version=late, by=author)
    path = files.path_of(alone.blob_id)
    with time_machine.travel(timezone.now() + timedelta(days=31)), django_capture_on_commit_callbacks(execute=True):
        tasks.erase_kept(None)
        removal.refresh_from_db()
        assert removal.erased_at is None  # nobody has looked yet
        actions.check(removal=removal, verdict="confirmed", note="", by=officer)
        tasks.erase_kept(None)
    removal.refresh_from_db()
    assert removal.erased_at is not None
    assert not RemovedPart.objects.exclude(text=None).exists()
    kept = str(list(Version.objects.values_list("title", "body", "fields", "note")))
    assert folded(ID) not in folded(kept)
    assert "张三丰" not in kept
    said = str([*AuditEntry.objects.values_list("detail"), *discarded.opinions.values_list("note", "title", "body")])
    assert folded(ID) not in folded(said) and "张三丰" not in said and trail.BLACK in said
    assert not list(trail.breaks())
    assert not Blob.objects.filter(pk=alone.blob_id).exists()
    assert not path.exists()
    assert files.path_of(shared.blob_id).exists()
    assert client.get(reverse("portal:file", args=[alone.pk, "名单.txt"])).status_code == 410
    assert "张三丰" not in public(client, record)
    with pytest.raises(Refused, match="已经消除"):
        actions.reveal(removal=removal, reason="核对", by=officer)
    verbs = AuditEntry.objects.filter(noun_id=str(record.pk)).values_list("verb", flat=True)
    assert "removal.erase" in verbs


def test_erasing_is_a_daily_chore():
    assert schedule.JOBS["erase removed"].run is tasks.erase_kept


def test_a_file_that_something_else_holds_is_not_deleted(record, remove, make_record, officer):
    file = hang(record)
    twin = hang(make_record(title="另一条"))
    removal = remove(blobs=[file.blob_id])
    actions.check(removal=removal, verdict="confirmed", note="", by=officer)
    actions.erase(removal=removal, by=None)
    twin.refresh_from_db()
    assert files.path_of(twin.blob_id).exists()
    assert twin.blob.size == 4
