"""A reviewer meets a Word file with hidden text, in a real browser: cleans it by one click, or keeps it with a reason."""

import os

import pytest

from gongkai.core import files
from gongkai.core.files import path_of
from gongkai.core.intake import hidden
from gongkai.library import intake
from gongkai.library.models import Kept, Original, Record, Version
from gongkai.library.vetting.tests.conftest import draft_with  # noqa: F401
from gongkai.library.vetting.tests.made import SECRET, SEEN
from gongkai.search import indexing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("GONGKAI_SHOTS", "")


@pytest.fixture
def waiting(draft_with):  # noqa: F811
    """A version that waits since before files were looked into."""
    version = draft_with()
    Record.objects.update(state="submitted")
    Version.objects.update(state="submitted", submitted_by=version.written_by, submitted_at=version.written_at)
    return version


def open_review(page):
    page.goto("/desk/")
    page.click("li:has-text('待我审核 ·') a:has-text('低保说明')")


def shot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_cleaned_by_one_click_and_released(width, waiting, reviewer, open_browser, axe_findings):
    attachment = waiting.attachments.get()
    original = path_of(attachment.blob_id).read_bytes()
    page = open_browser(width, username="reviewer")
    open_review(page)
    assert "隐藏文字" in page.inner_text("main") and "写明理由保留后才能发布" in page.inner_text("main")
    assert page.is_disabled("button:text-is('发布')")
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(page, f"review-{width}")
    page.click("button:text-is('清除隐藏内容')")
    assert "已清除隐藏内容" in page.inner_text("main")
    shot(page, f"cleaned-{width}")
    page.click("button:text-is('发布')")
    assert "公众现在可以看到" in page.inner_text("main")
    shot(page, f"record-{width}")
    public = open_browser(width)
    public.goto(f"/records/{waiting.record_id}/")
    address = public.get_attribute(".files a, a[href^='/files/']", "href")
    with files.received([public.request.get(address).body()]) as file:
        text, holdings = intake.looked_into(file.path, ".docx")
    assert SEEN in text and SECRET not in text
    assert not [holding for holding in holdings if holding.hidden]
    kept = Original.objects.get()
    answer = public.request.get(f"/desk/records/{waiting.record_id}/originals/{kept.pk}/")
    assert "login" in answer.url and original != answer.body()
    indexing.rebuild()
    public.goto(f"/search/?q={SECRET[:5]}")
    assert "低保说明" not in public.inner_text("main")
    public.goto(f"/search/?q={SEEN[:6]}")
    assert "低保说明" in public.inner_text("main")


def test_kept_with_a_reason_and_released(waiting, reviewer, open_browser):
    page = open_browser(username="reviewer")
    open_review(page)
    page.click("text=保留这一类")
    page.keyboard.press("Enter")
    page.click("main button")
    assert "请写明保留这一类隐藏内容的理由" in page.inner_text("main")
    page.fill("#id_reason", "经办公会同意保留")
    shot(page, "keep")
    page.click("main button")
    assert "决定保留，理由：经办公会同意保留" in page.inner_text("main")
    page.click("button:text-is('发布')")
    assert "公众现在可以看到" in page.inner_text("main")
    assert Kept.objects.get().by == reviewer
    blob = Version.objects.get().attachments.get().blob
    assert hidden.holdings(path_of(blob.pk), blob.media_type)


def test_a_pasted_picture_that_stays_on_the_computer_leaves_a_frame_and_is_not_submitted(draft_with, open_browser):  # noqa: F811
    version = draft_with(content=b"x", name="x.txt")
    page = open_browser(username="author")
    page.goto(f"/desk/records/{version.record_id}/edit/")
    page.wait_for_selector(".ProseMirror")
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/html", '<p>见图</p><img src="file:///C:/a.png">');
        document.querySelector(".ProseMirror").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })) }"""
    )
    page.wait_for_selector(".ProseMirror img:not([src])")
    shot(page, "picture")
    page.click("text=保存并提交审核")
    assert "1 处图片没有图像" in page.inner_text("main")
    page.wait_for_selector(".ProseMirror img:not([src])")
