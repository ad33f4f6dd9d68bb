"""办理情况: figures by organ and officer, each of which opens the list it counts."""

from datetime import date

import pytest

from gongkai.casework.managing.workload import Load, workload
from gongkai.casework.models import Case
from gongkai.casework.selectors import calendar

TODAY = date(2026, 3, 27)


@pytest.fixture
def cases(open_on, author, reviewer, finance):
    open_on("2026-03-02", officer=author)  # due 2026-03-30
    open_on("2026-03-23", officer=author, clock_state="waiting")
    open_on("2026-02-02")  # late
    open_on("2026-01-05", officer=author, closed_on=date(2026, 1, 7))  # two working days
    open_on("2026-01-05", officer=reviewer, closed_on=date(2026, 3, 20))  # late
    open_on("2026-01-05", officer=reviewer, closed_on=date(2026, 1, 13), due_on=None)
    open_on("2025-12-01", closed_on=date(2025, 12, 2))
    open_on("2026-03-02", organ=finance)


def test_figures_by_organ_and_by_officer(cases, civil, finance, author, reviewer, at):
    by_organ = workload(Case.objects.all(), "organ", TODAY, calendar())
    late = calendar().workdays_between(date(2026, 1, 5), date(2026, 3, 20))
    assert by_organ[civil.pk] == Load(open=3, soon=1, late=1, waiting=1, closed=3, termed=2, on_time=1, days=[2, late])
    assert by_organ[finance.pk] == Load(open=1, soon=1)
    assert (by_organ[civil.pk].share, by_organ[finance.pk].share, by_organ[finance.pk].median) == (50.0, None, None)
    by_officer = workload(Case.objects.filter(organ=civil), "officer", TODAY, calendar())
    assert {key: (load.open, load.closed) for key, load in by_officer.items()} == {
        author.pk: (2, 1),
        reviewer.pk: (0, 2),
        None: (1, 0),
    }


def test_every_figure_opens_the_list_it_counts(client, cases, officer, at, civil):
    with at(str(TODAY)):
        client.force_login(officer)
        context = client.get(f"/desk/workload/?organ={civil.pk}").context
        lines = [*context["rows"], context["total"], *context["officers"]]
        assert len(lines) == 2 + 1 + 3
        for line in lines:
            opened = [(n, address) for _, n, address, _ in line["now"]]
            opened += [(line["load"].on_time, line["on_time"]), (line["load"].termed, line["termed"])]
            for number, address in opened:
                assert len(client.get(address).context["page"].rows) == number, (line["name"], address)


def test_a_department_sees_itself_by_officer(client, cases, author, at, finance):
    with at(str(TODAY)):
        client.force_login(author)
        page = client.get(f"/desk/workload/?organ={finance.pk}")
        assert [row["name"] for row in page.context["rows"]] == ["县民政局"]
        assert {row["name"] for row in page.context["officers"]} == {"author", "reviewer", "未指定承办人"}
        assert "县财政局" not in page.content.decode()


@pytest.mark.parametrize("organs", [2, 30])
def test_the_page_takes_the_same_number_of_queries_however_many_organs(
    client, officer, open_on, at, organs, make_organ, django_assert_num_queries
):
    for n in range(organs):
        open_on("2026-03-02", organ=make_organ(f"第{n}局"))
    with at(str(TODAY)):
        client.force_login(officer)
        client.get("/desk/workload/")
        with django_assert_num_queries(12):
            client.get("/desk/workload/")
