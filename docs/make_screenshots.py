"""Screenshots of fourteen pages of the demo county at two widths, into docs/screenshots/. Run: python docs/make_screenshots.py

Starts the product on a fresh folder as a new user would, and needs a Chromium on the machine.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).parent / "screenshots"
SIZES = {"1280": (1280, 900), "390": (390, 844)}
PASSWORD = "qinghe-demo-2026"
PUBLIC = {
    "home": "/",
    "disclosure": "/disclosure/",
    "item": "/disclosure/items/20.03/",
    "search": "/search/?q=低保标准",
    "organs": "/organs/",
    "statistics": "/requests/statistics/",
    "request": "/requests/new/",
}
DESK = {
    "desk-home": "/desk/",
    "desk-records": "/desk/records/",
    "desk-cases": "/desk/cases/",
    "desk-case": "/desk/cases/2/",
    "desk-review": "/desk/review/",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, seconds: int = 60) -> None:
    for _ in range(seconds * 2):
        try:
            with urllib.request.urlopen(url + "/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{url} did not answer")


def shoot(page: Page, size: str, name: str) -> None:
    page.screenshot(path=TARGET / f"{name}-{size}.png")


def take(base: str) -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        for size, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, base_url=base, locale="zh-CN")
            for name, path in PUBLIC.items():
                page.goto(path)
                shoot(page, size, name)
            page.goto("/search/?q=最低生活保障&validity=repealed")
            page.click(".hit a")
            shoot(page, size, "record-repealed")
            page.goto("/desk/login/")
            page.fill("[name=username]", "gongkaiban")
            page.fill("[name=password]", PASSWORD)
            page.click("main button")
            for name, path in DESK.items():
                page.goto(path)
                shoot(page, size, name)
            page.click("main .list a, main table a")
            shoot(page, size, "desk-review-one")
            page.close()
        browser.close()


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "GONGKAI_HOME": home}
        port = free_port()
        for command in (["migrate", "--verbosity", "0"], ["demo"]):
            subprocess.run(
                [sys.executable, "-m", "gongkai", *command], env=environment, check=True, stdout=subprocess.DEVNULL
            )
        server = subprocess.Popen([sys.executable, "-m", "gongkai", "run", "--port", str(port)], env=environment)
        try:
            wait_for(f"http://localhost:{port}")
            time.sleep(3)  # the worker fills the index
            take(f"http://localhost:{port}")
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
