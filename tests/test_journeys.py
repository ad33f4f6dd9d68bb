"""End to end in a real browser: what a citizen, an author and a reviewer do, from the page to the index and back."""

import pytest
from django.core.management import call_command

from gongkai.library.models import Record
from gongkai.search.indexing import close, drain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def index():
    """Write what waits into the index, as the worker would."""
    yield lambda: drain(10_000)
    close()


@pytest.fixture
def seeds(shared, site, index):
    call_command("import", shared / "seeds", shared / "norms" / "laws", "--release", verbosity=0)
    index()


def search(page, words):
    page.goto("/")
    page.fill("main [name=q], [name=q]", words)
    page.press("main [name=q], [name=q]", "Enter")
    page.wait_for_selector(".hit")


OWN_WORDS = {
    "扬尘控制示范道路": "九龙坡区多形式主动公开政府信息",
    "松岭区 政务公开业务能力测试": "2018年松岭区政府信息公开工作年度报告",
    "杨凌 新闻茶座": "杨凌示范区管委会",
    "黔江 脱贫攻坚专题": "重庆市黔江区2016年政府信息公开工作年度报告",
    "钦州 政务服务中心网": "钦州市人民政府2009年度政府信息公开工作情况的报告",
    "延长答复期限 二十个工作日 政府信息公开": "政府信息公开条例",
}


def test_a_citizen_finds_a_document_by_its_own_words(seeds, open_browser):
    page = open_browser(width=390)
    for words, title in OWN_WORDS.items():
        search(page, words)
        page.click(f".hit a:has-text('{title[:6]}')")
        assert title in page.inner_text("h1")


def test_the_documents_cite_each_other(seeds, open_browser):
    page = open_browser()
    page.goto(Record.objects.get(organ_name__contains="松岭区").get_absolute_url())
    page.click(".prose a:has-text('中华人民共和国政府信息公开条例')")
    assert page.inner_text("h1") == "中华人民共和国政府信息公开条例"
    assert page.inner_text("#art-33").startswith("第三十三条")
    page.click("a:has-text('2018年松岭区政府信息公开工作年度报告')")
    assert "松岭区" in page.inner_text("h1")


def test_a_citizen_browses_to_it_by_organ_and_by_statutory_item(seeds, open_browser):
    page = open_browser()
    page.goto("/organs/")
    page.click("main a:has-text('青禾县人民政府')")
    page.click("main a[href$='/kinds/annual_report/']")
    page.click("main a:has-text('重庆市黔江区2016年政府信息公开工作年度报告')")
    assert "黔江区2016年" in page.inner_text("h1")
    page.click(".rail a:has-text('法定主动公开内容')")
    page.click("main a:has-text('规章和规范性文件')")
    page.click("a:has-text('更早')")
    page.click("main .list a:has-text('政府信息公开条例')")
    assert page.inner_text("h1") == "中华人民共和国政府信息公开条例"


def test_drafted_by_one_released_by_another_seen_by_all_then_withdrawn(civil, author, reviewer, open_browser, index):
    title = "青禾县临时救助办法"
    desk = open_browser(username="author")
    desk.goto("/desk/records/new/")
    desk.select_option("[name=organ]", str(civil.pk))
    desk.select_option("[name=kind]", label="政策文件")
    desk.fill("[name=title]", title)
    desk.click("main button.main")
    desk.click(".ProseMirror")
    desk.keyboard.type("对遭遇突发事件的家庭给予应急性救助。")
    desk.fill("[name=formed_on]", "2026-06-01")
    desk.select_option("[name=item]", "21.07")
    desk.click("button:has-text('保存并提交审核')")
    desk.wait_for_selector("text=已提交")

    second = open_browser(username="reviewer")
    second.goto("/desk/review/")
    second.click(f"a:has-text('{title}')")
    second.click("main button:text-is('发布')")
    second.wait_for_selector("text=已发布")
    record = Record.objects.get(title=title)
    index()

    public = open_browser(width=390)
    public.goto("/")
    public.click(f"main a:has-text('{title}')")
    assert "应急性救助" in public.inner_text(".prose")
    public.goto(f"/disclosure/items/{record.item}/")
    assert title in public.inner_text("main")
    search(public, "临时救助")
    assert title in public.inner_text(".hit")

    second.goto(f"/desk/records/{record.pk}/withdraw/")
    second.fill("[name=reason]", "标准有误，另行公布")
    second.check("[name=sure]")
    second.click("button:has-text('确认撤回')")
    second.wait_for_selector("text=已撤回")
    answer = public.goto(record.get_absolute_url())
    assert answer.status == 410
    assert "标准有误，另行公布" in public.inner_text("main") and "应急性救助" not in public.inner_text("main")
    public.goto("/")
    assert title not in public.inner_text("main")
    public.goto("/search/?q=临时救助")
    assert not public.query_selector(f".hit:has-text('{title}')")
