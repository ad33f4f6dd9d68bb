"""gongkai run as a whole, in processes of its own: starts, answers, recovers, stops, leaves nothing behind."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from gongkai.core import family

ROOT = Path(__file__).parents[3]
LONG = 120  # seconds that anything may take on a busy machine


def until(condition):
    deadline = time.monotonic() + LONG
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return found


def children(pid):
    """Process ids of all that descend from ``pid``."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            if entry.name.isdigit() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found += [int(entry.name), *children(int(entry.name))]
    return found


def alive(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def role(pid):
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[3]
    return ""


class Running:
    def __init__(self, home):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("GONGKAI_", "DATABASE_URL", "DJANGO_"))}
        self.env["GONGKAI_HOME"] = str(home)
        self.gongkai("migrate", "--verbosity=0")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gongkai", "run", f"--port={self.port}", "--workers=1"],
            env=self.env,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def gongkai(self, *arguments, check=True):
        return subprocess.run(
            [sys.executable, "-m", "gongkai", *arguments],
            env=self.env,
            cwd=ROOT,
            check=check,
            capture_output=True,
            text=True,
        )

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""

    def well(self):
        status, body = self.get("/healthz")
        return status in (200, 503) and {k: v["ok"] for k, v in json.loads(body).items() if k != "ok"}


@pytest.fixture
def running(tmp_path):
    running = Running(tmp_path / "home")
    yield running
    running.process.kill()
    running.process.wait()


def is_up(running):
    state = running.well()
    return state and state["database"] and state["worker"] and state["pages"]


def test_the_family(running):
    until(lambda: is_up(running))
    roles = {role(pid): pid for pid in children(running.process.pid)}
    assert set(roles) >= {"web", "worker", "tasks"}

    # the same folder or the same port: a sentence, not a second family
    refused = running.gongkai("run", f"--port={running.port + 1}", check=False)
    assert refused.returncode == 1 and "已经有一个 gongkai run 在运行" in refused.stderr

    # killed children come back
    os.kill(roles["worker"], signal.SIGKILL)
    web = [pid for pid in children(running.process.pid) if role(pid) == "web"]
    os.kill(max(web), signal.SIGKILL)
    until(
        lambda: {role(pid): pid for pid in children(running.process.pid)}.get("worker") not in (None, roles["worker"])
    )
    until(lambda: running.get("/")[0] == 200)

    # an orderly end leaves nothing
    descendants = children(running.process.pid)
    running.process.terminate()
    assert running.process.wait(LONG) == 0
    assert not [pid for pid in descendants if alive(pid)]


def test_nothing_survives_a_killed_parent(running):
    until(lambda: is_up(running))
    descendants = children(running.process.pid)
    assert len(descendants) >= 4
    running.process.kill()
    running.process.wait()
    until(lambda: not [pid for pid in descendants if alive(pid)])


def test_a_busy_port_and_an_old_database_get_a_sentence(tmp_path):
    env = {**os.environ, "GONGKAI_HOME": str(tmp_path)}
    env.pop("DATABASE_URL", None)

    def run(port):
        command = [sys.executable, "-m", "gongkai", "run", f"--port={port}"]
        return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run(port)
    assert answer.returncode == 1 and "已被占用" in answer.stderr and "Traceback" not in answer.stderr
    answer = run(port)
    assert answer.returncode == 1 and "请先运行 gongkai migrate" in answer.stderr


def test_children_that_die_young_start_ever_later():
    child = family.Child("brief", [sys.executable, "-c", "pass"])
    household = family.Family({})
    household.children = [child]
    child.start()
    pauses = []
    for _ in range(3):
        child.process.wait()
        household.look_after()
        pauses.append(child.pause)
        child.started -= child.pause  # the pause is over
        household.look_after()
    child.process.wait()
    assert pauses == [0.5, 1, 2]


def test_only_one_holds_a_lock(tmp_path):
    first = family.only_one(tmp_path / "lock")
    assert family.only_one(tmp_path / "lock") is None
    assert (tmp_path / "lock").read_text() == str(os.getpid())
    first.close()
    assert family.only_one(tmp_path / "lock") is not None
