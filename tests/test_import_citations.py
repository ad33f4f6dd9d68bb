"""What the folder k60_cites of ../shared/acceptance/import must give once it is imported: links, offers, duplicates."""

import io
import re

import pytest
from django.core.management import call_command

from gongkai.library.linking import linked
from gongkai.library.models import Record
from gongkai.library.offers import offers

pytestmark = pytest.mark.django_db

CITY, BUREAU = "云岭市人民政府", "云岭市城市管理局"
# name in the folder → what the record is found by
NAMES = {
    "a1": {"number": "云政发〔2018〕3号"},
    "a2": {"number": "云政发〔2023〕8号"},
    "a3": {"number": "云政发〔2019〕20号"},
    "b1": {"title": "云岭市人民政府关于加强消防工作的通知"},
    "b2": {"title": "云岭市人民政府关于调整会议时间的通知"},
    "b3": {"number": "云政发〔2022〕40号"},
    "c1": {"number": "云政发〔2021〕1号"},
    "c2": {"number": "云政发〔2021〕2号"},
    "d1": {"number": "云政发〔2024〕5号"},
    "d2": {"number": "云城管发〔2024〕9号"},
    "e1": {"number": "云政发〔2024〕12号"},
    "e2_1": {"number": "云政发〔2001〕1号"},
    "e2_2": {"number": "云政发〔2001〕2号"},
    "e2_33": {"number": "云政发〔2001〕33号"},
    "f1": {"title": "云岭市人民政府公告（2023年第3号）"},
    "f2": {"title": "云岭市人民政府公告（2024年第3号）"},
    "g1": {"title": "云岭市城市管理局关于执行户外广告规定的通知"},
    "h1": {"number": "云政发〔2024〕30号"},
}


@pytest.fixture
def city(county, make_organ):
    county.name, county.document_mark = CITY, "云政发"
    county.save()
    bureau = make_organ("城市管理局", document_mark="云城管发")
    bureau.name = BUREAU
    bureau.save()
    return county


@pytest.fixture
def imported(shared, city, tmp_path):
    """imported(): what the terminal said; imported.record(name): the record of a file."""
    out = io.StringIO()
    folder = shared / "acceptance" / "import" / "k60_cites"
    call_command("import", str(folder), stdout=out, release=True, errors=str(tmp_path / "errors.csv"))
    return out.getvalue()


def record(name):
    return Record.objects.select_related("current").get(**NAMES[name])


def links(name):
    """Linked words (tags in them left out) → file that they lead to."""
    found = record(name)
    html = linked(found.current.body, found.citations.select_related("target"))
    addresses = {record(other).get_absolute_url(): other for other in NAMES}
    pairs = re.findall(r'<a href="([^"#]+)[^"]*">(.*?)</a>', html)
    return [(re.sub("<[^>]*>", "", words), addresses[address]) for address, words in pairs]


LINKS = {
    "a2": [("云政发〔2018〕3号", "a1")],
    "a3": [("《云岭市人民政府关于印发云岭市户外广告管理办法的通知》", "a1"), ("云政发〔2018〕3号", "a1")],
    "b3": [("《云岭市人民政府关于加强消防工作的通知》", "b1"), ("云政发〔2022〕15号", "b1")],
    "c1": [("《云岭市人民政府关于乙项工作的意见》", "c2"), ("云政发〔2021〕2号", "c2")],
    "c2": [("《云岭市人民政府关于甲项工作的意见》", "c1"), ("云政发〔2021〕1号", "c1")],
    "d1": [("《云岭市户外广告管理办法》", "a2")],
    "d2": [("《云岭市人民政府关于修改〈云岭市户外广告管理办法〉的决定》", "d1"), ("云政发〔2024〕5号", "d1"),
           ("云政发〔2021〕1号", "c1"), ("2号", "c2")],
    "g1": [("《云岭市人民政府关于加强消防工作的通知》", "b1"), ("云政发〔2022〕15号", "b1"), ("《云岭市户外广告管理办法》", "a2")],
    "h1": [("《云岭市户外广告管理办法》", "a2"), ("《办法》", "a2"), ("《云岭市人民政府关于甲项工作的意见》", "c1"), ("《意见》", "c1"),
           ("《办法》", "a2"), ("《意见》", "c1"), ("《云岭市人民政府关于乙项工作的意见》", "c2")],
}  # fmt: skip


def test_every_citation_leads_where_the_table_says(imported):
    assert {name: links(name) for name in LINKS} == LINKS


def test_what_is_cited_before_it_was_made_says_so(imported):
    found = record("c1")
    html = linked(found.current.body, found.citations.select_related("target"))
    assert html.count('<span class="tag void">晚于本文件</span>') == 1


def test_announcements_without_a_title_of_their_own_are_told_apart(imported):
    assert {record("f1").number, record("f2").number} == {"云岭市人民政府公告第3号"}


def test_a_number_given_out_twice_is_said(imported):
    said = [line for line in imported.splitlines() if "重复" in line]
    assert len(said) == 1
    assert "b2.txt" in said[0]
    assert "文号“云政发〔2022〕15号”与《云岭市人民政府关于加强消防工作的通知》重复" in said[0]


def test_that_a_text_repeals_or_amends_is_said(imported):
    said = dict(re.findall(r"(\w+)\.txt：文中写明废止或修改 (\d+) 件", imported))
    assert said == {"a2": "1", "d1": "1", "e1": "33"}


OFFERS = {
    "a2": [("repeals", "a1")],
    "d1": [("amends", "a2")],
    "e1": [("repeals", "e2_1"), ("repeals", "e2_2"), ("repeals", "e2_33")],
    "a3": [],
    "h1": [],
}


def test_what_a_text_repeals_and_amends_is_offered(imported, officer, city):
    names = {record(name).pk: name for name in NAMES}
    offered = {name: [row for row in offers(record(name), officer) if row.is_open] for name in OFFERS}
    assert {n: [(row.stated.predicate, names[row.target.pk]) for row in rows] for n, rows in offered.items()} == OFFERS
    assert all(row.doubt == "" for name in ("a2", "e1") for row in offered[name])
    assert len(offers(record("e1"), officer)) == 33
