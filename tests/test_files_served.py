"""Public files over HTTP by the product's own server, and through nginx as deploy/nginx.conf sets it up."""

import hashlib
import http.client
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.test_deploy import DEPLOY
from tests.test_upright import environ, gongkai, told

BIG = 100_000_000  # bytes, mostly a hole: nobody writes them
MAKE = """
import hashlib
from gongkai.core import files
from gongkai.core.models import Blob
from gongkai.library.actions import attach, start_record
from gongkai.library.models import Attachment
from gongkai.library.vetting.looking import look
from gongkai.review.actions import release_version, submit_version, withdraw_record
from gongkai.review.removal import actions as removal
zhang = people()
county = Organ.objects.get()
li = Account.objects.create_user(username="li", password="long enough 1", full_name="李")
Post.objects.create(account=li, organ=county, role="reviewer", since=date(2020, 1, 1))
def out(name, content):
    version = start_record(organ=county, kind="policy", title="附表", body="<p>见附件。</p>", by=zhang, formed_on="2026-06-01")
    attach(version=version, blob=files.keep(content, "text/plain"), name=name, by=zhang)
    look(version.attachments.get().blob)
    submit_version(version=version, by=zhang)
    return release_version(version=version, by=li)
public, withdrawn, removed = (out(name, [name.encode() * 40]) for name in ("public.txt", "withdrawn.txt", "removed.txt"))
withdraw_record(record=withdrawn, reason="错", by=li)
file = removed.current.attachments.get()
removal.remove(record=removed, chosen=removal.Chosen("personal", "误登", blobs=[file.blob_id]), by=li)
big = Attachment.objects.get(pk=out("big.txt", [b"big"]).current.attachments.get().pk)
size = BIG
digest = "b" * 64
target = files.path_of(digest)
target.parent.mkdir(parents=True, exist_ok=True)
with target.open("wb") as hole:
    hole.truncate(size)
Attachment.objects.filter(pk=big.pk).update(blob=Blob.objects.create(sha256=digest, size=size, media_type="text/plain"))
""".replace("BIG", str(BIG))
FILES = {name: f"/files/{pk}/{name}.txt" for pk, name in enumerate(("public", "withdrawn", "removed", "big"), 1)}
CONTENT = b"public.txt" * 40
ETAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Port and process id of ``gongkai web`` in a home with a public, a withdrawn, a removed and a large file."""
    home, port = tmp_path_factory.mktemp("served") / "home", free_port()
    assert gongkai(home, "migrate", "--verbosity", "0").returncode == 0
    told(home, MAKE)
    command = [sys.executable, "-m", "gongkai", "web", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, env=environ(home), cwd=Path(__file__).parents[1])
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def nginx(server, tmp_path_factory):
    """The port of an nginx with the configuration of deploy/ in front of the server."""
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    folder.chmod(0o755)
    site = (DEPLOY / "nginx.conf").read_text()
    site = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", site, count=1, flags=re.S)
    site = re.sub(r"listen \[::\].*;|ssl_.*;", "", site).replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}")
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{server[0]}").replace("/var/log/nginx", str(folder))
    (folder / "site.conf").write_text(site.replace("/run/gongkai-nginx", str(folder / "body")))
    temporary = "".join(f"{name}_temp_path {folder}/{name};" for name in ("proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log {folder}/error.log; daemon off; events {{}}"
        f" http {{ include /etc/nginx/mime.types; gzip on; {temporary} include {folder}/site.conf; }}"
    )
    process = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port):
    for _ in range(240):
        try:
            return ask(port, "/healthz")
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the server does not answer")


def ask(port, path, method="GET", **headers):
    """Status, headers and content."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, headers={"Host": "testserver", **headers})
    answer = connection.getresponse()
    given = answer.status, answer.headers, answer.read()
    connection.close()
    return given


@pytest.fixture(params=["server", "nginx"])
def port(request, server):
    return server[0] if request.param == "server" else request.getfixturevalue("nginx")


