"""Order, facets, phrases, numbers, spelling, marks."""

import re
from datetime import date

import pytest

from gongkai.core.actions import Refused
from gongkai.search import index, spelling
from gongkai.search.ask import Term, parse
from gongkai.search.breaks import breaks
from gongkai.search.models import Synonym
from gongkai.search.queries import search
from gongkai.search.segment import segment, words
from gongkai.search.snippets import Marker


def titles(query, **options):
    return [hit.title for hit in search(query, **options).hits]


@pytest.mark.parametrize(
    ("text", "fine", "longer"),
    [
        ("政府信息公开", ["政府", "信息", "公开"], ["信息公开", "政府信息", "政府信息公开"]),
        ("市政府", ["市", "政府"], ["市政府"]),
        ("学区划片", ["学区", "划片"], ["学区划片"]),
        ("ＡＰＰ，第３期", ["app", "第", "3", "期"], []),
        ("", [], []),
    ],
)
def test_text_is_cut_into_its_smallest_words_and_the_longer_ones(text, fine, longer):
    assert segment(text) == (fine, longer)


def test_a_year_before_a_report_is_no_annual_report():
    assert "年报" not in words("2025年报告")


NUMBERS = [
    "青禾府发〔2026〕18号", "青禾府发[2026]18号", "青禾府发(2026)18号", "青禾府发（2026）18号", "青禾府发【2026】18号",
    "青禾府发﹝2026﹞18号", "青禾府发 〔 2026 〕 18 号", "青禾府发〔２０２６〕１８号", "〔2026〕18号", "青禾府发2026年18号",
    "府发〔2026〕018号", "青禾府发〔2026〕第18号", "青禾府发［2026］18", "青禾府发<2026>18号",
]  # fmt: skip


@pytest.mark.parametrize("asked", NUMBERS)
@pytest.mark.parametrize("written", ["青禾府发〔2026〕18号", "青禾府发[2026]18号", "青禾府发（2026）18号"])
def test_a_number_is_found_in_every_bracket_style(shelf, asked, written):
    shelf.put("关于印发应急预案的通知", number=written)
    shelf.put("关于转发文件的通知", number="青禾府发〔2018〕26号", body="2026年，18号楼。")
    assert titles(asked)[0] == "关于印发应急预案的通知"


def test_a_document_is_before_those_that_cite_its_number(shelf):
    shelf.put("贯彻意见", body="根据青禾府发〔2026〕18号文件，青禾府发〔2026〕18号要求，制定本意见。")
    shelf.put("关于印发应急预案的通知", number="青禾府发〔2026〕18号", body="各乡镇人民政府：现印发给你们。" * 30)
    assert titles("青禾府发[2026]18号") == ["关于印发应急预案的通知", "贯彻意见"]


def test_an_index_number_finds_its_document(shelf):
    shelf.put("部门预算", index_number="11441700007280420Y/2021-00050")
    shelf.put("部门决算", index_number="11441700007280420Y/2021-00051")
    assert titles("11441700007280420Y/2021-00050")[0] == "部门预算"


def test_title_before_keywords_before_text(shelf):
    filler = "各乡镇人民政府，县政府各部门，现将有关事项通知如下。" * 20
    shelf.put("正文提到", body=filler + "厕所革命。" + filler)
    shelf.put("关键词提到", keywords="厕所革命", body=filler)
    shelf.put("厕所革命实施方案", body=filler)
    assert titles("厕所革命") == ["厕所革命实施方案", "关键词提到", "正文提到"]


def test_newer_and_valid_come_first_among_equals(shelf):
    for title, day, validity in [
        ("高龄津贴发放办法一", date(2012, 1, 1), "valid"),
        ("高龄津贴发放办法二", date(2026, 1, 1), "valid"),
        ("高龄津贴发放办法三", date(2026, 1, 1), "repealed"),
    ]:
        shelf.put(title, released_on=day, validity=validity)
    assert titles("高龄津贴")[0] == "高龄津贴发放办法二"
    assert titles("高龄津贴", order="date")[-1] == "高龄津贴发放办法一"


