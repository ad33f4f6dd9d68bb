"""The Chinese of an ordinary user finds what they mean."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.core.actions import Refused
from gongkai.search.queries import search
from gongkai.search.segment import runs

TITLES = {
    "年报": "2025年青禾县政府信息公开工作年度报告",
    "指南": "青禾县政府信息公开指南",
    "低保": "关于提高城乡居民最低生活保障标准的通知",
    "旧改": "青禾县2026年老旧小区改造计划",
    "学区": "2026年城区义务教育学校招生划片范围公告",
    "公积金": "关于调整住房公积金缴存基数的通知",
    "医保": "城乡居民基本医疗保险参保缴费公告",
    "社保": "关于阶段性降低社会保险费率的通知",
    "拆迁": "城关镇北门片区房屋征收补偿方案",
    "预算": "青禾县民政局2026年部门预算",
    "三公": "2025年度一般公共预算“三公”经费支出决算表",
    "要点": "青禾县2026年政务公开工作要点",
    "申请": "政府信息公开申请表",
    "残疾": "困难残疾人生活补贴和重度残疾人护理补贴发放办法",
    "创业": "创业担保贷款实施细则",
    "停水": "关于城关镇部分区域停水检修的公告",
    "招聘": "2026年青禾县事业单位公开招聘工作人员公告",
    "任免": "青禾县人民政府关于张小明等同志职务任免的通知",
    "抽检": "食品安全监督抽检信息公告（第3期）",
    "应急": "青禾县防汛抗旱应急预案",
    "疫苗": "适龄儿童预防接种安排",
    "种粮": "耕地地力保护补贴资金发放公示",
    "营商": "优化营商环境若干措施",
    "养老": "养老机构服务收费标准",
    "解读": "《青禾县宅基地管理办法》政策解读",
    "会议": "县政府第十二次常务会议纪要",
    "会计": "会计师事务所执业质量检查公告",
    "便民": "城关镇便民服务中心搬迁启事",
}  # fmt: skip

ASKED = [
    ("公开", "指南"),
    ("信息公开年报", "年报"),
    ("年报", "年报"),
    ("政府信息公开", "指南"),
    ("2025年年报", "年报"),
    ("低保", "低保"),
    ("低保标准是多少", "低保"),
    ("怎么申请低保", None),
    ("旧改", "旧改"),
    ("老小区改造", "旧改"),
    ("学区", "学区"),
    ("学区划分", "学区"),
    ("小学招生范围", "学区"),
    ("公积金", "公积金"),
    ("医保缴费", "医保"),
    ("社保费率", "社保"),
    ("拆迁补偿", "拆迁"),
    ("民政局预算", "预算"),
    ("三公经费", "三公"),
    ("政务公开要点", "要点"),
    ("残疾人补贴", "残疾"),
    ("创业贷款", "创业"),
    ("停水通知", "停水"),
    ("哪里停水了", "停水"),
    ("事业编招聘", None),
    ("张小明", "任免"),
    ("张小明任免", "任免"),
    ("食品抽检", "抽检"),
    ("防汛预案", "应急"),
    ("打疫苗", "疫苗"),
    ("种粮补贴", "种粮"),
    ("养老院收费", "养老"),
    ("宅基地解读", "解读"),
    ("县政府常务会议", "会议"),
    ("ｙｉｎｇｓｈａｎｇ", "营商"),
    ("yingshanghuanjing", "营商"),
    ("yshj", "营商"),
    ("xinxigongkai", "指南"),
    ("xxgk", "指南"),
    ("xin xi gong kai", "指南"),
    ("政府信息公幵", "指南"),
    ("政府信息公工", "指南"),
    ("政务公开工作要占", "要点"),
    ("应商环境", "营商"),
    ("最底生活保障", "低保"),
    ("会计师", "会计"),
    ("便民服务", "便民"),
    ("城关镇", "便民"),
]


@pytest.fixture
def county_shelf(shelf):
    shelf.pks = {name: shelf.put(title, index=False) for name, title in TITLES.items()}
    from gongkai.search import indexing

    indexing.drain()
    return shelf


@pytest.mark.parametrize(("asked", "wanted"), [(a, w) for a, w in ASKED if w])
def test_an_ordinary_question_finds_the_document(county_shelf, asked, wanted):
    found = [hit.title for hit in search(asked).hits]
    assert TITLES[wanted] in found


def test_no_word_is_found_across_the_border_of_two_words(county_shelf):
    """民政 is not in 人民政府, 开工 is not in 公开工作."""
    assert TITLES["任免"] not in [hit.title for hit in search("民政").hits]
    assert TITLES["要点"] not in [hit.title for hit in search("开工").hits]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_piece_of_a_title_finds_it(county_shelf, data):
    title = data.draw(st.sampled_from(sorted(TITLES.values())))
    run = data.draw(st.sampled_from([run for run in runs(title) if len(run) > 2]))
    start = data.draw(st.integers(0, len(run) - 3))
    end = data.draw(st.integers(start + 3, len(run)))
    found = [hit.title for hit in search(run[start:end], limit=100).hits]
    assert title in found


@pytest.mark.parametrize("asked", ["，。！？", "《》“”", "……", "〔〕", "\"'", "%_*"])
def test_only_punctuation_is_refused_with_a_sentence(shelf, asked):
    with pytest.raises(Refused, match="标点"):
        search(asked)


def test_a_very_long_question_is_refused_with_a_sentence(shelf):
    with pytest.raises(Refused, match="太长"):
        search("公开" * 5000)


@pytest.mark.parametrize(
    "asked",
    [
        "“政府信息公开",
        "政府信息公开”",
        '"指南',
        "(政府 AND",
        "title:指南^9",
        "政府\x00信息",
        "NOT",
        "*",
        "a" * 200,
        "🏠公开",
    ],
)
def test_unbalanced_quotes_and_operators_are_only_characters(county_shelf, asked):
    try:
        search(asked)
    except Refused as refused:
        assert "请" in refused.message


def test_an_empty_question_finds_nothing(county_shelf):
    assert search("  ").hits == []
