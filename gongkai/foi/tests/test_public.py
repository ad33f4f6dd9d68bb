"""The applicant's pages: before asking, asking, the receipt, following; bad input gets a sentence and loses nothing."""

import re
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.casework.actions import take_step
from gongkai.casework.letters import actions as letters
from gongkai.casework.models import Case, Letter, Party
from gongkai.casework.parties.receipts import find_own
from gongkai.core import challenge
from gongkai.core.models import StoredPage
from gongkai.foi import letter_remedies
from gongkai.foi import letters as foi_letters
from gongkai.foi.models import Enclosure, Request, Saved
from gongkai.foi.tests.conftest import LATE, PDF, PERSON, consult, drawn
from gongkai.search import indexing

NEW, FORM, FOLLOW, MINE = "/requests/new/", "/requests/form/", "/requests/follow/", "/requests/mine/"


@pytest.fixture(autouse=True)
def public_site(site):
    yield
    indexing.close()


def words(answer):
    return answer.content.decode()


def hidden(answer):
    """The values a browser sends by itself, with the sum answered."""
    page = words(answer)
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    sum_token = re.search(r'name="sum_token" value="([^"]+)"', page)[1]
    a, b = (challenge.NUMERALS.index(c) for c in re.search("(.)加(.)等于几", page).groups())
    return {"token": token, "sum_token": sum_token, "sum": str(a + b)}


def facts(organ, **more):
    contact = {"phone": "000-0000000"}
    given = {k: v for k, v in PERSON.items() if k != "contact"} | contact
    return {**given, "organ": organ.pk, "format": "electronic", "delivery": "online", **more}


@pytest.fixture
def form(client, civil):
    """The second step as the browser got it."""
    return client.post(FORM, {"organ": civil.pk, "description": PERSON["description"]})


@pytest.fixture
def following(client, asked):
    client.post(FOLLOW, {"number": asked.case.number, "code": asked.code})
    return asked


def step(case, name, on, by, **data):
    with time_machine.travel(f"{on} 10:00 +0800"):
        return take_step(case=case, step=name, on=date.fromisoformat(on), by=by, **data)


# before asking


def test_only_organs_that_answer_requests_are_offered(client, county, civil, make_organ):
    make_organ("县融媒体中心", level="institution")
    make_organ("县老干部局", closed_on=date(2020, 1, 1))
    page = words(client.get(NEW))
    assert civil.name in page
    assert county.name in page
    assert "融媒体" not in page
    assert "老干部" not in page


def test_art_29_how_to_ask_the_chosen_organ_without_this_form(client, civil, make_organ):
    civil.phone, civil.address, civil.hours, civil.fax = (
        "0000-6210010",
        "青禾大道 1 号",
        "工作日 8:30–17:30",
        "0000-621",
    )
    civil.save()
    closed = make_organ("县老干部局", phone="0000-999", closed_on=date(2020, 1, 1))
    for page in (words(client.get(f"{NEW}?organ={civil.pk}")), words(client.get(f"/requests/ways/?organ={civil.pk}"))):
        assert all(fact in page for fact in (civil.phone, civil.address, civil.hours, civil.fax))
    for nonsense in (closed.pk, "", "x", "9" * 30):
        page = words(client.get(f"/requests/ways/?organ={nonsense}"))
        assert "选好机关以后" in page
        assert closed.phone not in page
    assert "打电话或者到窗口口头提出" in words(client.get(NEW))


def test_what_is_public_already_appears_and_is_counted(client, make_record):
    record = make_record(title="青山镇三组征地补偿安置方案", body="<p>补偿标准。</p>")
    indexing.drain()
    page = words(client.post("/requests/similar/", {"description": PERSON["description"]}))
    assert record.get_absolute_url() in page
    answer = client.post(f"/requests/saved/{record.pk}/", {"description": "x"})
    assert answer["Location"] == record.get_absolute_url()
    assert Saved.objects.get().times == 1


def test_what_is_not_public_is_not_counted(client, make_record):
    assert client.post("/requests/saved/999999/").status_code == 404
    assert client.get(f"/requests/saved/{make_record().pk}/").status_code == 405


def test_the_second_step_shows_it_too_for_those_without_scripts(client, civil, make_record):
    make_record(title="青山镇三组征地补偿安置方案")
    indexing.drain()
    answer = client.post(FORM, {"organ": civil.pk, "description": PERSON["description"]})
    assert "这正是我要的" in words(answer)
    assert 'form="saved"' in words(answer)