def test_title_only(shelf):
    shelf.put("殡葬服务收费", body="正文")
    shelf.put("年度工作总结", body="规范殡葬服务收费。")
    assert titles("殡葬服务", field="title") == ["殡葬服务收费"]
    assert len(titles("殡葬服务")) == 2


def test_an_exact_phrase_wants_the_words_in_sequence(shelf):
    shelf.put("甲", body="加强信息公开，提高服务水平。")
    shelf.put("乙", body="提高公开水平，加强信息服务。")
    assert set(titles("加强 信息 公开")) == {"甲", "乙"}
    assert titles("“加强信息公开”") == titles('"加强信息公开"') == titles("加强信息公开", exact=True) == ["甲"]
    assert titles("公开水平", exact=True) == ["乙"]


def test_all_words_first_most_words_when_nothing_has_all(shelf):
    shelf.put("森林防火应急预案", body="森林防火。")
    shelf.put("防汛应急预案", body="防汛。")
    assert titles("森林防火 预案") == ["森林防火应急预案"]
    results = search("森林防火 预案 演唱会")
    assert results.loose
    assert results.hits[0].title == "森林防火应急预案"


@pytest.fixture
def county_of_three(shelf, county, civil, finance):
    for title, organ, kind, year, validity in [
        ("低保标准通知一", civil, "policy", 2024, "repealed"),
        ("低保标准通知二", civil, "policy", 2025, "valid"),
        ("低保标准解读", civil, "interpretation", 2025, "valid"),
        ("低保资金下达", finance, "policy", 2025, "valid"),
    ]:
        shelf.put(
            title, organ=organ.pk, organ_path=organ.path, kind=kind, validity=validity, released_on=date(year, 5, 1),
            theme="0201",
        )  # fmt: skip
    return civil, finance


def test_facets_count_under_the_filters_of_the_others(county_of_three):
    civil, finance = county_of_three
    free = search("低保")
    assert free.total == 4
    assert dict(free.facets["organ"]) == {civil.pk: 3, finance.pk: 1}
    assert dict(free.facets["kind"]) == {"policy": 3, "interpretation": 1}
    assert dict(free.facets["year"]) == {2025: 3, 2024: 1}
    assert dict(free.facets["theme"]) == {"02": 4, "0201": 4}
    chosen = search("低保", filters={"organ": [str(civil.pk)], "year": ["2025"]})
    assert chosen.total == 2
    assert dict(chosen.facets["organ"]) == {civil.pk: 2, finance.pk: 1}
    assert dict(chosen.facets["year"]) == {2025: 2, 2024: 1}
    assert dict(chosen.facets["kind"]) == {"policy": 1, "interpretation": 1}
    assert search("低保", filters={"validity": ["valid"], "kind": ["policy", "interpretation"]}).total == 3


def test_a_department_site_finds_its_own(county_of_three, county):
    _, finance = county_of_three
    assert titles("低保", site_path=finance.path) == ["低保资金下达"]
    assert len(titles("低保", site_path=county.path)) == 4


@pytest.mark.parametrize("filters", [{"organ": ["x"]}, {"year": ["-1"]}, {"nothing": ["1"]}, {"organ": ["9" * 30]}])
def test_a_wrong_filter_is_refused_with_a_sentence(shelf, filters):
    shelf.put("公告")
    with pytest.raises(Refused, match="请从"):
        search("公告", filters=filters)


def test_pages_do_not_repeat(shelf):
    for number in range(25):
        shelf.put(f"公告第{number}号", index=number == 24)
    seen = [hit.pk for page in range(3) for hit in search("公告", offset=page * 10, limit=10).hits]
    assert len(seen) == len(set(seen)) == 25
    assert search("公告", offset=10_000).hits == []


