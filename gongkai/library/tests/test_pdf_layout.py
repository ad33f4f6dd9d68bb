"""How the pages of a PDF are laid out: what stands on every page goes, columns are read one after the other, tables
without lines around their cells stay tables, notes stand behind the paragraph above them."""

from collections.abc import Iterable

import pikepdf
import pytest

from gongkai.library.importing import read
from gongkai.library.importing.recognise import recognise

Placed = tuple[float, float, float, str]  # from the left, from the foot, size, words
TITLE = "青禾县人民政府关于加强河道管理的通知"
SENTENCE = "县水务局要会同有关部门，对重点任务落实情况开展跟踪督办，每季度通报一次，对推进缓慢的单位及时约谈提醒。"
LEFT, WIDTH, SIZE, STEP = 71, 453, 14, 24


@pytest.fixture
def paper(tmp_path):
    """paper(page, …): a PDF of pages of placed words, in a font that is not in the file, as reports are made."""

    def make(*pages: Iterable[Placed]):
        document = pikepdf.new()
        song = {"Type": pikepdf.Name.Font, "BaseFont": pikepdf.Name("/STSong-Light")}
        of = pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"GB1", Supplement=0)
        widths = pikepdf.Array([1, pikepdf.Array([250] * 95), 814, 939, 500])
        signs = pikepdf.Dictionary(**song, Subtype=pikepdf.Name.CIDFontType0, DW=1000, CIDSystemInfo=of, W=widths)
        below = pikepdf.Array([document.make_indirect(signs)])
        coded = {"Subtype": pikepdf.Name.Type0, "Encoding": pikepdf.Name("/UniGB-UCS2-H")}
        font = document.make_indirect(pikepdf.Dictionary(**song, **coded, DescendantFonts=below))
        for words in pages:
            page = document.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            drawn = (f"BT /F {s} Tf 1 0 0 1 {x} {y} Tm <{t.encode('utf-16-be').hex()}> Tj ET" for x, y, s, t in words)
            page.Contents = document.make_stream("\n".join(drawn).encode())
        document.save(tmp_path / "a.pdf")
        return read.read(tmp_path / "a.pdf", ".pdf", tmp_path)

    return make


def text(*paragraphs: str, top: float = 700, left: float = LEFT, width: float = WIDTH) -> list[Placed]:
    """Paragraphs broken at a width, their first lines indented."""
    lines, full = [], int(width // SIZE)
    for words in paragraphs:
        lines.append((left + 2 * SIZE, words[: full - 2]))
        lines += [(left, words[start : start + full]) for start in range(full - 2, len(words), full)]
    return [(x, top - STEP * place, SIZE, line) for place, (x, line) in enumerate(lines)]


def title(words: str = TITLE) -> Placed:
    return ((595 - 20 * len(words)) / 2, 760, 20, words)


def table(*rows: tuple[str, ...], top: float = 600, apart: float = 110) -> list[Placed]:
    placed = [
        (LEFT + apart * c, top - STEP * r, SIZE, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)
    ]
    return [cell for cell in placed if cell[3]]


def said(document) -> list:
    return [block.rows or block.text for block in document.blocks]


def header(words: str, number: int, left: float = 200) -> list[Placed]:
    return [(left, 805, 9, words), (270, 40, 9, f"第{number}页 共9页")]


# ---- what stands on every page


@pytest.mark.parametrize("pages", [2, 3, 9])
def test_a_running_header_is_neither_title_nor_text(paper, pages):
    first = [*header("青禾县文件汇编（2024年卷）1", 1), title(), *text(SENTENCE * 2)]
    more = [[*header(f"青禾县文件汇编（2024年卷）{n}", n), *text(f"第{n}件。{SENTENCE}")] for n in range(2, pages + 1)]
    document = paper(first, *more)
    assert said(document)[:2] == [TITLE, SENTENCE * 2]
    assert len(document.blocks) == pages + 1
    assert document.notices == ["每页重复的页眉页脚“青禾县文件汇编（2024年卷）1”没有进入正文。"]
    assert recognise(document)[0].title == TITLE


def test_a_header_that_says_the_title_leaves_the_title(paper):
    document = paper([*header(TITLE, 1), title(), *text(SENTENCE)], [*header(TITLE, 2), *text("其余。")])
    assert said(document) == [TITLE, SENTENCE, "其余。"]


def test_a_header_may_begin_with_the_second_page_or_change_with_the_side(paper):
    late = paper([title(), *text(SENTENCE)], *[[*header("县水务局编印", n), *text("其余。")] for n in (2, 3)])
    assert said(late) == [TITLE, SENTENCE, "其余。", "其余。"]
    sides = [header("县政府公报", n) if n % 2 else header("2024年第3期", n, 400) for n in range(1, 7)]
    document = paper(*[[*side, *text(f"第{n}件事项。")] for n, side in enumerate(sides)])
    assert said(document) == [f"第{n}件事项。" for n in range(6)]


def test_text_that_pages_share_is_no_furniture(paper):
    """Running text, numbered headings, attachments, titles; and pages that are nothing else."""
    page = [(LEFT, 780, SIZE, "一、总体要求"), *text(SENTENCE, top=740)]
    assert said(paper(page, page)) == ["一、总体要求", SENTENCE] * 2
    first, second = [[(LEFT, 800, SIZE, f"附件{n}"), title("河道名录"), *text("见表。")] for n in (1, 2)]
    assert said(paper(first, second)) == ["附件1", "河道名录", "见表。", "附件2", "河道名录", "见表。"]
    assert said(paper(*[[(LEFT, 700, SIZE, f"{n}号说明")] for n in (1, 2, 3)])) == ["1号说明", "2号说明", "3号说明"]


# ---- columns


def test_text_in_columns_is_read_column_by_column_however_it_is_drawn(paper):
    left = text(SENTENCE, SENTENCE[:40], width=210)
    right = text(SENTENCE, "完毕。", left=311, width=210)
    drawn = sorted(left + right, key=lambda placed: -placed[1])  # across
    assert said(paper([title(), *drawn, (295, 40, 9, "1")])) == [TITLE, SENTENCE, SENTENCE[:40], SENTENCE, "完毕。"]


def test_a_paragraph_goes_on_in_the_next_column(paper):
    lines = text(SENTENCE * 3, width=210)
    half = len(lines) // 2
    right = [(x + 240, y + STEP * half, size, words) for x, y, size, words in lines[half:]]
    assert said(paper([title(), *lines[:half], *right])) == [TITLE, SENTENCE * 3]


# ---- tables without lines

ROWS = (("乡镇", "户数", "金额"), ("东山镇", "12", "36000"), ("西山镇", "8", "24000"))


def test_aligned_cells_are_a_table(paper):
    document = paper([title(), *text("现将情况公示如下："), *table(*ROWS), *text("特此公示。", top=500)])
    assert said(document) == [TITLE, "现将情况公示如下：", [list(row) for row in ROWS], "特此公示。"]


def test_a_cell_may_be_empty_or_go_on_below(paper):
    rows = [
        ["事项", "内容", "单位"],
        ["甲", "第一项工作", "水务局"],
        ["乙", "第二项工作", ""],
        ["丙", "第三项", "民政局"],
    ]
    placed = [
        *table(*rows[:2]),
        (LEFT + 110, 600 - STEP - 18, SIZE, "的落实"),
        *table(*rows[2:], top=600 - 2 * STEP - 18),
    ]
    rows[1][1] += "的落实"
    assert said(paper(placed)) == [rows]


def test_a_table_goes_on_at_the_next_page_and_its_head_is_not_repeated(paper):
    more = (ROWS[0], ("南山镇", "3", "9000"), ("北山镇", "5", "15000"))
    [rows] = said(paper(table(*ROWS, top=120), table(*more, top=780)))
    assert rows == [list(row) for row in ROWS + more[1:]]


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[:2],
        (("第一条", "县水务局负责"), ("第二条", "乡镇协助"), ("第三条", "村民参与"), ("第四条", "部门配合")),
        (("联系人：王某", "电话：1"), ("传真：2", "邮箱：3"), ("地址：县城", "邮编：4")),
        (("青禾县水务局", "青禾县财政局"), ("青禾县民政局", "青禾县教育局"), ("青禾县司法局", "青禾县审计局")),
        (("甲", "长" * 30), ("乙", "长" * 28), ("丙", "长" * 29), ("丁", "长" * 27)),
    ],
)  # fmt: skip
def test_what_is_no_table_stays_lines(paper, rows):
    document = paper([title(), *table(*rows, apart=140)])
    assert [block.tag for block in document.blocks] == ["p"] * len(document.blocks)
    assert all(cell in "".join(said(document)) for row in rows for cell in row)