@pytest.mark.parametrize("description", ["", "？" * 50, "好" * 9000, "\x00<script>alert(1)</script>"])
def test_any_description_gets_a_page_and_is_not_lost(client, civil, description):
    answer = client.post(FORM, {"organ": civil.pk, "description": description})
    assert answer.status_code == 200
    assert description.replace("\x00", "")[:8].replace("<", "&lt;").replace(">", "&gt;") in words(answer)


# asking


def test_the_form_asks_for_no_purpose(form):
    names = set(re.findall(r'name="([^"]+)"', words(form)))
    assert names >= {"organ", "description", "applicant_kind", "name", "identifier", "phone", "format", "files"}
    assert not {"purpose", "use", "reason"} & names
    assert "不需要说明用途" in words(form)


def test_a_request_is_registered_and_its_receipt_shown(client, form, civil):
    answer = client.post(FORM, {**facts(civil), **hidden(form)}, follow=True)
    request = Request.objects.select_related("case").get()
    code = re.search(r"([2-9A-Z]{4})-([2-9A-Z]{4})<", words(answer))
    assert request.case.number in words(answer)
    assert find_own(request.case.number, "".join(code.groups()), "foi").request == request
    assert (request.party.name, request.party.contact, request.channel) == (
        "李大林",
        {"phone": "000-0000000"},
        "online",
    )
    assert answer["Cache-Control"] == "no-store, private"


