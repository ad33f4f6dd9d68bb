"""Word, Excel and PowerPoint: what blocks, what is only told, what a copy still holds."""

import io
import re

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.core.intake.holding import docx, people, pptx, xlsx
from gongkai.core.intake.package import Unfit
from gongkai.core.intake.tests import made
from gongkai.core.intake.tests.made import cell, p, r, row

SEEN, TOKEN = "公开的内容", "TOKEN秘密"
WHITE = '<w:color w:val="FFFFFF"/>'
OFF = '<w:vanish w:val="{}"/>'
STYLES = (
    '<w:style w:type="paragraph" w:styleId="base"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="heir"><w:basedOn w:val="base"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="shown"><w:basedOn w:val="base"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="run"><w:rPr><w:vanish/></w:rPr></w:style>'
)
DEFAULT = "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>"
INS = '<w:ins w:author="张三">{}</w:ins>'
DEL = '<w:del w:author="张三"><w:r><w:delText>{}</w:delText></w:r></w:del>'
NOTE = f'<w:x xmlns:w="{made.W}"><w:footnote>{{}}</w:footnote></w:x>'
COMMENT = f'<w:comments xmlns:w="{made.W}"><w:comment w:author="张三">{p(r(TOKEN))}</w:comment></w:comments>'
LATER = '<x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2031/main"><x:r><x:rPr><x:vanish/></x:rPr><x:t>TOKEN秘密</x:t></x:r></x:p>'
BRANCHES = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>{}</mc:Choice>'
    "<mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
)


def codes(room, content, hidden=True):
    return {row.code for row in room.listed(content) if row.hidden is hidden}


WORD_HIDDEN = {
    "vanish": ("text", p(r(TOKEN, "<w:vanish/>")), {}),
    "spec-vanish": ("text", p(r(TOKEN, "<w:specVanish/>")), {}),
    "true": ("text", p(r(TOKEN, OFF.format("true"))), {}),
    "paragraph-style": ("text", p(r(TOKEN), style="base"), {"styles": STYLES}),
    "based-on": ("text", p(r(TOKEN), style="heir"), {"styles": STYLES}),
    "character-style": ("text", p(r(TOKEN, '<w:rStyle w:val="run"/>')), {"styles": STYLES}),
    "default": ("text", p(r(TOKEN)), {"styles": DEFAULT}),
    "footnote": ("text", "", {"footnotes": NOTE.format(p(r(TOKEN, "<w:vanish/>")))}),
    "header": ("text", "", {"header": NOTE.format(p(r(TOKEN, "<w:vanish/>")))}),
    "later-namespace": ("text", LATER, {}),
    "foreign": ("text", f'<x:t xmlns:x="urn:example">{TOKEN}</x:t>', {}),
    "fallback": ("text", p(BRANCHES.format("", r(TOKEN, "<w:vanish/>"))), {}),
    "choice": ("text", p(BRANCHES.format(r(TOKEN, "<w:vanish/>"), "")), {}),
    "strict": ("text", p(r(TOKEN, "<w:vanish/>")), {"ns": made.STRICT}),
    "white": ("text", p(r(TOKEN, '<w:color w:val="FFFFFF"/>')), {}),
    "black-on-black": ("text", p(r(TOKEN, '<w:color w:val="0A0A0A"/><w:shd w:val="clear" w:fill="000000"/>')), {}),
    "tiny": ("text", p(r(TOKEN, '<w:sz w:val="2"/>')), {}),
    "deletion": ("revision", p(DEL.format(TOKEN)), {}),
    "move": ("revision", p(f"<w:moveFrom>{r(TOKEN)}</w:moveFrom>"), {}),
    "deleted-row": (
        "revision",
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p(r(TOKEN))}</w:tc></w:tr></w:tbl>",
        {},
    ),
    "deleted-cell": (
        "revision",
        f"<w:tbl><w:tr><w:tc><w:tcPr><w:cellDel/></w:tcPr>{p(r(TOKEN))}</w:tc><w:tc>{p()}</w:tc></w:tr></w:tbl>",
        {},
    ),
    "comment": ("comment", "", {"comments": COMMENT}),
    "own-data": ("data", "", {"customXml": f"<data>{TOKEN}</data>"}),
    "glossary": ("data", "", {"glossaryDocument": f"<g>{TOKEN}</g>"}),
    "variables": ("data", "", {"settings": f'<w:s xmlns:w="{made.W}"><w:docVar w:val="{TOKEN}"/></w:s>'}),
    "embedded": ("attachment", "", {"package": TOKEN}),
    "author": ("metadata", "", {"properties": made.core(creator="公孙策")}),
    "editor": ("metadata", "", {"properties": made.core(lastModifiedBy="Zhang San")}),
}


