"""The desk in a real browser: drafting in the editor, losing nothing, releasing by a second person; accessibility."""

import pytest

from gongkai.library.actions import open_correction, save_draft, start_record
from gongkai.library.models import Record, Version
from gongkai.review.actions import submit_version

DESKTOP, PHONE = 1280, 390
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = (
    "<html><head><style>p.MsoNormal{margin:0}</style></head><body><!--StartFragment-->"
    "<p class=MsoNormal align=right style='text-align:right;font-family:仿宋_GB2312'>二〇二六年六月一日<o:p></o:p></p>"
    "<table class=MsoTableGrid style='border:solid'><tr><td colspan=2 style='width:99pt'><p class=MsoNormal>合计</p></td>"
    "</tr></table><p class=MsoNormal onclick='alert(1)'>附则<script>alert(2)</script></p><!--EndFragment--></body></html>"
)
PASTE = """html => { const data = new DataTransfer(); data.setData("text/html", html);
    document.querySelector(".ProseMirror").dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })) }"""


@pytest.fixture
def draft(author, civil):
    return start_record(organ=civil, kind="news", title="县民政局开展走访", body="<p>旧正文</p>", by=author)


def edit(version):
    return f"/desk/records/{version.record_id}/edit/"


def write(page, text):
    page.wait_for_selector(".ProseMirror")
    page.click(".ProseMirror")
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def test_written_released_by_a_second_person_and_public(site, author, reviewer, open_browser):
    page = open_browser(username="author")
    page.click("text=起草")
    page.select_option("#id_kind", "news")
    page.fill("#id_title", "青禾县启动夏季防汛演练")
    page.click("text=下一步")
    write(page, "演练于六月举行。")
    page.hover("[data-do=h2]")
    page.mouse.down()
    assert page.evaluate("document.activeElement.matches('.ProseMirror')")  # the keys that follow go to the text
    page.mouse.up()
    page.keyboard.press("Enter")
    page.evaluate(PASTE, WORD)
    page.click("text=保存并提交审核")
    assert "请填写生成日期" in page.inner_text("main")
    page.fill("#id_formed_on", "2026-06-01")
    page.click("text=保存并提交审核")
    assert "已提交" in page.inner_text("main")
    body = Version.objects.get().body
    assert body.startswith("<h2>演练于六月举行。</h2>")
    assert '<p class="right">二〇二六年六月一日</p>' in body
    assert '<td colspan="2">' in body
    assert not any(word in body for word in ("Mso", "style", "script", "onclick", "o:p"))
    second = open_browser(username="reviewer")
    second.click("li:has-text('待我审核 ·') a:has-text('防汛演练')")
    second.click("main button:text-is('发布')")
    assert "公众现在可以看到" in second.inner_text("main")
    second.click("text=公众看到的页面")
    assert "演练于六月举行" in second.inner_text("main")
    assert Record.objects.get().state == "released"


def test_a_draft_saves_itself_and_survives_an_expired_session(draft, author, open_browser):
    page = open_browser(username="author")
    page.goto(edit(draft))
    write(page, "自动保存的话")
    page.wait_for_selector("#saved:has-text('已自动保存')", timeout=15000)
    assert "自动保存的话" in Version.objects.get().body
    page.keyboard.type("，按键保存的话")
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !localStorage.length")
    assert "按键保存的话" in Version.objects.get().body
    page.context.clear_cookies(name="sessionid")
    page.keyboard.type("，过期后的话")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#saved:has-text('登录已过期')")
    page.click("text=保存并提交审核")
    page.fill("#id_username", "author")
    page.fill("#id_password", "long enough 1")
    page.click("main button")
    page.wait_for_selector(".ProseMirror:has-text('过期后的话')")
    assert "过期后的话" not in Version.objects.get().body, "given back, not saved behind one's back"


