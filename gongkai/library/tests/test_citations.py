"""Citations: what is found in a text, what it means in the library, how it shows."""

from datetime import date, timedelta

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai.core.models import Purge
from gongkai.library import publishing
from gongkai.library.actions import start_record
from gongkai.library.linking import linked
from gongkai.library.mentions import aliases, found_in
from gongkai.library.models import Citation, Record, Version
from gongkai.library.titles import cite_key
from gongkai.search.models import Outbox

INFORMATION = "政府信息公开条例"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("根据《中华人民共和国政府信息公开条例》", [INFORMATION]),
        ("《政府信息公开条例》和《政府 信息公开条例》", [INFORMATION]),
        ("《关于印发 2016 年工作要点的通知》", ["2016年工作要点"]),
        ("《关于印发〈水费征收办法〉的通知》、《水费征收办法》", ["水费征收办法"]),
        ("《重庆市人民政府办公厅关于印发2016年工作要点的通知》", ["2016年工作要点"]),
        ("《关于贯彻〈中华人民共和国政府信息公开条例〉的实施意见》", ["关于贯彻中华人民共和国政府信息公开条例的实施意见"]),
        ("《关于修改《甲法》的决定》", ["关于修改甲法的决定"]),
        ("（渝府办发[2016]121号）", ["渝府办发〔2016〕121号"]),
        ("中华人民共和国国务院令第711号、国务院令第 711 号", ["国务院令第711号"]),
        ("没有引用，只有“引号”和第3号楼", []),
    ],
)  # fmt: skip
def test_citations_are_found_under_the_key_they_mean(text, keys):
    assert [key for _, key in found_in(text)] == keys


@pytest.mark.parametrize(
    "text",
    [
        "按照《中华人民共和国政府信息公开条例》(以下简称“《条例》”)的要求，落实《条例》",
        "按照《中华人民共和国政府信息公开条例》（以下简称《条例》）的要求，落实《条例》",
        "按照《中华人民共和国政府信息公开条例》（国务院令第711号，以下简称条例）的要求，落实《条例》",
        "按照《中华人民共和国政府信息公开条例》（简称“条例”）的要求，落实《条例》",
        "按照《条例》办理。依据是《中华人民共和国政府信息公开条例》。",
    ],
)
def test_a_short_name_means_the_document_it_was_given_to(text):
    assert aliases(text) == {"条例": INFORMATION}
    assert (False, INFORMATION) in found_in(text)
    assert (False, "条例") not in found_in(text)


def test_a_short_name_that_could_mean_two_means_none():
    assert aliases("《甲条例》《乙条例》和《条例》") == {}


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("青禾县人民政府关于印发青禾县临时救助实施细则的通知", "青禾县临时救助实施细则"),
        ("关于印发《青禾县临时救助实施细则》的通知", "青禾县临时救助实施细则"),
        ("青禾县临时救助实施细则", "青禾县临时救助实施细则"),
        ("国务院办公厅关于做好节日安排的通知", "关于做好节日安排的通知"),
        ("中华人民共和国档案法", "档案法"),
    ],
)
def test_every_way_to_name_a_document_has_one_key(title, key):
    assert cite_key(title) == key


def test_a_citation_waits_for_its_document_and_finds_it_when_it_comes(make_record):
    citing = make_record("关于开展救助的通知", "<p>依据《青禾县临时救助办法》和青禾民发〔2026〕8号。</p>")
    assert list(citing.citations.values_list("target", flat=True)) == [None, None]
    Purge.objects.all().delete()
    target = make_record("关于印发《青禾县临时救助办法》的通知", number="青禾民发[2026]8号")
    assert set(citing.citations.values_list("target", flat=True)) == {target.pk}
    assert Purge.objects.filter(tag=f"record:{citing.pk}").exists()


def test_many_documents_of_one_name_the_exact_then_the_own_organs(make_record, finance, make_account):
    ours = make_record("县民政局关于做好防汛工作的通知")
    exact = make_record("关于做好防汛工作的通知")
    assert exact.organ == ours.organ
    citing = make_record("甲", "<p>按照《关于做好防汛工作的通知》要求</p>")
    assert citing.citations.get().target == exact


def dated(year):
    return date(year, 6, 1)


@pytest.fixture
def versions(make_record):
    """versions(2018, 2024): a document made anew in each of these years, each time under its own number."""

    def make(*years):
        title = "青禾县人民政府关于印发青禾县救助办法的通知"
        return [make_record(title, number=f"青禾府发〔{year}〕3号", formed_on=dated(year)) for year in years]

    return make


def meant(make_record, text, year=2023, **fields):
    """What a text of a year links to, title first."""
    record = make_record("关于开展工作的通知", f"<p>{text}</p>", formed_on=dated(year), **fields)
    return [c.target for c in record.citations.order_by("by_number").select_related("target")]


