"""Letters on the desk: three people bring an answer from the empty form to its delivery."""

from datetime import date
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.casework.actions import take_step
from gongkai.casework.letters import actions as letters
from gongkai.casework.letters import template
from gongkai.casework.letters.tests.test_drawing import GOOD, make, said_by_pdf
from gongkai.casework.models import Letter
from gongkai.core.models import AuditEntry
from gongkai.foi.letters import BOOK
from gongkai.foi.tests.conftest import LATE, PERSON


@pytest.fixture(autouse=True)
def one_day():
    with time_machine.travel("2026-03-04 10:00 +0800", tick=False):
        yield


@pytest.fixture
def case(ask, author, one_day):
    case = ask(on="2026-03-04", delivery="pickup").case
    return take_step(case=case, step="confirm", on=date(2026, 3, 4), by=author, reason=LATE)


def at(name, *args):
    return reverse(f"desk:{name}", args=args)


def drawn(case, author, code="receipt", **fields):
    return letters.draw_up(case=case, type=code, by=author, **fields)


def test_an_answer_from_the_empty_form_to_its_delivery(case, author, reviewer, lawyer, as_):
    drafter, signer = as_(author), as_(reviewer)
    page = drafter.get(at("letter_choose", case.pk)).content.decode()
    assert all(kind.name in page for kind in BOOK.types.values())
    answer = drafter.post(at("letter_draw", case.pk, "refused.internal"), {"item": "workflow", "reasons": ""})
    assert "请填写“不予公开的理由”。" in answer.content.decode()
    answer = drafter.post(
        at("letter_draw", case.pk, "refused.internal"), {"item": "workflow", "reasons": "属于内部工作流程"}
    )
    letter = Letter.objects.get()
    assert answer["Location"] == at("letter", letter.pk)
    page = drafter.get(at("letter", letter.pk)).content.decode()
    assert PERSON["description"] in page and "李**：" in page and "李大林" not in page
    assert "先向青禾县人民政府申请行政复议" in page
    answer = drafter.post(at("letter", letter.pk), {"body": "不予公开。"})
    assert "正文必须写明依据：第十六条第一款、第三十六条第（三）项" in answer.content.decode()
    assert "不予公开。</textarea>" in answer.content.decode()
    drafter.post(at("letter", letter.pk), {"body": "依据第十六条第一款、\n第三十六条第（三）项，不予公开。"})
    assert "请先" not in drafter.post(at("letter_propose", letter.pk), follow=True).content.decode()
    assert "要由拟稿人以外、有审签权限的同事出具合法性审查意见" in drafter.get(at("letter", letter.pk)).content.decode()
    as_(lawyer).post(at("letter_review", letter.pk), {"opinion": "依据充分，程序合法"})
    assert "由没有动过稿" in drafter.get(at("letter", letter.pk)).content.decode()
    assert "依据充分，程序合法" in signer.get(at("letter", letter.pk)).content.decode()
    wrong = signer.post(at("letter_sign", letter.pk), {"number": "青禾民公开复〔2026〕01号"}).content.decode()
    assert "不编虚位" in wrong
    assert "已签发" in signer.post(at("letter_sign", letter.pk), follow=True).content.decode()
    pdf = drafter.get(at("letter_pdf", letter.pk))
    assert (pdf["Content-Type"], pdf["Cache-Control"]) == ("application/pdf", "no-store")
    assert "李大林：" in said_by_pdf(pdf.content)
    assert AuditEntry.objects.filter(verb="letter.open", by=author).exists()
    wrong = drafter.post(
        at("letter_send", letter.pk), {"on": "2026-03-03", "way": "counter", "proof": "签收"}
    ).content.decode()
    assert "发出日期应在成文日期" in wrong
    drafter.post(at("letter_send", letter.pk), {"on": "2026-03-04", "way": "counter", "proof": "申请人签收"})
    letter.refresh_from_db()
    case.refresh_from_db()
    assert (letter.state, letter.number, case.state) == ("sent", "青禾民公开复〔2026〕1号", "closed")
    page = drafter.get(at("case", case.pk)).content.decode()
    assert "青禾民公开复〔2026〕1号" in page and "已送达" in page


def test_a_letter_voided_after_signing_is_replaced_by_another(case, author, reviewer, as_):
    client, signer = as_(author), as_(reviewer)
    first = drawn(case, author, "granted", information="方案", place="查阅点")
    client.post(at("letter_propose", first.pk))
    signer.post(at("letter_sign", first.pk))
    assert "请写明作废的原因" in signer.post(at("letter_void", first.pk), {"reason": ""}).content.decode()
    signer.post(at("letter_void", first.pk), {"reason": "名称写错"})
    case.refresh_from_db()
    assert (case.state, case.entries.last().type) == ("handling", "recalled")
    second = drawn(case, author, "granted", information="安置方案", place="查阅点")
    client.post(at("letter_propose", second.pk))
    signer.post(at("letter_sign", second.pk))
    client.post(at("letter_send", second.pk), {"on": "2026-03-04", "way": "counter", "proof": "签收"})
    second.refresh_from_db()
    assert (second.state, second.number) == ("sent", "青禾民公开复〔2026〕2号")


def step(case, code):
    return f"{at('letter_choose', case.pk)}?step={code}"


