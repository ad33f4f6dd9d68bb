"""Descriptions of pictures and second versions in sheets and slides."""

import pytest

from gongkai.core.intake.holding import pptx, xlsx
from gongkai.core.intake.tests import made

DRAWING = (
    f'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="{made.A}">'
    '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="图 1" descr="旧址的照片"/></xdr:nvSpPr></xdr:sp></xdr:wsDr>'
)
SHAPE = '<p:pic><p:nvPicPr><p:cNvPr id="2" name="图 1" descr="旧址的照片"/></p:nvPicPr></p:pic>'


@pytest.mark.parametrize(
    ("room", "content"),
    [
        (xlsx, made.xlsx(made.row(1, made.cell("A1", "公开")), drawing=DRAWING)),
        (pptx, made.slides("公开", shape=SHAPE)),
    ],
)
def test_descriptions_of_pictures_are_told(room, content):
    assert [(row.code, row.hidden, row.sample) for row in room.listed(content)] == [
        ("alternative", False, "旧址的照片")
    ]


BRANCHES = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="a14">'
    "<a:t>框里</a:t></mc:Choice><mc:Fallback><a:t>TOKEN秘密</a:t></mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize(
    ("room", "content"),
    [
        (
            xlsx,
            made.xlsx(
                made.row(1, made.cell("A1", "公开")), drawing=DRAWING.replace("</xdr:wsDr>", f"{BRANCHES}</xdr:wsDr>")
            ),
        ),
        (pptx, made.slides("公开", shape=BRANCHES)),
    ],
)
def test_words_that_only_old_programs_show_are_listed_and_cleaned(room, content):
    assert [(row.code, row.sample) for row in room.listed(content) if row.hidden] == [("text", "TOKEN秘密")]
    copy = room.stripped(content)
    assert not [row for row in room.listed(copy) if row.hidden]
    assert b"TOKEN" not in made.everything(copy) and "框里".encode() in made.everything(copy)
