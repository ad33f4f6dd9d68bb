"""Who made a document: signatures, sources, short names, several organs."""

from datetime import date

import pytest

from gongkai.library.importing import issuer
from gongkai.library.importing.read import parse
from gongkai.library.importing.recognise import recognise


def draft(text: str, name: str = "a.txt"):
    return recognise(parse(name, text))


@pytest.mark.parametrize(
    ("words", "organs"),
    [
        ("白桦市教育局、白桦市公安局", ["白桦市教育局", "白桦市公安局"]),
        ("白桦市教育局 白桦市公安局\n白桦市司法局", ["白桦市教育局", "白桦市公安局", "白桦市司法局"]),
        ("白 桦 市 教 育 局", ["白桦市教育局"]),
        ("白桦市教育局（代章）", ["白桦市教育局"]),
        ("白桦市文化、体育和旅游局", ["白桦市文化、体育和旅游局"]),
    ],
)
def test_the_organs_that_words_name(words, organs):
    found = issuer.parted(words)
    assert [organ.replace("、", "") for organ in found] == [organ.replace("、", "") for organ in organs]


@pytest.mark.parametrize(
    ("signed", "organs"),
    [
        ("白桦县发展和改革局（代章）\n白桦县财政局", ["白桦县发展和改革局", "白桦县财政局"]),
        ("白桦市人民政府残疾人工作委员会\n（代章）", ["白桦市人民政府残疾人工作委员会"]),
        ("中共白桦县委办公室\n白桦县人民政府办公室", ["中共白桦县委办公室", "白桦县人民政府办公室"]),
    ],
)
def test_a_stamp_is_no_part_of_a_signature(signed, organs):
    found, names = draft(f"关于水价的批复\n\n自来水公司：\n\n批复如下，请执行。\n\n{signed}\n2024年9月13日")
    assert (found.signers, names[0]) == (organs, (organs[0], "落款"))
    assert found.fields["formed_on"] == date(2024, 9, 13)


@pytest.mark.parametrize(
    ("name", "told", "full"),
    [
        ("县教育局", ("松泉县举办教师大赛",), "松泉县教育局"),
        ("县教育局", ("教师大赛", "松泉县人民政府"), "松泉县教育局"),
        ("区财政局", ("老旧小区和高新社区", "霞山区预算"), "霞山区财政局"),
        ("县教育局", ("各县（区）我县全县",), "县教育局"),
        ("松泉县教育局", ("青禾县",), "松泉县教育局"),
        ("云岭日报", ("云岭市",), "云岭日报"),
    ],
)
def test_a_short_name_gets_the_place_that_is_told(name, told, full):
    assert issuer.in_full(name, *told) == full


def test_the_source_tells_when_nobody_signed():
    _, names = draft(
        "来源：市林业局　发布时间：2024-04-22 09:12\n\n白桦市举行植树活动\n\n4月19日，植树活动举行，六百人参加。"
    )
    assert names[0] == ("白桦市林业局", "来源")


def test_who_put_it_on_the_site_is_not_who_made_it():
    facts = {"organ": "白桦县自然资源局"}
    signed = "白桦县人民政府"
    found = issuer.candidates(facts, "白桦县人民政府征地补偿安置公告", signed, "", is_report=False)
    assert found[0] == (signed, "落款")
    found = issuer.candidates(facts, "白桦县人民政府办公室关于征地的通知", signed, "", is_report=False)
    assert found[0] == (facts["organ"], "元数据“发布机构”")


@pytest.mark.parametrize(
    ("title", "organ"),
    [
        ("松泉县医疗保障局机构职能", "松泉县医疗保障局"),
        ("松泉县政府办关于值班的通知", "松泉县政府办"),
        ("松泉县教育局举办大赛", "松泉县教育局"),
        ("松泉县教育局长会议", ""),
        ("松泉县财政局松泉县水务局关于下达资金的通知", "松泉县财政局"),
        ("国家税务总局松泉县税务局关于发票的公告", "国家税务总局松泉县税务局"),
        ("白桦市生态环境局松泉分局关于排污的通知", "白桦市生态环境局松泉分局"),
        ("松泉县人民政府领导小组办公室工作规则", "松泉县人民政府领导小组办公室"),
    ],
)
def test_the_organ_with_which_a_title_begins(title, organ):
    assert issuer.leading(title) == organ


def test_a_day_is_no_part_of_a_place():
    text = "根据2008年5月12日白桦市人民政府公布的办法，2016年9月1日白桦市人民政府修正。"
    assert issuer.candidates({}, "办法说明", "", text, is_report=False)[0][0] == "白桦市人民政府"


def test_a_report_read_to_an_assembly_names_its_maker_under_the_title():
    _, names = draft(
        "霞山区2024年计划\n执行情况与2025年计划草案的报告\n——2025年1月8日在霞山区第八届人民代表大会第五次会议上\n\n霞山区发展和改革局\n\n各位代表：\n\n现报告如下。"
    )
    assert names[0][0] == "霞山区发展和改革局"


@pytest.mark.parametrize("day", ["", "二〇二四年二月卅日", "（此件公开发布）", "　　年　月　日"])
def test_who_signed_is_read_without_a_day(day):
    found, names = draft(
        f"关于下达资金的通知\n\n各乡镇：\n\n现下达资金，请执行。\n\n白桦县财政局　　白桦县民政局\n白桦县水务局\n{day}"
    )
    assert found.signers == ["白桦县财政局", "白桦县民政局", "白桦县水务局"]
    assert names[0] == ("白桦县财政局", "落款")
    assert "formed_on" not in found.fields


@pytest.mark.parametrize(
    "name", ["白桦县第二中学", "白桦县人民政府驻省城办事处", "中国人民银行", "海关总署", "白桦县人民代表大会"]
)
def test_bodies_of_elsewhere(name):
    assert issuer.is_elsewhere(name)
    assert issuer.SIGNER.match(name)


def test_a_list_of_members_is_no_signature():
    found, names = draft(
        "白桦县人民政府关于成立领导小组的通知\n\n各乡镇：\n\n成员单位如下。\n\n白桦县财政局\n白桦县民政局"
    )
    assert (found.signers, names[0]) == ([], ("白桦县人民政府", "标题"))