def test_buttons_of_the_case_lead_to_the_letter_by_which_the_step_is_taken(case, author, reviewer, as_):
    client, signer = as_(author), as_(reviewer)
    page = client.get(at("case", case.pk)).content.decode()
    assert all(step(case, code) in page for code in ("propose", "ask_correction", "extend", "notify_fee"))
    assert step(case, "assign") not in page
    for code, letter in (("ask_correction", "correction"), ("extend", "extension"), ("notify_fee", "fee")):
        assert client.get(step(case, code))["Location"] == at("letter_draw", case.pk, letter)
    page = client.get(step(case, "propose")).content.decode()
    assert "不予公开告知书：国家秘密" in page and "延期答复告知书" not in page
    client.post(at("letter_draw", case.pk, "granted"), {"information": "方案", "place": "查阅点"})
    letter = Letter.objects.get()
    assert client.get(step(case, "propose"))["Location"] == at("letter", letter.pk)
    again = client.post(at("letter_draw", case.pk, "refused.secret"), {"reasons": "已定密"}).content.decode()
    assert "已有一份答复文书" in again and "已定密</textarea>" in again
    client.post(at("letter_propose", letter.pk))
    assert signer.get(step(case, "sign"))["Location"] == at("letter", letter.pk)
    assert client.get(step(case, "sign")).status_code == 403
    signer.post(at("letter_sign", letter.pk))
    assert client.get(step(case, "deliver"))["Location"] == at("letter", letter.pk)
    assert "不能“延长答复期限”" in client.get(step(case, "extend"), follow=True).content.decode()
    assert client.get(step(case, "assign")).status_code == 404
    assert client.get(at("case_step", case.pk, "deliver"))["Location"] == step(case, "deliver")


def test_what_lies_with_those_who_sign_is_neither_edited_nor_voided(case, author, as_):
    client = as_(author)
    letter = drawn(case, author, "granted", information="方案", place="查阅点")
    client.post(at("letter_propose", letter.pk))
    page = client.get(at("letter", letter.pk)).content.decode()
    assert "保存正文" not in page and "作废这份文书" not in page
    assert "先退回修改" in client.post(at("letter", letter.pk), {"body": "第三十六条第（二）项"}).content.decode()
    assert "先退回修改" in client.post(at("letter_void", letter.pk), {"reason": "写错"}).content.decode()


def test_what_is_not_settled_about_review_leads_to_its_settings_or_says_whom_to_ask(
    ask, author, reviewer, as_, one_day
):
    case = ask(on="2026-03-04", channel="in_person", by=author).case  # to be delivered online
    address = at("letter_draw", case.pk, "granted")
    page = as_(author).get(address).content.decode()
    assert "行政复议法第二十二条" in page and "可以填写的同事：reviewer。" in page
    assert at("letter_settings", case.organ_id) not in page
    page = as_(reviewer).post(address, {"information": "方案"}).content.decode()
    assert f'href="{at("letter_settings", case.organ_id)}"' in page and "方案</textarea>" in page
    assert page.count("行政复议法第二十二条") == 1
    assert "行政复议法" not in as_(author).get(at("letter_draw", case.pk, "correction")).content.decode()


def test_settings_and_templates(civil, reviewer, as_):
    client, page = as_(reviewer), at("letter_settings", civil.pk)
    assert "青禾县人民政府" in client.get(at("letter_settings_list")).content.decode()
    assert "网上送达的文书不能制作" in client.get(page).content.decode()
    client.post(page, {"online_channel": "行政复议网上平台", "review_organ": "", "court": "青禾县人民法院"})
    assert "可以通过行政复议网上平台提交" in client.get(page).content.decode()
    upload = at("letter_template", civil.pk)
    bad = client.post(upload, {"file": SimpleUploadedFile("a.docx", make(*GOOD, "{{ 申清人 }}")), "type": ""})
    assert "不认识的字段：“申清人”" in bad.content.decode()
    assert "请选择一个" in client.post(upload, {"type": ""}).content.decode()
    good = client.post(upload, {"file": SimpleUploadedFile("a.docx", make(*GOOD)), "type": ""}, follow=True)
    assert "模板已检查并启用" in good.content.decode() and "改回标准模板" in good.content.decode()
    assert "已改回标准模板" in client.post(upload, {"type": "", "drop": "1"}, follow=True).content.decode()
    assert client.get(at("letter_standard")).content == template.official()


def test_the_list_of_settings_asks_the_same_of_the_database_however_many_organs(
    county, make_organ, make_account, as_, django_assert_num_queries
):
    client = as_(make_account("公开办", county, "disclosure_officer", covers_below=True))
    page = at("letter_settings_list")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for n in range(6):
        make_organ(f"县第{n}局", parent=county)
    with django_assert_num_queries(len(few)):
        shown = client.get(page).content.decode()
    assert "县第5局" in shown and shown.count("青禾县人民政府") >= 6


def test_the_case_page_asks_the_same_of_the_database_however_many_letters(case, author, as_):
    client, asked = as_(author), []
    for letters_there in (1, 6):
        while case.letters.count() < letters_there:
            drawn(case, author)
        client.get(at("case", case.pk))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(at("case", case.pk)).content.decode()
        assert page.count("政府信息公开申请登记回执</a>") == letters_there
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_letter_at_work_stands_beside_the_request_for_who_may_read_it(case, author, as_, make_account, civil):
    letter = drawn(case, author, "receipt")
    page = f"/desk/cases/{case.pk}/"
    shown = as_(author).get(page).content.decode()
    assert letter.content["body"][0] in unescape(shown) and "打开这份文书" in shown
    assert shown.index("申请内容") < shown.index("打开这份文书") < shown.index("办理台账")
    looks = as_(make_account("looks", civil, "secrecy_reviewer")).get(page).content.decode()
    assert letter.content["body"][0] not in unescape(looks) and "打开这份文书" not in looks
