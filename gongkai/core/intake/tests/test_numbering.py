"""Word's automatic numbers and formulas become words (ECMA-376 part 1, 17.9)."""

import io
import re
import zipfile

import pytest

from gongkai.core.intake import word as intake

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def level(depth: int, style: str, text: str, start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'


def numbered(text: str, number: int = 1, depth: int = 0) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def word(body: str, levels: str = "", nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> bytes:
    styles = (
        '<w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="r" Type="{TYPE}/officeDocument" Target="word/d.xml"/></Relationships>',
        "word/_rels/d.xml.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="n" Type="{TYPE}/numbering" Target="n.xml"/>'
        f'<Relationship Id="s" Type="{TYPE}/styles" Target="s.xml"/></Relationships>',
        "word/d.xml": f"<w:document {W} {M}><w:body>{body}</w:body></w:document>",
        "word/n.xml": f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{nums}</w:numbering>',
        "word/s.xml": f"<w:styles {W}>{styles}</w:styles>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


def texts(content: bytes) -> list[str]:
    made = intake.written_out(content).content
    xml = zipfile.ZipFile(io.BytesIO(made)).read("word/d.xml").decode()
    return ["".join(re.findall(r"<w:t>([^<]*)</w:t>", part)) for part in re.findall(r"<w:p>.*?</w:p>|<w:p/>", xml)]


@pytest.mark.parametrize(
    ("style", "text", "start", "first", "second"),
    [
        ("chineseCountingThousand", "第%1条", 1, "第一条　甲", "第二条　乙"),
        ("chineseCounting", "%1、", 10, "十、甲", "十一、乙"),
        ("japaneseCounting", "（%1）", 19, "（十九）甲", "（二十）乙"),
        ("chineseCountingThousand", "第%1章", 100, "第一百章　甲", "第一百零一章　乙"),
        ("decimal", "%1.", 1, "1.甲", "2.乙"),
        ("decimalEnclosedCircleChinese", "%1", 1, "①甲", "②乙"),
        ("ideographTraditional", "%1、", 1, "甲、甲", "乙、乙"),
        ("lowerLetter", "%1)", 26, "z)甲", "aa)乙"),
        ("upperRoman", "%1.", 4, "IV.甲", "V.乙"),
        ("bullet", "\uf06c", 1, "甲", "乙"),
    ],
)
def test_every_usual_number_is_written_out(style, text, start, first, second):
    assert texts(word(numbered("甲") + numbered("乙"), level(0, style, text, start))) == [first, second]


def test_deeper_levels_start_anew_and_show_those_above():
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2 ")
    body = numbered("甲") + numbered("乙", 1, 1) + numbered("丙", 1, 1) + numbered("丁") + numbered("戊", 1, 1)
    assert texts(word(body, levels)) == ["一、甲", "一.1 乙", "一.2 丙", "二、丁", "二.1 戊"]


def test_a_level_that_does_not_restart_goes_on_behind_the_one_above():
    restart = level(1, "decimal", "第%2条").replace("<w:lvlText", '<w:lvlRestart w:val="0"/><w:lvlText')
    body = numbered("甲") + numbered("乙", 1, 1) + numbered("丙") + numbered("丁", 1, 1)
    assert texts(word(body, level(0, "chineseCounting", "第%1章") + restart)) == [
        "第一章　甲", "第1条　乙", "第二章　丙", "第2条　丁",
    ]  # fmt: skip


def test_all_numbers_of_a_legal_level_are_digits():
    legal = level(1, "decimal", "%1.%2 ").replace("<w:lvlText", "<w:isLgl/><w:lvlText")
    body = numbered("甲") + numbered("乙", 1, 1)
    assert texts(word(body, level(0, "chineseCounting", "%1、") + legal)) == ["一、甲", "1.1 乙"]


def test_a_list_may_override_the_look_of_a_level_or_take_it_from_a_style():
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "(%1)")}</w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="9"/></w:num>'
    )
    linked = '</w:abstractNum><w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="a"/>'
    body = numbered("甲") + numbered("乙", 2) + numbered("丙", 3)
    assert texts(word(body, level(0, "decimal", "%1.") + linked, nums)) == ["1.甲", "(1)乙", "1.丙"]


def test_a_list_that_overrides_its_start_counts_for_itself():
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = numbered("甲") + numbered("乙") + numbered("丙", 2) + numbered("丁")
    assert texts(word(body, level(0, "decimal", "%1."), nums)) == ["1.甲", "2.乙", "1.丙", "3.丁"]


def test_styles_bring_their_list_along_and_zero_takes_it_off():
    styled = '<w:p><w:pPr><w:pStyle w:val="{}"/>{}</w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    body = (
        styled.format("a", "") + styled.format("b", "") + styled.format("a", '<w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    assert texts(word(body, level(0, "decimal", "%1."))) == ["1.甲", "2.甲", "甲"]


def test_formulas_leave_a_mark_and_are_counted():
    formula = "<m:oMath><m:r><m:t>Q=A</m:t></m:r></m:oMath>"
    body = f"<w:p><w:r><w:t>按</w:t></w:r>{formula}<w:r><w:t>计</w:t></w:r></w:p><w:p><m:oMathPara>{formula}</m:oMathPara></w:p>"
    assert texts(word(body)) == ["按［公式］计", "［公式］"]
    assert intake.written_out(word(body)).left == {"formula": 2}
