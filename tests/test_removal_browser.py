"""A clerk takes an ID number out of a released record; the public sees that something was removed, and nothing else."""

import pytest

from gongkai.core import files
from gongkai.library.models import Attachment, Removal
from gongkai.search import indexing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ID = "11010119900307002X"


@pytest.fixture
def record(site, make_record):
    record = make_record(
        title="临时救助对象公示", body=f"<p>张某某，身份证号<b>1101</b>{ID[4:]}，获临时救助。</p>", keywords="救助"
    )
    blob = files.keep([f"张某某 {ID}".encode()], "text/plain", f"张某某 {ID}")
    Attachment.objects.create(version=record.current, blob=blob, name="名单.txt")
    indexing.drain()
    return record


@pytest.mark.parametrize("width", [1280, 390])
def test_an_id_number_is_taken_out_and_the_public_sees_that_and_nothing_else(
    width, record, reviewer, officer, open_browser, axe_findings
):
    public = open_browser(width)
    public.goto(f"/records/{record.pk}/")
    assert ID in public.inner_text("main")
    file = public.get_attribute(".files a", "href")
    desk = open_browser(width, username="reviewer")
    desk.goto(f"/desk/records/{record.pk}/")
    desk.click("text=不再公开…")
    desk.fill("[name=passages]", f"{ID[:6]} {ID[6:]}")
    desk.check("text=涉及个人信息")
    desk.fill("[name=reason]", "误登了身份证号码")
    desk.click("text=先看看在哪里")
    assert "正文 1 处" in desk.inner_text("#preview")
    assert "名单.txt" in desk.inner_text("#preview")
    assert not axe_findings(desk)
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    desk.click("text=确认不再公开")
    assert "已不再公开" in desk.inner_text("main")

    for address in (f"/records/{record.pk}/", f"/records/{record.pk}/versions/"):
        public.goto(address)
        assert "此处内容已不再公开" in public.inner_text("main") or "部分内容不再公开" in public.inner_text("main")
        assert ID[4:] not in public.content()
        assert "名单" not in public.inner_text("main")
    assert "误登了身份证号码" in public.inner_text("main")
    assert not axe_findings(public)
    assert public.goto(file).status == 410
    assert "这个附件已不再公开" in public.inner_text("main")
    assert not axe_findings(public)
    for _ in range(2):  # before and after the index is written
        for words in (ID, "临时救助对象"):
            public.goto(f"/search/?q={words}")
            assert "1101" not in public.inner_text("main").replace(ID, "")
            assert not public.query_selector(f"mark:text-is('{ID}')")
        indexing.drain()
    assert "临时救助对象公示" in public.inner_text("main")

    second = open_browser(width, username="officer")
    second.goto("/desk/")
    second.click("li:has-text('不再公开待复核') a:has-text('临时救助对象公示')")
    assert ID not in second.content()
    second.fill("#reason", "复核")
    second.click("button:text-is('显示')")
    assert f"{ID[:6]} {ID[6:]}" in second.inner_text("main")
    assert not axe_findings(second)
    second.check("text=同意")
    second.click("text=记下复核结果")
    assert "复核结果已记下" in second.inner_text("main")
    assert Removal.objects.get().verdict == "confirmed"
    second.goto("/desk/removals/")
    assert "已复核" in second.inner_text("main")
    assert not axe_findings(second)
    assert second.evaluate("document.documentElement.scrollWidth") <= width
