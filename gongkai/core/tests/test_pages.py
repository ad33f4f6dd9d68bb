"""The page store: what is kept, what is thrown away, and that no order of events leaves a stale page."""

import threading
import time
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.core import pages
from gongkai.core.front import Front
from gongkai.core.models import Blob, PageTag, Purge, StoredPage

HOST = "testserver"


def keep(path="/a/", content=b"<p>one", tags=("t",), seq=None):
    return pages.keep(HOST, path, content, set(tags), pages.clock() if seq is None else seq)


def on_disk(path="/a/"):
    file = pages.file_of(HOST, path)
    return file.read_bytes() if file.exists() else None


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/records/12/", "records/12/index.html"),
        ("/items/20.1/", "items/20.1/index.html"),
        ("/organs/minzheng/feed.atom", "organs/minzheng/feed.atom"),
        ("/records/12", None),
        ("//records/12/", None),
        ("/records//12/", None),
        ("/records/../12/", None),
        ("/records/./12/", None),
        ("/.hidden/", None),
        ("/records/%2e/", None),
        ("/records/信息/", None),
        ("/records/12/\n", None),
        ("/index.html/", None),
        ("/index.html", None),
        ("/a/b.exe", None),
        ("records/", None),
        ("", None),
        ("/" + "a/" * 250, None),
    ],
)
def test_an_address_has_one_spelling(settings, path, file):
    expected = None if file is None else Path(settings.PAGES_ROOT, HOST, file)
    assert pages.file_of(HOST, path) == expected


@pytest.mark.parametrize("host", ["", "a/b", "..\\a", "A.com", "a b", "x" * 121, "a\n"])
def test_a_strange_host_has_no_pages(host):
    assert pages.file_of(host, "/") is None


def test_a_page_is_kept_in_three_forms_and_purged_by_its_tag(db):
    assert keep("/a/", tags=["record:1", "list:all"]) and keep("/b/", tags=["record:2"])
    assert sorted(f.name for f in pages.file_of(HOST, "/a/").parent.iterdir()) == [
        "index.html",
        "index.html.br",
        "index.html.gz",
    ]
    pages.purge("record:1")
    assert pages.sweep() == 1
    assert on_disk("/a/") is None and on_disk("/b/") == b"<p>one"
    assert list(pages.file_of(HOST, "/a/").parent.iterdir()) == []
    assert not StoredPage.objects.filter(path="/a/").exists()


def test_everything_goes_by_one_tag_even_what_no_row_knows(db):
    keep("/a/"), keep("/b/", tags=["other"])
    stray = pages.file_of("elsewhere", "/c/")
    stray.parent.mkdir(parents=True)
    stray.write_text("left over")
    pages.purge(pages.EVERY)
    pages.sweep()
    assert on_disk("/a/") is on_disk("/b/") is None and not stray.exists()


def test_a_page_rendered_before_a_change_is_not_kept_after_it(db):
    before = pages.clock()
    pages.purge("t")
    assert not keep(seq=before), "committed, not yet swept"
    pages.sweep()
    assert not keep(seq=before), "swept"
    assert on_disk() is None
    assert keep(), "rendered after it"


def test_a_change_elsewhere_does_not_hinder_keeping(db):
    before = pages.clock()
    pages.purge("other")
    pages.sweep()
    assert keep(seq=before)


def test_a_rolled_back_change_throws_nothing_away(db):
    keep()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        pages.purge("t")
        _ = 1 / 0
    assert pages.sweep() == 0 and on_disk() == b"<p>one"


def test_the_page_is_gone_when_the_change_has_committed(db, django_capture_on_commit_callbacks):
    keep()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        pages.purge("t")
        assert on_disk() == b"<p>one", "not before"
    assert on_disk() is None


def test_a_process_killed_while_writing_leaves_a_page_that_can_be_purged(db, monkeypatch):
    real = pages._write

    def killed(*args):
        real(*args)
        raise SystemExit

    monkeypatch.setattr(pages, "_write", killed)
    with pytest.raises(SystemExit):
        keep()
    assert on_disk() == b"<p>one"
    pages.purge("t")
    pages.sweep()
    assert on_disk() is None