@pytest.mark.parametrize("kind", WORD_HIDDEN)
def test_a_word_file_with_something_hidden_is_listed_and_cleaned(kind):
    code, body, more = WORD_HIDDEN[kind]
    content = made.docx(p(r(SEEN, OFF.format("0"))) + body, **more)
    assert code in codes(docx, content)
    copy = docx.stripped(content)
    assert codes(docx, copy) == set()
    assert b"TOKEN" not in made.everything(copy) and "公孙策".encode() not in made.everything(copy)
    assert SEEN.encode() in made.everything(copy)


WORD_SEEN = {
    "off-0": (p(r(SEEN, OFF.format("0"))), {}),
    "off-false": (p(r(SEEN, OFF.format("false"))), {}),
    "off-word": (p(r(SEEN, OFF.format("off"))), {}),
    "style-off": (p(r(SEEN), style="shown"), {"styles": STYLES}),
    "own-word": (p(r(SEEN, OFF.format("0")), style="base"), {"styles": STYLES}),
    "twice": (p(r(SEEN, '<w:rStyle w:val="run"/>'), style="base"), {"styles": STYLES}),
    "mark": (p(r(SEEN), mark="<w:vanish/>"), {}),
    "web": (p(r(SEEN, "<w:webHidden/>")), {}),
    "format-change": (p(r(SEEN, '<w:b/><w:rPrChange w:author="张三"/>')), {}),
    "empty-comments": (p(r(SEEN)), {"comments": f'<w:comments xmlns:w="{made.W}"/>'}),
    "hidden-blank": (p(r(SEEN), r(" ", "<w:vanish/>")), {}),
    "white-on-shade": (p(r(SEEN, '<w:color w:val="FFFFFF"/><w:shd w:fill="003366"/>')), {}),
    "automatic-on-black": (p(r(SEEN, '<w:shd w:val="clear" w:fill="000000"/>')), {}),
    "white-in-table": (
        f'<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="4472C4"/></w:tcPr>{p(r(SEEN, WHITE))}</w:tc></w:tr></w:tbl>',
        {},
    ),
    "schema-data": (p(r(SEEN)), {"customXml": "<sources Style='APA'/>"}),
    "header": (p(r(SEEN)), {"header": NOTE.format(p(r("页眉文字")))}),
    "organ": (p(r(SEEN)), {"properties": made.core(creator="青坪县人民政府办公室", lastModifiedBy="WPS Office")}),
}


@pytest.mark.parametrize("kind", WORD_SEEN)
def test_near_misses_of_a_word_file_do_not_block(kind):
    body, more = WORD_SEEN[kind]
    assert codes(docx, made.docx(body, **more)) == set()


def test_headers_text_boxes_and_organs_are_told():
    box = f"<w:r><w:pict><w:txbxContent>{p(r('框里'))}</w:txbxContent></w:pict></w:r>"
    content = made.docx(
        p(box) + p('<w:fldSimple w:instr="PAGE"/>'),
        header=NOTE.format(p(r("页眉文字"))),
        footer=NOTE.format(p(r("页脚文字"))),
    )
    assert codes(docx, content, hidden=False) == {"header", "footer", "textbox", "page_number", "organ"}


def test_insertions_are_accepted_and_paragraphs_whose_mark_was_deleted_join():
    body = p(r("前"), INS.format(r("中")), mark='<w:del w:author="张三"/>') + p(r("后"))
    copy = made.everything(docx.stripped(made.docx(body))).decode()
    assert "".join(re.findall(r"<w:t>(.)</w:t>", copy)) == "前中后"
    assert copy.count("<w:p>") == 1 and "张三" not in copy


def test_a_hidden_run_that_ends_a_field_leaves_the_field_whole():
    field = '<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="{}"/></w:r>'
    copy = docx.stripped(made.docx(p(field.format("begin"), r(SEEN), field.format("end"), r(TOKEN, "<w:vanish/>"))))
    assert made.everything(copy).count(b"fldChar ") == 2


