"""Headings as documents and pages bring them: letterhead, broken titles, orders, numbers inside titles (GB/T 9704-2012 7.2)."""

import pytest

from gongkai.library.importing.read import parse
from gongkai.library.importing.recognise import recognise

REST = "各乡镇人民政府：\n现将有关事项通知如下，请认真执行。\n青禾县人民政府\n2024年3月5日"


def draft(head: str, rest: str = REST, name: str = "a.txt"):
    return recognise(parse(name, f"{head}\n{rest}"))[0]


@pytest.mark.parametrize(
    ("head", "title", "number"),
    [
        ("青禾县水务局文件\n青水发〔2024〕5号\n青禾县水务局关于核定定额\n的通知", "青禾县水务局关于核定定额的通知", "青水发〔2024〕5号"),
        ("青禾县财政局\n青禾县教育局文件\n青财教〔2024〕5号\n关于下达经费的通知", "关于下达经费的通知", "青财教〔2024〕5号"),
        ("青禾县民政局 文 件\n青民发〔2024〕 5 号\n青禾县民政局关于低保的通知", "青禾县民政局关于低保的通知", "青民发〔2024〕5号"),
        ("青禾县教育局对县政协九届三次会议\n第14号提案的答复\n青教函〔2024〕3号", "青禾县教育局对县政协九届三次会议第14号提案的答复", "青教函〔2024〕3号"),
        ("青禾县人民政府关于修改《青禾县城市\n供水办法》的决定", "青禾县人民政府关于修改《青禾县城市供水办法》的决定", None),
        ("青府发〔2024〕3号《青禾县人民政府关于印发〈要点和清单〉的通知》\n青府发〔2024〕3号", "青禾县人民政府关于印发〈要点和清单〉的通知", "青府发〔2024〕3号"),
        ("《青禾县人民政府关于防汛的通知》\n青府发[2024]3号", "青禾县人民政府关于防汛的通知", "青府发〔2024〕3号"),
        ("青禾县人民政府关于防汛的通知（青府发〔2024〕3号）", "青禾县人民政府关于防汛的通知", "青府发〔2024〕3号"),
        ("青禾县人民政府关于防汛的通知 青府发〔2024〕3号\n青禾县人民政府关于防汛的通知\n青府发〔2024〕3号", "青禾县人民政府关于防汛的通知", "青府发〔2024〕3号"),
        ("青禾县人民政府关于废止青府发〔2019〕3号文件的通知", "青禾县人民政府关于废止青府发〔2019〕3号文件的通知", None),
        ("青禾县人民政府公告\n第3号", "青禾县人民政府公告（2024年第3号）", "青禾县人民政府公告第3号"),
        ("青禾县人民政府公告\n（2023年第12号）", "青禾县人民政府公告（2023年第12号）", "青禾县人民政府公告2023年第12号"),
        ("青禾县人民政府公告2023年第12号", "青禾县人民政府公告（2023年第12号）", "青禾县人民政府公告2023年第12号"),
        ("青禾县人民政府通告\n第 3 号\n关于封闭道路的通告", "关于封闭道路的通告", "青禾县人民政府通告第3号"),
        ("青禾县 2024 年度救助资金发放公示", "青禾县2024年度救助资金发放公示", None),
    ],
)  # fmt: skip
def test_the_title_and_the_number_stand_once(head, title, number):
    found = draft(head)
    assert (found.title, found.fields.get("number")) == (title, number)
    assert found.body.startswith("<p>各乡镇人民政府：</p>")


ORDER = """云岭市人民政府令
第九十号

《云岭市公园管理办法》已经2024年3月12日市人民政府第40次常务会议审议通过，现予公布，自2024年6月1日起施行。

市长　某某
2024年4月2日

云岭市公园管理办法

"""


def test_an_order_gives_the_number_and_what_it_issues_the_title():
    articles = "\n\n".join(f"第{n}条　内容。" for n in "一二三四五六")
    found = draft(ORDER, articles)
    assert (found.title, found.fields["number"], found.kind) == (
        "云岭市公园管理办法", "云岭市人民政府令第90号", "statute",
    )  # fmt: skip
    assert "现予公布" in found.body
    assert 'id="art-6"' in found.body
