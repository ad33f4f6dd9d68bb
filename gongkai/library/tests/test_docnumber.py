"""文号 as tables; and every 文号 that stands in the seeds and statutes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.library.docnumber import DocNumber, chinese_int, find_all, normalise, parse

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
    ["", "号", "〔2016〕121号", "渝府办发2016121号", "渝府办发〔16〕121号", "渝府办发〔2016〕号", "第12号", "渝府办发〔2016〕121号和别的",
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
        assert parse(text[start:end]) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [("七百一十一", 711), ("二十", 20), ("十", 10), ("十二", 12), ("二〇", 20), ("一百零六", 106), ("33", 33), ("一千零一", 1001)],
)  # fmt: skip
def test_chinese_numerals(text, value):
    assert chinese_int(text) == value
