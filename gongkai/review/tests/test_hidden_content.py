"""A file with hidden parts does not go out until it was cleaned or a reviewer keeps each kind with a reason."""

import re
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from gongkai.core import files
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.intake import hidden
from gongkai.core.models import AuditEntry
from gongkai.library import intake
from gongkai.library.actions import attach, open_correction, save_draft
from gongkai.library.models import Kept, Original, Version
from gongkai.library.vetting import actions as vetting
from gongkai.library.vetting.cleaning import clean_copy
from gongkai.library.vetting.looking import look_at_old_files
from gongkai.library.vetting.tests.conftest import draft_with  # noqa: F401
from gongkai.library.vetting.tests.made import SECRET, SEEN, sheet, upload, word
from gongkai.library.vetting.tests.test_looking import old  # noqa: F401
from gongkai.review.actions import problems, release_version, submit_version
from gongkai.search.models import Outbox

pytestmark = pytest.mark.django_db
CHOSEN = {"disclosure": "active"}
REASON = "底稿是公示的一部分，经办公会同意保留"


@pytest.fixture
def desk(client):
    """desk(account): the client, signed in."""

    def sign_in(account):
        client.force_login(account)
        return client

    return sign_in


@pytest.fixture
def submitted(draft_with):  # noqa: F811
    """A version that waits for review although its file hides something: its file was not looked into before."""

    def make(**options):
        version = draft_with(**options)
        Version.objects.filter(pk=version.pk).update(
            state="submitted", submitted_by=version.written_by, submitted_at=version.written_at
        )
        version.record.state = "submitted"
        version.record.save()
        version.refresh_from_db()
        return version

    return make


def clean_address(version):
    return reverse("desk:attachment_clean", args=[version.record_id, version.attachments.get().pk])


def keep_address(version, code="text"):
    return reverse("desk:attachment_keep", args=[version.record_id, version.attachments.get().pk, code])


def cleaned(version, by):
    attachment = version.attachments.get()
    vetting.put_in_place(attachment=attachment, copy=clean_copy(attachment.blob), by=by)


def test_a_clerk_is_told_once_that_files_hide_something_and_leaves_it_to_the_reviewer(
    draft_with,  # noqa: F811
    author,
    reviewer,
    desk,
):
    version, address = draft_with(), "desk:record_submit"
    typed = {"stamp": version.stamp, "title": "题", "body": "<p>文</p>"} | CHOSEN | version.fields
    address = reverse("desk:record_submit", args=[version.record_id])
    page = desk(author).post(address, typed).content.decode()
    assert "有 1 个附件含有隐藏内容。可以现在逐个点“清除隐藏内容”" in page
    assert 'name="undecided" value="1"' in page and "仍然提交，由审核人决定" in page
    version.refresh_from_db()
    assert version.state == "draft"
    desk(author).post(address, typed | {"stamp": version.stamp, "undecided": "1"})
    version.refresh_from_db()
    assert version.state == "submitted"
    page = desk(reviewer).get(reverse("desk:review", args=[version.record_id])).content.decode()
    file = version.attachments.get().pk
    assert f'<a href="#file-{file}">附件“说明.docx”含有隐藏内容：隐藏文字 1 处。' in page
    assert f'id="file-{file}"' in page
    assert '<button class="btn main" disabled>发布</button>' in page
    with pytest.raises(Refused, match=r"附件“说明\.docx”含有隐藏内容：隐藏文字 1 处。请清除隐藏内容"):
        release_version(version=version, by=reviewer)
    vetting.keep(attachment=version.attachments.get(), code="text", reason=REASON, by=reviewer)
    release_version(version=version, by=reviewer)


def test_another_file_that_hides_something_is_told_anew(draft_with, author, desk):  # noqa: F811
    version = draft_with()
    blob, name = intake.take(upload(word(header="另一份"), "二.docx"), "二.docx")
    attach(version=version, blob=blob, name=name, by=author)
    typed = {"stamp": version.stamp, "title": "题", "body": "<p>文</p>", "undecided": "1"} | CHOSEN | version.fields
    page = desk(author).post(reverse("desk:record_submit", args=[version.record_id]), typed).content.decode()
    assert "有 2 个附件含有隐藏内容" in page


def test_what_hides_something_is_not_released(submitted, reviewer):
    version = submitted()
    with pytest.raises(Refused, match="含有隐藏内容"):
        release_version(version=version, by=reviewer)


