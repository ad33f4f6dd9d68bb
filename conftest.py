"""Fixtures every room's tests share: a county, its departments, its people, a place on disk, a released record."""

import os
import tempfile
from datetime import date
from pathlib import Path

import pytest

os.environ.setdefault("GONGKAI_HOME", tempfile.mkdtemp(prefix="gongkai-test-"))
# Playwright's event loop lives in the thread of the tests; the database is still used by one thread at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """A SQLite of tests lies in a file as the one of the product does: the database in memory would be one connection
    for the tests and the live server, whose transactions then meet. What is not kept need not survive a power cut."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite3" in database["ENGINE"]:
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "gongkai.sqlite3")
        database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session", autouse=True)
def trail_may_be_emptied():
    """After a test with transactions of its own every table is emptied; the database would refuse it for the audit trail."""
    from django.db import connection
    from django.test import TransactionTestCase

    from gongkai.core import guard

    flush = TransactionTestCase._fixture_teardown

    def unguarded(self):
        guard.remove(connection)
        flush(self)
        guard.install(connection)

    TransactionTestCase._fixture_teardown = unguarded


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """Pages, files and index of each test in a folder of its own; cheap password hashing."""
    for name in ("PAGES_ROOT", "FILES_ROOT", "INDEX_ROOT", "VAULT_ROOT", "LIMITS_ROOT", "TURNS_ROOT"):
        setattr(settings, name, tmp_path / name.lower())
    settings.STRICT_PAGES = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def shared() -> Path:
    """The folder of norms, seeds and acceptance figures beside the checkout."""
    folder = Path(__file__).resolve().parent.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared beside this checkout")
    return folder


@pytest.fixture
def county(db):
    from gongkai.organs.models import Organ

    return Organ.objects.create(
        name="青禾县人民政府",
        short_name="县政府",
        code="000014349",
        level="government",
        document_mark="青禾府发",
    )


@pytest.fixture
def make_organ(county):
    """make_organ("县民政局", n): a department below the county with a valid code."""
    from gongkai.organs.models import Organ
    from gongkai.organs.rules import organ_code_check

    def make(name: str, parent=None, level: str = "department", **facts):
        first8 = f"{10000000 + Organ.objects.count():08d}"
        return Organ.objects.create(
            name=f"青禾{name}",
            short_name=name,
            code=first8 + organ_code_check(first8),
            level=level,
            parent=parent or county,
            **facts,
        )

    return make


@pytest.fixture
def civil(make_organ):
    return make_organ("县民政局", document_mark="青禾民发")


@pytest.fixture
def finance(make_organ):
    return make_organ("县财政局", document_mark="青禾财发")


@pytest.fixture
def make_account(db):
    """make_account("zhang", organ, "author", covers_below=False): an account with one post; more via account.posts."""
    from gongkai.organs.models import Account, Post

    def make(username: str, organ=None, role: str = "author", covers_below: bool = False):
        account = Account.objects.create_user(username=username, password="long enough 1", full_name=username)
        if organ is not None:
            Post.objects.create(
                account=account, organ=organ, role=role, covers_below=covers_below, since=date(2020, 1, 1)
            )
        return account

    return make


@pytest.fixture
def author(make_account, civil):
    return make_account("author", civil, "author")


@pytest.fixture
def reviewer(make_account, civil):
    return make_account("reviewer", civil, "reviewer")


@pytest.fixture
def officer(make_account, county):
    return make_account("officer", county, "disclosure_officer", covers_below=True)


@pytest.fixture
def settle(county):
    """settle(FEE_SCOPE, "government", organ=civil, since=date(2027, 1, 1)): a value in force, of the county and from ever
    when nothing else is said."""
    from gongkai.organs.settings.models import ALWAYS, SettingValue

    def make(setting, value, organ=None, since=ALWAYS):
        facts = {"organ": organ or county, "key": setting.key, "verdict": SettingValue.CONFIRMED}
        return SettingValue.objects.create(value=value, since=since, source="青禾府发〔2026〕1号", **facts)

    return make


@pytest.fixture
def site(county):
    from gongkai.portal.models import Site

    return Site.objects.create(name="青禾县人民政府", host="testserver", is_default=True, owner=county)


