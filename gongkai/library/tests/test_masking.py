"""Passages taken out of texts, however they stand there."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongkai.core.html import clean, plain_text
from gongkai.library.masking import MARK, counts, counts_in_html, folded, mask, mask_html, occurs

ID = "11010119900307002X"


@pytest.mark.parametrize(
    "html",
    [
        f"<p>身份证号{ID}。</p>",
        "<p>身份证号<b>110</b>10119900307002X。</p>",
        "<p>身份证号110101 1990 0307 002x。</p>",
        "<p>身份证号１１０１０１１９９００３０７００２Ｘ。</p>",
        "<p>身份证号110101\u200b1990\u00ad0307002\ufeffX。</p>",
        "<p>身份证号&#49;&#x31;0101&nbsp;19900307002X。</p>",
        "<table><tbody><tr><td>110101</td><td>19900307</td><td>002X</td></tr></tbody></table>",
        "<p>身份证号110101</p><p>19900307002X</p>",
        f'<p><a href="https://example.org/?id={ID}">身份证</a></p>',
        f'<p><img src="/a.png" alt="身份证{ID}">照片</p>',
        f'<p><a href="/x" title="a>{ID}">证</a></p>',
    ],
)
def test_a_passage_is_found_however_it_is_written(html):
    html = clean(html)
    assert counts_in_html(html, [ID]) == {ID: 1}
    masked = mask_html(html, [ID])
    assert folded(ID) not in folded(plain_text(masked))
    assert ID.lower() not in masked.lower()


PHONE = "0571-82312345"


@pytest.mark.parametrize(
    ("passage", "written"),
    [
        (ID, "110101-1990-0307-002X"),
        (ID, "110101.1990.0307.002X"),
        (ID, "110101/19900307/002x"),
        (ID, "110101－1990：0307・002Ｘ"),
        (ID, "１１０１０１、１９９００３０７、００２Ｘ"),
        (ID, "1101011990|0307＿002X"),
        (ID, "110101 (19900307) 002X"),
        (ID, "11010119900307002×"),
        (ID, "11010119900307002Х"),  # a Cyrillic letter
        (ID, "11010119900307002х"),
        (ID, "11010119900307002Χ"),  # a Greek letter
        (ID, "11010119900307002✕"),
        (ID, "11010119900307002Ⅹ"),
        ("110101-19900307-002×", ID),
        ("身份证号11010119900307002X", "身份证号：110101-19900307-002×"),
        (PHONE, "057182312345"),
        (PHONE, "（0571）8231 2345"),
        ("13812345678", "138·1234·5678"),
    ],
)
def test_a_number_is_found_whatever_stands_between_its_digits(passage, written):
    text = f"电话、证号{written}，请核对"
    assert counts(text, [passage]) == {passage: 1}
    assert occurs(text, [passage])
    masked = mask(text, [passage])
    assert not set("0123456789０１２３４５６７８９") & set(masked)
    assert masked.startswith("电话、") and masked.endswith("，请核对") and MARK in masked
    assert mask_html(clean(f"<p>{text}</p>"), [passage]) == clean(f"<p>{masked}</p>")


@pytest.mark.parametrize(
    ("passage", "text"),
    [
        ("12", "第1、2项"),
        ("1234.50", "123450元"),
        ("第3-5条", "第35条"),
        ("张三-丰", "张三丰"),
        ("二〇二六", "二〇、二六"),
        (ID, "110101199003070021"),
    ],
)
def test_short_numbers_and_words_keep_their_punctuation(passage, text):
    assert mask(text, [passage]) == text
    assert not occurs(text, [passage])


@given(st.text("0123456789", min_size=7, max_size=18), st.lists(st.text(" -./·:—、_|\u200b", max_size=2)), st.data())
def test_a_number_is_masked_however_it_is_parted(number, marks, data):
    parted = number[0] + "".join(data.draw(st.sampled_from(["", *marks])) + digit for digit in number[1:])
    text = f"甲{parted}乙{number}丙"
    assert counts(text, [number])[number] == 2
    assert mask(text, [number]) == f"甲{MARK}乙{MARK}丙"


def test_what_is_taken_out_leaves_a_mark_and_the_rest_stays():
    masked = mask_html("<p>甲（身份证号<b>110</b>10119900307002X）领取<i>补助</i>。</p>", [ID])
    assert masked == f"<p>甲（身份证号<b>{MARK}</b>）领取<i>补助</i>。</p>"


def test_chinese_in_an_encoded_address_is_found():
    html = clean('<p><a href="/search/?q=%E5%BC%A0%E4%B8%89">查询</a></p>')
    assert mask_html(html, ["张三"]) == '<p><a rel="noopener noreferrer">查询</a></p>'


def test_places_are_counted():
    assert counts("张三、张 三，李四", ["张三", "李四", "王五"]) == {"张三": 2, "李四": 1, "王五": 0}
    assert counts_in_html("<p>张三</p><p>张<b>三</b></p>", ["张三"]) == {"张三": 1}  # one place
    assert counts_in_html("<p>张三。</p><p>张<b>三</b></p>", ["张三", "李四"]) == {"张三": 2, "李四": 0}


def test_the_mark_never_says_what_was_taken_out():
    for passage in ("公开", "〔此", "内容已不再公开〕", "……", "■"):
        assert not occurs(mask(f"甲{passage}乙{passage}", [passage]), [passage])


def test_a_value_keeps_within_its_column():
    assert mask("张三" * 5, ["张三"], 4) == MARK[:4]


CHARACTERS = st.text(st.sampled_from('公开〔〕…■□12Xx１ \u200b<>&"-－张三é'), max_size=12)
PIECES = st.lists(
    st.one_of(CHARACTERS, st.sampled_from(["<b>", "</b>", "<p>", "</p>", "&#49;", "<td>", '<a title="1>2">', "</a>"])),
    max_size=12,
)


@given(PIECES, st.lists(CHARACTERS, min_size=1, max_size=3), st.data())
@example(["<b>1</b>2"], ["12"], None)
@example(["é", '<a title="1>2">'], ["é"], None)
def test_no_masked_body_holds_a_passage(pieces, passages, data):
    if data is not None:  # half the time, a passage that stands there
        pieces = [*pieces, data.draw(st.sampled_from(passages)), *data.draw(PIECES)]
    html = clean("".join(pieces))
    masked = mask_html(html, passages)
    words = folded(plain_text(masked))
    assert not any(folded(passage) in words for passage in passages if folded(passage))
    assert clean(masked) == masked
    assert mask_html(masked, passages) == masked


@given(st.text(max_size=40), st.lists(st.text(max_size=4), max_size=3))
def test_no_masked_text_holds_a_passage(text, passages):
    assert not occurs(mask(text + "".join(passages) + text, passages), passages)


@given(st.text(max_size=40), st.text(max_size=6))
def test_a_text_without_the_passage_stays_as_it_is(text, passage):
    if not occurs(text, [passage]):
        assert mask(text, [passage]) == text