def test_double_click_and_reload_make_one_request(client, form, civil):
    sent = {**facts(civil), **hidden(form)}
    answers = [client.post(FORM, sent, follow=True) for _ in range(3)]
    assert Case.objects.count() == 1
    assert len({re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}<", words(a))[0] for a in answers}) == 1


def test_the_receipt_is_shown_in_one_browser_for_a_quarter_of_an_hour(client, form, civil):
    client.post(FORM, {**facts(civil), **hidden(form)})
    assert client.get("/requests/receipt/").status_code == 200
    with time_machine.travel(timezone_later(16)):
        assert client.get("/requests/receipt/")["Location"] == FOLLOW
    assert client.get("/requests/receipt/")["Location"] == FOLLOW


def test_the_receipt_can_be_cleared(client, form, civil):
    client.post(FORM, {**facts(civil), **hidden(form)})
    client.post("/requests/receipt/")
    assert client.get("/requests/receipt/")["Location"] == FOLLOW


def timezone_later(minutes):
    from datetime import timedelta

    from django.utils import timezone

    return timezone.now() + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("identifier", "110101199003070020", "校验位"),
        ("identifier", "", "请填写证件号码"),
        ("description", "好" * 9000, "描述有 9000 字"),
        ("phone", "", "至少填写一种联系方式"),
        ("delivery", "mail", "请填写通信地址"),
        ("delivery", "pigeon", "pigeon"),
        ("email", "nobody", "邮箱地址不完整"),
        ("applicant_kind", "", "个人还是单位"),
        ("applicant_kind", "enterprise", "统一社会信用代码"),
        ("organ", "999999", "重新选择"),
        ("sum", "99", "答案不对"),
        ("sum", "", "请回答验证问题"),
        ("token", "forged", "打开得太久"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_typed_is_lost(client, form, civil, field, value, sentence):
    answer = client.post(FORM, {**facts(civil), **hidden(form), field: value})
    page = words(answer)
    assert answer.status_code == 200
    assert sentence in page
    assert not Case.objects.exists()
    for name, typed in facts(civil).items():
        if name not in (field, "organ"):
            assert str(typed) in page


def test_after_a_mistake_the_same_form_can_be_sent(client, form, civil):
    again = client.post(FORM, {**facts(civil, name=""), **hidden(form)})
    client.post(FORM, {**facts(civil), **hidden(again)})
    assert Case.objects.count() == 1


def test_errors_are_tied_to_their_fields(client, form, civil):
    page = words(client.post(FORM, {**facts(civil, name="", applicant_kind=""), **hidden(form)}))
    assert 'href="#id_name"' in page
    assert 'href="#id_applicant_kind_0"' in page
    assert re.search(r'<input[^>]+name="name"[^>]+aria-invalid="true"[^>]*aria-describedby="id_name_error"', page)
    assert 'id="id_name_error"' in page


def test_attachments_go_into_the_vault(client, form, civil):
    files = [SimpleUploadedFile("身份证.jpg", b"\xff\xd8\xff\xe0"), SimpleUploadedFile("图.pdf", PDF)]
    client.post(FORM, {**facts(civil), **hidden(form), "files": files})
    assert sorted(e.name for e in Enclosure.objects.all()) == ["图.pdf", "身份证.jpg"]


def test_six_attachments_are_refused_with_a_sentence(client, form, civil):
    files = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(6)]
    answer = client.post(FORM, {**facts(civil), **hidden(form), "files": files})
    assert "附件最多 5 个" in words(answer)
    assert not Case.objects.exists()


def test_too_many_from_one_address_wait_and_lose_nothing(client, form, civil, settings):
    settings.LIMITS = {**settings.LIMITS, "ask": 0}
    page = words(client.post(FORM, {**facts(civil), **hidden(form)}))
    assert "过于频繁" in page
    assert PERSON["name"] in page
    assert not Case.objects.exists()


# following


def test_number_and_code_open_the_page_in_any_spelling(client, asked):
    number = asked.case.number.replace("〔", "[").replace("〕", "］")
    answer = client.post(FOLLOW, {"number": f" {number}", "code": f"{asked.code[:4].lower()} {asked.code[4:]}"})
    assert answer["Location"] == MINE
    page = words(client.get(MINE))
    assert "受理机关还没有确认收到" in page
    assert "李**" in page
    assert PERSON["identifier"] not in page
    assert "李大林" not in page


def test_whatever_is_wrong_is_one_sentence(client, asked):
    pages = [
        words(client.post(FOLLOW, {"number": number, "code": code}))
        for number, code in ((asked.case.number, "AAAAAAAA"), ("无此号〔2026〕1号", asked.code), ("'", "x"))
    ]
    errors = {tuple(re.findall(r"<li>([^<]+)</li>", page)) for page in pages}
    assert len(errors) == 1
    assert "登记号或者查询码不对" in errors.pop()[0]
    assert client.get(MINE)["Location"] == FOLLOW


def test_guessing_is_limited(client, asked, settings):
    settings.LIMITS = {**settings.LIMITS, "follow": 2}
    answers = [client.post(FOLLOW, {"number": asked.case.number, "code": asked.code}) for _ in range(3)]
    assert [a.status_code for a in answers] == [302, 302, 429]


def test_an_erased_request_is_followed_by_nobody(client, following):
    Party.objects.filter(pk=following.case.pk).update(code_digest="", erased_on=date(2026, 1, 1))
    assert find_own(following.case.number, "", "foi") is None
    assert client.get(MINE)["Location"] == FOLLOW


def test_the_page_closes_after_half_an_hour_and_on_leaving(client, following):
    assert client.get(MINE).status_code == 200
    with time_machine.travel(timezone_later(31)):
        assert client.get(MINE)["Location"] == FOLLOW
    client.post(FOLLOW, {"number": following.case.number, "code": following.code})
    client.post("/requests/leave/")
    assert client.get(MINE)["Location"] == FOLLOW


def test_state_clock_and_ledger_in_plain_words(client, following, author, notify):
    case = step(following.case, "confirm", "2026-03-04", author, reason=LATE)
    asked = consult(case, "2026-03-05", author, name="王二麻子")
    case = step(case, "third_party_answers", "2026-03-12", author, who=asked.label, consents="no")
    case = notify(case, "extension", on="2026-03-20", days=10, reason="涉及多个年度的档案")
    with time_machine.travel("2026-03-23 09:00 +0800"):
        page = words(client.get(MINE))
    assert "受理机关正在办理" in page
    assert case.due_on.isoformat() in page
    assert "扣除 5 个工作日" in page
    assert "延长答复期限 10 个工作日" in page
    assert "涉及多个年度的档案" in page
    for name in ("author", "reviewer", "王二麻子"):
        assert name not in re.sub(r"<[^>]+>", "", page)


def test_while_a_third_party_is_asked_its_name_is_not_said(client, following, author):
    step(following.case, "confirm", "2026-03-04", author, reason=LATE)
    consult(following.case, "2026-03-05", author, name="王二麻子")
    with time_machine.travel("2026-03-06 09:00 +0800"):
        page = words(client.get(MINE))
    assert "等待第三方对公开的意见" in page
    assert "王二麻子" not in page


def test_what_the_office_keeps_to_itself_is_not_shown(client, following, author, reviewer, draft):
    case = step(following.case, "confirm", "2026-03-04", author, reason=LATE)
    letter = draft(case, "internal", on="2026-03-05")
    with time_machine.travel("2026-03-05 10:00 +0800"):
        case = foi_letters.propose(letter=letter, on=date(2026, 3, 5), by=author)
    step(case, "return", "2026-03-06", reviewer, reason="理由不充分")
    page = words(client.get(MINE))
    assert "理由不充分" not in page
    assert "内部事务" not in page


def test_a_correction_is_answered_here(client, following, author):
    step(following.case, "confirm", "2026-03-04", author, reason=LATE)
    step(following.case, "ask_correction", "2026-03-06", author, what="请写明年份", until="2026-03-20")
    with time_machine.travel("2026-03-10 09:00 +0800"):
        client.post(FOLLOW, {"number": following.case.number, "code": following.code})
        assert "请写明年份" in words(client.get(MINE))
        empty = client.post("/requests/mine/correct/", {"c-text": " "})
        assert "请写明补正的内容" in words(empty)
        file = SimpleUploadedFile("图.pdf", PDF)
        answer = client.post("/requests/mine/correct/", {"c-text": "2024 年的方案", "c-files": [file]})
        assert answer["Location"] == MINE
        page = words(client.get(MINE))
    assert "2024 年的方案" in page
    assert "图.pdf" in page
    assert Case.objects.get().state == "handling"


def test_withdrawing_takes_a_tick(client, following):
    assert "请先勾选确认" in words(client.post("/requests/mine/withdraw/"))
    assert Case.objects.get().closed_on is None
    client.post("/requests/mine/withdraw/", {"sure": "yes"})
    assert Case.objects.get().state == "closed"
    assert "您撤回了申请" in words(client.get(MINE))


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [("internal", "先向青禾县人民政府申请行政复议"), ("granted", "也可以在 6 个月内直接向有管辖权的人民法院")],
)
def test_after_closing_outcome_remedy_and_satisfaction(client, following, author, answer, outcome, sentence):
    case = step(following.case, "confirm", "2026-03-04", author, reason=LATE)
    answer(case, outcome, on="2026-03-06", sent="2026-03-09")
    page = words(client.get(MINE))
    assert sentence in page
    assert "在期限内办结" in page
    assert "请选择 1 到 5 分" in words(client.post("/requests/mine/rate/"))
    client.post("/requests/mine/rate/", {"s-score": "4", "s-comment": "很快"})
    assert (Party.objects.get().satisfaction, Party.objects.get().comment) == (4, "很快")
    assert "您的评价" in words(client.get(MINE))