def test_two_contents_of_a_page_never_share_a_modification_time(db):
    """nginx makes its ETag of time and size: within one second, and of the same size, it must still differ."""
    moments = []
    for number in b"123":
        keep(content=bytes([number]))
        moments.append(int(pages.file_of(HOST, "/a/").stat().st_mtime))
        pages.purge("t")
        pages.sweep()
    assert moments == sorted(set(moments))


def test_tags_are_replaced_by_more_never_by_fewer(db):
    keep(tags=["a", "b"])
    keep(tags=["b", "c"])
    assert set(PageTag.objects.values_list("tag", flat=True)) == {"a", "b", "c"}


def test_purges_swept_long_ago_are_forgotten_and_waiting_ones_never(db):
    Purge.objects.create(tag="old", seq=1)
    Purge.objects.create(tag="waiting")
    pages.purge("t")
    pages.sweep()
    Purge.objects.create(tag="waiting")
    assert pages.prune() == 1
    assert set(Purge.objects.values_list("tag", flat=True)) == {"waiting", "t"}


def test_a_nearly_full_disk_keeps_no_pages(db, monkeypatch):
    monkeypatch.setattr(pages, "SPARE", 1 << 62)
    assert not keep() and on_disk() is None


# The decorator


@pages.stored
def view(request, answer=None):
    pages.shows(request, "t")
    return answer(request) if answer else HttpResponse("<p>page")


def test_the_first_answer_keeps_the_page(db, rf):
    assert view(rf.get("/a/")).content == on_disk() == b"<p>page"


@pytest.mark.parametrize("host", ["testserver", "TESTSERVER", "localhost:8123"])
def test_hosts_of_ours_are_kept(db, rf, host):
    view(rf.get("/a/", headers={"host": host}, SERVER_PORT="8123"))
    assert StoredPage.objects.count() == 1


@pytest.mark.parametrize("host", ["evil.example", "testserver:81", "localhost:8124", "testserver."])
def test_a_host_name_a_stranger_chose_fills_no_disk(db, rf, settings, host):
    view(rf.get("/a/", headers={"host": host}, SERVER_PORT="8123"))
    assert not StoredPage.objects.exists() and not list(Path(settings.PAGES_ROOT).glob("*"))


@pytest.mark.parametrize(
    "request_of",
    [
        lambda rf: rf.get("/a/?q=1"),
        lambda rf: rf.head("/a/"),
        lambda rf: rf.post("/a/"),
        lambda rf: rf.get("/", PATH_INFO="//a/"),
        lambda rf: rf.get("/a"),
    ],
)
def test_what_is_not_a_plain_page_is_not_kept(db, rf, request_of):
    view(request_of(rf))
    assert not StoredPage.objects.exists()


def test_what_was_not_found_is_not_kept(db, rf):
    view(rf.get("/a/"), answer=lambda _: HttpResponse("gone", status=410))
    assert not StoredPage.objects.exists()


def _with_cookie(request):
    response = HttpResponse("x")
    response.set_cookie("seen", "1")
    return response


def _with_token(request):
    return HttpResponse(get_token(request))


def _with_session(request):
    return HttpResponse(request.session.get("name", "nobody"))


def _of_another_type(request):
    return HttpResponse("<svg/>", content_type="image/svg+xml")


@pytest.mark.parametrize("answer", [_with_cookie, _with_token, _with_session, _of_another_type])
def test_a_page_of_one_visitor_is_never_kept(db, rf, settings, answer):
    request = rf.get("/a/")
    request.session = SessionStore()
    with pytest.raises(pages.NotStorable):
        view(request, answer=answer)
    settings.STRICT_PAGES = False
    request = rf.get("/a/")
    request.session = SessionStore()
    assert view(request, answer=answer).status_code == 200
    assert not StoredPage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_busy_database_costs_a_visitor_the_keeping_not_the_page(rf):
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite lives in memory and has one connection; bench/release.py covers the file")
    keep("/warm-up/")
    held, release = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            pages._lock_clock()
            held.set()
            release.wait(10)
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    try:
        assert view(rf.get("/a/")).content == b"<p>page"
        assert on_disk() is None
    finally:
        release.set()
        thread.join()
    view(rf.get("/a/"))
    assert on_disk() == b"<p>page"