def test_a_part_nobody_refers_to_is_listed_and_dropped():
    content = made.docx(p(r(SEEN)))
    with made.zipfile.ZipFile(out := io.BytesIO(content), "a") as archive:
        archive.writestr("word/old.xml", f"<old>{TOKEN}</old>")
    assert codes(docx, out.getvalue()) == {"data"}
    assert b"TOKEN" not in made.everything(docx.stripped(out.getvalue()))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["seen", "vanish", "ins", "del", "heir"]), min_size=1, max_size=12))
def test_of_any_mixture_what_is_seen_stays_and_what_is_hidden_is_gone(kinds):
    runs = {
        "seen": p(r(SEEN)),
        "vanish": p(r(TOKEN, "<w:vanish/>"), r(SEEN)),
        "ins": p(INS.format(r(SEEN))),
        "del": p(r(SEEN), DEL.format(TOKEN)),
        "heir": p(r(TOKEN), r(SEEN, OFF.format("0")), style="heir"),
    }
    copy = docx.stripped(made.docx("".join(runs[kind] for kind in kinds), styles=STYLES))
    assert codes(docx, copy) == set() and b"TOKEN" not in made.everything(copy)
    assert made.everything(copy).decode().count(SEEN) == len(kinds)


FIRST = row(1, cell("A1", SEEN))
HIDDEN_ROW = row(2, cell("A2", TOKEN), more='hidden="1"')
CALC = f'<pivot><s v="{TOKEN}"/></pivot>'
EXCEL_HIDDEN = {
    "hidden-sheet": ("sheet", made.xlsx(FIRST, sheets="hidden")),
    "very-hidden-sheet": ("sheet", made.xlsx(FIRST, sheets="veryHidden")),
    "row": ("row", made.xlsx(FIRST + HIDDEN_ROW)),
    "height": ("row", made.xlsx(FIRST + row(2, cell("A2", TOKEN), more='ht="0" customHeight="1"'))),
    "group": (
        "row",
        made.xlsx(FIRST + row(2, cell("A2", TOKEN), more='outlineLevel="1"') + row(3, more='collapsed="1"')),
    ),
    "column": (
        "column",
        made.xlsx(row(1, cell("A1", SEEN), cell("C1", TOKEN)), before='<cols><col min="2" max="4" hidden="1"/></cols>'),
    ),
    "width": (
        "column",
        made.xlsx(row(1, cell("A1", SEEN), cell("B1", TOKEN)), before='<cols><col min="2" max="2" width="0"/></cols>'),
    ),
    "comment": ("comment", made.xlsx(FIRST, comments=f"<c><comment><t>{TOKEN}</t></comment></c>")),
    "thread": (
        "comment",
        made.xlsx(FIRST, threadedComment=f"<c><threadedComment><t>{TOKEN}</t></threadedComment></c>"),
    ),
    "pivot": ("data", made.xlsx(FIRST, pivotCacheRecords=CALC)),
    "link": ("data", made.xlsx(FIRST, externalLink=f"<x><v>{TOKEN}</v></x>")),
}


@pytest.mark.parametrize("kind", EXCEL_HIDDEN)
def test_an_excel_file_with_something_hidden_is_listed_and_cleaned(kind):
    code, content = EXCEL_HIDDEN[kind]
    assert code in codes(xlsx, content)
    copy = xlsx.stripped(content)
    assert codes(xlsx, copy) == set()
    assert b"TOKEN" not in made.everything(copy) and SEEN.encode() in made.everything(copy)


EXCEL_SEEN = {
    "empty-row": made.xlsx(FIRST + row(2, more='hidden="1"')),
    "empty-cells": made.xlsx(FIRST + row(2, '<c r="A2" s="1"/>', more='hidden="1"')),
    "empty-column": made.xlsx(FIRST, before='<cols><col min="2" max="4" hidden="1"/></cols>'),
    "switched-off": made.xlsx(row(1, cell("A1", SEEN), more='hidden="0"')),
    "open-group": made.xlsx(FIRST + row(2, cell("A2", SEEN), more='outlineLevel="1"')),
    "no-comments": made.xlsx(FIRST, comments="<comments/>"),
    "names": made.xlsx(FIRST, names='<definedNames><definedName name="区域">公开表!$A$1</definedName></definedNames>'),
    "header": made.xlsx(FIRST, after="<headerFooter><oddHeader>&amp;C青坪县</oddHeader></headerFooter>"),
}