def test_a_title_goes_by_the_number_beside_it(versions, make_record):
    old, _ = versions(2018, 2021)
    assert meant(make_record, "《青禾县救助办法》（青禾府发[2018]3号）") == [old, old]
    record = Record.objects.get(title="关于开展工作的通知")
    assert links(record).count(f'href="{old.get_absolute_url()}"') == 2


def test_a_title_alone_means_the_version_there_was(versions, make_record):
    _, old, later = versions(2018, 2021, 2024)
    assert meant(make_record, "《青禾县救助办法》") == [old]
    assert meant(make_record, "《青禾县救助办法》", 2024) == [later]


def test_a_later_version_is_linked_with_a_word_until_the_earlier_one_comes(versions, make_record):
    [later] = versions(2024)
    assert meant(make_record, "《青禾县救助办法》") == [later]
    citing = Record.objects.get(title="关于开展工作的通知")
    assert links(citing).endswith('</a><span class="tag void">后来的版本</span></p>')
    [old] = versions(2021)
    assert citing.citations.get().target == old
    assert "tag void" not in links(citing)


def test_a_thing_of_one_organ_is_meant_by_all_and_of_two_by_their_own(versions, make_record, finance):
    [own, now] = versions(2018, 2021)
    assert meant(make_record, "《青禾县救助办法》") == [now]
    Record.objects.filter(pk=now.pk).update(organ=finance)
    make_record("关于再开展工作的通知", "<p>《青禾县救助办法》</p>", formed_on=dated(2023))
    assert Citation.objects.get(record__title="关于再开展工作的通知").target == own


def test_a_later_notice_of_the_same_name_is_another_one(make_record):
    make_record("关于做好防汛工作的通知", formed_on=dated(2024))
    assert meant(make_record, "《关于做好防汛工作的通知》") == [None]


def test_a_number_of_a_later_document_is_linked_with_a_word(versions, make_record):
    [later] = versions(2024)
    assert meant(make_record, "与青禾府发〔2024〕3号一并实施") == [later]
    assert "晚于本文件" in links(Record.objects.get(title="关于开展工作的通知"))


def test_a_title_beside_a_number_not_held_means_a_document_without_number_only(versions, make_record):
    versions(2018)
    assert meant(make_record, "《青禾县救助办法》（青禾府发〔2015〕9号）") == [None, None]
    bare = make_record("青禾县救助办法", formed_on=dated(2015))
    assert set(Citation.objects.filter(by_number=False).values_list("target", flat=True)) == {bare.pk}


def test_a_number_given_out_twice_goes_by_the_title_or_nowhere(make_record):
    fire = make_record("关于加强消防工作的通知", number="青禾府发〔2022〕15号", formed_on=dated(2022))
    make_record("关于调整会议时间的通知", number="青禾府发〔2022〕15号", formed_on=dated(2022))
    text = "《关于加强消防工作的通知》（青禾府发〔2022〕15号），按青禾府发〔2022〕15号文办"
    assert meant(make_record, text) == [fire, None]
    assert links(Record.objects.get(title="关于开展工作的通知")).count("<a ") == 2, "the pair"


def test_a_number_that_begins_anew_each_year_means_the_one_there_was(make_record):
    first = make_record("公告（2022年第3号）", number="青禾县人民政府公告第3号", formed_on=dated(2022))
    make_record("公告（2024年第3号）", number="青禾县人民政府公告第3号", formed_on=dated(2024))
    assert meant(make_record, "青禾县人民政府公告第3号") == [first]
    assert meant(make_record, "青禾县人民政府公告第3号", 2025) == [None]


def test_a_document_held_twice_is_one(make_record, finance, officer):
    own = make_record("关于加强消防工作的通知", number="青禾府发〔2022〕15号", formed_on=dated(2022))
    Record.objects.create(
        organ=finance, kind="policy", title=own.title, number=own.number, formed_on=dated(2022), state="released",
        index_number="甲", released_at=timezone.now(), current=own.current,
    )  # fmt: skip
    assert meant(make_record, "青禾府发〔2022〕15号") == [own]


def test_a_corrected_number_takes_its_citations_with_it(make_record, author):
    wrong = make_record("关于加强消防工作的通知", number="青禾府发〔2022〕15号", formed_on=dated(2022))
    assert meant(make_record, "青禾府发〔2022〕15号") == [wrong]
    version = Version.objects.create(
        record=wrong, number=2, title=wrong.title, body="<p>文</p>", fields={"number": "青禾府发〔2022〕16号"}
    )
    publishing.publish([version], by=author)
    assert Citation.objects.get().target is None


def test_a_document_does_not_cite_itself(make_record):
    record = make_record(
        "青禾县救助办法", "<p>《青禾县救助办法》（青禾民发〔2026〕1号）</p>", number="青禾民发〔2026〕1号"
    )
    assert not record.citations.exists()