def test_what_was_withdrawn_a_moment_ago_is_not_shown(shelf):
    pk = shelf.put("已撤回的公告")
    shelf.put("有效的公告")
    shelf.hidden.add(pk)
    results = search("公告")
    assert [hit.title for hit in results.hits] == ["有效的公告"]
    assert results.total == 1


def test_the_corrected_spelling_is_said(shelf):
    shelf.put("政府信息公开指南")
    results = search("政府信息公幵")
    assert results.corrected
    assert results.query == "政府信息公开"
    assert not search("政府信息公开").corrected


def test_nothing_is_proposed_that_the_index_does_not_hold(shelf):
    shelf.put("政府信息公开指南")
    reader = index.reader()
    assert spelling.correct(reader.searcher, "拆迁补尝") is None
    assert spelling.correct(reader.searcher, "qwert") is None
    assert spelling.correct(reader.searcher, "政府信息公开") is None
    results = search("龘靐齉")
    assert results.total == 0
    assert results.hits == []


def test_typing_is_completed_in_characters_pinyin_and_initials(shelf):
    shelf.put("城乡居民最低生活保障标准")
    shelf.put("最低工资标准")
    shelf.put("最低生活保障金发放公示")
    searcher = index.reader().searcher
    assert spelling.complete(searcher, "最低生")[0] == "最低生活保障"
    assert spelling.complete(searcher, "zuidisheng")[0] == "最低生活保障"
    assert spelling.complete(searcher, "zdshbz")[0] == "最低生活保障"
    assert "最低工资标准" in spelling.complete(searcher, "zdgz")
    assert spelling.complete(searcher, "") == []


def test_editors_add_change_and_switch_off_everyday_words(shelf):
    shelf.put("关于青年人才驿站的公告")
    shelf.put("年度报告")
    assert titles("免费住宿") == []
    Synonym.objects.create(word="免费住宿", official="人才驿站")
    assert titles("免费住宿") == ["关于青年人才驿站的公告"]
    assert titles("年报") == ["年度报告"]
    Synonym.objects.create(word="年报", official="")
    assert titles("年报") == []


def test_an_everyday_word_counts_only_where_it_is_a_word():
    assert parse("2025年报告", {"年报": ("年度报告",)}) == [
        Term("2025"), Term("年", required=False), Term("报告")
    ]  # fmt: skip
    assert Term("年报", ("年度报告",)) in parse("信息公开年报", {"年报": ("年度报告",)})


def test_marks_are_safe():
    text = "<script>alert('低保')</script> 低保标准"
    assert Marker(["低保"]).marked(text) == (
        "&lt;script&gt;alert(&#x27;<mark>低保</mark>&#x27;)&lt;/script&gt; <mark>低保</mark>标准"
    )


@pytest.mark.parametrize("lead", range(0, 40))
@pytest.mark.parametrize(
    "filler",
    [
        "各乡镇人民政府、街道办事处，县政府各部门：",
        "根据青禾政办发〔2025〕108号文件，",
        "共拨付资金1234567.89万元、涉及12463人，",
    ],
)
def test_a_snippet_begins_and_ends_with_a_whole_word(filler, lead):
    text = "通" * lead + filler * 12 + "提高低保标准。" + filler * 12
    shown = Marker(["低保"]).snippet(text)
    piece = re.sub("</?mark>", "", shown).strip("…")
    at = text.index(piece)
    assert "<mark>低保</mark>" in shown
    assert piece[0].isalnum() or piece[0] in "《“〔"
    assert at in {0, *breaks(text)}
    assert at + len(piece) in {len(text), *breaks(text)}


def test_a_snippet_shows_the_richest_place():
    text = "低保。" + "无关文字，" * 100 + "提高低保标准的通知。" + "无关文字，" * 100
    shown = Marker(["低保", "标准"]).snippet(text)
    assert "提高<mark>低保</mark><mark>标准</mark>的通知" in shown
    assert shown.startswith("……")
    assert len(Marker(["没有"]).snippet("短文")) == 2
