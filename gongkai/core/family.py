"""One process group: a parent that starts its children, starts them again when they die, and takes them along when it
goes, even when it is killed."""

import contextlib
import ctypes
import fcntl
import logging
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

GRACE = 6  # seconds between the request to stop and the kill
PR_SET_PDEATHSIG = 1
PARENT = "GONGKAI_PARENT"


def die_with_parent(parent: int | None = None) -> None:
    """Called early in a child: the kernel kills it when its parent dies. Nothing happens outside a family (no
    ``parent`` given and none in the environment) or where the kernel is not Linux."""
    expected = parent or int(os.environ.get(PARENT, "0"))
    if not expected or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != expected:  # it died before the line above
        os._exit(1)


def only_one(file: Path) -> IO[str] | None:
    """The lock on ``file``, held as long as the returned handle lives; None when another process holds it. The file
    says which."""
    try:
        handle = file.open("a+")
    except OSError:  # a read-only disk: the lock needs no writing
        handle = file.open()
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    with contextlib.suppress(OSError):  # a full disk
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
    return handle


@dataclass
class Child:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    pause: float = 0  # seconds before the next start; grows while the child keeps dying young

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, env={**os.environ, PARENT: str(os.getpid())})  # noqa: S603
        log.info("started", extra={"child": self.name, "pid": self.process.pid})


class Family:
    """``commands``: name → command line of each child."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.children = [Child(name, command) for name, command in commands.items()]
        self.stopping = False

    def run(self) -> None:
        """Start all and stay until SIGINT or SIGTERM; returns when all are gone."""
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)
        for child in self.children:
            child.start()
        while not self.stopping:
            self.look_after()
            time.sleep(0.2)
        self.end()

    def look_after(self) -> None:
        """Start again those who died: at once, but ever later those who die within ten seconds."""
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and (code := child.process.poll()) is not None:
                log.error("died", extra={"child": child.name, "code": code})
                child.process = None
                child.pause = min(30, child.pause * 2 or 0.5) if now - child.started < 10 else 0
            if child.process is None and now - child.started >= child.pause:
                child.start()

    def end(self) -> None:
        """Ask all to stop, kill who is still there after GRACE seconds."""
        processes = [child.process for child in self.children if child.process is not None]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _stop(self, *_: object) -> None:
        self.stopping = True
