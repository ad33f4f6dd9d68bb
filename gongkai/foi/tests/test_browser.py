"""A citizen asks and follows in a real browser, with and without scripts, on a desk and on a phone."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from gongkai.casework.actions import take_step
from gongkai.casework.models import Case
from gongkai.foi.models import Request, Saved
from gongkai.foi.tests.conftest import PERSON
from gongkai.search import indexing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WANTED = PERSON["description"]


@pytest.fixture(autouse=True)
def public(site, civil, make_record):
    make_record(title="青山镇三组征地补偿安置公告", body="<p>青山镇三组征地补偿安置方案如下。</p>")
    indexing.drain(1000)
    yield
    indexing.close()


def begin(page, civil, wanted=WANTED):
    page.goto("/requests/new/")
    page.select_option("#id_organ", str(civil.pk))
    page.fill("#id_description", wanted)
    page.wait_for_selector(".found")
    page.click("text=下一步")
    page.wait_for_selector("#id_name")


def fill_in(page):
    page.check("text=公民（个人）")
    page.fill("#id_name", PERSON["name"])
    page.fill("#id_identifier", PERSON["identifier"])
    page.fill("#id_phone", "000-0000000")


def receipt(page):
    page.wait_for_selector(".slip")
    return page.inner_text(".slip dd b"), page.inner_text(".slip .code")


def enter(page, number, code):
    page.goto("/requests/follow/")
    page.fill("#id_number", number)
    page.fill("#id_code", code)
    page.click("main button.main")
    page.wait_for_selector(".ledger")


def test_a_citizen_finds_what_they_want_before_asking(open_browser, civil):
    page = open_browser(width=390)
    page.goto("/requests/new/")
    page.type("#id_description", "青山镇三组征地补偿")
    page.click("text=这正是我要的")
    page.wait_for_selector("h1:has-text('青山镇三组征地补偿安置公告')")
    assert Saved.objects.get().times == 1
    assert not Case.objects.exists()


def test_a_citizen_asks_is_asked_back_and_withdraws(open_browser, civil, author):
    page = open_browser(width=390)
    begin(page, civil)
    page.wait_for_selector("#id_sum", state="hidden")  # with scripts nobody is asked a sum
    page.click("text=提交申请")
    page.wait_for_selector("[role=alert]")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.click("a:has-text('请填写姓名')")
    assert page.evaluate("document.activeElement.id") == "id_name"
    fill_in(page)
    page.dblclick("text=提交申请")
    number, code = receipt(page)
    assert Request.objects.count() == 1
    assert page.evaluate("localStorage.getItem('draft-foi')") is None

    enter(page, number, code)
    assert "受理机关还没有确认收到" in page.inner_text("h1")
    today, case = timezone.localdate(), Case.objects.get()
    case = take_step(case=case, step="confirm", on=today, by=author)
    take_step(
        case=case, step="ask_correction", on=today, by=author, what="请写明年份", until=date(2099, 1, 1).isoformat()
    )
    page.reload()
    assert "请写明年份" in page.inner_text("main")
    page.fill("[name=c-text]", "二〇二四年")
    page.click("text=提交补正")
    page.wait_for_selector("h1:has-text('正在办理')")
    page.click("text=不需要了，撤回申请")
    page.check("[name=sure]")
    page.click("button:has-text('撤回')")
    page.wait_for_selector("h1:has-text('已经办结')")
    page.check("text=4 分")
    page.click("text=提交评价")
    page.wait_for_selector("text=您的评价")
    page.click("text=退出查询")
    page.wait_for_selector("#id_number")
    page.goto("/requests/mine/")
    assert page.url.endswith("/requests/follow/")


def test_a_form_sent_while_the_network_is_down_waits_for_it(open_browser, civil):
    page = open_browser(width=390)
    begin(page, civil)
    fill_in(page)
    page.context.set_offline(True)
    page.click("text=提交申请")
    page.wait_for_selector("[role=status]:has-text('网络断开了')")
    assert page.input_value("#id_identifier") == PERSON["identifier"], "not even what no draft holds is lost"
    page.context.set_offline(False)
    page.click("text=提交申请")
    receipt(page)
    assert Request.objects.count() == 1
    assert page.evaluate("localStorage.getItem('draft-foi')") is None


def test_what_was_typed_survives_a_reload_in_the_middle_of_a_word(open_browser, civil):
    page = open_browser()
    page.goto("/requests/new/")
    page.select_option("#id_organ", str(civil.pk))
    page.type("#id_description", "青山镇三组的征地补")
    page.wait_for_timeout(600)
    page.reload()
    assert page.input_value("#id_description") == "青山镇三组的征地补"
    assert page.input_value("#id_organ") == str(civil.pk)


def test_what_was_typed_survives_leaving_and_coming_back(open_browser, civil):
    page = open_browser()
    begin(page, civil)
    fill_in(page)
    page.wait_for_timeout(600)
    page.check("[name=format][value=paper]")
    page.check("[name=delivery][value=pickup]")
    page.wait_for_timeout(600)
    page.goto("/requests/new/")
    assert page.input_value("#id_description") == WANTED
    assert "已恢复" in page.inner_text("[role=status]")
    page.click("text=下一步")
    page.wait_for_selector("#id_name")
    assert page.input_value("#id_name") == PERSON["name"]
    for name, value in (("applicant_kind", "person"), ("format", "paper"), ("delivery", "pickup")):
        assert page.is_checked(f"[name={name}][value={value}]"), name
    assert page.input_value("#id_identifier") == "", "the number of an identity card is never kept in the browser"
    page.click("text=清除草稿")
    page.goto("/requests/new/")
    assert page.input_value("#id_description") == ""


def test_nine_thousand_characters_are_counted_refused_and_kept(open_browser, civil):
    page = open_browser()
    begin(page, civil)
    fill_in(page)
    page.fill("#id_description", "好" * 9000)
    page.wait_for_selector("text=已写 9000 字，超出 4000 字")
    page.click("text=提交申请")
    page.wait_for_selector("a:has-text('描述有 9000 字')")
    assert len(page.input_value("#id_description")) == 9000


def test_without_scripts_everything_works(chromium, live_server, civil):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/requests/new/")
    page.select_option("#id_organ", str(civil.pk))
    page.fill("#id_description", WANTED)
    page.click("text=下一步")
    assert "青山镇三组征地补偿安置公告" in page.inner_text(".found")
    fill_in(page)
    question = page.inner_text("label[for=id_sum]").partition("：")[2]
    a, b = ("零一二三四五六七八九".index(c) for c in question.removesuffix("等于几？").split("加"))
    page.fill("#id_sum", str(a + b))
    page.click("text=提交申请")
    number, code = receipt(page)
    enter(page, number, code)
    assert number in page.inner_text("main")
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(open_browser, civil, author, width):
    page, found = open_browser(width=width), {}

    def look(name):
        results = Axe().run(page)
        assert results.response["passes"]
        found[name] = [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in results.response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than the screen"

    page.goto("/requests/")
    look("how to apply")
    begin(page, civil)
    look("form")
    page.click("text=提交申请")
    page.wait_for_selector("[role=alert]")
    look("errors")
    fill_in(page)
    page.click("text=提交申请")
    number, code = receipt(page)
    look("receipt")
    page.goto("/requests/new/")
    page.fill("#id_description", WANTED)
    page.select_option("#id_organ", str(civil.pk))
    page.wait_for_selector(f"h3:has-text('{civil.name}')")
    page.wait_for_selector(".found")
    look("start")
    page.goto("/requests/follow/")
    look("follow")
    case = take_step(case=Case.objects.get(), step="confirm", on=timezone.localdate(), by=author)
    take_step(case=case, step="ask_correction", on=timezone.localdate(), by=author, what="年份", until="2099-01-01")
    enter(page, number, code)
    look("mine, correcting")
    page.click("text=不需要了，撤回申请")
    page.check("[name=sure]")
    page.click("button:has-text('撤回')")
    page.wait_for_selector("h1:has-text('已经办结')")
    look("mine, closed")
    page.goto("/requests/statistics/")
    look("statistics")
    assert {name: violations for name, violations in found.items() if violations} == {}
