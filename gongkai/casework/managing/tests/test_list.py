"""The list of cases: due order, filters, bulk assignment, export."""

from datetime import date
from io import BytesIO

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from gongkai.casework.managing.actions import assign_officer
from gongkai.casework.managing.listing import Filter
from gongkai.casework.models import Case, Notice
from gongkai.casework.selectors import calendar
from gongkai.core import deeds
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.search.templatetags.titles import whole_words

LIST = "/desk/cases/"


def test_the_list_is_in_due_order_by_keyset_and_closed_ones_by_closing(client, author, open_on, monkeypatch, at):
    monkeypatch.setattr("gongkai.casework.managing.desk.SIZE", 3)
    for n in range(7):
        open_on(f"2026-03-{n % 5 + 2:02d}")
        open_on("2026-01-05", closed_on=date(2026, 3, 2 + n % 5))

    def walk(query=""):
        seen, after = [], ""
        for _ in range(3):
            page = client.get(LIST + f"?{query}&after={after}").context["page"]
            seen, after = seen + page.rows, page.older
        return seen, after

    with at("2026-03-10"):
        client.force_login(author)
        rows, after = walk()
        dues = [(case.due_on, case.pk) for case in rows]
        assert (dues, len(rows), after) == (sorted(dues), 7, "")
        rows, after = walk("state=closed")
        closed = [(case.closed_on, case.pk) for case in rows]
        assert (closed, len(rows), after) == (sorted(closed, reverse=True), 7, "")


@pytest.mark.parametrize("cases", [1, 30])
def test_the_list_takes_the_same_number_of_queries_however_long(
    client, author, officer, open_on, at, cases, django_assert_num_queries, make_organ
):
    for n in range(cases):
        open_on("2026-03-02", officer=author, organ=make_organ(f"第{n}局"))
    with at("2026-03-10"):
        client.force_login(officer)
        client.get(LIST)
        with django_assert_num_queries(13):
            client.get(LIST)


def test_filters(open_on, author, reviewer, officer, finance, at):
    open_on("2026-03-02", officer=author)  # due 2026-03-30
    open_on("2026-03-03", organ=finance)  # due 2026-03-31
    open_on("2026-02-02", officer=reviewer)  # late
    open_on("2026-03-02", clock_state="waiting")
    open_on("2026-01-05", closed_on=date(2026, 1, 20), officer=author)
    open_on("2026-01-05", closed_on=date(2026, 3, 20))
    open_on("2025-01-06", closed_on=date(2025, 1, 7), due_on=None)

    def count(query, user=officer):
        return Filter(QueryDict(query), user=user, days=calendar()).cases().count()

    with at("2026-03-27"):  # a Friday
        assert [count(q) for q in ("", "due=late", "due=0", "due=1", "due=5")] == [4, 1, 0, 2, 3]
        assert [count(q) for q in ("state=waiting", "officer=none", f"officer={author.pk}")] == [1, 2, 1]
        assert (count("officer=me"), count("officer=me", author)) == (0, 1)
        assert [count(f"state={s}") for s in ("closed", "termed", "on_time", "overran")] == [3, 2, 1, 1]
        assert [count(f"state=closed&year={year}") for year in (2026, 2025)] == [2, 1]
        assert (count(f"organ={finance.pk}"), count("", author), count(f"organ={finance.pk}", author)) == (1, 3, 3)
        assert count("due=nonsense&type=x&state=y&officer=999999&year=z") == 4, "what cannot be read is left out"


def test_an_officer_is_named_in_the_ledger_and_told(open_on, author, reviewer, civil):
    case = assign_officer(case=open_on("2026-03-02"), officer=reviewer, by=author)
    entry = case.entries.last()
    assert (case.officer, entry.type, entry.text, entry.by) == (reviewer, "officer", "reviewer", author)
    assert AuditEntry.objects.get(verb="case.assign_officer").detail == {"officer": reviewer.pk}
    assert Notice.objects.get().kind == "assigned" and Notice.objects.get().user == reviewer
    with pytest.raises(Refused, match="已由reviewer承办"):
        assign_officer(case=case, officer=reviewer, by=author)
    case = assign_officer(case=case, officer=None, by=author)
    assert case.officer is None and case.entries.last().text == "收回，未指定"


