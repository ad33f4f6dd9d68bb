"""Scans among attached files are read by the worker, each once, and then found."""

import io
import os
import signal
import subprocess
import sys
import time

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from gongkai.core import files, schedule
from gongkai.core.actions import Refused
from gongkai.core.intake import hidden, ocr
from gongkai.core.intake.tests.test_ofd import made, page, scan, text
from gongkai.core.models import Blob
from gongkai.library import intake
from gongkai.library.actions import attach, start_record
from gongkai.library.models import Attachment, Transcript, Vetted
from gongkai.library.scans import reading
from gongkai.library.vetting import listing
from gongkai.library.vetting.looking import look, look_at_old_files
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


def test_scanned_pages_of_an_ofd_are_read_too(engine, record_with):
    record_with(scan(b"\x89PNG"), "扫描.ofd")
    reading.read_scans(None)
    assert engine.asked == [[0]] and Blob.objects.get().text == WORDS


def test_an_ofd_with_words_of_its_own_is_not_read(engine, record_with):
    record_with(made([page(text("做好防汛工作", 20, 30))]), "通知.ofd")
    reading.read_scans(None)
    assert engine.asked == [] and Blob.objects.get().text == "做好防汛工作"
    assert Transcript.objects.get().said == ""


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


@pytest.mark.parametrize("shown", ["desk:record", "desk:record_edit"])
def test_the_desk_says_that_a_scan_waits_and_that_it_could_not_be_read(engine, client, author, civil, shown):
    version = start_record(organ=civil, kind="notice", title="稿", body="", by=author)
    for name, content in (("图.png", picture()), ("名单.txt", b"list")):
        blob, name = intake.take(SimpleUploadedFile(name, content), name)
        attach(version=version, blob=blob, name=name, by=author)
    client.force_login(author)
    address = reverse(shown, args=[version.record_id])
    assert client.get(address).content.decode().count("等待识别") == 1
    engine.says = Refused("文件过于复杂。")
    reading.read_scans(None)
    page = client.get(address).content.decode()
    assert "图上的文字没有收入检索：文件过于复杂。" in page and "等待识别" not in page


def test_without_the_extra_nothing_waits(monkeypatch, record_with, client, author):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    record = record_with(picture(), "图.png")
    client.force_login(author)
    assert "等待识别" not in client.get(f"/desk/records/{record.pk}/").content.decode()


@pytest.fixture
def old(make_record):
    """old(content, kind): a public record with a file of before, that nobody looked into."""

    def make(content, kind):
        record = make_record()
        blob = files.keep([content], intake.MEDIA_TYPES[kind])
        Attachment.objects.create(version=record.current, blob=blob, name=f"附件{kind}")
        return record

    return make


def annotated(content, words):
    """A PDF with a note that one sees on no print."""
    pdf, out = pikepdf.open(io.BytesIO(content)), io.BytesIO()
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], Contents=words)
    pdf.pages[0].Annots = pdf.make_indirect([pdf.make_indirect(note)])
    pdf.save(out)
    return out.getvalue()


def test_a_file_of_before_is_read_after_it_was_looked_into_and_keeps_its_words(engine, old):
    old(annotated(saved(Image.new("RGB", (600, 800)), "PDF"), "不要公开的话"), ".pdf")
    reading.read_scans(None)
    assert not Transcript.objects.exists(), "nobody knows yet what it hides"
    look_at_old_files(None)
    reading.read_scans(None)
    assert Vetted.objects.get().hidden
    assert Blob.objects.get().text == WORDS


def test_what_a_scan_hides_is_not_read_with_it(engine, record_with, monkeypatch):
    """The engine gets the copy without what is hidden; where none can be made the file keeps its empty text."""
    given, read = [], engine.read
    content = annotated(saved(Image.new("RGB", (600, 800)), "PDF"), "SECRET")
    blob, _ = intake.take(SimpleUploadedFile("扫描.pdf", content), "扫描.pdf")
    monkeypatch.setattr(ocr, "read", lambda path, pages=None: given.append(path.read_bytes()) or read(path, pages))
    reading.transcribe(blob)
    assert b"SECRET" in content and b"SECRET" not in given[0]

    other, _ = intake.take(SimpleUploadedFile("二.pdf", annotated(content, "OTHER SECRET")), "二.pdf")

    def fails(*_):
        raise Refused(hidden.UNCLEAN)

    monkeypatch.setattr(hidden, "visible_copy", fails)
    assert "隐藏内容没有能够全部去掉" in reading.transcribe(other).said
    assert len(given) == 1 and Blob.objects.get(pk=other.pk).text == ""


def test_a_file_of_before_that_cannot_be_looked_into_stays_empty(engine, old):
    old(b"%PDF-1.7 broken", ".pdf")
    look_at_old_files(None)
    reading.read_scans(None)
    assert engine.asked == [] and Blob.objects.get().text == ""
    assert "文件打不开" in Transcript.objects.get().said


def test_an_error_nobody_thought_of_is_remembered_and_does_not_hold_up_the_others(engine, record_with, caplog):
    record_with(picture(), "图.png")
    record_with(picture("black"), "黑.png")
    engine.says = ValueError("no answer")
    reading.read_scans(None)
    assert [one.problem for one in Transcript.objects.all()] == [reading.FAILED] * 2
    assert "no answer" in caplog.text


def test_trouble_of_the_machine_is_no_fault_of_the_file(engine, record_with):
    record_with(picture(), "图.png")
    engine.says = OSError(28, "No space left on device")
    with pytest.raises(OSError, match="No space"):
        reading.read_scans(None)
    assert not Transcript.objects.exists()
    engine.says = WORDS
    reading.read_scans(None)
    assert Blob.objects.get().text == WORDS


def test_words_and_the_note_that_they_were_read_are_kept_together_or_not_at_all(engine, record_with, monkeypatch):
    record_with(picture(), "图.png")

    def dies(*_):
        raise SystemExit

    monkeypatch.setattr(listing, "reworded", dies)
    with pytest.raises(SystemExit):
        reading.read_scans(None)
    assert not Transcript.objects.exists()
    monkeypatch.undo()


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


def test_the_list_of_exposed_files_takes_no_query_more_for_each(engine, old, reviewer, client, text_pdf):
    client.force_login(reviewer)
    address, counts = reverse("desk:files_exposed"), []
    for number in (1, 2, 3):
        old(annotated(text_pdf(f"Notice {number}"), "不要公开的话"), ".pdf")
        look_at_old_files(None)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).content.decode().count("含有隐藏内容，清除") == number
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_the_engine_goes_when_who_asked_it_is_killed(scanned, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    starts = (
        "import subprocess, sys; child = subprocess.Popen([sys.executable, '-I', '-B', *sys.argv[1:]]);"
        "print(child.pid, flush=True); child.wait()"
    )
    asks = subprocess.Popen(
        [sys.executable, "-c", starts, str(ocr._SCRIPT), "picture", str(pipe)], stdout=subprocess.PIPE
    )
    engine = int(asks.stdout.readline())
    with pipe.open("wb"):  # opened as soon as the engine is ready for the picture, which never comes
        asks.kill()
        asks.wait()
        until = time.monotonic() + 5
        while is_running(engine) and time.monotonic() < until:
            time.sleep(0.05)
        still = is_running(engine)
        if still:
            os.kill(engine, signal.SIGKILL)
    assert not still


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
