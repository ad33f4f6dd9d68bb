"""Scans among attached files are read by the worker, each once, and then found."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from gongkai.core import files, schedule
from gongkai.core.actions import Refused
from gongkai.core.intake import ocr
from gongkai.core.models import Blob
from gongkai.library import intake
from gongkai.library.actions import attach, start_record
from gongkai.library.models import Attachment, Transcript
from gongkai.library.scans import reading
from gongkai.library.vetting.looking import look
from gongkai.review.actions import release_version, submit_version
from gongkai.review.removal import actions as removal
from gongkai.review.removal.actions import Chosen
from gongkai.search import queries
from gongkai.search.indexing import drain
from gongkai.search.models import Outbox

pytestmark = pytest.mark.django_db
WORDS = "请各乡镇做好山洪灾害防御"


def saved(picture, kind):
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


@pytest.fixture
def engine(monkeypatch):
    """The engine as it would be where the extra is installed; ``engine.says`` is what it reads on every page."""

    class Engine:
        says, asked = WORDS, []

        def read(self, path, pages=None):
            self.asked.append(pages)
            if isinstance(self.says, Exception):
                raise self.says
            return ocr.Read(dict.fromkeys(pages if pages is not None else [0], self.says), 0)

    made = Engine()
    made.asked = []
    monkeypatch.setattr(ocr, "read", made.read)
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    return made


@pytest.fixture
def record_with(author, reviewer, civil):
    """record_with(content, name): a public record with this file."""

    def make(content, name):
        version = start_record(
            organ=civil,
            kind="notice",
            title="关于防汛工作的通知",
            body="<p>见附件。</p>",
            by=author,
            formed_on="2026-06-01",
        )
        blob, name = intake.take(SimpleUploadedFile(name, content), name)
        attach(version=version, blob=blob, name=name, by=author)
        submit_version(version=version, by=author)
        record = release_version(version=version, by=reviewer)
        Outbox.objects.all().delete()
        return record

    return make


def picture(colour="white"):
    return saved(Image.new("RGB", (60, 60), colour), "PNG")


def test_a_scan_uploaded_at_the_desk_is_found_by_its_words(scanned, record_with, site):
    record = record_with(saved(scanned(WORDS, "二〇二六年六月一日"), "PDF"), "扫描.pdf")
    drain()
    assert not queries.search("山洪灾害防御").hits
    schedule.JOBS["read scans"].run(None)
    drain()
    assert [hit.pk for hit in queries.search("山洪灾害防御").hits] == [record.pk]
    assert Transcript.objects.get().said == "文字由扫描件识别，供检索用，可能有误"


def test_only_pages_without_words_are_read_and_stand_in_their_place(engine, record_with, text_pdf):
    whole = pikepdf.new()
    for content in (text_pdf("Notice", "The first page has words."), saved(Image.new("RGB", (600, 800)), "PDF")):
        whole.pages.extend(pikepdf.open(io.BytesIO(content)).pages)
    out = io.BytesIO()
    whole.save(out)
    record_with(out.getvalue(), "通知.pdf")
    reading.read_scans(None)
    text = Blob.objects.get().text
    assert engine.asked == [[1]] and text.index("first page") < text.index(WORDS)
    assert Outbox.objects.filter(source="record").count() == 1


def test_each_file_is_tried_once_whatever_comes_of_it(engine, record_with):
    engine.says = Refused("文件过于复杂，读取超出了时间或内存限制。")
    record_with(picture(), "图.png")
    for _ in range(2):
        reading.read_scans(None)
    assert len(engine.asked) == 1
    assert "过于复杂" in Transcript.objects.get().said
    assert not Outbox.objects.exists() and Blob.objects.get().text == ""


def test_a_file_with_words_of_its_own_is_not_read(engine, record_with, text_pdf):
    record_with(text_pdf("Notice", "It has words."), "通知.pdf")
    reading.read_scans(None)
    assert engine.asked == [] and Transcript.objects.get().said == ""
    assert "It has words." in Blob.objects.get().text


def test_public_files_come_first_and_a_run_ends_after_its_time(engine, record_with, author, civil, monkeypatch):
    version = start_record(organ=civil, kind="notice", title="稿", body="", by=author)
    blob, name = intake.take(SimpleUploadedFile("稿.png", picture("black")), "稿.png")
    attach(version=version, blob=blob, name=name, by=author)
    record_with(picture(), "图.png")
    monkeypatch.setattr(reading, "SECONDS", -1)
    reading.read_scans(None)
    assert Transcript.objects.get().blob_id != blob.pk
    reading.read_scans(None)
    assert Transcript.objects.filter(blob=blob).exists()


def test_without_the_extra_nothing_is_tried(monkeypatch, record_with):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    record_with(picture(), "图.png")
    reading.read_scans(None)
    assert not Transcript.objects.exists()


def test_the_desk_says_what_was_read_in_pictures(engine, record_with, client, author):
    record = record_with(picture(), "图.png")
    client.force_login(author)
    address = f"/desk/records/{record.pk}/"
    assert "扫描件识别" not in client.get(address).content.decode()
    reading.read_scans(None)
    assert "文字由扫描件识别，供检索用，可能有误" in client.get(address).content.decode()


def test_a_scan_that_says_what_was_removed_does_not_bring_it_back_into_search(engine, record_with, reviewer, client):
    """个人信息保护法 art. 47: the passage was removed before anybody could read the scan."""
    record = record_with(picture(), "图.png")
    removed = Chosen("personal", "误登", ["见附件"])
    removal.remove(record=record, chosen=removed, by=reviewer)
    Outbox.objects.all().delete()
    engine.says = f"{WORDS}，见附 件。"
    reading.read_scans(None)
    assert Blob.objects.get().text == "" and not Outbox.objects.exists()
    assert "已不再公开的内容" in Transcript.objects.get().said


def test_a_scan_is_still_looked_at_by_a_person_when_words_are_removed(engine, record_with, text_pdf):
    """What was recognised may be wrong, so that a passage is not found is no proof that it is not there."""
    record = record_with(picture(), "图.png")
    Attachment.objects.create(version=record.current, blob=look_at(text_pdf("Own words")), name="通知.pdf")
    reading.read_scans(None)
    assert Blob.objects.filter(text=WORDS).exists()
    found = removal.find(record=record, chosen=Chosen("personal", "误登", ["见附件"]))
    assert [file.name for file in found.unread] == ["图.png"]


def look_at(content):
    blob = files.keep([content], "application/pdf", "Own words")
    look(blob)
    return blob
