"""Reminders: who is told what on which day, once."""

from datetime import date

import pytest

from gongkai.casework.actions import enter_holidays, take_step
from gongkai.casework.managing.notices import clear_old, remind
from gongkai.casework.models import Case, Notice

DUE = "2026-03-30"  # of a case of 2026-03-02, a Monday


@pytest.fixture
def head(make_account, civil):
    return make_account("head", civil, "organ_head")


def told():
    """Who was told what, and forget it."""
    found = sorted(Notice.objects.values_list("kind", "user__username"))
    Notice.objects.all().delete()
    return found


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-20", []),
        ("2026-03-23", [("due5", "author")]),
        ("2026-03-26", [("due5", "author")]),  # nothing ran in between
        ("2026-03-27", [("due1", "author")]),
        ("2026-03-29", [("due1", "author")]),  # a Sunday
        ("2026-03-30", [("due0", "author")]),
        ("2026-03-31", [("overdue", "author"), ("overdue", "head"), ("overdue", "reviewer")]),
        (
            "2026-04-02",
            [("escalated", "officer"), ("overdue", "author"), ("overdue", "head"), ("overdue", "reviewer")],
        ),
    ],
)
def test_the_officer_is_reminded_and_from_overdue_on_those_above(
    open_on, at, author, reviewer, head, officer, day, expected
):
    case = open_on("2026-03-02", officer=author)
    assert case.due_on == date.fromisoformat(DUE)
    with at(day):
        remind()
        assert remind() == 0, "a second run of the day adds nothing"
    assert told() == expected


def test_without_an_officer_everybody_who_handles_there_is_told_and_else_those_above(
    open_on, at, author, reviewer, head, officer, finance, make_account
):
    open_on("2026-03-02")
    with at("2026-03-30"):
        remind()
    assert told() == [("due0", "author"), ("due0", "reviewer")]
    Case.objects.update(organ=finance)  # where nobody works
    with at("2026-03-30"):
        remind()
    assert told() == [("due0", "officer")]


def test_an_officer_who_left_is_not_the_one_to_tell(open_on, at, author, reviewer):
    open_on("2026-03-02", officer=author)
    author.posts.update(until=date(2026, 3, 10))
    with at("2026-03-30"):
        remind()
    assert told() == [("due0", "reviewer")]


def test_each_day_brings_its_own_and_closing_ends_them(open_on, at, author, client):
    case = open_on("2026-03-02", officer=author)
    for day in ("2026-03-23", "2026-03-24", "2026-03-27", "2026-03-30", "2026-03-31", "2026-04-01"):
        with at(day):
            remind()
    assert [n.kind for n in Notice.objects.order_by("pk")] == ["due5", "due1", "due0", "overdue"]
    standing = Notice.objects.visible_to(author).standing()
    assert standing.count() == 4
    Case.objects.update(due_on=date(2026, 4, 20))
    assert standing.count() == 0, "they were about another due date"
    Case.objects.update(due_on=case.due_on, closed_on=date(2026, 4, 1))
    assert standing.count() == 0


def test_overdue_is_news_daily_to_who_handles_and_weekly_to_who_signs(open_on, at, author, head):
    case = open_on("2026-03-02", officer=author)
    news: dict[str, list[str]] = {"author": [], "head": []}
    for day in range(1, 14):  # Wednesday to Monday, with the holiday of 清明 on the 6th
        with at(f"2026-04-{day:02d}"):
            remind()
            for notice in Notice.objects.filter(kind="overdue", seen_at=None):
                news[notice.user.username].append(f"{day}: {notice.text}")
            Notice.objects.update(seen_at="2026-04-01 11:00+08:00")
    late = {1: 2, 2: 3, 3: 4, 7: 5, 8: 6, 9: 7, 10: 8, 13: 9}  # day of April: working days late
    said = [f"{day}: {DUE} 届满，已超期 {n} 个工作日" for day, n in late.items()]
    assert news == {"author": said, "head": [said[0], said[5]]}
    assert set(Notice.objects.filter(kind="overdue").values_list("on")) == {(case.due_on,)}, "one a due date"