@pytest.mark.parametrize("kind", EXCEL_SEEN)
def test_near_misses_of_an_excel_file_do_not_block(kind):
    assert codes(xlsx, EXCEL_SEEN[kind]) == set()


def test_formulas_keep_the_value_they_show_when_what_they_reach_for_is_removed():
    total = '<c r="A3"><f>SUM(A1:A2)</f><v>205</v></c>'
    copy = made.everything(xlsx.stripped(made.xlsx(FIRST + HIDDEN_ROW + row(3, total)))).decode()
    assert "<v>205</v>" in copy and "SUM" not in copy


def test_formulas_without_a_kept_value_are_refused_with_a_sentence():
    with pytest.raises(Unfit, match="没有保存计算结果"):
        xlsx.stripped(made.xlsx(FIRST + HIDDEN_ROW + row(3, '<c r="A3"><f>SUM(A1:A2)</f></c>')))


def test_shared_strings_of_removed_cells_are_gone_and_the_others_keep_their_place():
    book = openpyxl.Workbook()
    book.active.append(["名称", "说明"])
    book.active.append(["甲", "乙"])
    book.active.column_dimensions["B"].hidden = True
    book.create_sheet("底稿").sheet_state = "veryHidden"
    book["底稿"]["A1"] = "TOKEN"
    book.save(out := io.BytesIO())
    copy = xlsx.stripped(out.getvalue())
    again = openpyxl.load_workbook(io.BytesIO(copy))
    assert again.sheetnames == ["Sheet"]
    assert [c.value for c in again.active["A"]] == ["名称", "甲"] and again.active["B2"].value is None
    assert "说明".encode() not in made.everything(copy)


SLIDES_HIDDEN = {
    "slide": ("slide", made.slides(SEEN, TOKEN, off=2)),
    "notes": ("notes", made.slides(SEEN, notes=TOKEN)),
    "shape": (
        "text",
        made.slides(
            SEEN,
            shape=f'<p:sp><p:nvSpPr><p:cNvPr hidden="1"/></p:nvSpPr><p:txBody><a:t>{TOKEN}</a:t></p:txBody></p:sp>',
        ),
    ),
}


@pytest.mark.parametrize("kind", SLIDES_HIDDEN)
def test_slides_with_something_hidden_are_listed_and_cleaned(kind):
    code, content = SLIDES_HIDDEN[kind]
    assert codes(pptx, content) == {code}
    copy = pptx.stripped(content)
    assert codes(pptx, copy) == set()
    assert b"TOKEN" not in made.everything(copy) and SEEN.encode() in made.everything(copy)


def test_empty_notes_and_empty_hidden_slides_do_not_block():
    assert codes(pptx, made.slides(SEEN, notes=" ")) == set()
    assert codes(pptx, made.slides(SEEN, "", off=2)) == set()


PERSONS = [
    "张三",
    "公孙策",
    "欧阳娜娜",
    "王嘉会",
    "张文科",
    "Zhang San",
    "lihua",
    "古丽·阿依",
    "县财政局 张三",
    "李四（办公室）",
]
OTHERS = [
    "", "青坪县水务局", "财政局", "文旅局", "林业局", "县政府办", "市委", "办公室", "信息科", "openpyxl", "python-docx", "Administrator",
    "微软用户", "Microsoft Office User", "WPS Office", "DESKTOP-8K2", "user01", "青坪县人民法院", "云岭市人民政府办公室", "设计院",
    "Qingping County Bureau", "12", "某某科技有限公司", "城关镇", "教育集团",
]  # fmt: skip


@pytest.mark.parametrize("name", PERSONS)
def test_names_of_persons(name):
    assert people.is_person(name)


@pytest.mark.parametrize("name", OTHERS)
def test_names_of_organs_programs_and_machines(name):
    assert not people.is_person(name)


@pytest.mark.parametrize("room", [docx, xlsx, pptx])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rest", made.package({"a.xml": "x"})])
def test_broken_files_get_a_sentence(room, content):
    with pytest.raises(Unfit):
        room.listed(content)
