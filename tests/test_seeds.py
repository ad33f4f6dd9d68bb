"""The main job on real input: five documents and 27 statutes, as they are, into a fresh library."""

import re
from datetime import date

import pytest
from django.core.management import call_command

from gongkai.library.linking import linked
from gongkai.library.models import Citation, Record, Version
from gongkai.organs.models import Organ
from gongkai.review.models import SkippedStep

pytestmark = pytest.mark.django_db

SEEDS = {
    "重庆市九龙坡区人民政府": ("九龙坡区多形式主动公开政府信息", "news", date(2019, 3, 6)),
    "大兴安岭地区松岭区人民政府": ("2018年松岭区政府信息公开工作年度报告", "annual_report", date(2019, 3, 11)),
    "杨凌示范区管委会": ("杨凌示范区管委会2019年政务公开工作情况", "news", None),
    "重庆市黔江区人民政府": ("重庆市黔江区2016年政府信息公开工作年度报告", "annual_report", date(2017, 2, 27)),
    "钦州市人民政府": ("钦州市人民政府2009年度政府信息公开工作情况的报告", "annual_report", None),
}


@pytest.fixture
def imported(shared, tmp_path, django_capture_on_commit_callbacks):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            call_command(
                "import", shared / "seeds", shared / "norms" / "laws", "--release", "--errors", tmp_path / "errors.csv"
            )

    run()
    assert not (tmp_path / "errors.csv").exists()
    return run


def test_the_five_documents_stand_under_the_organs_they_are_about(imported):
    for organ, (title, kind, formed_on) in SEEDS.items():
        [record] = Record.objects.released().filter(organ__name=organ)
        assert record.title.startswith(title)
        assert (record.kind, record.formed_on) == (kind, formed_on)
        assert record.index_number
    songling = Record.objects.get(organ__name__contains="松岭区")
    assert (songling.index_number, songling.source, songling.year) == ("000000000-2019-03726", "地区行署办公室", 2018)
    news = Record.objects.get(organ__name__contains="九龙坡")
    assert (news.source, news.author, news.released_at.isoformat()) == (
        "中国财经观察报", "冯裕波", "2019-03-06T08:17:35+00:00",
    )  # fmt: skip
    assert Record.objects.get(organ__name__contains="钦州").year == 2009


def test_page_furniture_stays_out_and_nothing_of_the_text_is_lost(imported, shared):
    from gongkai.core.html import plain_text

    bodies = {
        r.organ.name: r.current.body for r in Record.objects.exclude(kind="statute").select_related("organ", "current")
    }
    for furniture in ("您的位置", "版权与免责声明", "相关阅读", "扫一扫", "ICP备", "索引号"):
        assert not any(furniture in body for body in bodies.values()), furniture
    squeezed = {name: re.sub(r"\s", "", plain_text(body)) for name, body in bodies.items()}
    qinzhou = re.sub(r"[\s|]", "", (shared / "seeds" / "004_e5bccdd5fda027b7.txt").read_text(encoding="utf-8"))
    title = "钦州市人民政府2009年度政府信息公开工作情况的报告"
    assert squeezed["钦州市人民政府"] == qinzhou.removeprefix(title)
    yangling = re.sub(r"\s", "", (shared / "seeds" / "002_beafea7e85d138e8.txt").read_text(encoding="utf-8"))
    assert squeezed["杨凌示范区管委会"] == yangling


def test_run_together_headings_are_parted_and_rows_become_a_table(imported):
    qinzhou = Record.objects.get(organ__name="钦州市人民政府").current.body
    assert re.findall(r"<h2>(.*?)</h2>", qinzhou) == ["一、工作情况和成效", "二、主要存在问题", "三、下一步工作打算"]
    assert "<h3>(一)加强组织领导,确保政府信息公开工作落到实处</h3>\n<p>我市人民政府主要领导" in qinzhou
    assert len(re.findall("<h3>", qinzhou)) == 13
    songling = Record.objects.get(organ__name__contains="松岭").current.body
    assert '<th scope="col">公开渠道和方式</th>' in songling
    assert "<td>1124</td>" in songling
    assert songling.count("<table>") == 1


def test_every_statute_is_whole(imported, shared):
    statutes = Record.objects.filter(kind="statute").select_related("organ", "current")
    assert statutes.count() == 27
    for file in (shared / "norms" / "laws").glob("*.md"):
        text = file.read_text(encoding="utf-8")
        record = statutes.get(title=re.sub(r"\s", "", text.split("\n", 1)[0].removeprefix("# ")))
        day = date.fromisoformat(re.search(r"\((\d{4}-\d\d-\d\d)\)", file.name)[1])
        assert record.formed_on == day, file.name
        assert record.effective_on is not None, file.name
        assert record.party, file.name
        numbers = [int(n) for n in re.findall(r'<p id="art-(\d+)">', record.current.body)]
        assert numbers == list(range(1, len(re.findall(r"(?m)^第[^\s条章节]+条", text)) + 1)), file.name
        assert record.current.body.count("<h2>") == len(re.findall(r"(?m)^## ", text)), file.name
        assert record.current.body.count("<h3>") == len(re.findall(r"(?m)^### ", text)), file.name


def test_the_regulation_has_its_number_dates_body_and_56_articles(imported):
    record = Record.objects.get(title="中华人民共和国政府信息公开条例")
    assert (record.organ.name, record.organ.level, record.number) == (
        "国务院", "central", "中华人民共和国国务院令第711号",
    )  # fmt: skip
    assert (record.formed_on, record.effective_on, record.party) == (date(2019, 4, 3), date(2019, 5, 15), "国务院")
    assert re.findall(r'id="(art-\d+)"', record.current.body) == [f"art-{n}" for n in range(1, 57)]
    assert Record.objects.get(title__contains="审理政府信息公开").organ.name == "最高人民法院"
    assert Record.objects.get(title="信访工作条例").party == "中共中央、国务院"


def test_documents_and_statutes_cite_each_other(imported):
    regulation = Record.objects.get(title="中华人民共和国政府信息公开条例")
    citing = set(regulation.cited_by.values_list("record__organ__name", flat=True))
    assert citing >= set(SEEDS) - {"杨凌示范区管委会"}  # which does not name it
    review = Record.objects.get(title="中华人民共和国行政复议法")
    assert Citation.objects.filter(target=review, record__title="中华人民共和国行政复议法实施条例").exists()
    qinzhou = Record.objects.get(organ__name="钦州市人民政府")
    html = linked(qinzhou.current.body, qinzhou.citations.select_related("target"))
    assert f'<a href="{regulation.get_absolute_url()}">《条例》</a>' in html  # 以下简称“《条例》”
    assert html.count(f'"{regulation.get_absolute_url()}"') == 4


def test_importing_twice_changes_nothing(imported):
    before = list(Record.objects.order_by("pk").values())
    versions, organs = Version.objects.count(), Organ.objects.count()
    imported()
    assert list(Record.objects.order_by("pk").values()) == before
    assert (Version.objects.count(), Organ.objects.count()) == (versions, organs)


def test_the_skipped_second_person_is_counted(imported):
    assert SkippedStep.objects.filter(step="second_person").count() == Record.objects.released().count() == 32