def test_a_file_nobody_looked_into_is_not_released(submitted, reviewer):
    version = submitted()
    version.attachments.get().blob.vetted.delete()
    assert [field for field, _ in problems(version)] == ["files"]
    with pytest.raises(Refused, match="还没有检查是否含有隐藏内容"):
        release_version(version=version, by=reviewer)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["record_submit", "review_release", "review_queue"])
def test_the_desk_looks_into_its_files_first_while_no_row_is_locked(
    submitted,
    author,
    reviewer,
    desk,
    monkeypatch,
    step,
):
    version, seen = submitted(), []
    version.attachments.get().blob.vetted.delete()
    if step == "record_submit":
        version.state = "draft"
        version.save()

    def looks(*args):
        seen.append(connection.in_atomic_block)
        return holdings(*args)

    holdings = hidden.holdings
    monkeypatch.setattr(hidden, "holdings", looks)
    posted = {
        "record_submit": {"stamp": version.stamp, "title": "题", "body": "<p>文</p>"} | CHOSEN | version.fields,
        "review_release": {"version": 1, "seen": version.submission},
        "review_queue": {"version": f"{version.pk}@{version.submission}"},
    }[step]
    args = [] if step == "review_queue" else [version.record_id]
    answer = desk(author if step == "record_submit" else reviewer).post(reverse(f"desk:{step}", args=args), posted)
    assert seen == [False]
    version.refresh_from_db()
    assert version.state != "released"
    assert answer.status_code in (200, 302)


def test_what_is_only_told_never_blocks(draft_with, author, reviewer, desk):  # noqa: F811
    version = draft_with(content=word(hidden=False, header="青禾县民政局"))
    submit_version(version=version, by=author)
    page = desk(reviewer).get(reverse("desk:review", args=[version.record_id])).content.decode()
    assert "页眉" in page
    release_version(version=version, by=reviewer)


def test_a_reviewer_cleans_by_one_click_and_releases_without_having_become_a_writer(submitted, reviewer, desk, client):
    version = submitted()
    before = version.attachments.get()
    answer = desk(reviewer).post(clean_address(version), follow=True)
    assert "隐藏内容已清除" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("desk:review", args=[version.record_id])
    after = version.attachments.get()
    assert (after.pk, after.name, after.blob_id != before.blob_id) == (before.pk, before.name, True)
    assert after.blob.text.count(SEEN) == 1 and SECRET not in after.blob.text
    entry = AuditEntry.objects.get(verb="file.clean")
    assert (entry.by, entry.detail["version"], entry.detail["original"]) == (reviewer, 1, before.blob_id)
    release_version(version=version, by=reviewer)


def test_the_public_gets_the_clean_copy_and_the_original_has_no_public_address(
    site, submitted, reviewer, make_account, finance, client
):
    version = submitted()
    attachment = version.attachments.get()
    original = files.path_of(attachment.blob_id).read_bytes()
    cleaned(version, reviewer)
    release_version(version=version, by=reviewer)
    kept = Original.objects.get(record=version.record)
    public = client.get(f"/files/{attachment.pk}/{attachment.name}")
    assert public.status_code == 200
    assert b"".join(public.streaming_content) != original
    page = client.get(f"/records/{version.record_id}/").content.decode()
    assert kept.blob_id not in page and "originals" not in page
    address = reverse("desk:attachment_original", args=[version.record_id, kept.pk])
    client.force_login(reviewer)
    assert b"".join(client.get(address).streaming_content) == original
    client.force_login(make_account("stranger", finance, "reviewer"))
    assert client.get(address).status_code == 404


def test_a_second_click_is_harmless(submitted, reviewer, desk):
    version = submitted()
    for _ in range(2):
        answer = desk(reviewer).post(clean_address(version), follow=True)
    assert "可能已经清除过了" in answer.content.decode()
    assert Original.objects.count() == 1
    attachment = version.attachments.get()
    with pytest.raises(Refused, match="可能已经清除过了"):
        clean_copy(attachment.blob)


def test_an_author_cleans_his_draft_and_loses_nothing_typed(draft_with, author, desk):  # noqa: F811
    version = draft_with()
    typed = {"stamp": version.stamp, "title": "新标题", "body": "<p>新正文</p>"} | CHOSEN | version.fields
    answer = desk(author).post(clean_address(version), typed, follow=True)
    assert "隐藏内容已清除" in answer.content.decode()
    version.refresh_from_db()
    assert (version.title, version.body) == ("新标题", "<p>新正文</p>")
    submit_version(version=version, by=author)