ASKED = {  # section of RFC 9110, method, headers → status, content, Content-Length
    "9.3.1": ("GET", {}, 200, CONTENT, len(CONTENT)),
    "9.3.1, compressed": ("GET", {"Accept-Encoding": "gzip, br"}, 200, CONTENT, len(CONTENT)),
    "9.3.2": ("HEAD", {}, 200, b"", len(CONTENT)),
    "9.3.2, of a part": ("HEAD", {"Range": "bytes=0-5"}, 200, b"", len(CONTENT)),
    "13.1.2": ("GET", {"If-None-Match": ETAG}, 304, b"", None),
    "13.1.2, HEAD": ("HEAD", {"If-None-Match": ETAG}, 304, b"", None),
    "13.1.1": ("GET", {"If-Match": '"other"'}, 412, b"", 0),
    "13.1.5": ("GET", {"If-Range": '"other"', "Range": "bytes=0-5"}, 200, CONTENT, len(CONTENT)),
    "14.2": ("GET", {"Range": "bytes=0-5"}, 206, b"public", 6),
    "14.2, the last": ("GET", {"Range": "bytes=-4", "If-Range": ETAG}, 206, b".txt", 4),
    "14.2, several": ("GET", {"Range": "bytes=0-1,4-5"}, 200, CONTENT, len(CONTENT)),
    "15.5.17": ("GET", {"Range": "bytes=400-"}, 416, b"", 0),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_a_public_file(port, asked):
    method, sent, *expected = asked
    status, headers, content = ask(port, FILES["public"], method, **sent)
    length = headers["Content-Length"]
    if status == 304:  # RFC 9110 section 8.6: that of the file or none
        assert length in (None, str(len(CONTENT)))
        length = None
    assert [status, content, length and int(length)] == expected
    assert (headers["ETag"], headers["Accept-Ranges"], headers["Cache-Control"]) == (ETAG, "bytes", "no-cache")
    where = {206: f"bytes {'0-5' if content == b'public' else '396-399'}/400", 416: "bytes */400"}
    assert headers["Content-Range"] == where.get(status)
    again = ask(port, FILES["public"], **{"If-Modified-Since": headers["Last-Modified"]})
    assert again[0] == 304


@pytest.mark.parametrize(("name", "status"), [("withdrawn", 404), ("removed", 410)])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "sent", [{}, {"If-None-Match": "*"}, {"If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"},
             {"Range": "bytes=0-1"}, {"Range": "bytes=9999-"}, {"If-Match": '"x"'}], ids=str,
)  # fmt: skip
def test_what_is_gone_is_gone_whatever_copy_the_asker_has(port, name, status, method, sent):
    known = hashlib.sha256(f"{name}.txt".encode() * 40).hexdigest()
    sent = {"If-None-Match": f'"{known}"'} | sent
    answered, headers, content = ask(port, FILES[name], method, **sent)
    assert answered == status
    assert not {"ETag", "Last-Modified", "Accept-Ranges", "Content-Range"} & set(headers)
    assert f"{name}.txt".encode() not in content


def test_a_download_broken_off_goes_on_where_it_stopped(port):
    _, headers, start = ask(port, FILES["public"], Range="bytes=0-149")
    status, _, rest = ask(port, FILES["public"], **{"Range": "bytes=150-", "If-Range": headers["ETag"]})
    assert (status, start + rest) == (206, CONTENT)


def most_memory(pid):
    """The most memory that the process and its children have held, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    held = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{one}/status").read_text()) for one in [str(pid), *children]]
    return sum(int(found[1]) for found in held if found) / 1024


def test_a_large_file_is_not_read_into_memory(server):
    port, pid = server
    ask(port, FILES["public"])
    before = most_memory(pid)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
        slow.sendall(f"GET {FILES['big']} HTTP/1.1\r\nHost: testserver\r\nConnection: close\r\n\r\n".encode())
        time.sleep(2)  # the reader takes nothing yet
        received = 0
        while piece := slow.recv(1 << 20):
            received += len(piece)
    assert received > BIG
    assert most_memory(pid) - before < BIG / 4 / 1e6


def test_the_end_of_a_large_file_is_there_at_once(port):
    status, headers, content = ask(port, FILES["big"], Range="bytes=-1")
    assert (status, content) == (206, b"\0")
    assert headers["Content-Range"] == f"bytes {BIG - 1}-{BIG - 1}/{BIG}"
