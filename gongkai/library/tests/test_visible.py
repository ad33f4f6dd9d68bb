"""The words that are kept of a file, for text and index, are those one sees."""

import re
from pathlib import Path

import pytest

from gongkai.core.intake import hidden, media
from gongkai.core.intake.tests import made
from gongkai.library import intake

ACCEPTANCE = Path(__file__).parents[4] / "shared/acceptance"
sample = pytest.mark.skipif(not ACCEPTANCE.is_dir(), reason="the labelled sample is not beside this checkout")


def words(file: Path) -> str:
    return intake.looked_into(file, file.suffix)[0]


def test_hidden_words_of_a_word_file_are_not_read(tmp_path):
    file = tmp_path / "a.docx"
    file.write_bytes(made.docx(made.p(made.r("公开的内容"), made.r("TOKEN", "<w:vanish/>"))))
    assert words(file).strip() == "公开的内容"


def test_words_of_boxes_fields_and_notes_are_read_for_search(tmp_path):
    box = f'<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>{made.p(made.r("框内"))}</w:txbxContent></v:textbox></w:pict></w:r>'
    shown = (
        f'<w:fldSimple w:instr="DATE">{made.r("二〇二六年")}</w:fldSimple><w:r><w:footnoteReference w:id="2"/></w:r>'
    )
    feet = f'<w:footnotes xmlns:w="{made.W}"><w:footnote w:id="2">{made.p(made.r("注释"))}</w:footnote></w:footnotes>'
    file = tmp_path / "a.docx"
    file.write_bytes(made.docx(made.p(made.r("正文"), box, shown), footnotes=feet))
    assert words(file).split() == ["框内", "正文二〇二六年〔1〕", "〔1〕注释"]


@sample
@pytest.mark.parametrize("name", ["d005.docx", "d006.xlsx", "d007.docx", "d018.docx"])
def test_a_clean_copy_says_what_was_read_of_the_file(name, tmp_path):
    file, copy = ACCEPTANCE / "checks" / name, tmp_path / name
    copy.write_bytes(hidden.cleaned(file, media.MEDIA_TYPES[file.suffix]))
    assert words(copy) == words(file) != ""


@sample
def test_tracked_and_hidden_text_of_an_imported_file_is_not_among_its_words():
    said = words(ACCEPTANCE / "import/k20_docx_tracked_hidden.docx")
    html, _ = intake.docx_to_html(ACCEPTANCE / "import/k20_docx_tracked_hidden.docx")
    for text in (said, html):
        assert "含夜间检查" in text and not re.search("隐藏文字|删去的内部意见", text)


@sample
def test_hidden_rows_columns_and_sheets_of_an_imported_table_are_not_among_its_words():
    said = words(ACCEPTANCE / "import/k70_hidden/发放表.xlsx")
    assert said and "鲲鹏" not in said
