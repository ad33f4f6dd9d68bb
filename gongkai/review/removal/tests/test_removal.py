"""What is taken out of a released record is gone for the public, and looked at by a second person."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from gongkai.core import files, pages, schedule, trail
from gongkai.core.actions import NotAllowed, Refused, audit
from gongkai.core.models import AuditEntry, Blob, StoredPage
from gongkai.library.actions import attach, discard_draft, open_correction, save_draft, start_record
from gongkai.library.masking import MARK, folded
from gongkai.library.models import Attachment, FrozenVersion, Record, Removal, RemovedPart, Version
from gongkai.library.vetting.looking import look
from gongkai.review.actions import problems, release_version, submit_version, withdraw_record
from gongkai.review.removal import actions, selectors, tasks
from gongkai.review.removal.actions import Chosen
from gongkai.search import indexing
from gongkai.search.alike import alike
from gongkai.search.models import Outbox
from gongkai.search.queries import search

ID = "11010119900307002X"
BODY = "<p>领取人张三丰，身份证号<b>110101</b>19900307002X。</p><p>自七月一日起发放。</p>"


def chosen(*passages, **more):
    return Chosen("personal", "误登了身份证号码", list(passages), **more)


@pytest.fixture
def record(site, make_record):
    return make_record(title="临时救助公示", body=BODY, summary=f"张三丰（{ID}）", keywords="救助 张三丰")


@pytest.fixture
def remove(record, reviewer, django_capture_on_commit_callbacks):
    def run(*passages, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return actions.remove(record=record, chosen=chosen(*passages, **more), by=reviewer)

    return run


def hang(record, name="名单.txt", content=b"list", text=""):
    blob = files.keep([content], "text/plain", text)
    look(blob)
    return Attachment.objects.create(version=record.current, blob=blob, name=name)


def public(client, record):
    """Everything of a record that the public can read, as one text."""
    names = ("home", "disclosure", "news", "feed", "sitemap_index")
    own = [f"/records/{record.pk}/", f"/records/{record.pk}/versions/", "/sitemap-1.xml"]
    answers = [client.get(address) for address in [*own, *(reverse(f"portal:{name}") for name in names)]]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.content.decode() for answer in answers)


def test_what_a_correction_took_out_was_public_in_the_earlier_version_and_is_no_more(client, record, remove):
    assert "11010" in public(client, record)
    remove(ID, "张三丰")
    seen = public(client, record)
    assert folded(ID) not in folded(seen)
    assert "张三丰" not in seen
    assert "自七月一日起发放" in seen
    versions = client.get(f"/records/{record.pk}/versions/").content.decode()
    assert f"{timezone.localdate()}</time> 起，本信息的部分内容不再公开" in versions
    assert "误登了身份证号码" in versions


def test_stored_pages_are_thrown_away_in_the_same_transaction(client, record, remove):
    pages.sweep()
    client.get(f"/records/{record.pk}/versions/")
    client.get(f"/records/{record.pk}/")
    assert StoredPage.objects.filter(path__startswith=f"/records/{record.pk}/").count() == 2
    remove(ID)
    assert not StoredPage.objects.filter(path__startswith=f"/records/{record.pk}/").exists()


def test_released_versions_stay_frozen_and_a_new_one_is_current(record, remove):
    first = record.current
    remove(ID)
    record.refresh_from_db()
    first.refresh_from_db()
    assert (first.body, record.current.number) == (BODY, 2)
    assert record.current.body == f"<p>领取人张三丰，身份证号<b>{MARK}</b>。</p><p>自七月一日起发放。</p>"
    assert record.current.note == "部分内容已不再公开。"
    assert record.summary == f"张三丰（{MARK}）"
    with pytest.raises(FrozenVersion):
        first.save()


def test_the_old_address_of_a_removed_file_answers_410_and_says_so(client, record, remove):
    file, other = hang(record), hang(record, "通知.txt", b"notice")
    remove(blobs=[file.blob_id])
    for name in (file.name, "别的名字.txt"):
        answer = client.get(reverse("portal:file", args=[file.pk, name]))
        assert answer.status_code == 410
        assert "这个附件已不再公开" in answer.content.decode()
        assert "名单" not in answer.content.decode()
    assert client.get(reverse("portal:file", args=[other.pk, other.name])).status_code == 200
    seen = public(client, record)
    assert "名单" not in seen
    assert "通知.txt" in seen


def test_a_file_that_says_the_passage_goes_with_it(client, record, remove):
    inside, named = hang(record, text="身份证 1101 0119 9003 0700 2X"), hang(record, f"{ID}.txt", b"x")
    remove(ID)
    for file in (inside, named):
        assert client.get(reverse("portal:file", args=[file.pk, file.name])).status_code == 410


def test_a_file_whose_earlier_name_said_it_goes_too(client, record, remove, author, reviewer):
    old = hang(record, "张三丰.txt")
    draft = open_correction(record=record, by=author)
    draft.attachments.update(name="名单.txt")
    draft = save_draft(version=draft, stamp=0, by=author, title=record.title, body="<p>无</p>", note="改名")
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    record.refresh_from_db()
    new = record.current.attachments.get()
    remove("张三丰")
    for file in (old, new):
        assert client.get(reverse("portal:file", args=[file.pk, file.name])).status_code == 410
    assert "张三丰" not in public(client, record)


def test_the_same_file_on_another_record_stays_and_is_named_on_the_desk(
    client, record, remove, make_record, make_account, finance, reviewer
):
    file = hang(record)
    twin = hang(make_record(title="另一条公示"))
    hidden = start_record(organ=finance, kind="news", title="财政局未公开的稿件", by=make_account("f", finance))
    Attachment.objects.create(version=hidden, blob=file.blob, name="名单.txt")
    removal = remove(blobs=[file.blob_id])
    assert client.get(reverse("portal:file", args=[twin.pk, twin.name])).status_code == 200
    client.force_login(reviewer)
    seen = client.get(reverse("desk:removal", args=[removal.pk])).content.decode()
    assert "另一条公示" in seen
    assert "财政局未公开的稿件" not in seen


def test_a_removed_field_is_empty_in_every_version(client, site, make_record, reviewer):
    record = make_record(author="李四光", source="县报")
    actions.remove(record=record, chosen=chosen(fields=["author"]), by=reviewer)
    record.refresh_from_db()
    assert (record.author, record.source) == ("", "县报")
    assert "李四光" not in public(client, record)


def test_fields_of_a_kind_are_covered_too(client, site, make_record, reviewer):
    record = make_record(
        kind="penalty", title="行政处罚决定", party="王五", subject_number="罚1号", amount="1234.50", stage="罚款",
        held_on="2026-05-01", extra={"offence": f"当事人{ID}违规", "note": ["王五"]},
    )  # fmt: skip
    actions.remove(record=record, chosen=chosen(ID, "王五", "1234.50"), by=reviewer)
    record.refresh_from_db()
    assert record.party == MARK
    assert record.amount is None
    assert record.extra == {"offence": f"当事人{MARK}违规", "note": [MARK]}
    seen = public(client, record)
    assert ID not in seen
    assert "王五" not in seen
    assert "1234.5" not in seen


def test_a_previous_title_and_note_are_covered(client, site, make_record, author, reviewer):
    record = make_record(title="关于救助张三丰的公示")
    draft = open_correction(record=record, by=author)
    draft = save_draft(version=draft, stamp=0, by=author, title="关于救助的公示", body="<p>甲</p>", note="删去张三丰")
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    assert "张三丰" in public(client, record)
    actions.remove(record=record, chosen=chosen("张三丰"), by=reviewer)
    assert "张三丰" not in public(client, record)


def test_a_tombstone_says_nothing_of_it(client, record, reviewer):
    Record.objects.filter(pk=record.pk).update(title="张三丰救助公示")
    Version.objects.filter(record=record).update(title="张三丰救助公示")
    record.refresh_from_db()
    withdraw_record(record=record, reason="张三丰的信息有误", by=reviewer)
    actions.remove(record=record, chosen=chosen("张三丰"), by=reviewer)
    seen = client.get(f"/records/{record.pk}/")
    assert seen.status_code == 410
    assert "张三丰" not in seen.content.decode()
    assert MARK in seen.content.decode()


def test_a_record_may_not_be_withdrawn_with_the_removed_words_as_reason(record, remove, reviewer):
    remove("张三丰")
    with pytest.raises(Refused, match="不要写出"):
        withdraw_record(record=record, reason="张三丰不同意", by=reviewer)


def test_what_is_found_before_asking_says_nothing_of_it(record, remove):
    indexing.drain()
    assert alike("临时救助公示里的张三丰")
    remove("张三丰")
    assert alike("临时救助公示里的张三丰") == []


def test_also_what_one_wrote_oneself(site, make_record, officer, author):
    record = make_record(body="<p>张三丰</p>", by=officer, organ=author.posts.get().organ)
    actions.remove(record=record, chosen=chosen("张三丰"), by=officer)
    assert list(selectors.to_check(officer)) == []


def test_search_shows_nothing_of_it_even_before_the_index_is_written(client, record, remove):
    indexing.drain()
    assert search("张三丰").total == 1
    remove("张三丰", ID)
    assert search("张三丰").hits == []
    assert search(ID).total == 0
    assert search("临时救助公示").hits == []
    assert "张三丰" not in client.get("/search/?q=临时救助").content.decode()
    assert client.get("/search/suggest/?q=张三").json()["suggestions"] == []
    indexing.drain()
    assert not Outbox.objects.exists()
    assert search("张三丰").total == 0
    [hit] = search("临时救助公示").hits
    assert MARK in hit.snippet_html
    assert client.get("/search/suggest/?q=张三").json()["suggestions"] == []


def test_suggested_words_of_what_is_gone_are_not_suggested(client, site, make_record, reviewer):
    record = make_record(title="县城排涝泵站改造公示")
    make_record(title="县城供水管网公示")
    indexing.drain()
    assert client.get("/search/suggest/?q=排涝").json()["suggestions"]
    withdraw_record(record=record, reason="误发", by=reviewer)
    indexing.drain()
    assert client.get("/search/suggest/?q=排涝").json()["suggestions"] == []


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


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Chosen("personal", "误登", ["没有这句话"]), "没有找到"),
        (Chosen("personal", "误登", ["张"]), "至少写两个字"),
        (Chosen("personal", "误登", []), "请写出要移去的文字"),
        (Chosen("personal", " ", [ID]), "请写明原因"),
        (Chosen("personal", f"登了{ID}", [ID]), "不要写出"),
        (Chosen("whim", "误登", [ID]), "哪种情形"),
    ],
)
def test_what_cannot_be_removed_is_refused_with_a_sentence(record, reviewer, asked, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.remove(record=record, chosen=asked, by=reviewer)


def test_it_takes_the_right_to_withdraw(record, author, make_account, finance):
    for stranger in (author, make_account("stranger", finance, "reviewer")):
        with pytest.raises(NotAllowed):
            actions.remove(record=record, chosen=chosen(ID), by=stranger)


def test_the_audit_trail_never_holds_the_words(record, remove, officer):
    removal = remove(ID, "张三丰", blobs=[hang(record).blob_id])
    actions.reveal(removal=removal, reason="核对", by=officer)
    actions.check(removal=removal, verdict="confirmed", note="", by=officer)
    told = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert folded(ID) not in folded(told)
    assert "张三丰" not in told
    assert "名单" not in told


def test_the_trail_is_kept_encrypted_and_shown_only_with_a_reason(record, remove, author, officer):
    removal = remove(ID)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM library_removedpart")
        assert ID not in str(cursor.fetchall())
    with pytest.raises(NotAllowed):
        actions.reveal(removal=removal, reason="看看", by=author)
    with pytest.raises(Refused, match="查看理由"):
        actions.reveal(removal=removal, reason=" ", by=officer)
    [part] = actions.reveal(removal=removal, reason="核对", by=officer)
    assert part.text == ID
    assert AuditEntry.objects.filter(verb="removal.reveal").count() == 1


# the second look, in frozen time: 2026-06-05 is a Friday


def test_a_second_person_looks_within_one_working_day(record, reviewer, officer):
    with time_machine.travel("2026-06-05 17:00", tick=False):  # in the night of Saturday, local time
        removal = actions.remove(record=record, chosen=chosen(ID), by=reviewer)
        assert removal.due_on == date(2026, 6, 8)
    with time_machine.travel("2026-06-08 09:00", tick=False):
        assert list(selectors.to_check(officer)) == [removal]
        assert not selectors.to_check(reviewer).exists()
        assert not removal.is_overdue
        with pytest.raises(Refused, match="另一位"):
            actions.check(removal=removal, verdict="confirmed", note="", by=reviewer)
    with time_machine.travel("2026-06-09 09:00", tick=False):
        assert removal.is_overdue
        assert list(Removal.objects.overdue()) == [removal]
        actions.check(removal=removal, verdict="confirmed", note="", by=officer)
        assert not Removal.objects.waiting().exists()
        with pytest.raises(Refused, match="已经复核过"):
            actions.check(removal=removal, verdict="confirmed", note="", by=officer)


def test_after_an_objection_an_ordinary_correction_may_put_it_back(client, record, remove, author, reviewer, officer):
    removal = remove("张三丰")
    with pytest.raises(Refused, match="写明意见"):
        actions.check(removal=removal, verdict="objected", note=" ", by=officer)
    actions.check(removal=removal, verdict="objected", note="是法定公开的姓名", by=officer)
    assert "张三丰" not in public(client, record)
    draft = open_correction(record=record, by=author)
    draft = save_draft(version=draft, stamp=0, by=author, title=record.title, body="<p>张三丰</p>", note="恢复姓名")
    submit_version(version=draft, by=author)
    release_version(version=draft, by=reviewer)
    seen = client.get(f"/records/{record.pk}/versions/").content.decode()
    assert seen.count("张三丰") == 1  # in the difference of the newest version only


def test_removals_are_counted_by_organ_and_year(record, remove, officer, civil):
    remove(ID)
    remove("张三丰")
    year = timezone.localdate().year
    [row] = selectors.counted(selectors.removals(officer, year=year))
    assert (row["organ"], row["total"], row["personal"], row["waiting"], row["objected"]) == (civil.pk, 2, 2, 2, 0)
    assert selectors.removals(officer, year=year, organ=civil).count() == row["total"]
    assert selectors.counted(selectors.removals(officer, year=year - 1)) == []


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
