"""A decision that repeals a list is carried out from its page on the desk in one step, on a screen and on a phone."""

from datetime import date

import pytest

from gongkai.library.models import Record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_officer_confirms_the_list_once(width, site, make_record, officer, open_browser, axe_findings):
    for n in (1, 2):
        make_record(f"青禾县民政局关于第{n}批事项的通知", number=f"青禾民发〔2001〕{n}号", formed_on=date(2001, 3, 9))
    lines = "".join(f"<p>{n}.《青禾县民政局关于第{n}批事项的通知》（青禾民发〔2001〕{n}号）</p>" for n in (1, 2, 3))
    body = f"<p>决定废止下列文件：</p>{lines}<p>《青禾县民政局关于第1批事项的补充通知》第三条同时废止。</p>"
    decision = make_record("青禾县民政局关于废止规范性文件的决定", body)
    desk = open_browser(width, username="officer")
    desk.goto(f"/desk/records/{decision.pk}/")
    desk.click("text=文中写明废止 4 件")
    assert desk.locator("input[type=checkbox]:checked").count() == 2
    assert "文中只涉及其中一部分" in desk.inner_text("main")
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    assert not axe_findings(desk)
    desk.click("text=确认办理")
    assert "已办理 2 件" in desk.inner_text("main")
    assert Record.objects.filter(repealed_on=date(2026, 6, 1)).count() == 2
    desk.goto(f"/desk/records/{decision.pk}/effects/")
    assert desk.locator("input[type=checkbox]").count() == 0
    public = open_browser(width)
    public.goto(f"/records/{decision.pk}/")
    assert "已废止" in public.inner_text("main")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_officer_comes_from_the_home_page_and_says_why_one_is_not_carried_out(
    width, site, make_record, officer, open_browser, axe_findings
):
    make_record("青禾县救助办法", formed_on=date(2001, 3, 9))
    make_record("青禾县救助细则", "<p>《青禾县救助办法》同时废止。</p>")
    desk = open_browser(width, username="officer")
    desk.goto("/desk/")
    desk.click("text=文中写明的废止、修改待确认 1")
    assert not axe_findings(desk)
    desk.click("text=废止、修改 1 件待确认")
    assert not axe_findings(desk)
    desk.click("main a:has-text('不办理')")
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    assert not axe_findings(desk)
    desk.fill("[name=reason]", "已由县政府另文废止")
    desk.click("text=确认不办理")
    assert "不办理的理由：已由县政府另文废止" in desk.inner_text("main")
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    desk.goto("/desk/")
    assert "待确认" not in desk.inner_text("main")
    assert not Record.objects.exclude(repealed_on=None).exists()
