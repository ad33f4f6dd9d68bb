"""A request in real browsers: a citizen on a phone asks; one officer draws the answer, a second reviews it, a third signs
it; the citizen opens it on their page and says how it was."""

import pytest

from gongkai.casework.models import Case, Letter
from gongkai.foi.letter_remedies import set_remedies
from gongkai.search import indexing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WANTED = "青山镇三组征地补偿安置方案的讨论记录"


@pytest.fixture
def office(site, county, civil, officer, author, reviewer, make_account):
    """A department whose letters know where to seek review: who draws, who reviews the law, who signs."""
    set_remedies(organ=county, by=officer, channel_below="行政复议网上平台", court_below="青禾县人民法院")
    make_account("lawyer", civil, "reviewer")
    yield civil
    indexing.close()


def ask(page, organ):
    """Fill in the public form; number and code of the receipt."""
    page.goto("/requests/new/")
    page.select_option("#id_organ", str(organ.pk))
    page.fill("#id_description", WANTED)
    page.click("text=下一步")
    page.wait_for_selector("#id_name")
    page.check("text=公民（个人）")
    page.fill("#id_name", "申请人甲")
    page.fill("#id_identifier", "11010119900307002X")
    page.fill("#id_phone", "000-0000000")
    page.click("text=提交申请")
    page.wait_for_selector(".slip")
    return page.inner_text(".slip dd b"), page.inner_text(".slip .code")


def open_case(page):
    page.goto("/desk/cases/")
    page.click(f"a:has-text('{WANTED}')")


def follow(page, number, code):
    page.goto("/requests/follow/")
    page.fill("#id_number", number)
    page.fill("#id_code", code)
    page.click("main button.main")
    page.wait_for_selector(".ledger")


def fits(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} is wider than the screen"


def draws_up(drafter, axe_findings):
    """Confirms the request, draws up a refusal and hands it to be signed."""
    open_case(drafter)
    drafter.click("text=与申请人确认收到")
    drafter.click("main button.main")
    assert "个工作日后到期" in drafter.inner_text(".clock")
    drafter.click("text=起草答复送审签")
    drafter.click("text=不予公开告知书：过程性信息")
    drafter.click("button:text-is('拟稿')")
    assert "请填写“不予公开的理由”" in drafter.inner_text("main")
    drafter.select_option("#id_item", "draft")
    drafter.fill("#id_reasons", "属于尚在讨论中的过程稿")
    drafter.click("button:text-is('拟稿')")
    letter = drafter.inner_text(".letter")
    assert WANTED in letter and "先向青禾县人民政府申请行政复议" in letter
    assert axe_findings(drafter) == []
    drafter.click("button:text-is('送审签')")
    assert "出具合法性审查意见" in drafter.inner_text("main")
    assert not drafter.is_visible("#body"), "what lies with those who sign is not edited"


def reviews(lawyer, axe_findings):
    """Finds the answer on the first page and says that it is lawful."""
    lawyer.goto("/desk/")
    lawyer.click("li:has-text('待我审签的文书') a:has-text('不予公开告知书')")
    lawyer.click("text=出具审查意见")
    assert "请填写这一项" in lawyer.inner_text("main")
    lawyer.fill("#opinion", "依据充分，程序合法，同意")
    assert axe_findings(lawyer) == []
    fits(lawyer, 390)
    lawyer.click("text=出具审查意见")
    assert "由另一位有审签权限的同事签发" in lawyer.inner_text("main")


def signs(signer):
    """Reads the opinion and signs."""
    open_case(signer)
    signer.click("a:text-is('审签')")
    assert "依据充分，程序合法，同意" in signer.inner_text("main")
    signer.click("button:text-is('签发')")
    assert "已签发，文书已生成" in signer.inner_text("body")


def delivers(drafter, axe_findings):
    open_case(drafter)
    drafter.click("text=送达答复")
    assert drafter.input_value("#send_proof") == "网上送达"
    assert axe_findings(drafter) == []
    drafter.click("button:text-is('登记送达')")
    assert "已办结" in drafter.inner_text("main")


def reads_and_rates(citizen, number, axe_findings):
    """Opens the letter on a phone and says how it was."""
    assert "先向青禾县人民政府申请行政复议" in citizen.inner_text("main")
    with citizen.expect_download() as download:
        citizen.click(f"a:has-text('{number}')")
    assert download.value.suggested_filename == "政府信息不予公开告知书.pdf"
    citizen.check("text=4 分")
    citizen.click("text=提交评价")
    citizen.wait_for_selector("text=您的评价")
    assert axe_findings(citizen) == []
    fits(citizen, 390)


def test_a_citizen_asks_and_three_officers_answer(office, open_browser, axe_findings):
    citizen, drafter = open_browser(width=390), open_browser(username="author")
    number, code = ask(citizen, office)
    draws_up(drafter, axe_findings)
    reviews(open_browser(width=390, username="lawyer"), axe_findings)
    signs(open_browser(username="reviewer"))
    follow(citizen, number, code)
    assert "收到的文书" not in citizen.inner_text("main"), "signed is not sent"
    delivers(drafter, axe_findings)
    case, letter = Case.objects.get(), Letter.objects.get()
    assert (case.number, case.state, letter.opened_at) == (number, "closed", None)
    follow(citizen, number, code)
    reads_and_rates(citizen, letter.number, axe_findings)
    drafter.click("a:has-text('不予公开告知书')")
    assert "申请人在网上第一次打开" in drafter.inner_text("main")
    case.request.refresh_from_db()
    assert (case.request.report_row, case.party.satisfaction) == ("（三）6", 4)
    assert [(entry.type, entry.by and entry.by.username) for entry in case.entries.all()] == [
        ("submitted", None),
        ("confirmed", "author"),
        ("proposed", "author"),
        ("legally_reviewed", "lawyer"),
        ("signed", "reviewer"),
        ("answered", "author"),
        ("answer_received", None),  # they opened it on their page
    ]
