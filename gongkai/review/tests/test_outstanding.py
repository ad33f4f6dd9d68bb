"""A released text that says it repeals or amends something waits visibly until somebody has confirmed it or said why not."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.urls import reverse

from gongkai.core import statistics
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.library.actions import (
    decline_stated,
    open_correction,
    relate,
    relate_stated,
    save_draft,
    start_record,
    unrelate,
)
from gongkai.library.dating.actions import confirm_dates
from gongkai.library.desk.effects import outstanding, outstanding_card
from gongkai.library.importing.filing import file_issuer
from gongkai.library.models import Record, Relation, StatedEffect
from gongkai.library.offers import offers
from gongkai.organs.issuers import add_issuer
from gongkai.review.actions import release_version, submit_version, withdraw_record

OLD_MOMENT = datetime(2018, 3, 5, tzinfo=UTC)
OLD, LATER = date(2018, 3, 5), date(2026, 7, 1)
CARD = "文中写明的废止、修改待确认"
TEXT = (
    "<p>决定废止下列文件：</p><p>1.《甲办法》（青禾民发〔2018〕1号）</p><p>2.《乙办法》（青禾民发〔2018〕2号）</p>"
    "<p>3.《丙办法》（青禾民发〔2018〕3号）</p><p>《丁办法》第三条同时废止。</p>"
)


@pytest.fixture
def held(make_record):
    return [
        make_record(f"{name}办法", number=f"青禾民发〔2018〕{n}号", formed_on=OLD) for n, name in enumerate("甲乙", 1)
    ]


@pytest.fixture
def decision(held, make_record):
    return make_record("关于废止文件的决定", TEXT)


@pytest.fixture
def waits(reviewer):
    """waits(record): how many of its effects wait, as stored; what is offered on its page says the same."""

    def count(record):
        record = Record.objects.get(pk=record.pk)
        if record.state == "released":
            assert record.outstanding == sum(offer.waits for offer in offers(record, reviewer))
        return record.outstanding

    return count


@pytest.fixture
def correct(author, reviewer):
    """correct(record, **changes): released again with another text, title or fields."""

    def make(record, body=None, **changes):
        version = open_correction(record=record, by=author)
        given = {"title": version.title, "body": version.body if body is None else body, "note": "更正", **changes}
        version = save_draft(version=version, stamp=0, by=author, **given)
        return release_version(version=submit_version(version=version, by=author), by=reviewer)

    return make


def effects_of(record):
    return {row.words: row for row in record.stated_effects.all()}


def address(record):
    return reverse("desk:record_effects", args=[record.pk])


def test_what_a_release_states_stands_on_the_home_page_until_it_is_confirmed(decision, held, reviewer, client, waits):
    client.force_login(reviewer)
    home = client.get("/desk/").content.decode()
    assert CARD in home and address(decision) in home and "2 件" in home
    assert waits(decision) == 2
    client.post(address(decision), {"chosen": [f"repeals-{held[0].pk}"], "on": "2026-07-01"})
    assert waits(decision) == 1 and CARD in client.get("/desk/").content.decode()
    client.post(address(decision), {"chosen": [f"repeals-{held[1].pk}"], "on": "2026-07-01"})
    assert waits(decision) == 0 and CARD not in client.get("/desk/").content.decode()


def test_what_was_confirmed_in_the_draft_never_waits(held, civil, author, reviewer, waits):
    version = start_record(
        organ=civil, kind="policy", title="决定", body=TEXT, by=author, formed_on=date(2026, 6, 1), item="20.01"
    )
    assert waits(version.record) == 0, "a draft waits for nobody"
    chosen = [("repeals", record) for record in held]
    relate_stated(source=version.record, chosen=chosen, on=LATER, by=author)
    record = release_version(version=submit_version(version=version, by=author), by=reviewer)
    assert waits(record) == 0


def test_a_document_that_arrives_later_makes_the_record_wait_and_one_that_leaves_does_not(
    make_record, officer, client, waits
):
    decision = make_record("关于废止文件的决定", TEXT)
    assert waits(decision) == 0
    arrived = make_record("丙办法", number="青禾民发〔2018〕3号", formed_on=OLD)
    assert waits(decision) == 1
    client.force_login(officer)
    assert CARD in client.get("/desk/").content.decode()
    withdraw_record(record=arrived, reason="误发", by=officer)
    assert waits(decision) == 0 and CARD not in client.get("/desk/").content.decode()


def test_the_earlier_document_of_the_same_title_is_met_when_it_arrives(make_record, waits):
    """No citation stands for it: a text does not cite itself."""
    new = make_record("甲办法", "<p>原《甲办法》同时废止。</p>", number="青禾民发〔2026〕1号")
    assert waits(new) == 0
    make_record("甲办法", number="青禾民发〔2018〕1号", formed_on=OLD)
    assert waits(new) == 1


def test_a_title_that_is_corrected_leaves_and_comes(decision, held, correct, waits):
    changed = correct(held[0], title="甲甲办法", number="")
    assert waits(decision) == 1
    correct(changed, title="甲办法")
    assert waits(decision) == 2


def test_a_day_that_turns_out_to_be_later_leaves(decision, make_record, reviewer, waits):
    """Nothing repeals what came after it; a presumed day says nothing of that."""
    young = make_record("丙办法", number="青禾民发〔2018〕3号", formed_on=LATER)
    assert waits(decision) == 2
    Record.objects.filter(pk=young.pk).update(formed_presumed=True, formed_on=OLD)
    confirm_dates(record=young, by=reviewer)
    assert waits(decision) == 3


def test_a_repeal_by_another_document_settles_it_and_taking_that_back_does_not(
    decision, held, make_record, reviewer, waits
):
    other = make_record("另一件决定")
    relation = relate(source=other, predicate="repeals", target=held[0], by=reviewer)
    assert waits(decision) == 1
    unrelate(relation=relation, by=reviewer)
    assert waits(decision) == 2
    relate(source=decision, predicate="repeals", target=held[0], by=reviewer)
    assert waits(decision) == 1
    unrelate(relation=Relation.objects.get(source=decision), by=reviewer)
    assert waits(decision) == 2
    assert not Record.objects.get(pk=held[0].pk).repealed_on


def test_a_repeal_of_a_withdrawn_document_is_stated_again(decision, held, make_record, officer, waits):
    other = make_record("另一件决定")
    relate(source=other, predicate="repeals", target=held[0], by=officer)
    withdraw_record(record=other, reason="误发", by=officer)
    assert waits(decision) == 2


def test_a_withdrawn_record_waits_for_nothing(decision, officer, client, waits):
    withdraw_record(record=decision, reason="误发", by=officer)
    assert waits(decision) == 0 and not StatedEffect.objects.exists()
    client.force_login(officer)
    assert CARD not in client.get("/desk/").content.decode()


def test_an_amendment_waits_too(make_record, reviewer, waits):
    old = make_record("甲办法", formed_on=OLD)
    record = make_record("关于修改甲办法的决定", "<p>对《甲办法》作如下修改：第一条删去。</p>")
    assert waits(record) == 1
    relate_stated(source=record, chosen=[("amends", old)], on=LATER, by=reviewer)
    assert waits(record) == 0


def test_what_is_not_to_be_carried_out_takes_a_reason_and_stands_in_the_trail(decision, reviewer, client, waits):
    client.force_login(reviewer)
    row = effects_of(decision)["《甲办法》（青禾民发〔2018〕1号）"]
    way = reverse("desk:record_effect_decline", args=[decision.pk, row.pk])
    assert way in client.get(address(decision)).content.decode()
    assert "《甲办法》（青禾民发〔2018〕1号）" in client.get(way).content.decode()
    assert "请写明不办理的理由" in client.post(way, {"reason": " "}).content.decode()
    assert waits(decision) == 2
    assert client.post(way, {"reason": "已由市里废止"}).status_code == 302
    assert waits(decision) == 1
    entry = AuditEntry.objects.get(verb="record.decline_stated")
    assert entry.by == reviewer and entry.detail["reason"] == "已由市里废止"
    page = client.get(address(decision)).content.decode()
    assert "不办理" in page and "已由市里废止" in page and way not in page
    assert "决定不办理文中写明的废止、修改" in client.get(f"/desk/records/{decision.pk}/").content.decode()
    again = client.post(way, {"reason": "又一次"}, follow=True).content.decode()
    assert "已经办理，或者已经决定不办理" in again
    assert AuditEntry.objects.filter(verb="record.decline_stated").count() == 1


def test_a_declined_one_can_be_carried_out_after_all_and_is_not_ticked(decision, held, reviewer, client, waits):
    decline_stated(effect=effects_of(decision)["《甲办法》（青禾民发〔2018〕1号）"], reason="误列", by=reviewer)
    client.force_login(reviewer)
    page = client.get(address(decision)).content.decode()
    assert page.count('type="checkbox"') == 2 and page.count(" checked") == 1
    client.post(address(decision), {"chosen": [f"repeals-{held[0].pk}"], "on": "2026-07-01"})
    assert Record.objects.get(pk=held[0].pk).repealed_on == LATER and waits(decision) == 1


def test_when_all_is_declined_the_record_page_does_not_speak_of_it(make_record, reviewer, client):
    make_record("甲办法", formed_on=OLD)
    record = make_record("乙", "<p>《甲办法》同时废止。</p>")
    client.force_login(reviewer)
    assert "文中写明废止 1 件" in client.get(f"/desk/records/{record.pk}/").content.decode()
    decline_stated(effect=record.stated_effects.get(), reason="误列", by=reviewer)
    assert "文中写明废止" not in client.get(f"/desk/records/{record.pk}/").content.decode()


def test_the_answer_belongs_to_what_the_text_names_and_goes_when_it_names_it_no_more(
    decision, reviewer, correct, waits
):
    decline_stated(effect=effects_of(decision)["《甲办法》（青禾民发〔2018〕1号）"], reason="误列", by=reviewer)
    correct(decision, TEXT + "<p>请遵照执行。</p>")
    assert waits(decision) == 1
    correct(decision, TEXT.replace("《甲办法》（青禾民发〔2018〕1号）", "此条删去"))
    assert waits(decision) == 1
    correct(decision, TEXT)
    assert waits(decision) == 2, "named anew, it is asked anew"


def test_who_may_not_release_there_neither_sees_it_nor_answers(
    decision, finance, make_account, author, civil, client, django_assert_num_queries
):
    row = decision.stated_effects.first()
    way = reverse("desk:record_effect_decline", args=[decision.pk, row.pk])
    stranger = make_account("stranger", finance, "reviewer")
    for account, status in ((author, 403), (make_account("other", civil), 403), (stranger, 404)):
        client.force_login(account)
        assert CARD not in client.get("/desk/").content.decode()
        for address_ in (address(decision), way):
            assert client.get(address_).status_code == status
            assert client.post(address_, {"reason": "甲"}).status_code == status
    with pytest.raises(NotAllowed):
        decline_stated(effect=row, reason="甲", by=author)
    assert not StatedEffect.objects.exclude(reason="").exists()
    with django_assert_num_queries(0):
        assert outstanding_card(author) is None


def test_an_effect_of_another_record_is_not_found_under_this_one(decision, make_record, reviewer, client):
    other, row = make_record("甲甲"), decision.stated_effects.first()
    client.force_login(reviewer)
    assert client.get(reverse("desk:record_effect_decline", args=[other.pk, row.pk])).status_code == 404


def test_what_the_text_says_no_more_cannot_be_declined(decision, reviewer, correct):
    row = effects_of(decision)["《甲办法》（青禾民发〔2018〕1号）"]
    correct(decision, "<p>正文。</p>")
    with pytest.raises(Refused, match="刷新"):
        decline_stated(effect=row, reason="误列", by=reviewer)


def test_the_list_behind_the_card_shows_the_records_and_how_many(decision, make_record, reviewer, client):
    make_record("不相干的通知")
    client.force_login(reviewer)
    card = outstanding_card(reviewer)
    page = client.get(card.url).content.decode()
    assert "关于废止文件的决定" in page and "不相干的通知" not in page
    assert "2 件待确认" in page and address(decision) in page


def test_a_document_that_comes_to_the_organ_of_the_text_is_the_one_it_means(make_record, finance, officer, waits):
    """Of several of one title, and of none where they are of other organs."""
    issuer = add_issuer(name="云溪县民政局", level="other", by=None)
    for organ in (issuer, finance):
        held = make_record(f"{organ.name}关于印发《救助办法》的通知", formed_on=OLD)
        Record.objects.filter(pk=held.pk).update(organ=organ)
    decision = make_record("决定", "<p>《救助办法》同时废止。</p>")
    assert waits(decision) == 0
    file_issuer(issuer=issuer, under=decision.organ, by=None)
    assert waits(decision) == 1


def many(organ, count, start=0):
    """Records of which one effect each waits."""
    Record.objects.bulk_create(
        Record(organ=organ, kind="news", title=f"第{n}件", title_key=f"第{n}件", released_at=OLD_MOMENT, outstanding=1)
        for n in range(start, start + count)
    )


def test_the_card_costs_two_queries_however_many_wait_and_one_when_nothing_does(
    civil, reviewer, django_assert_num_queries
):
    reviewer.may("release")  # knows its posts
    with django_assert_num_queries(1):
        assert outstanding_card(reviewer) is None
    for start in (0, 200):
        many(civil, 200, start)
        with django_assert_num_queries(2):
            card = outstanding_card(reviewer)
        assert (card.count, len(card.items)) == (start + 200, 5)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the other database plans by what it knows of the tables")
@pytest.mark.parametrize("waiting", [0, 20])
@pytest.mark.parametrize("who", ["officer", "reviewer"])
def test_what_waits_is_read_from_its_own_index(who, waiting, request, civil):
    """Also when nothing waited the last time the database looked at its tables."""
    Record.objects.bulk_create(Record(organ=civil, kind="news", title=f"第{n}件") for n in range(1000))
    many(civil, waiting)
    statistics.refresh()
    rows = outstanding(request.getfixturevalue(who))
    assert "rec_outstanding" in rows[:5].explain()
    assert "USING COVERING INDEX rec_outstanding" in rows.order_by().values("pk").explain()


def test_a_release_that_nothing_names_costs_one_query_more_however_many_wait(
    make_record, author, civil, django_assert_num_queries
):
    from gongkai.library.outstanding import restate, settle

    plain = make_record("通知", "<p>正文。</p>")
    decision = make_record("决定", TEXT)
    StatedEffect.objects.bulk_create(
        StatedEffect(record=decision, predicate="repeals", cite_key=f"{n}办法", words=f"《{n}办法》")
        for n in range(300)
    )
    with django_assert_num_queries(1):
        restate([plain])
        settle([plain])


def test_a_hundred_named_cost_as_many_queries_as_two(make_record, django_assert_max_num_queries):
    from gongkai.library.outstanding import restate, settle

    for n in range(1, 101):
        make_record(f"甲{n}办法", number=f"青禾民发〔2018〕{n}号", formed_on=OLD)
    lines = "".join(f"<p>{n}.《甲{n}办法》（青禾民发〔2018〕{n}号）</p>" for n in range(1, 101))
    record = make_record("决定", f"<p>决定废止下列文件：</p>{lines}")
    StatedEffect.objects.all().delete()
    Record.objects.update(outstanding=0)
    with django_assert_max_num_queries(10):
        restate([record])
        settle([record])
    assert Record.objects.get(pk=record.pk).outstanding == 100