def test_an_author_does_not_touch_what_is_submitted(submitted, author, desk):
    version = submitted()
    assert desk(author).post(clean_address(version)).status_code == 403
    with pytest.raises(NotAllowed):
        cleaned(version, author)


def test_what_cannot_be_cleaned_says_so_and_stays(submitted, reviewer, desk, monkeypatch):
    def fails(*_):
        raise Refused(hidden.UNCLEAN)

    version = submitted()
    monkeypatch.setattr(hidden, "cleaned", fails)
    answer = desk(reviewer).post(clean_address(version), follow=True)
    assert "没有生成清理后的文件" in answer.content.decode()
    assert problems(version)


def test_a_copy_that_still_hides_something_when_listed_again_is_not_taken(submitted, reviewer, monkeypatch):
    version = submitted()
    monkeypatch.setattr(hidden, "cleaned", lambda path, media_type: path.read_bytes())
    with pytest.raises(Refused, match="没有能清除干净"):
        cleaned(version, reviewer)


def test_each_kind_is_kept_with_a_reason_that_the_second_person_reads(submitted, reviewer, make_account, civil, desk):
    book = sheet(("姓名",), (SEEN,), (SECRET,), row=3, comment="经办人批注")
    version = submitted(content=book, name="名单.xlsx")
    client = desk(reviewer)
    assert keep_address(version, "row") in client.get(reverse("desk:review", args=[version.record_id])).content.decode()
    page = client.post(keep_address(version, "row"), {"reason": " "}).content.decode()
    assert 'id="id_reason_error" role="alert">请写明保留这一类隐藏内容的理由' in page
    long = "理" * 301
    assert long in client.post(keep_address(version, "row"), {"reason": long}).content.decode(), "nothing typed is lost"
    client.post(keep_address(version, "row"), {"reason": REASON})
    with pytest.raises(Refused, match="含有隐藏内容：批注 1 处"):
        release_version(version=version, by=reviewer)
    client.post(keep_address(version, "comment"), {"reason": REASON})
    kept = Kept.objects.order_by("code")
    assert [(k.code, k.reason, k.by, k.record) for k in kept] == [
        ("comment", REASON, reviewer, version.record),
        ("row", REASON, reviewer, version.record),
    ]
    assert AuditEntry.objects.filter(verb="file.keep", detail__reason=REASON).count() == 2
    second = make_account("second", civil, "reviewer")
    assert REASON in desk(second).get(reverse("desk:review", args=[version.record_id])).content.decode()
    release_version(version=version, by=second)


def test_an_author_keeps_nothing(submitted, author, desk):
    assert desk(author).post(keep_address(submitted()), {"reason": "好"}).status_code == 403


def test_a_kind_that_was_decided_on_meanwhile_says_so_and_leads_back(submitted, reviewer, desk):
    version = submitted()
    address = keep_address(version)
    for page in (address, f"{address}?exposed=1"):
        assert "保留隐藏文字" in desk(reviewer).get(page).content.decode()
    cleaned(version, reviewer)
    answer = desk(reviewer).post(address, {"reason": "好"}, follow=True)
    assert "可能已经清除或保留" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("desk:review", args=[version.record_id])


def test_on_the_editing_page_files_are_cleaned_not_kept(draft_with, desk, make_account, civil):  # noqa: F811
    """There every button posts the whole draft, and to keep is the reviewer's decision."""
    both = make_account("both", civil)
    both.posts.create(organ=civil, role="reviewer", since=date(2020, 1, 1))
    version = draft_with(by=both)
    page = desk(version.written_by).get(reverse("desk:record_edit", args=[version.record_id])).content.decode()
    assert clean_address(version) in page
    assert keep_address(version) not in page


def test_what_was_kept_or_cleaned_is_not_lost_when_a_correction_copies_the_file(
    submitted,
    author,
    reviewer,
    desk,
):
    version = submitted()
    vetting.keep(attachment=version.attachments.get(), code="text", reason=REASON, by=reviewer)
    record = release_version(version=version, by=reviewer)
    correction = open_correction(record=record, by=author)
    save_draft(version=correction, stamp=0, by=author, title="低保说明", body="<p>改。</p>", note="更正")
    submit_version(version=correction, by=author)
    assert REASON in desk(reviewer).get(reverse("desk:review", args=[record.pk])).content.decode()
    cleaned(correction, reviewer)
    record = release_version(version=correction, by=reviewer)
    third = open_correction(record=record, by=author)
    assert "已清除隐藏内容" in desk(author).get(reverse("desk:record_edit", args=[third.record_id])).content.decode()


