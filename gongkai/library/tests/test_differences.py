"""Differences between two texts."""

from gongkai.library.differences import Line, differences


def test_same_words_are_no_difference():
    assert differences("<p>甲</p><p>乙</p>", "<p><b>甲</b></p>\n<p>乙</p>") == []


def test_a_changed_number_is_shown_within_its_paragraph():
    lines = differences("<p>标准为780元。</p>", "<p>标准为820元。</p>")
    assert lines == [
        Line("changed", (("same", "标准为"), ("removed", "780"), ("added", "820"), ("same", "元。"))),
    ]


def test_paragraphs_far_from_a_change_are_left_out():
    old = "".join(f"<p>第{n}段没有变化的文字</p>" for n in range(20))
    lines = differences(old, old + "<p>新增的段落</p>")
    assert [line.kind for line in lines] == ["gap", "same", "added"]
    assert lines[0].skipped == 19


def test_a_rewritten_paragraph_stands_as_two():
    kinds = [line.kind for line in differences("<p>春天来了花开</p>", "<p>关于财政预算的通知</p>")]
    assert kinds == ["removed", "added"]


def test_a_very_long_paragraph_ends():
    assert differences(f"<p>{'甲' * 5000}</p>", f"<p>{'乙' * 5000}</p>")[0].kind == "removed"


def test_a_long_table_of_repeated_cells_ends():
    cells = "".join(f"<p>{n % 2}</p>" for n in range(6000))
    lines = differences(f"<p>头</p>{cells}<p>尾</p>", f"<p>新头</p>{cells}<p>新尾</p>")
    assert {line.kind for line in lines} >= {"changed"}
