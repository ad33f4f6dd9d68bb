"""The first page: what is to do, by its last day; what falls due in two weeks; what is new."""

from datetime import date

import pytest
import time_machine

from gongkai.casework.calendar import national
from gongkai.casework.models import Case
from gongkai.core.shells import Card, Item
from gongkai.desk.agenda import bands

TODAY = date(2026, 3, 5)  # a Thursday


def test_everything_stands_under_the_stretch_of_its_last_day_the_next_first():
    cases = Card(
        "在办事项", 9, "/c/",
        [Item("甲", "/1/", due=date(2026, 3, 3)), Item("乙", "/2/", due=TODAY), Item("丙", "/3/", due=date(2026, 3, 12))],
    )  # fmt: skip
    drafts = Card("我的草稿", 1, "/d/", [Item("丁", "/4/")])
    others = Card(
        "待我审核", 2, "/r/",
        [Item("戊", "/5/", due=date(2026, 3, 13)), Item("己", "/6/", due=date(2026, 3, 2)), Item("庚", "/7/", due=date(2026, 3, 6))],
    )  # fmt: skip
    assert [(b.title, [(x.item.text, x.away) for x in b.lines]) for b in bands([drafts, cases, others], TODAY, national())] == [
        ("已到期", [("己", "超 3 个工作日"), ("甲", "超 2 个工作日")]),
        ("今天到期", [("乙", "今天")]),
        ("七天以内到期", [("庚", "还有 1 个工作日"), ("丙", "还有 5 个工作日")]),
        ("以后到期", [("戊", "还有 6 个工作日")]),
        ("没有期限", [("丁", "")]),
    ]  # fmt: skip
    assert bands([], TODAY, national()) == []


@pytest.fixture
def cases(civil, finance):
    def open_case(organ, number, due):
        return Case.objects.create(
            type="foi", organ=organ, number=number, subject=f"事由{number}", state="handling",
            submitted_on=date(2026, 3, 2), received_on=date(2026, 3, 2), due_on=due, clock_state="running",
        )  # fmt: skip

    return [
        open_case(civil, "甲1", date(2026, 3, 5)), open_case(civil, "甲2", date(2026, 3, 9)),
        open_case(civil, "甲3", date(2026, 3, 9)), open_case(finance, "乙1", date(2026, 3, 9)),
    ]  # fmt: skip


def test_two_weeks_count_ones_own_cases_and_each_day_opens_them(cases, author, client):
    client.force_login(author)
    with time_machine.travel("2026-03-05 10:00 +0800"):
        page = client.get("/desk/").content.decode()
        days = page.split('id="two-weeks"')[1].split("</ol>")[0]
        assert days.count("<li") == 10 and days.count('<b class="num">0</b>') == 8
        assert '?due=2026-03-09"' in days and '<b class="num">2</b>' in days and '?due=2026-03-18"' in days
        assert "2026-03-07" not in days  # a Saturday
        listed = client.get("/desk/cases/?due=2026-03-09").content.decode()
        assert "甲2" in listed and "甲3" in listed and "甲1" not in listed and "乙1" not in listed
        for nonsense in ("2026-13-01", "20260309", "x" * 10, "2026-W10-1"):
            assert "甲1" in client.get(f"/desk/cases/?due={nonsense}").content.decode()


def test_who_has_nothing_to_do_is_told_so_and_who_handles_nothing_sees_no_two_weeks(civil, make_account, client):
    client.force_login(make_account("looks", civil, "auditor"))
    page = client.get("/desk/").content.decode()
    assert "没有要办的事" in page and "two-weeks" not in page
