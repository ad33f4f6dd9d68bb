"""Nothing falls over: a busy database, a full disk, a key that is gone, each met by a real process in a home of its own."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

SMALL = """
import django; django.setup()
from datetime import date
from django.conf import settings
from django.test import Client
from gongkai.organs.models import Account, Organ, Post
from gongkai.portal.models import Site
def people():
    county = Organ.objects.create(name="青禾县人民政府", short_name="县政府", code="000014349", level="government")
    Site.objects.create(name="青禾县人民政府", host="testserver", is_default=True, owner=county)
    zhang = Account.objects.create_user(username="zhang", password="long enough 1", full_name="张")
    Post.objects.create(account=zhang, organ=county, role="author", since=date(2020, 1, 1))
    return zhang
def staff():
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(username="zhang"))
    return client
anybody = Client(raise_request_exception=False)
"""


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def environ(home, **more):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GONGKAI_") and k != "DATABASE_URL"}
    return {**clean, "GONGKAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "gongkai.config.settings", **more}


def gongkai(home, *command, **more):
    """The command line, as an administrator types it."""
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *command],
        env=environ(home, **more), capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[1],
    )  # fmt: skip


def told(home, code, **more):
    """What a process prints that runs ``code`` in this home; it must live."""
    answer = subprocess.run(
        [sys.executable, "-c", SMALL + code],
        env=environ(home, **more), capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr[-3000:]
    return answer.stdout


@pytest.fixture(scope="session")
def homes(tmp_path_factory):
    """Two homes to copy from: one with a county, its site and an author; one that holds a request and was served."""
    made, used = tmp_path_factory.mktemp("homes") / "made", tmp_path_factory.mktemp("homes") / "used"
    assert gongkai(made, "migrate", "--verbosity", "0").returncode == 0
    told(made, "people()")
    shutil.copytree(made, used)
    told(used, ASK + "from gongkai.core import keyring; keyring.settle()")
    return made, used


@pytest.fixture
def made(homes, home):
    return shutil.copytree(homes[0], home)


@pytest.fixture
def used(homes, home):
    return shutil.copytree(homes[1], home)


BUSY = """
import sqlite3, time
author = staff()
other = sqlite3.connect(settings.HOME / "gongkai.sqlite3", isolation_level=None)
other.execute("BEGIN IMMEDIATE")
began = time.monotonic()
for path in ("/desk/", "/desk/records/?q=x", "/desk/records/?q=y", "/desk/cases/?due=5", "/desk/records/new/"):
    print(author.get(path).status_code)
for path in ("/", "/search/", "/disclosure/", "/requests/new/", "/requests/follow/", "/desk/login/"):
    print(anybody.get(path).status_code)
print(time.monotonic() - began < 8)
settings.DATABASES["default"]["OPTIONS"]["timeout"] = 0.2
from django.db import connection
connection.close()
answer = author.post("/desk/records/new/", {"organ": 1, "kind": "news", "title": "题"})
print(answer.status_code, answer["Retry-After"], "数据库正忙" in answer.content.decode())
"""


def test_a_busy_database_keeps_no_page_from_a_reader_and_is_503_for_a_writer(made):
    assert told(made, BUSY).split() == [*["200"] * 11, "True", "503", "30", "True"]


ASK = """
from gongkai.foi.actions import submit_request
submit_request(channel="in_person", delivery="pickup", by=Account.objects.get(), organ=Organ.objects.get(),
    applicant_kind="person", name="甲", identifier="11010119900307002X", contact={"phone": "000-0000000"},
    description="征地补偿方案")
