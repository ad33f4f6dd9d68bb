"""Excel: cells whose format hides them, caches, names and hints; what a copy still shows."""

import io
import re

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

from gongkai.core.intake.holding import xlsx
from gongkai.core.intake.tests import made
from gongkai.core.intake.tests.made import cell, row

SEEN, TOKEN = "公开的内容", "TOKEN秘密"


def book(change):
    """A workbook of Excel's own make: A1 is seen, B2 is what ``change(sheet, cell)`` makes of it."""
    made_of = openpyxl.Workbook()
    made_of.properties.creator = None
    sheet = made_of.active
    sheet["A1"], sheet["B2"] = SEEN, TOKEN
    change(sheet, sheet["B2"])
    made_of.save(out := io.BytesIO())
    return out.getvalue()


def styled(**styles):
    def change(sheet, one):
        for key, value in styles.items():
            setattr(one, key, value)

    return change


def solid(**color):
    return PatternFill("solid", fgColor=Color(**color))


def rich(properties):
    run = f"<is><r><t>{SEEN}</t></r><r><rPr>{properties}</rPr><t>{TOKEN}</t></r></is>"
    return made.xlsx(row(1, f'<c r="A1" t="inlineStr">{run}</c>'))


def squeezed(row=None, column=None):
    def change(sheet, one):
        if row is not None:
            sheet.row_dimensions[2].height = row
        if column is not None:
            sheet.column_dimensions["B"].width = column

    return change


