"""The auditor reads what was typed about a record without what was removed from it since."""

import io

import openpyxl
import pytest
from django.urls import reverse

from gongkai.core import trail
from gongkai.core.actions import audit
from gongkai.core.deeds import Reader
from gongkai.core.models import AuditEntry
from gongkai.review.removal import actions
from gongkai.review.removal.tests.made import ID


@pytest.fixture
def entry(record, reviewer):
    return audit("version.send_back", record, by=reviewer, organ=record.organ, version=1, note=f"请删去 {ID}，再提交")


@pytest.fixture
def auditor(client, make_account, county):
    client.force_login(make_account("auditor", county, "auditor", covers_below=True))
    return client


def exported(client):
    answer = client.get(reverse("desk:trail_export"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return "\n".join(str(value) for row in book.active.iter_rows(values_only=True) for value in row)


def test_entry_list_and_export_say_nothing_of_it_and_the_chain_holds(auditor, entry, remove):
    while trail.seal():
        pass
    address = reverse("desk:trail_entry", args=[entry.pk])
    assert ID in auditor.get(address).content.decode()
    remove(ID)
    page = auditor.get(address).content.decode()
    assert ID not in page and "请删去 〔此处内容已不再公开〕，再提交" in page
    assert "与封存时一致" in page
    assert ID not in auditor.get(reverse("desk:trail")).content.decode()
    told = exported(auditor)
    assert ID not in told and "请删去 〔此处内容已不再公开〕，再提交" in told
    assert not list(trail.breaks())


def test_the_same_words_about_another_record_stay(auditor, record, remove, make_record, reviewer):
    other = make_record(title="另一条")
    said = audit("version.send_back", other, by=reviewer, organ=other.organ, version=1, note="张三丰是法定公开的姓名")
    remove("张三丰")
    assert "张三丰" in auditor.get(reverse("desk:trail_entry", args=[said.pk])).content.decode()


def test_a_long_export_asks_once_a_record_from_which_something_was_removed(
    record, remove, make_record, reviewer, officer, django_assert_num_queries
):
    for number in range(5):
        other = make_record(title=f"另一条{number}")
        audit("version.send_back", other, by=reviewer, organ=other.organ, version=1, note="改")
    removal = remove(ID)
    actions.check(removal=removal, verdict="objected", note="应当公开", by=officer)
    entries = list(AuditEntry.objects.all())
    with django_assert_num_queries(3):  # which records; what was removed from the one, and its parts
        reader = Reader()
        for one in entries:
            reader.said(one)