"""
READ = "from gongkai.casework.models import Party; print(Party.objects.get().name)"


@pytest.mark.parametrize("command", [["run", "--port", "1"], ["worker"], ["tasks"], ["migrate"], ["rotate-keys"]])
def test_without_its_key_nothing_starts_and_none_is_made(used, command):
    (used / "data.keys").rename(used / "elsewhere")
    answer = gongkai(used, *command)
    assert answer.returncode == 1 and "Traceback" not in answer.stderr
    assert "请把备份的 data.keys 放回" in answer.stderr and "不要另建密钥" in answer.stderr
    assert not (used / "data.keys").exists()
    (used / "elsewhere").rename(used / "data.keys")
    assert told(used, READ).strip() == "甲"


@pytest.mark.parametrize("content", ["", "not a key\n", "{other}\n"])
def test_a_key_file_of_another_home_or_of_none_is_refused(used, content):
    from cryptography.fernet import Fernet

    kept = (used / "data.keys").read_text()
    (used / "data.keys").write_text(content.format(other=Fernet.generate_key().decode()))
    answer = gongkai(used, "migrate")
    assert answer.returncode == 1 and "不要另建" in answer.stderr and "Traceback" not in answer.stderr
    (used / "data.keys").unlink()
    assert gongkai(used, "migrate", GONGKAI_KEYS=kept.strip()).returncode == 0, "the environment holds it as well"


def test_a_new_key_beside_the_old_is_taken_up_and_both_are_needed(used):
    from cryptography.fernet import Fernet

    old, new = (used / "data.keys").read_text().strip(), Fernet.generate_key().decode()
    told(used, "from gongkai.core import keyring; keyring.settle()", GONGKAI_KEYS=f"{new},{old}")
    for lacking in (old, new):
        assert gongkai(used, "migrate", GONGKAI_KEYS=lacking).returncode == 1
    wrong = gongkai(used, "migrate", GONGKAI_KEYS=f"{old},{new}")
    assert wrong.returncode == 1 and "次序不对" in wrong.stderr


def test_a_database_of_before_is_taken_over_with_the_key_that_opens_it_and_no_other(used):
    told(used, "from gongkai.core.models import KeyMark; KeyMark.objects.all().delete()")
    assert gongkai(used, "migrate", "core", "0004").returncode == 0
    kept = (used / "data.keys").read_text()
    (used / "data.keys").unlink()
    refused = gongkai(used, "migrate")
    assert refused.returncode == 1 and "打不开它" in refused.stderr and not (used / "data.keys").exists()
    (used / "data.keys").write_text(kept)
    assert gongkai(used, "migrate").returncode == 0
    assert told(used, "from gongkai.core import keyring, crypto; from django.db import connection\n"
                "connection.ensure_connection(); print(keyring.known() == [keyring.fingerprint(crypto.held()[0])])"
                ).strip() == "True"  # fmt: skip


def test_a_key_that_vanishes_while_it_is_used_is_a_sentence(used):
    (used / "data.keys").unlink()
    page = """
