"""Heads of regulations, rules and decisions: who made them, adoption, approval, amendments, order numbers, effect (立法法)."""

from datetime import date

import pytest

from gongkai.library.importing.read import parse
from gongkai.library.importing.recognise import recognise

ARTICLES = "第一条　为了规范管理，制定本规定。\n\n第二条　县级以上人民政府负责管理。\n\n第三条　{last}\n"
CONGRESS = "白桦市人民代表大会常务委员会"


def draft(text: str, last: str = "", name: str = "a.txt"):
    return recognise(parse(name, text + ("\n\n" + ARTICLES.format(last=last) if last else "")))


def approval(draft):
    said = draft.fields.get("extra", {}).get("approved_on")
    return date.fromisoformat(said) if said else None


@pytest.mark.parametrize(
    ("history", "last", "maker", "formed", "approved", "effective"),
    [
        ("2020年4月29日白桦市第七届人民代表大会常务委员会第九次会议通过　2020年7月24日北岭省第十二届人民代表大会常务委员会第七次会议批准", "本条例自2020年10月1日起施行。", CONGRESS, date(2020, 4, 29), date(2020, 7, 24), date(2020, 10, 1)),
        ("2015年4月29日白桦市第七届人民代表大会常务委员会第九次会议通过　2015年7月24日北岭省第十二届人民代表大会常务委员会第七次会议批准　根据2021年8月26日白桦市第八届人民代表大会常务委员会第四十次会议通过、2021年11月26日北岭省第十三届人民代表大会常务委员会第三十次会议批准的《关于修改〈白桦市绿化条例〉的决定》修正", "本条例自2015年10月1日起施行。", CONGRESS, date(2021, 8, 26), date(2021, 11, 26), date(2015, 10, 1)),
        ("2010年7月30日北岭省第十一届人民代表大会常务委员会第十六次会议通过\n2023年5月31日北岭省第十四届人民代表大会常务委员会第三次会议修订\n自2023年7月1日起施行", "公民应当遵守本条例。", "北岭省人民代表大会常务委员会", date(2023, 5, 31), None, date(2023, 7, 1)),
        ("2001年1月8日北岭省第九届人民代表大会第四次会议通过　2017年1月19日北岭省第十二届人民代表大会第六次会议修订", "本条例自2017年3月1日起施行。", "北岭省人民代表大会", date(2017, 1, 19), None, date(2017, 3, 1)),
        ("2022 年 8 月 31 日白桦市第九届人民代表大会常务委员会第六次会议通过 2022 年 11 月 30 日北岭省第十三届人民代表大会常务委员会第五次会议批准", "本条例自 2023 年 1 月 1 日起施行。", CONGRESS, date(2022, 8, 31), date(2022, 11, 30), date(2023, 1, 1)),
        ("2019年12月3日北岭省人民政府令第280号发布 自2020年1月1日起施行", "由省司法厅负责解释。", "北岭省人民政府", date(2019, 12, 3), None, date(2020, 1, 1)),
        ("2008年5月12日白桦市人民政府令第23号公布　根据2016年9月1日白桦市人民政府令第61号第一次修正", "本办法自2008年7月1日起施行。", "白桦市人民政府", date(2016, 9, 1), None, date(2008, 7, 1)),
        ("2008年11月3日水利部令第36号发布 根据2017年12月22日《水利部关于废止和修改部分规章的决定》修正", "本规定自发布之日起施行。", "水利部", date(2017, 12, 22), None, date(2008, 11, 3)),
        ("2005年2月28日白桦自治县第三届人民代表大会第三次会议通过　2005年5月26日北岭省第十届人民代表大会常务委员会第六次会议批准", "本条例自公布之日起施行。", "白桦自治县人民代表大会", date(2005, 2, 28), date(2005, 5, 26), None),
    ],
)  # fmt: skip
def test_the_history_tells_maker_and_days(history, last, maker, formed, approved, effective):
    found, names = draft(f"白桦市绿化条例\n\n（{history}）", last)
    assert (names[0][0], found.kind, found.title) == (maker, "statute", "白桦市绿化条例")
    assert (found.fields["formed_on"], approval(found), found.fields.get("effective_on")) == (
        formed, approved, effective,
    )  # fmt: skip


def test_a_decision_without_articles_has_a_history_too():
    found, names = draft(
        "白桦市人民政府关于废止《白桦市门牌规定》的决定\n\n（2023年6月20日白桦市人民政府令第86号公布　自公布之日起施行）\n\n"
        "经审议，决定废止下列规章：\n\n一、白桦市门牌规定（1996年3月8日白桦市人民政府令第2号发布）"
    )
    assert (names[0][0], found.kind, found.fields["number"]) == ("白桦市人民政府", "statute", "白桦市人民政府令第86号")
    assert found.fields["formed_on"] == found.fields["effective_on"] == date(2023, 6, 20)


