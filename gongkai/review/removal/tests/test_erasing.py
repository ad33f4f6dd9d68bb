"""When its retention ends, what was taken out is erased inside too."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from gongkai.core import files, schedule, trail
from gongkai.core.actions import Refused, audit
from gongkai.core.models import AuditEntry, Blob
from gongkai.library import removed
from gongkai.library.actions import attach, decline_stated, discard_draft, open_correction, save_draft
from gongkai.library.masking import MARK, folded
from gongkai.library.models import Kept, Original, RemovedPart, Version, Vetted
from gongkai.library.vetting.tests.made import SEEN, sheet, word
from gongkai.review.actions import release_version, submit_version
from gongkai.review.removal import actions, tasks
from gongkai.review.removal.tests.made import ID, chosen, clean, hang, hidden, public
from gongkai.review.settings import REMOVED_KEPT


def test_when_its_retention_ends_it_is_erased_inside_too(
    client, record, remove, author, officer, settle, django_capture_on_commit_callbacks
):
    settle(REMOVED_KEPT, 30)
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


def test_the_reason_not_to_carry_out_what_the_text_states_loses_the_passage_too(record, make_record, officer, reviewer):
    make_record(title="甲办法", formed_on="2018-03-05")
    body = record.current.body + "<p>《甲办法》同时废止。</p>"
    other = make_record(title="另一份公示", body=body)
    decline_stated(effect=other.stated_effects.get(), reason=f"{ID} 的信访件另行办理", by=reviewer)
    removal = actions.remove(record=other, chosen=chosen(ID), by=reviewer)
    erased(removal, officer)
    assert other.stated_effects.get().reason.endswith("的信访件另行办理")
    assert folded(ID) not in folded(other.stated_effects.get().reason)
    assert AuditEntry.objects.get(verb="record.decline_stated").detail["reason"] == trail.BLACK


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


def erased(removal, officer, verdict="confirmed"):
    actions.check(removal=removal, verdict=verdict, note="应当公开", by=officer)
    actions.erase(removal=removal, by=None)


def test_a_file_put_back_after_an_objection_keeps_its_original_and_the_decisions_on_it(
    client, record, remove, author, reviewer, officer, django_capture_on_commit_callbacks
):
    file = hidden(record)
    original = file.blob
    clean(file, reviewer)
    copy = Blob.objects.get(pk=record.current.attachments.get().blob_id)
    Kept.objects.create(record=record, blob=copy, code="comment", reason="保留", by=reviewer)
    removal = remove(blobs=[copy.pk])
    actions.check(removal=removal, verdict="objected", note="应当公开", by=officer)
    draft = open_correction(record=record, by=author)
    attach(version=draft, blob=copy, name="说明.docx", by=author)
    draft = save_draft(version=draft, stamp=0, by=author, title=record.title, body=record.current.body, note="恢复")
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(removal=removal, by=None)
    assert files.path_of(copy.pk).exists() and files.path_of(original.pk).exists()
    assert Original.objects.get().blob == original
    assert Kept.objects.get().blob == copy
    back = draft.attachments.get()
    assert client.get(reverse("portal:file", args=[back.pk, back.name])).status_code == 200
    assert client.get(reverse("portal:file", args=[file.pk, file.name])).status_code == 410


def test_the_original_and_the_decisions_of_an_erased_file_go_with_it_also_when_another_record_holds_it(
    record, remove, make_record, reviewer, officer
):
    file, twin = hidden(record), hidden(make_record(title="另一条"))
    for one in (file, twin):
        clean(one, reviewer)
        one.refresh_from_db()
        Kept.objects.create(record=one.version.record, blob=one.blob, code="comment", reason="保留", by=reviewer)
    erased(remove(blobs=[file.blob_id]), officer)
    other = twin.version.record
    assert [one.record for one in Original.objects.all()] == [other]
    assert [one.record for one in Kept.objects.all()] == [other]
    assert files.path_of(Original.objects.get().blob_id).exists()


def test_a_draft_that_never_went_out_loses_an_erased_file_too(record, remove, author, officer):
    file = hang(record)
    draft = open_correction(record=record, by=author)
    erased(remove(blobs=[file.blob_id]), officer)
    assert not draft.attachments.exists()
    assert not Blob.objects.filter(pk=file.blob_id).exists()


def test_after_the_erasure_neither_the_original_nor_the_copy_of_a_file_may_come_back(
    record, remove, reviewer, author, officer
):
    file = hidden(record)
    content = files.path_of(file.blob_id).read_bytes()
    clean(file, reviewer)
    erased(remove(blobs=[record.current.attachments.get().blob_id]), officer)
    draft = open_correction(record=record, by=author)
    attach(version=draft, blob=files.keep([content], file.blob.media_type), name="说明.docx", by=author)
    assert "files" in {field for field, _ in removed.brought_back(draft)}


@pytest.mark.parametrize(
    ("content", "name", "stays"),
    [
        (word(), "说明.docx", True),  # all that it hides is known, and says nothing of it
        (sheet(("姓名",), (SEEN,), comment=f"身份证 {ID}"), "名单.xlsx", False),
        (sheet(("姓名",), (SEEN,), comment=f"{'底稿' * 40}{ID}"), "名单.xlsx", False),  # only the beginning is known
    ],
)
def test_an_original_that_may_hide_an_erased_passage_goes(
    record, remove, reviewer, officer, content, name, stays, django_capture_on_commit_callbacks
):
    file = hidden(record, name, content)
    clean(file, reviewer)
    original = Original.objects.get().blob_id
    with django_capture_on_commit_callbacks(execute=True):
        erased(remove(ID), officer)
    assert Original.objects.filter(blob=original).exists() is stays
    assert Vetted.objects.filter(blob=original).exists() is stays
    assert files.path_of(original).exists() is stays
    assert record.current.attachments.get().removal is None


def test_what_was_said_of_an_erased_passage_is_masked_and_the_rest_stays(record, remove, author, reviewer, officer):
    file = hang(record)
    Kept.objects.create(record=record, blob=file.blob, code="comment", reason=f"{ID}为公示内容，保留", by=reviewer)
    draft = open_correction(record=record, by=author)
    told = {"title": "张三丰的救助公示", "body": f"<p>张三丰<b>{ID}</b>。</p><p>自七月起。</p>"}
    opinion = draft.opinions.create(note=f"请删去 {ID}", by=officer, **told)
    other = draft.opinions.create(note="请核对日期", by=officer, title="救助公示", body="<p>自七月起。</p>")
    erased(remove(ID, "张三丰"), officer)
    opinion.refresh_from_db()
    other.refresh_from_db()
    assert (opinion.note, opinion.title) == (f"请删去 {MARK}", f"{MARK}的救助公示")
    assert opinion.body == f"<p>{MARK}<b></b>。</p><p>自七月起。</p>"
    assert (other.title, other.body) == ("救助公示", "<p>自七月起。</p>")
    assert Kept.objects.get().reason == f"{MARK}为公示内容，保留"