def test_only_who_may_handle_there_gives_and_gets_a_case(open_on, author, make_account, finance, civil):
    case, stranger = open_on("2026-03-02"), make_account("stranger", finance)
    with pytest.raises(NotAllowed):
        assign_officer(case=case, officer=stranger, by=stranger)
    with pytest.raises(Refused, match="没有在“县民政局”办理申请的岗位"):
        assign_officer(case=case, officer=stranger, by=author)
    with pytest.raises(Refused, match="已办结"):
        assign_officer(case=open_on("2026-03-02", closed_on=date(2026, 3, 3)), officer=author, by=author)
    assert not Notice.objects.exists() and not Case.objects.exclude(officer=None).exists()


def test_chosen_cases_are_assigned_each_by_itself(client, officer, author, open_on, finance, at):
    with at("2026-03-10"):
        mine, other = open_on("2026-03-02"), open_on("2026-03-02", organ=finance)
        client.force_login(officer)
        page = client.post(LIST, {"case": [mine.pk, other.pk, "x"], "officer": author.pk}).content.decode()
        assert "已将 1 件交author承办" in page and "有 1 件没有指定" in page and other.number in page
        assert Case.objects.get(officer=author) == mine
        assert "请先选择承办人" in client.post(LIST, {"case": [mine.pk]}).content.decode()
        assert "请先勾选" in client.post(LIST, {"officer": author.pk}).content.decode()
        client.post(LIST, {"case": [mine.pk], "officer": "none"})
    assert not Case.objects.exclude(officer=None).exists()


def test_those_who_may_handle_are_offered_by_organ(client, officer, author, make_account, open_on, at):
    with at("2026-03-10"):
        open_on("2026-03-02")
        client.force_login(officer)
        assert client.get(LIST).context["officers"] == [("县民政局", [author]), ("上级机关", [officer])]
        client.force_login(make_account("looks", author.posts.get().organ, "auditor"))
        assert 'name="case"' not in client.get(LIST).content.decode()


def test_the_export_holds_no_words_of_applicants_and_is_audited(client, author, open_on, at):
    with at("2026-03-10"):
        case = open_on("2026-03-02", officer=author, clock_state="waiting", waiting_for="李大林的意见")
        client.force_login(author)
        sheet = load_workbook(BytesIO(client.get("/desk/cases/export/?q=低保&due=").getvalue())).active
    [headings, row] = sheet.iter_rows(values_only=True)
    assert len(headings) == len(row) and row[0] == case.number and "author" in row
    text = " ".join(map(str, row))
    assert "低保" not in text and "李大林" not in text
    assert AuditEntry.objects.get(verb="case.export").detail == {"count": 1}


def test_the_export_of_one_organ_is_audited_with_it(client, officer, civil, finance, open_on):
    open_on("2026-03-02")
    client.force_login(officer)
    assert client.get(f"/desk/cases/export/?organ={civil.pk}").status_code == 200
    entry = AuditEntry.objects.get(verb="case.export")
    assert entry.detail == {"count": 1, "within": str(civil.pk)}
    assert deeds.Reader().said(entry) == [("条数", "1"), ("机构", civil.label)]


def test_too_long_an_export_is_refused_with_a_way_on(client, author, open_on, monkeypatch):
    monkeypatch.setattr("gongkai.casework.managing.desk.EXPORT", 1)
    open_on("2026-03-02"), open_on("2026-03-02")
    client.force_login(author)
    answer = client.get("/desk/cases/export/")
    assert answer.status_code == 409 and "缩小后分几次导出" in answer.content.decode()


def test_one_returns_to_the_list_as_one_left_it(client, author, open_on, at):
    with at("2026-03-10"):
        client.force_login(author)
        client.get(LIST + "?due=5&officer=me")
        assert client.cookies["cases_query"].value == f"{author.pk} due=5&officer=me"


def test_lines_of_titles_end_between_words(client, author, open_on):
    long = "关于城乡居民最低生活保障审核确认实施细则的征地补偿方案"
    case = open_on("2026-11-02")
    type(case).objects.filter(pk=case.pk).update(subject=long)
    client.force_login(author)
    page = client.get(LIST).content.decode()
    assert whole_words(long) in page and "<wbr>" in whole_words(long)
