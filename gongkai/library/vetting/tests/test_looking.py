"""What a file holds is listed once when it comes in; files of before are looked into by the worker."""

import pytest
from django.db import connection

from gongkai.core import files
from gongkai.core.actions import Refused
from gongkai.core.intake import hidden, media
from gongkai.core.models import AuditEntry, Blob
from gongkai.library import intake
from gongkai.library.models import Attachment, Vetted
from gongkai.library.vetting import listing
from gongkai.library.vetting.looking import look_at_old_files
from gongkai.library.vetting.selectors import exposed, shown
from gongkai.library.vetting.tests.made import SECRET, SEEN, sheet, upload, word
from gongkai.search.models import Outbox

pytestmark = pytest.mark.django_db


def taken(content, name="说明.docx"):
    return intake.take(upload(content, name), name)[0]


@pytest.fixture
def old(make_record):
    """old(content, name): a public record with a file as it was kept before files were looked into."""

    def make(content: bytes, name: str = "说明.docx"):
        record = make_record()
        suffix = "." + name.rpartition(".")[2]
        blob = files.keep([content], media.MEDIA_TYPES[suffix], f"{SEEN}{SECRET}")
        Attachment.objects.create(version=record.current, blob=blob, name=name)
        Outbox.objects.all().delete()
        return record

    return make


@pytest.mark.parametrize(
    ("content", "name", "kinds"),
    [
        (word(), "说明.docx", {"text"}),
        (sheet(("姓名",), (SEEN,), (SECRET,), row=3), "名单.xlsx", {"row"}),
        (sheet(("姓名", SECRET), (SEEN, SECRET), column="B"), "名单.xlsx", {"column"}),
        (sheet(("姓名",), (SEEN,), sheet=SECRET), "名单.xlsx", {"sheet"}),
        (sheet(("姓名",), (SEEN,), comment=SECRET), "名单.xlsx", {"comment"}),
    ],
)
def test_hidden_content_is_listed_when_a_file_comes_in_and_its_words_are_not_kept_for_search(content, name, kinds):
    blob = taken(content, name)
    assert SEEN in blob.text
    assert SECRET not in blob.text
    assert blob.vetted.hidden
    assert {one["code"] for one in blob.vetted.holdings if one["hidden"]} == kinds


def test_an_ordinary_file_is_looked_into_and_hides_nothing():
    assert not taken(word(hidden=False)).vetted.hidden
    assert not taken("名单".encode(), "名单.txt").vetted.hidden


def test_samples_are_encrypted_at_rest_and_stand_in_no_audit_entry(draft_with):
    draft_with()
    with connection.cursor() as cursor:
        cursor.execute("SELECT holdings FROM library_vetted")
        assert "王某某" not in str(cursor.fetchall())
    assert "王某某" in str(Vetted.objects.get().holdings)
    assert not [entry for entry in AuditEntry.objects.all() if "王某某" in str(entry.detail)]


def test_a_file_of_before_counts_as_not_looked_at_until_the_worker_has_done_it(old, reviewer):
    record = old(word())
    assert [one.findings for one in shown(record.current)] == [None]
    look_at_old_files(None)
    (one,) = shown(record.current)
    assert [finding.code for finding in one.open] == ["text"]


def test_search_forgets_what_a_public_file_of_before_hides_and_its_reviewers_are_told(
    old, reviewer, make_account, finance
):
    record = old(word())
    look_at_old_files(None)
    blob = Blob.objects.get()
    assert SEEN in blob.text and SECRET not in blob.text
    assert [row.pk_of_source for row in Outbox.objects.all()] == [record.pk]
    assert [file.version.record_id for file in exposed(reviewer)] == [record.pk]
    assert not exposed(make_account("stranger", finance, "reviewer")).exists()
    assert AuditEntry.objects.get(verb="file.exposed").noun_id == str(record.pk)


def test_a_public_file_is_put_before_its_reviewers_with_its_audit_entry_or_not_at_all(old, reviewer, monkeypatch):
    record = old(word())

    def breaks(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(listing, "audit", breaks)
    with pytest.raises(RuntimeError):
        look_at_old_files(None)
    assert not exposed(reviewer).exists()
    assert [one.findings for one in shown(record.current)] == [None], "it is looked into again"
    monkeypatch.undo()
    look_at_old_files(None)
    assert exposed(reviewer).count() == AuditEntry.objects.filter(verb="file.exposed").count() == 1
    assert listing.expose.is_action


def test_a_file_of_before_that_hides_nothing_stays_as_it_is(old, reviewer):
    old(word(hidden=False))
    look_at_old_files(None)
    assert SECRET in Blob.objects.get().text, "kept as it was read then"
    assert not exposed(reviewer).exists()
    assert not Outbox.objects.exists()


def test_the_chore_is_stopped_anywhere_and_goes_on(old, monkeypatch):
    old(word())
    old(word(hidden=False))
    monkeypatch.setattr("gongkai.library.vetting.looking.SECONDS", -1)
    look_at_old_files(None)
    assert Vetted.objects.count() == 1
    look_at_old_files(None)
    assert Vetted.objects.count() == 2


@pytest.mark.parametrize("wrong", [Refused("坏"), FileNotFoundError()])
def test_a_file_of_before_that_nothing_can_look_into_is_for_a_person_to_decide(old, reviewer, monkeypatch, wrong):
    record = old(word())

    def fails(*_):
        raise wrong

    monkeypatch.setattr(hidden, "holdings", fails)
    look_at_old_files(None)
    assert [finding.code for finding in shown(record.current)[0].open] == ["unreadable"]
    assert exposed(reviewer).exists()


def test_a_file_of_before_that_is_uploaded_again_is_looked_into_then(old, reviewer):
    old(word())
    content = files.path_of(Blob.objects.get().pk).read_bytes()
    taken(content)
    assert SECRET not in Blob.objects.get().text
    assert exposed(reviewer).count() == 1