author = staff()
case = __import__("gongkai.casework.models", fromlist=["Case"]).Case.objects.get()
answer = author.get(f"/desk/cases/{case.pk}/")
print(answer.status_code, "放回数据目录" in answer.content.decode())
print(anybody.get("/").status_code, anybody.get("/healthz").json()["keys"]["ok"])
"""
    assert told(used, page).split() == ["503", "True", "200", "False"]


def test_a_key_lost_for_good_can_be_given_up_knowingly(used):
    (used / "data.keys").unlink()
    assert gongkai(used, "give-up-key").returncode == 1
    answer = gongkai(used, "give-up-key", "--yes")
    assert answer.returncode == 0 and "已放弃 1 把" in answer.stdout, answer.stderr
    assert told(used, 'from gongkai.core.models import AuditEntry\n'
                'print(AuditEntry.objects.filter(verb="key.give_up").count())').strip() == "1"  # fmt: skip


def test_two_that_start_at_once_in_an_empty_home_have_one_key(made):
    code = "from gongkai.core import crypto, keyring; keyring.settle(); print(crypto.keys()[0])"
    two = [
        subprocess.Popen([sys.executable, "-c", SMALL + code], env=environ(made), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    first, second = (process.communicate(timeout=60)[0].strip() for process in two)
    assert first == second == (made / "data.keys").read_text().strip()


def test_the_version_is_ours(home):
    from importlib.metadata import version

    assert gongkai(home, "--version").stdout == f"gongkai {version('gongkai')}\n"


def documented(heading, folder, home):
    """The commands of a section of docs/deploy.md for SQLite, as they run for one account in folders of a test."""
    text = (Path(__file__).parents[1] / "docs/deploy.md").read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    parts = re.findall(r"([^\n]*)\n*```sh\n(.*?)```", text, re.S)
    script = "".join(block for lead, block in parts if not lead.startswith("用 PostgreSQL"))
    script = re.sub(r"^sudo systemctl .*$|sudo (-u gongkai )?| -o gongkai -g gongkai", "", script, flags=re.M)
    script = script.replace("/opt/gongkai/.venv/bin/gongkai", f"{sys.executable} -m gongkai")
    return script.replace("/var/lib/gongkai", str(home)).replace("/var/backups", str(folder))


def carried_out(script, home):
    answer = subprocess.run(
        ["bash", "-euxc", script], env=environ(home), capture_output=True, text=True, timeout=200,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr[-3000:]


def test_backup_and_restore_work_as_written_and_keep_the_key_apart(used, tmp_path):
    away = tmp_path / "backups"
    away.mkdir()
    carried_out(documented("备份", away, used), used)
    with tarfile.open(away / "gongkai" / "files.tar.gz") as archive:
        assert not [name for name in archive.getnames() if "key" in name]
    assert sorted(f.name for f in (away / "gongkai").iterdir()) == ["files.tar.gz", "gongkai.sqlite3"]
    assert [f.name for f in (away / "gongkai-keys").iterdir()] == ["data.keys"]
    assert all(f.stat().st_mode & 0o077 == 0 for f in (away / "gongkai", away / "gongkai" / "gongkai.sqlite3"))
    shutil.rmtree(used)
    used.mkdir()
    (used / "gongkai.sqlite3-wal").write_bytes(b"of another time")
    carried_out(documented("恢复", away, used), used)
    assert told(used, READ).strip() == "甲"


def test_the_import_example_of_the_readme_names_what_is_there():
    root = Path(__file__).parents[1]
    examples = re.findall(r"^\.venv/bin/gongkai import ([a-z./]+)", (root / "README.md").read_text(), re.M)
    assert examples and all((root / path).is_dir() and any((root / path).rglob("*.txt")) for path in examples)


FULL = """
import os
from gongkai.search import indexing
indexing.rebuild()
anybody.get("/")
filler = settings.HOME / "filler"
with open(filler, "wb", buffering=0) as out:
    try:
        while out.write(bytes(65536)): pass
    except OSError: pass
print(anybody.get("/search/?q=x").status_code, anybody.get("/").status_code, anybody.get("/disclosure/").status_code)
print(anybody.get("/healthz").json()["disk"]["ok"])
answer = anybody.post("/desk/login/", {"username": "zhang", "password": "long enough 1"})
print(answer.status_code, "磁盘已满" in answer.content.decode())
filler.unlink()
answer = Client().post("/desk/login/", {"username": "zhang", "password": "long enough 1"})
print(answer.status_code)
"""


def test_a_full_disk_answers_readers_and_tells_staff(made, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(small)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("a small file system can only be mounted by root")
    try:
        home = shutil.copytree(made, small / "home")
        assert told(home, FULL).split() == ["200", "200", "200", "False", "503", "True", "302"]
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


LIMITED = """
import resource
from gongkai.core import limits, vault, crypto, files
crypto.keys()
anybody.get("/")
resource.setrlimit(resource.RLIMIT_FSIZE, (4, 4))
print(limits.count("search", "192.0.2.1"), limits.count("search", "192.0.2.1"))
from gongkai.core import trouble
for deed in (lambda: vault.keep(b"x" * 9999), lambda: files.keep([b"x" * 9999], "text/plain")):
    try: deed()
    except OSError as error: print(trouble.of(error).name)
print(anybody.get("/").status_code)
"""


def test_a_write_that_is_cut_short_kills_nobody(made):
    """A file may grow to four bytes: the fault of a full disk in the write path, without a disk of its own."""
    assert told(made, LIMITED).split() == ["1", "2", "FULL", "FULL", "200"]