def links(record):
    return linked(record.current.body, record.citations.select_related("target"))


def test_links_stand_in_text_only_and_not_inside_links(make_record, django_assert_num_queries):
    target = make_record("青禾县救助办法")
    citing = make_record(
        "甲",
        '<p title="《青禾县救助办法》">见《青禾县救助办法》 &lt;b&gt; <a href="/x" title="y">《青禾县救助办法》</a></p>'
        "<h2>二、《青禾县救助办法》</h2>",
    )
    with django_assert_num_queries(1):
        html = links(citing)
    link = f'<a href="{target.get_absolute_url()}">《青禾县救助办法》</a>'
    assert html.count(link) == 2
    assert f"见{link} &lt;b&gt; <a href" in html
    assert links(target) == target.current.body


def test_an_article_of_a_statute_is_linked_to_its_place(make_record):
    target = make_record("青禾县救助条例", '<p id="art-33">第三十三条　略</p>', kind="statute")
    citing = make_record(
        "甲", "<p>《青禾县救助条例》第三十三条、《青禾县救助条例》（以下简称《条例》）第二条；《条例》附则</p>"
    )
    html, address = links(citing), target.get_absolute_url()
    assert f'href="{address}#art-33"' in html
    assert f'href="{address}#art-2"' in html
    assert f'<a href="{address}">《条例》</a>附则' in html


def test_a_target_out_of_force_is_marked_and_a_withdrawn_one_is_no_link(make_record):
    yesterday = timezone.localdate() - timedelta(1)
    target = make_record("青禾县救助办法", expires_on=yesterday)
    citing = make_record("甲", "<p>《青禾县救助办法》</p>")
    assert '</a><span class="tag void">已失效</span>' in links(citing)
    target.repealed_on = yesterday
    target.save()
    assert '<span class="tag void">已废止</span>' in links(citing)
    Purge.objects.all().delete()
    publishing.withdraw(target, reason="内容有误", replaced_by=None)
    assert Purge.objects.filter(tag=f"record:{citing.pk}").exists()
    assert links(citing) == "<p>《青禾县救助办法》</p>"


def test_the_day_validity_turns_its_pages_and_those_that_cite_it_are_made_anew(make_record):
    day = date(2026, 9, 1)
    target = make_record("青禾县救助办法", expires_on=day - timedelta(1))
    citing = make_record("甲", "<p>《青禾县救助办法》</p>")
    Purge.objects.all().delete()
    Outbox.objects.all().delete()
    assert publishing.validity_turned(day - timedelta(1)) == []
    assert publishing.validity_turned(day + timedelta(2), since=day) == [target]
    purged = set(Purge.objects.values_list("tag", flat=True))
    assert {f"record:{target.pk}", f"record:{citing.pk}"} <= purged
    assert list(Outbox.objects.values_list("pk_of_source", flat=True)) == [target.pk]


def test_citing_a_thousand_times_takes_as_many_queries_as_once(make_record, django_assert_max_num_queries):
    from gongkai.library.citations import resolve

    records = [make_record(f"甲{n}", "<p>" + "".join(f"《办法{m}》" for m in range(30)) + "</p>") for n in range(10)]
    for record in records:
        record.current = Version(record=record, number=2, body=record.current.body)
    with django_assert_max_num_queries(9):
        resolve(records)
    assert Citation.objects.count() == 300


def test_releasing_what_is_cited_twice_as_often_costs_twice_as_much(author, civil, site, monkeypatch):
    """Not four times: no citation is compared with every other, and none costs a query of its own."""
    compared, equal = [], Citation.__eq__
    monkeypatch.setattr(Citation, "__eq__", lambda one, other: compared.append(1) or equal(one, other))
    monkeypatch.setattr(Citation, "__hash__", models.Model.__hash__, raising=False)
    queries = []
    for title, citing in (("甲办法", 500), ("乙办法", 1000)):
        records = [Record(organ=civil, kind="news", title=f"引用{title}第{n}条") for n in range(citing)]
        Record.objects.bulk_create(records)
        Citation.objects.bulk_create(
            Citation(record=record, by_number=False, key=cite_key(title), text=f"《{title}》") for record in records
        )
        version = start_record(
            organ=civil, kind="policy", title=title, body="<p>文</p>", by=author, formed_on="2026-06-01"
        )
        compared.clear()
        with CaptureQueriesContext(connection) as asked:
            [record] = publishing.publish([version], by=author)
        queries.append(len(asked))
        assert len(compared) <= 2 * citing
        assert Citation.objects.filter(target=record).count() == citing
        assert {f"record:{r.pk}" for r in records} <= set(Purge.objects.values_list("tag", flat=True))
    assert queries[1] <= queries[0] <= 30
