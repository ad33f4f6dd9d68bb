"""A product of its own for a benchmark: a fresh home, a county, ``gongkai run`` on a free port."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COUNTY = """
from gongkai.organs.models import Account, Organ, Post
from gongkai.portal.models import Site
county = Organ(name="青禾县人民政府", short_name="县政府", level="government")
county.save()
[Organ(name=f"青禾县第{n}局", level="department", parent=county).save() for n in range(1, 51)]
Site(name="青禾县人民政府", host="localhost", is_default=True, owner=county).save()
for name in ("author", "reviewer"):
    account = Account.objects.create_user(name, password="a long password 1", full_name=name)
    Post(account=account, organ=county, role="disclosure_officer", covers_below=True).save()
"""


@dataclass
class Product:
    home: Path
    port: int
    environment: dict[str, str]

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    def gongkai(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "gongkai", *arguments], env=self.environment, check=True, stdout=subprocess.DEVNULL
        )

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.base + path, timeout=30) as answer:
            return answer.read()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def product() -> Iterator[Product]:
    """A county in a folder of its own; nothing runs yet."""
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        made = at(Path(folder))
        made.gongkai("migrate", "-v0")
        made.gongkai("shell", "-v0", "-c", COUNTY)
        yield made


def at(home: Path) -> Product:
    """The product whose home is this folder, as it lies there."""
    environment = {**os.environ, "GONGKAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "gongkai.config.settings"}
    environment.setdefault("PYTHONPATH", str(Path(__file__).resolve().parent.parent))
    return Product(home, free_port(), environment)


@contextmanager
def serving(made: Product, workers: int = 1) -> Iterator[int]:
    """``gongkai run`` until the end of the block; its process id."""
    command = [sys.executable, "-m", "gongkai", "run", "--port", str(made.port), "--workers", str(workers)]
    server = subprocess.Popen(command, env=made.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(120):
            try:
                made.get("/healthz")
                break
            except OSError:
                time.sleep(0.5)
        yield server.pid
    finally:
        server.terminate()
        server.wait(30)
