"""Two pairs of eyes, as stories."""

import pytest

from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry, StoredPage
from gongkai.library.actions import open_correction, relate, save_draft, start_record
from gongkai.library.models import FrozenVersion
from gongkai.review import actions
from gongkai.search.models import Outbox


def test_release_is_public_numbered_and_audited(site, make_record, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        record = make_record()
    record.refresh_from_db()
    assert record.state == "released"
    assert record.index_number == f"{record.organ.code}/{record.released_on.year}-00001"
    assert list(Outbox.objects.values_list("pk_of_source", flat=True)) == [record.pk]
    verbs = AuditEntry.objects.filter(noun_id=str(record.pk)).values_list("verb", flat=True)
    assert list(verbs) == ["record.start", "version.submit", "version.release"]
    assert "自七月一日起执行" in client.get(f"/records/{record.pk}/").content.decode()


def test_nobody_releases_what_they_wrote(officer, civil):
    version = start_record(
        organ=civil, kind="news", title="动态", body="<p>正文</p>", by=officer, formed_on="2026-06-01"
    )
    actions.submit_version(version=version, by=officer)
    with pytest.raises(Refused, match="起草人不能审核"):
        actions.release_version(version=version, by=officer)
    version.record.refresh_from_db()
    assert version.record.state == "submitted"


def test_another_organs_reviewer_may_not_release(make_account, finance, civil, author):
    stranger = make_account("stranger", finance, "reviewer")
    version = start_record(
        organ=civil, kind="news", title="动态", body="<p>正文</p>", by=author, formed_on="2026-06-01"
    )
    actions.submit_version(version=version, by=author)
    with pytest.raises(NotAllowed):
        actions.release_version(version=version, by=stranger)


def test_released_version_is_frozen_and_a_correction_is_a_new_one(make_record, author, reviewer):
    record = make_record()
    record.current.body = "<p>改掉</p>"
    with pytest.raises(FrozenVersion):
        record.current.save()
    draft = open_correction(record=record, by=author)
    draft = save_draft(version=draft, stamp=0, by=author, title=record.title, body="<p>更正后。</p>", note="更正金额")
    actions.submit_version(version=draft, by=author)
    actions.release_version(version=draft, by=reviewer)
    assert [v.body for v in record.versions.filter(state="released")] == [
        "<p>更正后。</p>",
        "<p>自七月一日起执行。</p>",
    ]


def test_withdrawal_is_gone_from_the_page_when_confirmed(
    site, make_record, reviewer, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        record = make_record()
    client.get(f"/records/{record.pk}/")
    assert StoredPage.objects.filter(path=f"/records/{record.pk}/").exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_record(record=record, reason="内容有误", by=reviewer)
    assert not StoredPage.objects.exists()
    answer = client.get(f"/records/{record.pk}/")
    assert answer.status_code == 410
    assert "内容有误" in answer.content.decode()
    assert "自七月一日" not in answer.content.decode()


def test_index_numbers_have_no_gap_when_a_release_fails(make_record, monkeypatch):
    first = make_record("甲")
    monkeypatch.setattr("gongkai.library.publishing.announce", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_record("乙")
    monkeypatch.undo()
    second = make_record("丙")
    assert [r.index_number[-5:] for r in (first, second)] == ["00001", "00002"]


def test_an_action_whose_audit_fails_saves_nothing(civil, author, monkeypatch):
    from gongkai.core.actions import MissingAudit
    from gongkai.library.models import Record

    monkeypatch.setattr("gongkai.library.actions.audit", lambda *a, **k: None)
    with pytest.raises(MissingAudit):
        start_record(organ=civil, kind="news", title="动态", by=author)
    assert not Record.objects.exists()


def test_withdrawing_a_repeal_gives_the_repealed_document_back(make_record, author, reviewer):
    old = make_record("旧文件")
    version = start_record(
        organ=old.organ, kind="policy", title="新", body="<p>废止旧文件</p>", by=author, formed_on="2026-06-01"
    )
    relate(source=version.record, predicate="repeals", target=old, by=author)
    old.refresh_from_db()
    assert old.validity == "valid", "takes effect on release"
    actions.submit_version(version=version, by=author)
    actions.release_version(version=version, by=reviewer)
    old.refresh_from_db()
    assert old.validity == "repealed"
    actions.withdraw_record(record=version.record, reason="误发", by=reviewer)
    old.refresh_from_db()
    assert old.validity == "valid"
