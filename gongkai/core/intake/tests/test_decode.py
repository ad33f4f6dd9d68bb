"""Bytes of text files as text: encodings recognised or refused, radicals as characters."""

import pytest

from gongkai.core.actions import Refused
from gongkai.core.intake.decode import decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_is_read(encoding):
    text = "标题：关于防汛的通知\r\n\r\n正文：2026年6月1日。\r\n"
    assert decode(text.encode(encoding)) == text.replace("\r\n", "\n")


def test_what_is_no_text_is_refused():
    with pytest.raises(Refused, match="文字编码"):
        decode(bytes(range(256)) * 20)


@pytest.mark.parametrize(
    "text",
    [
        "雲嶺市民政局關於做好城鄉低保工作的通知",
        "各縣（區）民政局：\n現將有關事項通知如下，請認真貫徹執行。\n",
        "公告 2024",
    ],
)
def test_big5_is_refused_and_never_read_as_something_else(text):
    with pytest.raises(Refused, match="文字编码"):
        decode(text.encode("big5"))
    assert decode(text.encode("gbk")) == text  # the same traditional words in GBK


@pytest.mark.parametrize(
    "text", ["关于防汛的通知", "卅日", "A区：① ℃ 丨", "青禾县人民政府二○二四年", "龘靐村村民委员会"]
)
def test_gbk_is_not_taken_for_big5(text):
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("云岭市⼈⺠政府", "云岭市人民政府"),
        ("⻓⻛⻢⻋⻔⻅⻚", "长风马车门见页"),
        ("⼀、⼯作⽬标", "一、工作目标"),
        ("人民、１号、㎡", "人民、１号、㎡"),
    ],
)
def test_radicals_are_the_characters_they_stand_for(text, plain):
    assert decode(text.encode()) == plain
