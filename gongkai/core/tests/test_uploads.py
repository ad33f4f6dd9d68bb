"""Where uploads wait: on disk, those of private persons sealed; and which bodies are read at all."""

import io
import random
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client, RequestFactory

from gongkai.core import bodies
from gongkai.core.uploads import SealedFile, SealedUpload

LARGE = b"x" * (3 * 1024 * 1024)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/requests/form/", SealedUpload),
        ("/desk/requests/new/", SealedUpload),
        ("/desk/anything/else/", SealedUpload),
        ("/desk/records/1/edit/", TemporaryUploadedFile),
    ],
)
def test_only_what_is_to_be_published_waits_on_disk(address, kind):
    request = RequestFactory().post(address, {"file": SimpleUploadedFile("大.pdf", LARGE)})
    file = request.FILES["file"]
    assert isinstance(file, kind)
    assert (file.name, file.size, file.read()) == ("大.pdf", len(LARGE), LARGE)


def test_what_waits_on_disk_is_sealed_and_read_from_anywhere():
    clear = random.Random(1).randbytes(200_003)
    sealed = SealedFile()
    for start in range(0, len(clear), 777):
        sealed.put(clear[start : start + 777])
    sealed._file.seek(0)
    assert clear[:1000] not in sealed._file.read()
    reader = io.BufferedReader(sealed)
    for at in (0, 1, 15, 16, 17, 100_001, len(clear) - 1, len(clear)):
        reader.seek(at)
        assert reader.read(40) == clear[at : at + 40]
    assert reader.seek(0, io.SEEK_END) == len(clear)


class Stream(io.RawIOBase):
    """A body of ``size`` bytes that is never in memory as a whole; counts what was asked for at a time."""

    def __init__(self, size, head=b"", tail=b""):
        self.parts, self.left, self.largest, self.tail = head, size, 0, tail

    def read(self, size=-1):
        size = size if size and size > 0 else self.left
        self.largest = max(self.largest, size)
        if self.parts:
            piece, self.parts = self.parts[:size], self.parts[size:]
        elif self.left:
            piece = b"x" * min(size, self.left)
            self.left -= len(piece)
        else:
            piece, self.tail = self.tail[:size], self.tail[size:]
        return piece


def post(client, path, stream, size, *, kind="multipart/form-data; boundary=b", **more):
    return client.generic(
        "POST", path, b"", CONTENT_TYPE=kind, CONTENT_LENGTH=str(size), **{"wsgi.input": stream}, **more
    )


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/search/", 65 * 1024, 413),
        ("/requests/similar/", 10_000_000, 413),
        ("/requests/follow/", 10_000_000, 413),
        ("/requests/form/", 90_000_000, 413),  # five files and the three papers of an agent may come
        ("/desk/login/", 6_000_000, 413),
        ("/desk/records/new/", 6_000_000, 413),
        ("/nothing-here/", 50_000_000, 404),
    ],
)
def test_a_large_anonymous_body_is_refused_before_it_is_parsed(path, size, status, client, site):
    body = Stream(size)
    tracemalloc.start()
    answer = post(client, path, body, size)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status_code == status and body.largest <= bodies.CHUNK and peak < 5_000_000
    if status == 413:
        assert "没有保存" in answer.content.decode()


FORM = "application/x-www-form-urlencoded"
FIELD = b'--b\r\nContent-Disposition: form-data; name="body"\r\n\r\n'


@pytest.mark.parametrize(
    ("path", "kind", "size", "status", "says"),
    [
        ("/desk/records/new/", FORM, 50_000_000, 413, "一次提交不能超过 5.0"),
        ("/desk/records/new/", "multipart/form-data; boundary=b", 50_000_000, 413, "一次提交不能超过 5.0"),
        ("/requests/form/", FORM, 50_000_000, 413, "一次提交不能超过 5.0"),
        ("/requests/form/", FORM, 2_700_000, 403, "页面已过期"),
        ("/requests/form/", "multipart/form-data; boundary=b", 20_000_000, 403, "页面已过期"),
        ("/nothing-here/", FORM, 50_000_000, 404, "没有找到这一页"),
    ],
)
def test_a_browser_can_send_all_it_has_and_reads_the_answer(path, kind, size, status, says, site, author):
    """A connection closed on a body half sent shows no page at all."""
    client = Client(enforce_csrf_checks=path.startswith("/requests/"))
    if not client.handler.enforce_csrf_checks:
        client.force_login(author)
    head, tail = (FIELD, b"\r\n--b--\r\n") if kind.startswith("multipart") else (b"body=", b"")
    body, whole = Stream(size, head, tail), size + len(head) + len(tail)
    answer = post(client, path, body, whole, kind=kind)
    assert (answer.status_code, body.left, body.tail) == (status, 0, b"")
    assert says in answer.content.decode().replace("\xa0", " ")
    assert body.largest <= bodies.CHUNK


def test_large_bodies_of_one_address_are_counted_before_they_are_read(client, site, settings):
    settings.LIMITS = {**settings.LIMITS, "large": 2}
    answers = [post(client, "/requests/form/", Stream(200_000), 200_000).status_code for _ in range(4)]
    assert answers[2:] == [429, 429] and 429 not in answers[:2]
    assert client.post("/requests/similar/", {"description": "x"}).status_code == 200


def test_an_upload_does_not_lie_in_memory(rf):
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n'
    tail = b"\r\n--b--\r\n"
    size = 20_000_000
    request = post(rf, "/requests/form/", Stream(size, head, tail), size + len(head) + len(tail))
    tracemalloc.start()
    assert request.FILES["f"].size == size
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000


def test_many_large_posts_at_once_cost_no_memory(rf, db, site):
    from django.contrib.auth.models import AnonymousUser

    def one(number):
        request = post(rf, "/search/", Stream(2_000_000), 2_000_000, REMOTE_ADDR=f"192.0.2.{number}")
        request.user = AnonymousUser()
        return bodies.BodyMiddleware(None).process_view(request, lambda: None, (), {}).status_code

    tracemalloc.start()
    with ThreadPoolExecutor(32) as pool:
        assert set(pool.map(one, range(200))) == {413}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
