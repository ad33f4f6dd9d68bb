"""The pages of the desk: looked at before it is done, looked at by a second person, listed with its counts."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.core import files
from gongkai.core.models import AuditEntry
from gongkai.library.actions import open_correction
from gongkai.library.models import Attachment, Removal
from gongkai.review.actions import problems, submit_version
from gongkai.review.removal import actions
from gongkai.review.removal.actions import Chosen

ID = "11010119900307002X"
WHY = {"ground": "personal", "reason": "误登了身份证号码"}


@pytest.fixture
def record(site, make_record):
    return make_record(title="临时救助公示", body=f"<p>张三丰，身份证号<b>1101</b>{ID[4:]}。</p>")


@pytest.fixture
def removal(record, reviewer):
    return actions.remove(record=record, chosen=Chosen("personal", "误登", [ID]), by=reviewer)


def post(client, name, *args, **data):
    return client.post(reverse(f"desk:{name}", args=args), data)


def hang(record, name="名单.txt"):
    return Attachment.objects.create(version=record.current, blob=files.keep([b"x"], "text/plain"), name=name)


def test_the_button_stands_on_the_record_for_who_may_withdraw(client, record, author, reviewer):
    for account, stands in ((author, False), (reviewer, True)):
        client.force_login(account)
        page = client.get(reverse("desk:record", args=[record.pk])).content.decode()
        assert ("不再公开…" in page) is stands


def test_what_was_found_is_shown_before_it_is_done(client, record, reviewer):
    hang(record, "扫描件.pdf")
    client.force_login(reviewer)
    page = post(client, "record_remove", record.pk, passages=ID, **WHY)
    text = page.content.decode()
    assert "第 1 版：正文 1 处" in " ".join(text.split())
    assert "“扫描件.pdf”读不出文字" in text
    assert not Removal.objects.exists()
    seal = page.context["form"].seal
    again = post(client, "record_remove", record.pk, passages="张三丰", previewed=seal, sure=1, **WHY)
    assert again.status_code == 200  # something else was typed: looked at again first
    unsure = post(client, "record_remove", record.pk, passages=ID, previewed=seal, **WHY)
    assert unsure.status_code == 200
    assert not Removal.objects.exists()
    done = post(client, "record_remove", record.pk, passages=ID, previewed=seal, sure=1, **WHY)
    assert done.status_code == 302
    assert Removal.objects.get().parts.get().text == ID


def test_a_passage_that_stands_nowhere_is_refused_at_its_field(client, record, reviewer):
    client.force_login(reviewer)
    page = post(client, "record_remove", record.pk, passages="李四光", **WHY)
    assert "第 1 处文字在已发布的各版里都没有找到" in page.content.decode()
    assert "确认不再公开" not in page.content.decode()


def test_the_desk_shows_earlier_versions_without_it_too(client, record, removal, officer):
    client.force_login(officer)
    for address in ("desk:record", "desk:record_preview", "desk:record_versions"):
        text = client.get(reverse(address, args=[record.pk])).content.decode()
        assert ID[4:] not in text
    assert ID[4:] not in client.get(f"/desk/records/{record.pk}/versions/?n=1").content.decode()
    assert ID[4:] not in client.get(reverse("desk:removal", args=[removal.pk])).content.decode()


def test_a_removed_file_is_had_on_the_desk_only_with_a_reason(client, record, reviewer, officer):
    file = hang(record)
    removal = actions.remove(record=record, chosen=Chosen("personal", "误登", blobs=[file.blob_id]), by=reviewer)
    client.force_login(officer)
    answer = client.get(reverse("desk:attachment", args=[record.pk, file.pk]))
    assert answer.status_code == 409
    part = removal.parts.get()
    assert post(client, "removal_file", removal.pk, part.pk).status_code == 409
    answer = post(client, "removal_file", removal.pk, part.pk, reason="核对")
    assert answer.getvalue() == b"x"
    assert AuditEntry.objects.get(verb="removal.reveal").detail["parts"] == [part.pk]


def test_it_is_revealed_with_a_reason(client, removal, officer):
    client.force_login(officer)
    page = post(client, "removal_reveal", removal.pk).content.decode()
    assert "请写明查看理由" in page
    assert ID not in page
    page = post(client, "removal_reveal", removal.pk, reason="核对")
    assert ID in page.content.decode()


def test_it_waits_on_the_home_of_the_second_person_and_in_the_list(client, removal, reviewer, officer):
    due = f"最迟 {removal.due_on} 复核"
    client.force_login(officer)
    home = client.get(reverse("desk:home")).content.decode()
    assert "不再公开待复核" in home
    assert due in home
    listed = client.get(reverse("desk:removals"), {"state": "waiting"}).content.decode()
    assert "临时救助公示" in listed
    assert f"{removal.due_on}" in listed
    client.force_login(reviewer)
    assert "不再公开待复核" not in client.get(reverse("desk:home")).content.decode()


def test_overdue_is_said(client, removal, officer):
    Removal.objects.filter(pk=removal.pk).update(due_on="2026-01-05")
    client.force_login(officer)
    assert "已逾期" in client.get(reverse("desk:home")).content.decode()
    assert "复核逾期" in client.get(reverse("desk:removals"), {"state": "overdue"}).content.decode()
    assert "已逾期" in client.get(reverse("desk:removal", args=[removal.pk])).content.decode()


def test_the_second_person_confirms_or_objects_with_a_note(client, removal, officer):
    client.force_login(officer)
    page = post(client, "removal_check", removal.pk).content.decode()
    assert "请选择复核结果" in page
    page = post(client, "removal_check", removal.pk, verdict="objected").content.decode()
    assert "请写明意见" in page
    assert post(client, "removal_check", removal.pk, verdict="objected", note="应当公开").status_code == 302
    page = client.get(reverse("desk:removal", args=[removal.pk])).content.decode()
    assert "应当公开" in page
    assert "另起一次更正写回去" in page


def test_every_number_of_the_list_is_that_of_its_rows(client, removal, officer, civil, make_record, reviewer):
    other = make_record(title="另一条", body="<p>内部资料</p>")
    actions.remove(record=other, chosen=Chosen("other", "不应公开", ["内部资料"]), by=reviewer)
    actions.check(removal=removal, verdict="objected", note="应当公开", by=officer)
    client.force_login(officer)
    page = client.get(reverse("desk:removals"))
    [row] = page.context["counts"]
    for state, column in (("", "total"), ("personal", "personal"), ("waiting", "waiting"), ("objected", "objected")):
        asked = {"year": timezone.localdate().year, "organ": civil.pk, "state": state}
        assert len(client.get(reverse("desk:removals"), asked).context["page"].rows) == row[column]


def test_the_editing_page_takes_proposals_and_the_reviewer_sees_them(client, record, author, reviewer):
    draft = open_correction(record=record, by=author)
    client.force_login(author)
    edit = client.get(reverse("desk:record_edit", args=[record.pk]))
    assert "移去以前版本里的内容…" in edit.content.decode()
    typed = {"title": "改过的标题", "body": "<p>张三丰</p>", "stamp": draft.stamp, "disclosure": "active", "note": "改"}
    assert post(client, "record_removal_start", record.pk, **typed).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "改过的标题"  # typed text is saved first
    page = post(client, "record_removal_propose", record.pk, passages=ID, **WHY)
    seal = page.context["form"].seal
    answer = post(client, "record_removal_propose", record.pk, passages=ID, previewed=seal, sure=1, **WHY)
    assert answer["Location"] == reverse("desk:record_edit", args=[record.pk])
    removal = Removal.objects.get()
    assert ID in client.get(reverse("desk:record_edit", args=[record.pk])).content.decode()
    draft.fields |= {"formed_on": "2026-06-01", "item": "20.01"}
    draft.save()
    assert problems(draft) == []
    submit_version(version=draft, by=author)
    assert post(client, "removal_drop", removal.pk).status_code == 409
    client.force_login(reviewer)
    assert ID in client.get(reverse("desk:review", args=[record.pk])).content.decode()


def test_a_proposal_can_be_taken_back(client, record, author):
    draft = open_correction(record=record, by=author)
    removal = actions.propose(version=draft, chosen=Chosen("personal", "误登", [ID]), by=author)
    client.force_login(author)
    assert post(client, "removal_drop", removal.pk).status_code == 302
    assert not Removal.objects.exists()


@pytest.mark.parametrize("name", ["removal_check", "removal_reveal"])
def test_a_page_that_answered_a_form_is_opened_again_at_the_removal(
    client, removal, officer, make_account, finance, name
):
    address = reverse(f"desk:{name}", args=[removal.pk])
    client.force_login(officer)
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk:removal", args=[removal.pk]))
    client.force_login(make_account("stranger", finance, "reviewer"))
    assert client.get(address).status_code == 404
    assert not AuditEntry.objects.filter(verb="removal.reveal").exists()


def test_the_second_person_sees_where_it_stood_and_nothing_of_the_words(client, site, make_record, reviewer, officer):
    record = make_record(title="救助张三丰的公示", body="<p>张三丰，张三丰。</p>", author="李四光")
    file = hang(record, "张三丰.txt")
    asked = Chosen("personal", "误登", ["张三丰"], fields=["author"], blobs=[file.blob_id])
    removal = actions.remove(record=record, chosen=asked, by=reviewer)
    client.force_login(officer)
    page = client.get(reverse("desk:removal", args=[removal.pk])).content.decode()
    words = " ".join(re.sub(r"<[^>]*>", "", page).split())
    assert "文字 第 1 版：标题 1 处，正文 2 处" in words
    assert "目录要素 第 1 版：作者" in words
    assert "附件 第 1 版" in words
    assert not [secret for secret in ("张三丰", "李四光") if secret in page]
    actions.check(removal=removal, verdict="confirmed", note="", by=officer)
    actions.erase(removal=removal, by=None)
    erased = client.get(reverse("desk:removal", args=[removal.pk]))
    assert erased.status_code == 200
    assert "第 1 版" not in erased.content.decode()


def test_what_is_confirmed_twice_is_told_to_be_done(client, record, reviewer):
    file = hang(record)
    client.force_login(reviewer)
    asked = {"passages": ID, "files": [file.blob_id], **WHY}
    seal = post(client, "record_remove", record.pk, **asked).context["form"].seal
    for status in (302, 200):
        page = post(client, "record_remove", record.pk, previewed=seal, sure=1, **asked)
        assert page.status_code == status
    text = page.content.decode()
    assert file.blob_id not in text
    assert "勾选的附件里有一个已经不再公开，不用再办理" in text
    page = post(client, "record_remove", record.pk, passages=ID, **WHY)
    assert "第 1 处文字已经不再公开，不用再办理" in page.content.decode()
    assert Removal.objects.count() == 1


def test_titles_break_between_words_and_chinese_text_has_no_blanks(client, site, make_record, reviewer, officer):
    title = "青禾县人民政府办公室关于印发最低生活保障审核确认实施细则的通知"
    record, twin = make_record(title=title, body="<p>张三丰</p>"), make_record(title=f"转发{title}")
    file = hang(record)
    Attachment.objects.create(version=twin.current, blob=file.blob, name="名单.txt")
    removal = actions.remove(
        record=record, chosen=Chosen("personal", "误登", ["张三丰"], blobs=[file.blob_id]), by=reviewer
    )
    actions.check(removal=removal, verdict="objected", note="应当公开", by=officer)
    client.force_login(officer)
    pages = [client.get(reverse("desk:removals")), client.get(reverse("desk:removal", args=[removal.pk]))]
    hang(record, "另一份.txt").version.record.refresh_from_db()
    pages.append(client.get(reverse("desk:record_remove", args=[record.pk])))
    for page in pages:
        main = page.content.decode().partition("<main")[2]
        assert "<wbr>" in main
        assert title not in main  # never as one piece
        words = re.sub(r"</?(?:wbr|span)[^>]*>", "", main)
        assert not re.findall(r"[\u4e00-\u9fff，；。]\s+[\u4e00-\u9fff]", re.sub(r"<[^>]*>", "¦", words))