def test_a_second_editor_is_told_while_typing(draft, author, reviewer, open_browser):
    page = open_browser(username="author")
    page.goto(edit(draft))
    save_draft(version=draft, stamp=0, by=reviewer, title=draft.title, body="<p>同事写的</p>")
    write(page, "我写的")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#saved:has-text('在您之后保存过')")
    page.click(".deed button:text-is('保存')")
    assert "同事写的" in page.content()
    page.wait_for_selector(".ProseMirror:has-text('我写的')")
    assert Version.objects.get().body == "<p>同事写的</p>"


SEEN = "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight && b.height > 0; }"


@pytest.mark.parametrize("width", [1280, 390])
def test_warnings_of_session_and_second_editor_stand_where_one_writes(draft, author, reviewer, open_browser, width):
    """At the top, in the middle and at the end of a long page: the bar that sticks says them."""
    page = open_browser(width=width, username="author")
    page.goto(edit(draft))
    write(page, "长文")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".deed #saved:has-text('登录已过期')")
    for place in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        page.evaluate(f"scrollTo(0, {place})")
        assert page.locator("#saved").evaluate(SEEN)
        assert page.locator(".deed button").first.evaluate(SEEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    other = open_browser(width=width, username="author")
    other.goto(edit(draft))
    save_draft(version=draft, stamp=0, by=reviewer, title=draft.title, body="<p>同事写的</p>")
    write(other, "我写的")
    other.keyboard.press("Control+s")
    other.wait_for_selector(".deed #saved:has-text('在您之后保存过')")
    other.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    assert other.locator("#saved").evaluate(SEEN)


def test_text_kept_in_this_browser_is_offered_again(draft, author, open_browser):
    page = open_browser(username="author")
    page.goto(edit(draft))
    page.route("**/autosave/", lambda route: route.fulfill(status=429))
    write(page, "没存上的话")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#saved:has-text('自动保存没有成功')")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(edit(draft))
    page.click("text=恢复")
    page.wait_for_selector(".ProseMirror:has-text('没存上的话')")


def test_a_table_is_made_and_kept(draft, author, open_browser):
    page = open_browser(username="author")
    page.goto(edit(draft))
    write(page, "")
    page.click("[data-do=table]")
    page.keyboard.type("名称")
    page.click("[data-do=rowAfter]")
    page.click(".deed button:text-is('保存')")
    page.wait_for_selector("text=已保存。")
    body = Version.objects.get().body
    assert body.count("<tr>") == 4
    assert "<th" in body and "名称" in body


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_desk_pages_are_accessible_and_fit(
    width, site, make_record, author, reviewer, officer, open_browser, axe_findings
):
    record = make_record()
    correction = open_correction(record=record, by=author)
    correction = save_draft(version=correction, stamp=0, by=author, title=record.title, body="<p>改</p>", note="更正")
    submit_version(version=correction, by=author)
    other = start_record(organ=record.organ, kind="annual_report", title="年报", body="<p>文</p>", by=author)
    paths = [
        "/desk/",
        "/desk/records/",
        "/desk/review/",
        f"/desk/records/{record.pk}/",
        f"/desk/records/{record.pk}/review/",
        f"/desk/records/{record.pk}/versions/",
        f"/desk/records/{record.pk}/withdraw/",
        f"/desk/records/{other.record_id}/edit/",
        "/desk/records/new/",
        "/desk/password/",
    ]
    page = open_browser(width, username="officer")
    for path in paths:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert axe_findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the window"
    anonymous = open_browser(width)
    anonymous.goto("/desk/login/")
    assert axe_findings(anonymous) == []


def test_the_desk_is_used_by_keyboard_on_a_phone(author, open_browser):
    page = open_browser(PHONE, username="author")
    assert not page.is_visible(".desk > .side")
    page.focus(".fold summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".fold nav >> text=信息库")
    page.click(".fold nav >> text=信息库")
    assert page.url.endswith("/desk/records/")