def test_own_files_come_back_as_downloads_and_others_do_not(client, following, ask):
    from gongkai.casework.parties.uploads import Upload

    mine = following.request.enclosures.get()
    answer = client.get(f"/requests/mine/files/{mine.pk}/")
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    theirs = ask(files=[Upload("x.pdf", "application/pdf", PDF)]).case.request.enclosures.get()
    assert client.get(f"/requests/mine/files/{theirs.pk}/").status_code == 404


def test_letters_sent_to_the_applicant_are_theirs_to_download_and_no_others(
    client, following, author, reviewer, county, officer
):
    letter_remedies.set_remedies(organ=county, by=officer, channel_below="网上申请平台")
    case = step(following.case, "confirm", "2026-03-04", author, reason=LATE)
    with time_machine.travel("2026-03-06 10:00 +0800"):
        for code in ("third_party", "correction"):
            letter = drawn(case, code, author, on="2026-03-06")
            letter = letters.sign_letter(letter=letter, by=reviewer)
            foi_letters.send(letter=letter, on=date(2026, 3, 6), by=author, proof="网上送达")
        client.post(FOLLOW, {"number": following.case.number, "code": following.code})
        page = words(client.get(MINE))
        theirs = Letter.objects.get(type="correction")
        others = Letter.objects.get(type="third_party")
        address = f"/requests/mine/letters/{theirs.pk}/"
        assert address in page
        assert client.get(address).content == letters.kept_file(theirs, "pdf")
        assert f"letters/{others.pk}/" not in page
        assert client.get(f"/requests/mine/letters/{others.pk}/").status_code == 404


def test_none_of_these_pages_is_stored_or_cached(client, following, form):
    for address in (NEW, FOLLOW, MINE, "/requests/receipt/"):
        assert client.get(address)["Cache-Control"] == "no-store, private"
    assert form["Cache-Control"] == "no-store, private"
    assert not StoredPage.objects.filter(path__in=[NEW, FORM, FOLLOW, MINE]).exists()


def test_only_posts_change_anything(client, following):
    for name in ("correct", "withdraw", "rate"):
        assert client.get(reverse(f"portal:request_{name}")).status_code == 405
    assert client.get("/requests/leave/").status_code == 405


def test_queries_of_the_page_do_not_grow_with_the_ledger(client, following, author, django_assert_max_num_queries):
    step(following.case, "confirm", "2026-03-04", author, reason=LATE)
    for n in range(5):
        consult(following.case, "2026-03-05", author, name=f"村民{n}")
    client.get(MINE)
    with django_assert_max_num_queries(9):
        client.get(MINE)
