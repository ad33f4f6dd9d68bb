"""A name is blackened on a page with the mouse, the keyboard or without scripts; the applicant's file holds it no more."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from gongkai.casework.parties.uploads import Upload
from gongkai.core import vault
from gongkai.foi import letters
from gongkai.foi.actions import submit_request
from gongkai.foi.materials import actions
from gongkai.foi.materials.tests.conftest import PDF, SECRET, paper
from gongkai.foi.materials.tests.test_materials import PARTIAL
from gongkai.foi.models import Material
from gongkai.foi.redaction.tests.made import drawn, everything, said
from gongkai.foi.tests.conftest import PERSON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def receipt(civil, author):
    return submit_request(organ=civil, channel="in_person", by=author, **{**PERSON, "delivery": "pickup"})


@pytest.fixture
def material(receipt, author):
    file = Upload("审批表.pdf", PDF, paper())
    return actions.add(request=receipt.case.request, files=[file], shapes=[[[400, 300]]], by=author)[0]


def drag(page, left, top, right, low):
    """Draw a box, in shares of the page."""
    svg = page.locator("[data-draw]")
    svg.scroll_into_view_if_needed()
    at = svg.bounding_box()
    page.mouse.move(at["x"] + left * at["width"], at["y"] + top * at["height"])
    page.mouse.down()
    page.mouse.move(at["x"] + right * at["width"], at["y"] + low * at["height"], steps=5)
    page.mouse.up()


def filled(page):
    names = ("left", "top", "right", "bottom")
    first = [page.locator(f"[data-rows] [name={name}]").first.input_value() for name in names]
    return [float(value) for value in first if value]


def finish(page):
    page.select_option("#ground", "15.privacy")
    page.click("text=生成遮盖后的文件")
    page.wait_for_selector("text=已遮盖并检查")


def test_a_box_drawn_over_a_name_takes_it_out_of_what_the_applicant_gets(
    open_browser, receipt, material, author, reviewer, make_account, civil
):
    page = open_browser(username="author")
    page.goto(f"/desk/cases/{receipt.case.pk}/")
    page.click("#materials a:has-text('遮盖')")
    page.wait_for_selector("[data-draw]")
    drag(page, 0.12, 0.22, 0.7, 0.36)
    assert filled(page) == pytest.approx([12, 22, 70, 36], abs=1)
    finish(page)
    today = timezone.localdate()
    letter = letters.draw(case=receipt.case, type="partial", by=author, **PARTIAL)
    letters.propose(letter=letter, on=today, by=author)
    letters.review(letter=letter, opinion="合法", by=make_account("lawyer", civil, "reviewer"))
    letter = letters.sign(letter=letter, by=reviewer)
    letters.send(letter=letter, on=today, by=author, proof="当面领取")

    citizen = open_browser(width=390)
    citizen.goto("/requests/follow/")
    citizen.fill("#id_number", receipt.case.number)
    citizen.fill("#id_code", receipt.code)
    citizen.click("main button.main")
    with citizen.expect_download() as download:
        citizen.click("text=审批表.pdf")
    got = download.value.path().read_bytes()
    assert SECRET in said(paper()) and said(got) == "" and SECRET.encode() not in everything(got)
    assert drawn(got).crop((60, 75, 270, 100)).getextrema()[1] < 60, "black where the name stood"
    assert drawn(got).crop((50, 140, 200, 180)).getextrema()[0] < 60, "the rest is still to be read"


def test_a_box_by_keyboard_can_be_moved_undone_and_removed(open_browser, material):
    page = open_browser(username="author")
    page.goto(f"/desk/materials/{material.pk}/")
    page.click("text=加一个方框")
    assert filled(page) == [40, 45, 60, 50]
    assert page.evaluate("document.activeElement.tagName") == "rect"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    assert filled(page) == [40, 44.5, 60.5, 49.5]
    page.click("text=撤销")
    assert filled(page) == [40, 44.5, 60, 49.5]
    page.focus("[data-draw] rect")
    page.keyboard.press("Delete")
    assert filled(page) == [] and page.locator("[data-draw] rect").count() == 0
    page.click("text=撤销")
    page.click("button.btn:has-text('保存标记')")
    page.wait_for_selector("text=标记已保存")
    assert Material.objects.get().marks["boxes"] == [[1, 0.4, 0.445, 0.6, 0.495]]


def test_without_scripts_boxes_are_numbers(chromium, live_server, site, material):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/desk/login/")
    page.fill("[name=username]", "author")
    page.fill("[name=password]", "long enough 1")
    page.click("main button")
    page.goto(f"/desk/materials/{material.pk}/")
    for name, value in (("left", "12"), ("top", "22"), ("right", "70"), ("bottom", "36")):
        page.locator(f"[data-rows] [name={name}]").first.fill(value)
    finish(page)
    page.click("a:has-text('原件')")
    assert page.locator("[data-draw] rect").first.get_attribute("width") == "58.0"
    context.close()
    assert said(vault.read(Material.objects.get().redacted)) == ""


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(open_browser, receipt, material, width):
    page, found = open_browser(width=width, username="author"), {}

    def look(name):
        results = Axe().run(page)
        found[name] = [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in results.response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than the screen"

    page.goto(f"/desk/cases/{receipt.case.pk}/")
    look("section")
    page.goto(f"/desk/materials/{material.pk}/")
    page.fill("#terms", f"{SECRET}\n没有这个词")
    page.click("text=加一个方框")
    look("page")
    finish(page)
    look("result")
    page.click("a:has-text('原件')")
    page.wait_for_selector("text=没有找到")
    look("hits")
    assert {name: violations for name, violations in found.items() if violations} == {}