# ---- notes at the foot of a page

NOTE = [(LEFT, 90, 9, "① 指流域面积五十平方公里以上的河道，"), (LEFT, 76, 9, "不含人工渠道")]


def test_a_note_stays_out_of_the_sentence_that_goes_on_at_the_next_page(paper):
    lines = text(SENTENCE * 3, top=300)
    rest = [(x, y + 400, size, words) for x, y, size, words in lines[4:]]
    document = paper([title(), *lines[:4], *NOTE, (290, 40, 9, "- 1 -")], [*rest, *text("其余。", top=400)])
    assert said(document) == [TITLE, SENTENCE * 3, "① 指流域面积五十平方公里以上的河道，不含人工渠道", "其余。"]


def test_a_raised_mark_is_no_digit_of_a_figure(paper):
    line = [(LEFT, 700, SIZE, "全县河道总长46"), (LEFT + 98, 706, 7, "1"), (LEFT + 102, 700, SIZE, "公里。")]
    document = paper([title(), *line, *text(SENTENCE, top=660), (LEFT, 90, 9, "1据水利普查。")])
    assert said(document) == [TITLE, "全县河道总长46〔1〕公里。", SENTENCE, "〔1〕据水利普查。"]


def test_a_page_in_small_type_is_no_note(paper):
    listed = [(LEFT, 700 - 20 * n, 9, f"{n} 第{n}项说明文字") for n in range(1, 9)]
    assert said(paper([title(), *text(SENTENCE * 4)], listed))[2:] == [words for *_, words in listed]


# ---- paragraphs


def test_a_line_goes_on_to_the_margin_whatever_signs_it_holds(paper):
    lines = [
        "按照全县水利工程建设管理工作会议上所确定的统计口径，截至",  # the number behind it did not fit
        "2024年6月30日全县完成水利投资123456.78万元，比年初的计划整整多出将近",
        "3.5亿元，年度计划已经完成百分之三十五，工程进展总体来说比较顺",
        "利。",
    ]
    placed = [(LEFT + (0 if n else 28), 700 - STEP * n, SIZE, words) for n, words in enumerate(lines)]
    document = paper([title(), *placed, *text(SENTENCE * 2, top=580)])
    assert said(document) == [TITLE, "".join(lines), SENTENCE * 2]