@pytest.mark.django_db(transaction=True)
def test_visitors_and_officers_at_once(monkeypatch):
    """Four threads render and keep while one changes what the page shows: never stale once the change returned."""
    real = pages._write
    monkeypatch.setattr(pages, "_write", lambda *args: (time.sleep(0.01), real(*args)))  # a slow disk
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite lives in memory and has one connection")
    Blob.objects.create(sha256="x", size=0, media_type="", text="0")
    over, stale = threading.Event(), []

    def visit():
        while not over.is_set():
            seq = pages.clock()
            keep(content=Blob.objects.get(pk="x").text.encode(), seq=seq)
        connections.close_all()

    threads = [threading.Thread(target=visit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 60):
        with transaction.atomic():
            Blob.objects.filter(pk="x").update(text=str(number))
            pages.purge("t")
        if on_disk() not in (None, str(number).encode()):
            stale.append((number, on_disk()))
    over.set()
    for thread in threads:
        thread.join()
    assert not stale
    assert keep(content=b"59") and on_disk() == b"59"


# Every order of events

PAGES = {"/a/": ("x",), "/b/": ("x", "y")}
paths = st.sampled_from(sorted(PAGES))
events = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), paths),
        st.tuples(st.just("read"), paths),
        st.tuples(st.just("finish"), paths),
        st.tuples(st.just("change"), st.sampled_from("xy")),
        st.tuples(st.just("sweep"), st.none()),
        st.tuples(st.just("visit"), paths),
    ),
    max_size=40,
)


class Story:
    """The truth is a number for each tag; a rendering reads its tags one by one while the world goes on."""

    def __init__(self, root):
        self.truth = dict.fromkeys("xy", 0)
        self.rendering = {}
        self.front = Front(None, static=root, headers=[], limit=1, too_large=b"")

    def now(self, path):
        return self.text([self.truth[tag] for tag in PAGES[path]])

    @staticmethod
    def text(numbers):
        return " ".join(f"{n:03}" for n in numbers).encode()  # the same length, whatever the numbers

    def begin(self, path):
        self.rendering[path] = (pages.clock(), [])

    def read(self, path):
        _, seen = self.rendering.get(path, (0, None))
        if seen is not None and len(seen) < len(PAGES[path]):
            seen.append(self.truth[PAGES[path][len(seen)]])

    def finish(self, path):
        if path in self.rendering:
            while len(self.rendering[path][1]) < len(PAGES[path]):
                self.read(path)
            seq, seen = self.rendering.pop(path)
            pages.keep(HOST, path, self.text(seen), set(PAGES[path]), seq)

    def change(self, tag):
        self.truth[tag] += 1
        pages.purge(tag)  # in the tests' transaction: the sweep after the commit does not run by itself

    def sweep(self, _):
        pages.sweep()

    def visit(self, path):
        assert self.served(path) == on_disk(path)

    def served(self, path):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": HOST}
        answer = self.front._from_disk(environ, lambda *_: None)
        return None if answer is None else b"".join(answer)

    def check(self):
        for path, tags in PAGES.items():
            shown, waiting = self.served(path), Purge.objects.filter(seq=None, tag__in=tags).exists()
            assert shown == on_disk(path)
            assert shown in (None, self.now(path)) or waiting


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=events)
def test_no_order_of_events_leaves_a_stale_page(db, settings, tmp_path, story):
    settings.PAGES_ROOT = tmp_path / "story"
    pages._clear(settings.PAGES_ROOT)
    StoredPage.objects.all().delete()
    Purge.objects.all().delete()
    world = Story(tmp_path)
    for verb, noun in story:
        getattr(world, verb)(noun)
        world.check()
    world.sweep(None)
    for path in PAGES:
        assert on_disk(path) in (None, world.now(path))