def test_a_county_makes_no_regulations():
    found, names = draft(
        "白桦县人民代表大会常务委员会关于批准决算的决定\n（2024年8月28日白桦县第十八届人民代表大会常务委员会第七次会议通过）\n\n会议决定批准。"
    )
    assert (names[0][0], found.kind) == ("白桦县人民代表大会常务委员会", "budget")
    assert found.fields["formed_on"] == date(2024, 8, 28)


@pytest.mark.parametrize(
    ("head", "signed", "organs", "number"),
    [
        ("交通运输部令\n2024年第97号", "部长　某某", ["交通运输部"], "交通运输部令2024年第97号"),
        ("教育部　公安部　司法部令\n第58号", "教育部部长　某某\n公安部部长　某某\n司法部部长　某某", ["教育部", "公安部", "司法部"], "教育部公安部司法部令第58号"),
        ("中华人民共和国水利部\n国家发展和改革委员会\n令\n\n第95号", "水利部部长　某某\n国家发展和改革委员会主任　某某", ["中华人民共和国水利部", "国家发展和改革委员会"], "中华人民共和国水利部国家发展和改革委员会令第95号"),
        ("中国人民银行令\n〔2024〕第 6 号", "行　长　某某某", ["中国人民银行"], "中国人民银行令〔2024〕6号"),
        ("白桦市人民政府令\n第９２号", "市　长　　某　某", ["白桦市人民政府"], "白桦市人民政府令第92号"),
    ],
)  # fmt: skip
def test_an_order_may_have_several_makers(head, signed, organs, number):
    found, names = draft(
        f"{head}\n\n《桥梁管理办法》已于2024年5月28日审议通过，现予公布，自2024年8月1日起施行。\n\n{signed}\n2024年6月7日\n\n桥梁管理办法",
        "本办法自2024年8月1日起施行。",
    )
    assert (found.title, found.kind, found.fields["number"]) == ("桥梁管理办法", "statute", number)
    assert (names[0][0], found.fields["formed_on"]) == (organs[0], date(2024, 6, 7))
    assert found.fields["effective_on"] == date(2024, 8, 1)
    if len(organs) > 1:
        assert found.signers == organs


def test_an_order_may_stand_under_the_title():
    found, names = draft(
        "白桦市桥梁管理办法\n白桦市人民政府令第 77 号\n\n《白桦市桥梁管理办法》已经通过，现予发布，自2021年1月1日起施行。\n\n市长　某某\n二〇二〇年十二月一日",
        "由市政府解释。",
    )
    assert (names[0][0], found.fields["number"], found.kind) == ("白桦市人民政府", "白桦市人民政府令第77号", "statute")
    assert found.fields["formed_on"] == date(2020, 12, 1)


def test_the_announcement_of_a_congress_tells_adoption_and_approval():
    found, names = draft(
        f"{CONGRESS}公告\n〔九届〕第二十一号\n\n《白桦市文明条例》已于2023年8月24日经白桦市第九届人民代表大会常务委员会第十四次会议通过，"
        "2023年9月27日经北岭省第十四届人民代表大会常务委员会第五次会议批准，现予公布，自2023年12月1日起施行。\n\n"
        f"{CONGRESS}\n2023年10月12日\n\n白桦市文明条例",
        "公民应当遵守本条例。",
    )
    assert (names[0][0], found.title, found.kind) == (CONGRESS, "白桦市文明条例", "statute")
    assert found.fields["number"] == f"{CONGRESS}公告〔九届〕第二十一号"
    assert (found.fields["formed_on"], approval(found)) == (date(2023, 8, 24), date(2023, 9, 27))
    assert found.fields["effective_on"] == date(2023, 12, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("本通知自2024年7月1日起执行。", date(2024, 7, 1)),
        ("本通告自发布之日起施行。", date(2024, 6, 18)),
        ("第九条　本办法自2025年1月1日起施行，有效期五年。", date(2025, 1, 1)),
        ("本市自2024年7月1日起实施垃圾分类。", None),
        ("《办法》自2024年7月1日起施行。", None),
    ],
)
def test_a_notice_takes_effect_when_it_says_so_of_itself(text, day):
    found, _ = draft(f"白桦市民政局关于补贴的通知\n\n各单位：\n\n{text}\n\n白桦市民政局\n2024年6月18日")
    assert found.fields.get("effective_on") == day


def test_an_interpretation_has_no_effect_of_its_own():
    found, _ = draft(
        "《白桦市公园办法》解读\n\n第九条规定：本办法自2025年1月1日起施行。\n\n白桦市民政局\n2024年6月18日"
    )
    assert found.kind == "interpretation"
    assert "effective_on" not in found.fields
