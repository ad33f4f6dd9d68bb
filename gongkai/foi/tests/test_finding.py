"""Finding a request from the search box and at the counter; nothing out of reach is found, nor said to be there."""

from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest

from gongkai.casework.models import Case, Party
from gongkai.core import deeds
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.foi.finding import find_requests
from gongkai.foi.models import Request
from gongkai.foi.retention import erase
from gongkai.foi.tests.conftest import PERSON

FIND = "/desk/find/"


@pytest.mark.parametrize(
    "spell",
    [
        lambda number: number,
        lambda number: f"  {number} ",
        lambda number: number.replace("〔", "[").replace("〕", "]"),
        lambda number: number.replace("〔", "（").replace("〕", "）").replace("2026", "２０２６"),
        lambda number: number.replace("〔", " 【 ").replace("〕", " 】 "),
        lambda number: number.removesuffix("号"),
    ],
)
def test_a_registration_number_in_the_search_box_opens_the_case(client, author, asked, spell):
    client.force_login(author)
    answer = client.get(FIND, {"q": spell(asked.case.number)})
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{asked.case.pk}/")


def test_the_number_of_another_organs_case_is_answered_like_one_that_is_not_there(client, ask, author, finance):
    client.force_login(author)
    numbers = [ask(organ=finance).case.number, "青禾财公开申〔2026〕999号", "低保"]
    for number in numbers:
        answer = client.get(FIND, {"q": number}, follow=True)
        assert answer.redirect_chain[0][0].startswith("/desk/records/?q=")
        assert not answer.context["page"].rows, number


def test_every_desk_page_has_the_box(client, author):
    client.force_login(author)
    for page in ("/desk/", "/desk/cases/", "/desk/notices/"):
        assert 'role="search" action="/desk/find/"' in client.get(page).content.decode()
    assert client.get(FIND)["Location"] == "/desk/records/?q="


NAME, NUMBER, WHY = PERSON["name"], PERSON["identifier"], "申请人到窗口查询，已核对身份证"
COUNTER = "/desk/requests/find/"


def numbers(by, name="", number="", reason=WHY):
    return [row.case.number for row in find_requests(name=name, number=number, reason=reason, by=by)]


@pytest.fixture
def three(ask):
    """Two of one applicant, the older first, and one of another."""
    first, second = ask(), ask(name="李 大林", description="水库移民后期扶持资金发放明细")
    other = ask(name="阿依古丽·买买提", identifier="E12345678", document="passport")
    return [receipt.case.number for receipt in (first, second, other)]


@pytest.mark.parametrize(
    ("name", "number", "found"),
    [
        (NAME, "", [1, 0]),
        (" 李大 林", "", [1, 0]),
        ("阿依古丽•买买提", "", [2]),
        ("", NUMBER, [1, 0]),
        ("", NUMBER.lower(), [1, 0]),
        ("", "e1234 5678", [2]),
        (NAME, NUMBER, [1, 0]),
        (NAME, "E12345678", []),
        ("李大", "", []),
        ("", NUMBER[:-1], []),
    ],
)
def test_requests_are_found_by_the_whole_name_or_number(three, author, name, number, found):
    assert numbers(author, name, number) == [three[position] for position in found]


def test_only_ones_own_organs_requests_are_found_and_only_by_who_handles(ask, author, officer, finance, make_account):
    theirs = ask(organ=finance).case.number
    assert (numbers(author, NAME), numbers(officer, NAME)) == ([], [theirs])
    for role in ("auditor", "secrecy_reviewer", "administrator"):
        with pytest.raises(NotAllowed):
            numbers(make_account(f"a_{role}", finance, role), NAME)


def test_a_search_takes_a_reason_and_leaves_a_trace_without_what_was_searched(three, author):
    for sentence, facts in (("至少一项", {"name": " "}), ("理由", {"name": NAME, "reason": " "})):
        with pytest.raises(Refused, match=sentence):
            numbers(author, **facts)
    numbers(author, NAME, NUMBER, f"{NAME}（{NUMBER}）来电")
    entry = AuditEntry.objects.get(verb="request.find")
    assert entry.detail == {"key": "both", "requests": 2, "reason": "■■（■■）来电"}
    assert deeds.Reader().said(entry)[0] == ("查找依据", "姓名或名称和证件号码")


@pytest.mark.parametrize("requests", [1, 20])
def test_the_page_shows_no_name_and_takes_the_same_number_of_queries(
    client, ask, author, requests, django_assert_num_queries
):
    for _ in range(requests):
        ask()
    client.force_login(author)
    client.get(COUNTER)
    with django_assert_num_queries(12):
        page = client.post(COUNTER, {"name": NAME, "reason": WHY})
    shown = page.content.decode()
    assert len(page.context["found"]) == requests
    assert f'value="{NAME}"' in shown and shown.count(NAME) == 1 and "李**" in shown, "as typed, and nowhere else"
    assert "没有查到" in client.post(COUNTER, {"name": "王小", "reason": WHY}).content.decode()
    assert "请写明查找的理由" in client.post(COUNTER, {"name": NAME}).content.decode()


def test_what_is_erased_is_not_found(three, author):
    request = Request.objects.get(case__number=three[0])
    Case.objects.filter(pk=request.pk).update(closed_on=date(2026, 3, 5))
    erase(request=request, by=None)
    assert Party.objects.get(pk=request.pk).name_key == ""
    assert numbers(author, NAME) == [three[1]]


def test_names_kept_before_get_their_digests(three):
    keys = list(Party.objects.order_by("pk").values_list("name_key"))
    Party.objects.update(name_key="")
    apps = SimpleNamespace(get_model=lambda *of: Party)  # where these columns stand now
    import_module("gongkai.foi.migrations.0020_name_key").key_names(apps, None)
    assert list(Party.objects.order_by("pk").values_list("name_key")) == keys