def test_what_fell_due_before_days_off_counts_no_working_day_yet(open_on, at, author):
    case = open_on("2026-03-06", officer=author)
    assert case.due_on == date(2026, 4, 3)  # a Friday
    with at("2026-04-04"):
        remind()
        assert Notice.objects.get(kind="overdue").text == "2026-04-03 届满"
    with at("2026-04-05"):
        assert remind() == 0
    with at("2026-04-07"):
        remind()
        assert Notice.objects.get(kind="overdue").text == "2026-04-03 届满，已超期 1 个工作日"


def test_a_changed_calendar_tells_whoever_handles_what_moved(open_on, at, author, reviewer, officer):
    open_on("2026-03-02", officer=author)
    with at("2026-03-10"):
        enter = {"year": 2026, "makeup": [], "source": "国办发明电〔2026〕1号", "by": officer}
        assert enter_holidays(holidays=[date(2026, 3, 16)], **enter) == 1
        notice = Notice.objects.get()
        assert (notice.user, notice.kind) == (author, "moved")
        assert "由 2026-03-30 变为 2026-03-31" in notice.text
        Notice.objects.update(seen_at="2026-03-10 11:00+08:00")
        assert enter_holidays(holidays=[], **enter) == 1
        assert enter_holidays(holidays=[date(2026, 3, 16)], **enter) == 1
        standing = Notice.objects.visible_to(author).standing().unseen()
        assert [n.on for n in standing] == [date(2026, 3, 31)], "news again, about the date that holds"
        assert enter_holidays(holidays=[date(2026, 3, 16)], **enter) == 0


def test_a_case_handed_to_another_organ_is_news_there(open_on, at, author, finance, make_account):
    clerk = make_account("clerk", finance)
    case = open_on("2026-03-02", officer=author, state="handling")
    with at("2026-03-10"):
        take_step(case=case, step="assign", on=date(2026, 3, 10), by=author, organ=finance.pk, reason="属财政职责")
    assert told() == [("handed", "clerk")]
    assert clerk.may("handle", finance)


def test_notices_are_ones_own_of_cases_in_reach(client, open_on, at, author, reviewer, finance):
    open_on("2026-03-02")
    with at("2026-03-30"):
        remind()
        mine, other = (Notice.objects.get(user=user) for user in (author, reviewer))
        client.force_login(author)
        page = client.get("/desk/notices/")
        assert list(page.context["page"]) == [mine] and "今天届满" in page.content.decode()
        assert "提醒 <span" in client.get("/desk/").content.decode()
        client.post("/desk/notices/seen/", {"notice": other.pk})
        assert not Notice.objects.exclude(seen_at=None).exists()
        client.post("/desk/notices/seen/")
        assert Notice.objects.get(seen_at=None) == other
        Case.objects.update(organ=finance)
        assert not list(client.get("/desk/notices/").context["page"])


@pytest.mark.parametrize("cases", [1, 20])
def test_the_page_takes_the_same_number_of_queries_however_long(
    client, open_on, at, author, cases, django_assert_num_queries
):
    for _ in range(cases):
        open_on("2026-03-02", officer=author)
    with at("2026-03-30"), django_assert_num_queries(7):
        assert remind() == cases
    with at("2026-03-30"):
        client.force_login(author)
        client.get("/desk/notices/")
        with django_assert_num_queries(11):
            client.get("/desk/notices/")


def test_old_ones_are_cleared_after_ninety_days(open_on, at, author):
    open_on("2026-03-02", officer=author)
    with at("2026-03-30"):
        remind()
    clear_old(date(2026, 6, 28))
    assert Notice.objects.exists()
    clear_old(date(2026, 6, 29))
    assert not Notice.objects.exists()
