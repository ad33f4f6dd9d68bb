"""转办: another organ of the government works on a request; the one that was asked stays the one that answers (条例 art. 4, 33;
what another organ has to disclose is answered under art. 36(5))."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from gongkai.casework.managing.actions import assign_officer
from gongkai.casework.managing.notices import remind
from gongkai.casework.models import Case, Letter, Notice
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.figures import year_of
from gongkai.foi import figures, letters
from gongkai.foi.archive.front import _cover
from gongkai.foi.finding import find_requests
from gongkai.foi.models import Material, Part, Request
from gongkai.foi.tests.conftest import text_of
from gongkai.foi.tests.test_stories import step
from gongkai.organs.models import Organ

WHY = "材料在县财政局"


@pytest.fixture
def case(ask, author, channel):
    return ask(on="2026-03-02", channel="in_person", delivery="pickup", by=author).case


@pytest.fixture
def worker(make_account, finance):
    return make_account("worker", finance, "author")


@pytest.fixture
def stranger(make_account, make_organ):
    return make_account("stranger", make_organ("县林业局"), "reviewer")


def hand(case, to, by, on="2026-03-05"):
    return step(case, "assign", on, by, organ=str(to.pk), reason=WHY)


def told():
    found = sorted(Notice.objects.values_list("kind", "user__username"))
    Notice.objects.all().delete()
    return found


def counts(organ):
    organs = Organ.objects.filter(pk=organ.pk)
    return figures.received(organs, year_of(2026)).count(), figures.closed(organs, year_of(2026)).count()


def test_a_request_that_was_handed_over_is_answered_signed_and_counted_where_it_was_asked(
    case, author, reviewer, worker, finance, civil, make_account, draft, lawyer
):
    due = case.due_on
    case = hand(case, finance, author)
    assert (case.organ, case.handler, case.officer, case.due_on) == (civil, finance, None, due)
    assert case.entries.last().data == {"organ": str(finance.pk), "reason": WHY}
    with time_machine.travel("2026-03-06 10:00 +0800"):
        assign_officer(case=case, officer=worker, by=worker)
    letter = draft(case, "already_public", "2026-03-10", worker)
    signer = make_account("signer", finance, "reviewer")
    with time_machine.travel("2026-03-10 10:00 +0800"):
        letters.propose(letter=letter, on=date(2026, 3, 10), by=worker)
        with pytest.raises(NotAllowed, match="县民政局"):
            letters.sign(letter=letter, by=signer)
        letter = letters.sign(letter=letter, by=reviewer)
        letters.send(letter=letter, on=date(2026, 3, 10), by=worker, proof="当面签收")
    text, case = text_of(letter), Case.objects.get(pk=case.pk)
    assert letter.number.startswith("青禾民公开") and (case.state, case.handler) == ("closed", finance)
    assert "青禾县民政局" in text and "财政" not in text and "青禾县人民政府" in text
    assert (counts(civil), counts(finance)) == ((1, 1), (0, 0))
    assert [row.closed_on for row in Case.objects.visible_to(author)] == [date(2026, 3, 10)]


def test_who_works_on_a_case_handles_and_sees_what_hangs_on_it_and_signs_nothing(
    case, author, reviewer, worker, stranger, finance, draft, make_account, as_
):
    case = hand(case, finance, author)
    letter = draft(case, "extension", "2026-03-09", worker)
    Part.objects.create(request=case.request, position=1)
    Material.objects.create(request=case.request, name="甲", media_type="application/pdf", size=1, by=worker)
    Notice.objects.all().delete()
    Notice.objects.bulk_create(
        Notice(user=user, case=case, kind="acted", on="2026-03-09", text="甲") for user in (author, worker, stranger)
    )
    models = (Case, Request, Letter, Part, Material, Notice)
    for user, seen in ((author, 1), (worker, 1), (stranger, 0)):
        assert [model.objects.visible_to(user).count() for model in models] == [seen] * len(models), user
    signer = make_account("signer", finance, "reviewer")
    may = {
        user: [case.may(user, p) for p in ("view", "handle", "sign", "extend")] for user in (reviewer, signer, stranger)
    }
    assert may == {reviewer: [True, True, True, False], signer: [True, True, False, False], stranger: [False] * 4}
    with time_machine.travel("2026-03-09 10:00 +0800"):
        assert len(find_requests(name="李大林", number="", reason="到窗口查询", by=worker)) == 1
        assert find_requests(name="李大林", number="", reason="到窗口查询", by=stranger) == []
        for user, status in ((worker, 200), (stranger, 404)):
            assert as_(user).get(f"/desk/cases/{case.pk}/").status_code == status
            assert as_(user).get(f"/desk/letters/{letter.pk}/").status_code == status
        assert as_(signer).post(f"/desk/letters/{letter.pk}/sign/").status_code == 403
        assert "登记行政复议" not in as_(worker).get(f"/desk/cases/{case.pk}/").content.decode()


def test_the_organ_asked_takes_a_case_back_and_so_does_the_one_that_works_on_it(case, author, worker, finance, as_):
    for by in (author, worker):
        case = hand(case, finance, author)
        assert Case.objects.visible_to(worker).exists()
        case = hand(case, case.organ, by, on="2026-03-06")
        assert (case.handler, case.officer) == (None, None)
        assert as_(worker).get(f"/desk/cases/{case.pk}/").status_code == 404
    with pytest.raises(Refused, match="另一个现有机关"):
        hand(case, case.organ, author, on="2026-03-06")
    with pytest.raises(NotAllowed):
        hand(case, finance, worker, on="2026-03-06")


def test_after_taking_back_its_own_case_the_worker_is_shown_the_list(case, author, worker, finance, as_):
    hand(case, finance, author)
    with time_machine.travel("2026-03-06 10:00 +0800"):
        typed = {"on": "2026-03-06", "organ": case.organ_id, "reason": "不在本机关"}
        answer = as_(worker).post(f"/desk/cases/{case.pk}/steps/assign/", typed)
    assert answer["Location"] == "/desk/cases/"


def test_art_36_5_the_step_says_what_it_is_not_for(case, author, as_):
    with time_machine.travel("2026-03-05 10:00 +0800"):
        page = as_(author).get(f"/desk/cases/{case.pk}/steps/assign/").content.decode()
    assert "<h1>转办</h1>" in page and "答复机关仍是县民政局" in page
    assert "“不属于本机关负责公开”告知书告知申请人（条例第三十六条第（五）项）" in page


def test_the_officer_may_be_of_either_organ(case, author, worker, stranger, finance, officer, as_):
    case = hand(case, finance, author)
    with time_machine.travel("2026-03-06 10:00 +0800"):
        page = as_(worker).get(f"/desk/cases/{case.pk}/")
        assert [account.username for account in page.context["officers"]] == ["worker", "author", "officer"]
        groups = as_(author).get("/desk/cases/").context["officers"]
        assert groups == [("县财政局", [worker]), ("县民政局", [author]), ("上级机关", [officer])]
        for chosen in (worker, author):
            assert assign_officer(case=case, officer=chosen, by=author).officer == chosen
        with pytest.raises(Refused, match="没有在“县财政局”办理"):
            assign_officer(case=case, officer=stranger, by=author)


def test_who_works_on_a_case_is_told_and_of_a_late_one_those_who_sign_where_it_was_asked(
    case, author, reviewer, worker, finance, officer, make_account
):
    make_account("signer", finance, "organ_head")
    case = hand(case, finance, author)
    assert told() == [("handed", "worker")]
    for day, expected in (
        ("2026-03-30", [("due0", "worker")]),
        ("2026-04-02", [("escalated", "officer"), ("overdue", "reviewer"), ("overdue", "worker")]),
    ):
        with time_machine.travel(f"{day} 10:00 +0800"):
            remind()
        assert told() == expected
    with time_machine.travel("2026-04-02 10:00 +0800"):
        assign_officer(case=case, officer=author, by=worker)
        Notice.objects.all().delete()
        remind()
    assert told() == [("escalated", "officer"), ("overdue", "author"), ("overdue", "reviewer")]
    hand(case, case.organ, worker, on="2026-04-02")
    assert told() == [("handed", "author"), ("handed", "reviewer")]
    hand(case, finance, author, on="2026-04-02")
    Notice.objects.all().delete()
    hand(case, case.organ, author, on="2026-04-02")
    assert told() == [("handed", "reviewer")], "nobody is told of what they did themselves"


def test_pages_files_and_tables_name_who_answers_and_who_works_on_it(case, author, worker, finance, officer, as_):
    case = hand(case, finance, author)
    with time_machine.travel("2026-03-06 10:00 +0800"):
        page = as_(worker).get(f"/desk/cases/{case.pk}/").content.decode()
        listed = as_(officer).get("/desk/cases/").content.decode()
        first = as_(author).get("/desk/").content.decode()
        sheet = load_workbook(BytesIO(as_(officer).get("/desk/cases/export/").getvalue())).active
    assert "答复机关：县民政局" in page and "承办机关：县财政局" in page
    assert f"承办机关 青禾县财政局；理由 {WHY}" in page
    assert "县民政局<small>承办机关：县财政局</small>" in listed
    assert "县财政局承办" in first
    rows = list(sheet.values)
    assert (rows[0][2:4], rows[1][2:4]) == (("答复机关", "承办机关"), ("县民政局", "县财政局"))
    cover = dict(_cover(Case.objects.get(pk=case.pk), case.request))
    assert (cover["答复机关"], cover["承办机关"]) == ("青禾县民政局", "青禾县财政局")


def test_the_applicant_reads_who_answers_and_who_works_on_it(ask, author, finance, client, site):
    receipt = ask(on="2026-03-02", channel="in_person", delivery="pickup", by=author)
    with time_machine.travel("2026-03-06 10:00 +0800"):
        client.post("/requests/follow/", {"number": receipt.case.number, "code": receipt.code})
        assert "承办机关" not in client.get("/requests/mine/").content.decode()
    hand(receipt.case, finance, author)
    with time_machine.travel("2026-03-06 10:00 +0800"):
        client.post("/requests/follow/", {"number": receipt.case.number, "code": receipt.code})
        page = client.get("/requests/mine/").content.decode()
    assert "答复机关 青禾县民政局" in page and "承办机关 青禾县财政局" in page and WHY not in page


def test_workload_counts_a_case_where_it_was_asked_and_every_figure_opens_its_list(
    case, author, worker, finance, ask, as_
):
    hand(case, finance, author)
    ask(on="2026-03-02", channel="in_person", delivery="pickup", organ=finance, by=worker)
    with time_machine.travel("2026-03-06 10:00 +0800"):
        client = as_(worker)
        context = client.get("/desk/workload/").context
        assert sorted((row["name"], row["load"].open) for row in context["rows"]) == [
            ("县民政局（转来的）", 1), ("县财政局", 1),
        ]  # fmt: skip
        for row in (*context["rows"], context["total"]):
            for _, number, address, _ in row["now"]:
                assert len(client.get(address).context["page"].rows) == number, (row["name"], address)
        rows = client.get("/desk/cases/?organ=999999").context["page"].rows
        assert len(rows) == 2, "an organ that is not there is no filter"