HIDDEN = {
    "white": ("text", book(styled(font=Font(color="FFFFFFFF")))),
    "nearly-white": ("text", book(styled(font=Font(color="00FDFDFD")))),
    "theme-white": ("text", book(styled(font=Font(color=Color(theme=0))))),
    "indexed-white": ("text", book(styled(font=Font(color=Color(indexed=9))))),
    "white-on-white": ("text", book(styled(font=Font(color="FFFFFFFF"), fill=solid(rgb="FFFFFFFF")))),
    "blue-on-blue": ("text", book(styled(font=Font(color="FF1F4E79"), fill=solid(rgb="FF1F4E79")))),
    "black-on-black": ("text", book(styled(fill=solid(rgb="FF000000")))),
    "theme-tint": (
        "text",
        book(styled(font=Font(color=Color(theme=4, tint=0.4)), fill=solid(theme=4, tint=0.4))),
    ),
    "tiny": ("text", book(styled(font=Font(sz=1)))),
    "no-format": ("text", book(styled(number_format=";;;"))),
    "no-number-format": ("text", book(styled(value=729001, number_format=";;"))),
    "no-positive-format": ("text", book(styled(value=729001, number_format=" ;-0;0;@"))),
    "low-row": ("row", book(squeezed(row=0.1))),
    "narrow-column": ("column", book(squeezed(column=0.1))),
    "white-run": ("text", rich('<color rgb="FFFFFFFF"/>')),
    "tiny-run": ("text", rich('<sz val="1"/>')),
    "name": (
        "data",
        made.xlsx(
            row(1, cell("A1", SEEN)),
            names=f'<definedNames><definedName name="x" hidden="1">"{TOKEN}"</definedName></definedNames>',
        ),
    ),
    "scenario": (
        "data",
        made.xlsx(
            row(1, cell("A1", SEEN)),
            after=f'<scenarios><scenario name="a" comment="{TOKEN}"><inputCells r="A1" val="9"/></scenario></scenarios>',
        ),
    ),
    "phonetic": (
        "text",
        made.xlsx(row(1, f'<c r="A1" t="inlineStr"><is><t>{SEEN}</t><rPh sb="0" eb="1"><t>{TOKEN}</t></rPh></is></c>')),
    ),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_a_format_hides_is_listed_and_cleaned(kind):
    code, content = HIDDEN[kind]
    found = [one for one in xlsx.listed(content) if one.hidden]
    assert {one.code for one in found} == {code}
    assert "TOKEN" in found[0].sample or "729001" in found[0].sample
    copy = xlsx.stripped(content)
    assert not any(one.hidden for one in xlsx.listed(copy))
    assert b"TOKEN" not in made.everything(copy) and b"729001" not in made.everything(copy)
    assert SEEN.encode() in made.everything(copy)


def head(sheet, one):
    sheet.append(["甲", "乙"])
    one.font = Font(color="FFFFFFFF")
    table = Table(displayName="t", ref="A2:B3", tableStyleInfo=TableStyleInfo(name="TableStyleMedium2"))
    sheet["A2"] = "列"
    sheet.add_table(table)


def coloured(sheet, one):
    one.font = Font(color="FFFFFFFF")
    sheet.conditional_formatting.add("B2:B9", FormulaRule(["TRUE"], fill=PatternFill(bgColor="FFC00000")))


def merged(sheet, one):
    sheet.row_dimensions[2].height = 1
    sheet.merge_cells("B2:B4")


SHOWN = {
    "white-on-red": book(styled(font=Font(color="FFFFFFFF"), fill=solid(rgb="FFC00000"))),
    "white-on-theme": book(styled(font=Font(color=Color(theme=0)), fill=solid(theme=4))),
    "white-on-pattern": book(styled(font=Font(color="FFFFFFFF"), fill=PatternFill("darkGrid"))),
    "head-of-table": book(head),
    "conditional-fill": book(coloured),
    "text-under-numbers": book(styled(number_format=";;")),
    "zeros-away": book(styled(value=5, number_format="0;-0;;@")),
    "date": book(styled(value=45000, number_format='yyyy"年"m"月";@')),
    "ordinary-row": book(squeezed(row=6)),
    "ordinary-column": book(squeezed(column=1.5)),
    "merged-out": book(merged),
    "white-blank": book(styled(value=None, font=Font(color="FFFFFFFF"))),
    "filter-name": made.xlsx(
        row(1, cell("A1", SEEN)),
        names='<definedNames><definedName name="_xlnm._FilterDatabase" hidden="1">公开表!$A$1:$B$2</definedName>'
        "</definedNames>",
    ),
}


@pytest.mark.parametrize("kind", SHOWN)
def test_what_is_seen_does_not_block(kind):
    assert not [one for one in xlsx.listed(SHOWN[kind]) if one.hidden]


def test_a_theme_whose_white_is_that_of_the_window():
    parts = made.parts_of(HIDDEN["theme-white"][1])
    parts["xl/theme/theme1.xml"] = re.sub(rb' lastClr="\w+"', b"", parts["xl/theme/theme1.xml"])
    assert b'<a:sysClr val="window"' in parts["xl/theme/theme1.xml"]
    assert [one.code for one in xlsx.listed(made.package(parts)) if one.hidden] == ["text"]


def test_a_string_that_another_cell_shows_stays_there():
    def change(sheet, one):
        one.font, sheet["C3"] = Font(color="FFFFFFFF"), TOKEN

    again = openpyxl.load_workbook(io.BytesIO(xlsx.stripped(book(change)))).active
    assert (again["A1"].value, again["B2"].value, again["C3"].value) == (SEEN, None, TOKEN)


def test_hints_are_told_and_do_not_block():
    def change(sheet, one):
        chosen = DataValidation(type="list", formula1='"甲类,乙类"', prompt="先问财政股", promptTitle="怎么填")
        chosen.add("B2")
        sheet.add_data_validation(chosen)
        one.hyperlink = "https://www.qinghe.gov.cn"
        one.hyperlink.tooltip = "旧址在东街"
        sheet["C2"] = '=IF(A1="","暂缓公开","可以")'

    found = [one for one in xlsx.listed(book(change)) if one.code in ("hint", "formula")]
    assert not any(one.hidden for one in found)
    said = " ".join(one.sample for one in found)
    assert all(words in said for words in ("甲类,乙类", "先问财政股", "怎么填", "旧址在东街", "暂缓公开"))


LINK = (
    f'<externalLink xmlns="{made.S}" xmlns:r="{made.R}"><externalBook r:id="r"><sheetNames><sheetName val="底稿"/></sheetNames>'
    f'<sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>{TOKEN}</v></cell></row></sheetData>'
    "</sheetDataSet></externalBook></externalLink>"
)
FIELDS = f'<cacheFields><cacheField name="姓名"><sharedItems><s v="{TOKEN}"/></sharedItems></cacheField></cacheFields>'


@pytest.mark.parametrize(
    ("kind", "xml"),
    [
        ("externalLink", LINK),
        ("pivotCacheDefinition", f'<pivotCacheDefinition xmlns="{made.S}">{FIELDS}</pivotCacheDefinition>'),
        (
            "pivotCacheRecords",
            f'<pivotCacheRecords xmlns="{made.S}"><r><s v="{TOKEN}"/><n v="3"/></r></pivotCacheRecords>',
        ),
    ],
)
def test_caches_are_listed_and_cleaned_and_names_into_them_go_with_them(kind, xml):
    names = '<definedNames><definedName name="底">[1]底稿!$A$1</definedName></definedNames>'
    content = made.xlsx(row(1, cell("A1", SEEN)), names=names, **{kind: xml})
    assert [one.sample for one in xlsx.listed(content) if one.hidden] == [
        TOKEN if kind != "pivotCacheRecords" else f"{TOKEN} 3"
    ]
    copy = made.everything(xlsx.stripped(content))
    assert b"TOKEN" not in copy and ("底稿".encode() not in copy or kind != "externalLink")


def test_the_address_of_another_workbook_may_name_a_person():
    parts = made.parts_of(made.xlsx(row(1, cell("A1", SEEN)), externalLink=LINK.replace(TOKEN, "")))
    target = "file:///C:\\Users\\公孙策\\账.xlsx"
    parts["xl/_rels/externalLink.xml.rels"] = (
        f'<Relationships xmlns="{made.RELS}"><Relationship Id="r" Type="{made.R}/externalLinkPath" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    ).encode()
    content = made.package(parts)
    assert [one.code for one in xlsx.listed(content) if one.hidden] == ["metadata"]
    assert "公孙策".encode() not in made.everything(xlsx.stripped(content))
