"""What is taken out of a released record is gone for the public, in every version."""

import pytest
from django.utils import timezone

from gongkai.core import pages
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import StoredPage
from gongkai.library.actions import open_correction, save_draft
from gongkai.library.masking import MARK, folded
from gongkai.library.models import FrozenVersion, Record, Version
from gongkai.review.actions import release_version, submit_version, withdraw_record
from gongkai.review.removal import actions
from gongkai.review.removal.actions import Chosen
from gongkai.review.removal.tests.made import BODY, ID, chosen, public


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


def test_the_versions_of_a_withdrawn_record_are_gone_too(client, record, remove, reviewer):
    remove("张三丰")
    record.refresh_from_db()
    withdraw_record(record=record, reason="误发", by=reviewer)
    for _ in range(2):  # as rendered, and as kept
        seen = client.get(f"/records/{record.pk}/versions/")
        assert seen.status_code == 410
        assert "误发" in seen.content.decode()
        assert "张三丰" not in seen.content.decode()