def test_a_reviewer_cleans_a_file_that_has_been_public_at_its_own_address(site, old, reviewer, desk, client):  # noqa: F811
    record = old(word())
    look_at_old_files(None)
    page = desk(reviewer).get("/desk/").content.decode()
    assert "已公开的文件含有隐藏内容" in page
    page = client.get(reverse("desk:files_exposed")).content.decode()
    assert "说明.docx" in page and "清除隐藏内容" in page
    Outbox.objects.all().delete()
    answer = client.post(f"{clean_address(record.current)}?exposed=1", follow=True)
    assert "没有等您处理的文件" in answer.content.decode()
    attachment = record.current.attachments.get()
    public = client.get(f"/files/{attachment.pk}/{attachment.name}")
    with files.received(public.streaming_content) as file:
        assert not [one for one in hidden.holdings(file.path, attachment.blob.media_type) if one.hidden]
    assert Outbox.objects.filter(pk_of_source=record.pk).exists()


def test_a_public_file_of_before_is_settled_when_each_kind_is_kept(old, reviewer, desk):  # noqa: F811
    record = old(word())
    look_at_old_files(None)
    vetting.keep(attachment=record.current.attachments.get(), code="text", reason=REASON, by=reviewer)
    page = desk(reviewer).get(reverse("desk:files_exposed")).content.decode()
    assert "没有等您处理的文件" in page


def test_files_that_keep_something_are_counted_and_the_number_opens_their_records(
    old,  # noqa: F811
    reviewer,
    make_account,
    finance,
    make_record,
    desk,
):
    record, other = old(word()), make_record(title="别的通知")
    look_at_old_files(None)

    def counted(account):
        page = desk(account).get(reverse("desk:files_exposed")).content.decode()
        return re.search(r'href="/desk/records/\?state=kept">(\d+) 个', page)[1]

    assert counted(reviewer) == "0"
    vetting.keep(attachment=record.current.attachments.get(), code="text", reason=REASON, by=reviewer)
    assert counted(reviewer) == "1"
    assert counted(make_account("stranger", finance, "reviewer")) == "0"
    page = desk(reviewer).get("/desk/records/?state=kept").content.decode()
    assert f"/desk/records/{record.pk}/" in page and other.title not in page
    cleaned(record.current, reviewer)
    assert counted(reviewer) == "0"


def test_the_word_import_of_the_editor_leaves_hidden_text_out_and_tells(draft_with, author, desk):  # noqa: F811
    version = draft_with(content=b"x", name="x.txt")
    typed = {"stamp": version.stamp, "title": "题", "body": "<p>原文</p>", "word": upload(word(), "稿.docx")} | CHOSEN
    answer = desk(author).post(reverse("desk:record_edit", args=[version.record_id]), typed, follow=True)
    assert "文件里的隐藏内容没有导入：隐藏文字 1 处" in answer.content.decode()
    version.refresh_from_db()
    assert SEEN in version.body and SECRET not in version.body


@pytest.mark.parametrize(
    "picture",
    ["<img>", '<img alt="">', '<img src="">', '<img src="image001.png">', '<img src="file:///C:/a.png">',
     '<img src="data:image/png;base64,AAAA">', '<img src="cid:1">', '<IMG SRC=image002.jpg>'],
)  # fmt: skip
def test_a_body_with_an_empty_picture_is_neither_submitted_nor_released(draft_with, author, reviewer, picture):  # noqa: F811
    version = draft_with(content=b"x", name="x.txt")
    save_draft(version=version, stamp=0, by=author, title="题", body=f"<p>见图{picture}</p>")
    version.refresh_from_db()
    with pytest.raises(Refused, match=r"正文里有 1 处图片没有图像.*另作附件上传"):
        submit_version(version=version, by=author)


def test_a_picture_with_an_address_is_no_empty_one(draft_with, author):  # noqa: F811
    version = draft_with(content=b"x", name="x.txt")
    body = '<p><img src="https://example.org/a.png" alt="图"><img alt="b" src="/static/b.png"></p>'
    save_draft(version=version, stamp=0, by=author, title="题", body=body)
    version.refresh_from_db()
    assert problems(version) == []