@pytest.fixture
def make_record(author, reviewer, civil):
    """make_record(title, body, **fields): drafted by one, released by another, public."""
    from gongkai.library.actions import start_record
    from gongkai.review.actions import release_version, submit_version

    def make(
        title="关于提高城乡低保标准的通知",
        body="<p>自七月一日起执行。</p>",
        kind="policy",
        by=None,
        organ=None,
        **fields,
    ):
        fields.setdefault("formed_on", date(2026, 6, 1))
        version = start_record(organ=organ or civil, kind=kind, title=title, body=body, by=by or author, **fields)
        submit_version(version=version, by=by or author)
        return release_version(version=version, by=reviewer)

    return make


@pytest.fixture(scope="session")
def old_format(tmp_path_factory):
    """old_format(content, "docx", "doc"): a file of today's format as LibreOffice saves it in an old one; without
    LibreOffice such tests skip, except in CI, where they must run."""
    import subprocess

    from gongkai.core.intake import office

    if not office.program():
        if os.environ.get("CI"):
            pytest.fail("tests of old office formats must run in CI, and there is no LibreOffice")
        pytest.skip("no LibreOffice on this machine: install libreoffice-writer-nogui and libreoffice-calc-nogui")
    folder = tmp_path_factory.mktemp("office")

    def make(content: bytes, known: str, wanted: str) -> bytes:
        source = folder / f"made.{known}"
        source.write_bytes(content)
        command = [office.program(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", wanted, "--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return (folder / f"made.{wanted.partition(':')[0]}").read_bytes()

    return make


@pytest.fixture(scope="session")
def scanned():
    """scanned("line", …): a picture of these lines; where the extra ``ocr`` is not installed such tests skip, except in
    CI, where they must run."""
    from importlib.resources import files

    from PIL import Image, ImageDraw, ImageFont

    from gongkai.core.intake import ocr

    if not ocr.is_installed():
        if os.environ.get("CI"):
            pytest.fail("tests of OCR must run in CI, and the extra ocr is not installed")
        pytest.skip("the extra ocr is not installed")
    package = Path(str(files("manimgx_fonts_cjk")))
    name = next(file for file in sorted(package.rglob("*")) if file.suffix.lower() in (".otf", ".ttf", ".ttc"))
    font = ImageFont.truetype(str(name), 36)

    def draw(*lines: str) -> Image.Image:
        picture = Image.new("RGB", (1240, 120 + 90 * len(lines)), "white")
        for number, line in enumerate(lines):
            ImageDraw.Draw(picture).text((120, 60 + 90 * number), line, "black", font)
        return picture

    return draw


@pytest.fixture(scope="session")
def text_pdf():
    """text_pdf("line", …): a page of PDF that says these (Latin) lines."""

    import io

    import pikepdf

    def make(*lines: str) -> bytes:
        pdf, out = pikepdf.new(), io.BytesIO()
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica))
        )  # fmt: skip
        page.Contents = pdf.make_stream(
            f"BT /F1 14 Tf 72 760 Td {' 0 -30 Td '.join(f'({line}) Tj' for line in lines)} ET".encode()
        )
        pdf.save(out)
        return out.getvalue()

    return make


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium of the system; without one, browser tests skip, except in CI, where they must run."""
    import shutil

    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("browser tests must run in CI, and there is no Chromium")
        pytest.skip("no Chromium on this machine: install the package chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    flags += ["--disable-sync", "--no-first-run", "--disable-quic"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium, live_server, site):
    """open_browser(width=1280, username=""): a page of a new visitor at the live server, signed in when named. What the
    page's scripts or policy complain about fails the test."""
    contexts, complaints = [], []

    def watch(message):
        if message.type == "error" and "status of 4" not in message.text:
            complaints.append(message.text)

    def open(width: int = 1280, username: str = ""):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", watch)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if username:
            page.goto("/desk/login/")
            page.fill("[name=username]", username)
            page.fill("[name=password]", "long enough 1")
            page.click("main button")
        return page

    yield open
    for context in contexts:
        context.close()
    assert not complaints
