"""The second person, who may see what was taken out, and the counts. 2026-06-05 is a Friday."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.library.actions import open_correction, save_draft
from gongkai.library.masking import folded
from gongkai.library.models import Removal
from gongkai.review.actions import release_version, submit_version
from gongkai.review.removal import actions, selectors
from gongkai.review.removal.tests.made import ID, chosen, hang, public


def test_also_what_one_wrote_oneself(site, make_record, officer, author):
    record = make_record(body="<p>张三丰</p>", by=officer, organ=author.posts.get().organ)
    actions.remove(record=record, chosen=chosen("张三丰"), by=officer)
    assert list(selectors.to_check(officer)) == []


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
