"""文号 as tables; and every 文号 that stands in the seeds and statutes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.docnumber import DocNumber, chinese_int, find_all, normalise, parse

BRACKETED = DocNumber("渝府办发", 2016, 121)


@pytest.mark.parametrize(
    "spelling",
    [
        "渝府办发〔2016〕121号", "渝府办发[2016]121号", "渝府办发【2016】121号", "渝府办发(2016)121号",
        "渝府办发（2016）121号", "渝府办发［2016］121号", "渝府办发﹝2016﹞121号", "渝府办发〖2016〗121号",
        "渝府办发〈2016〉121号", "渝府办发<2016>121号", "渝府办发「2016」121号", "渝府办发｛2016｝121号",
        "渝府办发〔２０１６〕１２１号", " 渝 府 办 发 〔 2016 〕 121 号 ", "渝府办发〔2016〕第121号",
        "渝府办发〔2016〕0121号", "渝府办发〔2016年〕121号", "渝府办发　〔2016〕\t121号", "渝府办发〔2016]121号",
    ],
)  # fmt: skip
def test_every_bracket_width_and_spacing_is_one_number(spelling):
    assert parse(spelling) == BRACKETED
    assert normalise(spelling) == str(BRACKETED) == "渝府办发〔2016〕121号"


@pytest.mark.parametrize(
    ("text", "mark", "year", "serial", "formatted", "key"),
    [
        ("中华人民共和国国务院令第711号", "中华人民共和国国务院令", None, 711, "中华人民共和国国务院令第711号", "国务院令第711号"),
        ("国务院令 第 711 号", "国务院令", None, 711, "国务院令第711号", "国务院令第711号"),
        ("重庆市人民政府令第290号", "重庆市人民政府令", None, 290, "重庆市人民政府令第290号", "重庆市人民政府令第290号"),
        ("中华人民共和国主席令第二十四号", "中华人民共和国主席令", None, 24, "中华人民共和国主席令第24号", "主席令第24号"),
        ("主席令第七十号", "主席令", None, 70, "主席令第70号", "主席令第70号"),
        ("财政部 税务总局公告2019年第39号", "财政部税务总局公告", 2019, 39, "财政部税务总局公告2019年第39号", "财政部税务总局公告2019年第39号"),
        ("国家税务总局公告（2019年第14号）", "国家税务总局公告", 2019, 14, "国家税务总局公告2019年第14号", "国家税务总局公告2019年第14号"),
        ("专题会议纪要第三号", "专题会议纪要", None, 3, "专题会议纪要第3号", "专题会议纪要第3号"),
    ],
)  # fmt: skip
def test_orders_announcements_and_minutes_count_with_di_hao(text, mark, year, serial, formatted, key):
    number = parse(text)
    assert (number.mark, number.year, number.serial, number.ordinal) == (mark, year, serial, True)
    assert (str(number), number.key, normalise(text)) == (formatted, key, key)


@pytest.mark.parametrize(
    "text",
    ["", "号", "规则（试行）云政发〔2020〕3号", "〔2016〕121号", "渝府办发2016121号", "渝府办发〔16〕121号", "渝府办发〔2016〕号", "第12号", "渝府办发〔2016〕121号和别的",
     "中ICP备120056699号-1", "渝府办发〔2016〕0号", "《渝府办发〔2016〕121号》"],
)  # fmt: skip
def test_what_is_no_number_is_none(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("精神(渝府办发〔2016〕121号)，按", ["渝府办发〔2016〕121号"]),
        ("根据渝府办发〔2016〕121号和黔江府发〔2016〕27号要求", ["渝府办发〔2016〕121号", "黔江府发〔2016〕27号"]),
        ("2019年4月3日 中华人民共和国国务院令第711号修订", ["中华人民共和国国务院令第711号"]),
        ("《办法》(重庆市人民政府令第290号)和《通知》（渝府法制发[2016]16号）", ["重庆市人民政府令第290号", "渝府法制发〔2016〕16号"]),
        ("和政府发〔2016〕5号文件", ["和政府发〔2016〕5号"]),
        ("见国家税务总局公告2019年第14号。", ["国家税务总局公告2019年第14号"]),
        ("第3号楼、一号线、2016年第5号台风", []),
        ("转发渝 府 发〔2016〕5 号", ["渝府发〔2016〕5号"]),
        ("财政部公告（2019年第39号）规定", ["财政部公告2019年第39号"]),
        ("原云财〔2019〕8号同时废止", ["云财〔2019〕8号"]),
        ("以云财〔2020〕9号为准", ["云财〔2020〕9号"]),
        ("经霞山省人民政府霞政地〔2023〕318号批准", ["霞政地〔2023〕318号"]),
        ("市政府办公室云政办发〔2024〕7号通知", ["云政办发〔2024〕7号"]),
        ("由市教育局云教函〔2024〕7号答复", ["云教函〔2024〕7号"]),
        ("省财政厅霞财综〔2020〕1号与财政部财综〔2019〕2号不一致的", ["霞财综〔2020〕1号", "财综〔2019〕2号"]),
        ("国务院办公厅国办发〔2019〕3号", ["国办发〔2019〕3号"]),
        ("按照云财〔2021〕5号、6号执行", ["云财〔2021〕5号", "云财〔2021〕6号"]),
        ("云政发〔2021〕1号、2号文件", ["云政发〔2021〕1号", "云政发〔2021〕2号"]),
        ("依据云财〔2021〕5、7和云财〔2021〕9号", ["云财〔2021〕9号"]),
        ("云财〔2021〕5、7、12号均", ["云财〔2021〕5号", "云财〔2021〕7号", "云财〔2021〕12号"]),
        ("云财〔2021〕5号和〔2022〕第16号", ["云财〔2021〕5号", "云财〔2022〕16号"]),
        ("云建〔2021〕5号、6号楼", ["云建〔2021〕5号"]),
        ("处罚见云环（交）罚决字〔2024〕5号。", ["云环（交）罚决字〔2024〕5号"]),
        ("作出青市监(东)罚字[2023]第12号决定", ["青市监（东）罚字〔2023〕12号"]),
        ("《工作规则（试行）》（云政发〔2020〕3号）", ["云政发〔2020〕3号"]),
        ("工作规定（试行）云政发〔2020〕3号", ["云政发〔2020〕3号"]),
        ("（1995年9月4日国务院令第900号发布", ["国务院令第900号"]),
        ("一九九五年九月四日国务院令第900号发布", ["国务院令第900号"]),
        ("2003年国务院令第5号", ["国务院令第5号"]),
        ("原卫生部令第15号和原州政发〔2010〕2号", ["卫生部令第15号", "原州政发〔2010〕2号"]),
        ("自府发〔2010〕2号、自青府发〔2010〕2号施行之日起", ["自府发〔2010〕2号", "青府发〔2010〕2号"]),
        ("云岭市人民政府令第88号、云岭市人民政府公告第3号", ["云岭市人民政府令第88号", "云岭市人民政府公告第3号"]),
        ("工信部联科〔2018〕5号、人社部发〔2018〕5号", ["工信部联科〔2018〕5号", "人社部发〔2018〕5号"]),
        ("青政府办发〔2018〕5号", ["青政府办发〔2018〕5号"]),
    ],
)  # fmt: skip
def test_numbers_are_found_in_running_text(text, found):
    assert [str(number).replace(" ", "") for _, _, number in find_all(text)] == found


def test_spans_cover_the_number_and_nothing_else():
    text = "根据《通知》（渝府办发〔2016〕121号）和国务院令第711号，"
    assert [text[start:end] for start, end, _ in find_all(text)] == ["渝府办发〔2016〕121号", "国务院令第711号"]


LOOSE = re.compile(r"[^\W\d_]{1,20}(?:[〔\[（(【］][^〕\]）)】]{4,6}[〕\]）)】]\s*\d{1,5}\s*号|令第\d{1,4}号)")


def test_every_number_in_the_seeds_and_statutes_parses_and_round_trips(shared):
    seen = 0
    for file in [*shared.glob("seeds/*.txt"), *shared.glob("norms/laws/*.md")]:
        text = file.read_text(encoding="utf-8")
        spans = {text[start:end]: number for start, end, number in find_all(text)}
        for loose in LOOSE.findall(text):
            seen += 1
            [words] = [words for words in spans if loose.endswith(words) or words.endswith(loose)]
            number = parse(words)
            assert number == spans[words], (file.name, loose)
            assert parse(str(number)) == number, (file.name, loose)
            assert len(words) >= 8, (file.name, words)
    assert seen > 20


marks = st.text(st.characters(categories=["Lo"], min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
brackets = st.sampled_from(["〔〕", "[]", "【】", "()", "（）", "［］", "﹝﹞", "〖〗"])
spaces = st.sampled_from(["", " ", "　", "\t"])


@given(marks, st.integers(1949, 2099), st.integers(1, 99999), brackets, spaces)
def test_brackets_and_spaces_never_matter(mark, year, serial, pair, space):
    text = f"{mark}{space}{pair[0]}{space}{year}{pair[1]}{space}{serial}{space}号"
    number = parse(text)
    assert number == DocNumber(mark, year, serial)
    assert parse(str(number)) == number


@given(st.text(max_size=60))
def test_normalising_twice_is_normalising_once(text):
    assert normalise(normalise(text)) == normalise(text)
    for start, end, number in find_all(text):
        assert parse(text[start:end]) == number or text[start:end].rstrip("号").endswith(str(number.serial))


@pytest.mark.parametrize(
    ("text", "value"),
    [("七百一十一", 711), ("二十", 20), ("十", 10), ("十二", 12), ("二〇", 20), ("一百零六", 106), ("33", 33), ("一千零一", 1001)],
)  # fmt: skip
def test_chinese_numerals(text, value):
    assert chinese_int(text) == value
