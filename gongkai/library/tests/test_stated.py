"""What a text says it repeals and amends, as a table."""

import time
from datetime import date

import pytest

from gongkai.library.stated import CONDITIONAL, EXCEPTED, PARTIAL, stated

ONE, TWO = "青府发〔2018〕3号", "青府发〔2019〕5号"


def told(text):
    return [(one.predicate, one.number or one.title, one.why_not) for one in stated(text)]


def repealed(*keys):
    return [("repeals", key, "") for key in keys]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《甲办法》（青府发〔2018〕3号）同时废止。", repealed(ONE)),
        ("现将修订后的《甲办法》印发给你们，原办法（青府发〔2018〕3号）同时废止。", repealed(ONE)),
        ("自本办法施行之日起，原《乙办法》废止。", repealed("乙办法")),
        ("原青府发〔2018〕3号、青府发〔2019〕5号同时废止", repealed(ONE, TWO)),
        ("青府发〔2018〕3号、4号文件同时废止。", repealed(ONE, "青府发〔2018〕4号")),
        ("《甲办法》（青府发[2018]3号）、《乙办法》(青府发(2019)5号)同时废止。", repealed(ONE, TWO)),
        ("《甲办法》、《乙办法》（青府发〔2018〕3号、青府发〔2019〕5号）同时废止。", repealed(ONE, TWO)),
        ("根据《立法法》，本办法自2023年7月1日起施行，《甲办法》（青府发〔2018〕3号）同时废止。", repealed(ONE)),
        ("本办法自2023年7月1日起施行。2018年印发的《甲办法》同时废止。", repealed("甲办法")),
        ("《甲办法》，自本办法施行之日起废止。", repealed("甲办法")),
        ("经研究，决定废止《甲办法》（青府发〔2018〕3号）和《乙办法》。", repealed(ONE, "乙办法")),
        ("现决定对《甲办法》予以废止。", repealed("甲办法")),
        ("《甲办法》宣布失效。", repealed("甲办法")),
        ("《关于修改〈甲办法〉的决定》（青府发〔2018〕3号）同时废止。", repealed(ONE)),
        ("决定废止下列文件：\n1.《甲办法》（青府发〔2018〕3号）\n2.《乙办法》（青府发〔2019〕5号）\n青禾县人民政府", repealed(ONE, TWO)),
        ("一、决定废止下列规范性文件：\n（一）《甲办法》；\n（二）《乙办法》。\n二、下列文件宣布失效：\n《丙办法》", repealed("甲办法", "乙办法", "丙办法")),
        ("决定对附件所列文件予以废止。\n附件\n废止的规范性文件目录\n序号 文件名称 文号\n1 关于甲的通知 青府发〔2018〕3号\n2 关于乙的通知 青府发〔2019〕5号", repealed(ONE, TWO)),
        ("决定废止下列文件：1.《甲办法》；2.《乙办法》。", repealed("甲办法", "乙办法")),
        ("《甲办法》第五条同时废止。", [("repeals", "甲办法", PARTIAL)]),
        ("决定废止《甲办法》第五条。", [("repeals", "甲办法", PARTIAL)]),
        ("《甲办法》（青府发〔2018〕3号）中有关罚款的规定同时废止。", [("repeals", ONE, PARTIAL)]),
        ("《甲办法》同时废止，但第三条除外。", [("repeals", "甲办法", EXCEPTED)]),
        ("《甲办法》（青府发〔2018〕3号）同时废止（第三条除外）。", [("repeals", ONE, EXCEPTED)]),
        ("《甲办法》另行通知后废止。", [("repeals", "甲办法", CONDITIONAL)]),
        ("待新办法出台后，《甲办法》再行废止。", [("repeals", "甲办法", CONDITIONAL)]),
        ("建议废止《甲办法》。", [("repeals", "甲办法", CONDITIONAL)]),
        ("《甲办法》已于2020年废止。", []),
        ("《甲办法》不予废止。", []),
        ("与本办法不一致的规定同时废止。", []),
        ("贯彻《关于废止〈甲办法〉的决定》。", []),
        ("对《甲办法》作如下修改。", [("amends", "甲办法", "")]),
        ("决定修改《甲办法》。", [("amends", "甲办法", "")]),
        ("决定对下列文件予以修改：\n1.《甲办法》\n2.《乙办法》", [("amends", "甲办法", ""), ("amends", "乙办法", "")]),
        ("根据《甲办法》开展工作。", []),
        ("公布《甲办法》等新制定文件6件，废止4件。", []),
        ("全年制定《甲办法》，修改《乙办法》，废止、宣布失效文件12件。", []),
        ("按照《甲要点》，系统支持检索，文件之间的废止、修改关系可以相互点击。", []),
        ("根据《甲办法》，做好规范性文件的废止工作。", []),
        ("决定废止2件文件：《甲办法》、《乙办法》。", repealed("甲办法", "乙办法")),
        ("决定对《甲办法》、《乙办法》2件文件予以废止。", repealed("甲办法", "乙办法")),
        ("决定废止：《甲办法》。", repealed("甲办法")),
    ],
)  # fmt: skip
def test_what_a_text_says_it_does(text, expected):
    assert told(text) == expected


def test_a_sentence_may_state_its_own_day():
    [one] = stated("《甲办法》（青府发〔2018〕3号）自2024年4月1日起废止。")
    assert one.on == date(2024, 4, 1)
    assert one.words == "《甲办法》（青府发〔2018〕3号）"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自2026年7月1日起，《甲办法》（青府发〔2018〕3号）同时废止，《乙办法》第五条废止。",
         [("甲办法", date(2026, 7, 1), ""), ("乙办法", date(2026, 7, 1), PARTIAL)]),
        ("本办法自2026年7月1日起施行，《甲办法》同时废止。", [("甲办法", date(2026, 7, 1), "")]),
        ("《甲办法》自2026年8月1日起废止，《乙办法》同时废止。",
         [("甲办法", date(2026, 8, 1), ""), ("乙办法", date(2026, 8, 1), "")]),
        ("《甲办法》废止，《甲办法》第三条除外。", [("甲办法", None, EXCEPTED)]),
        ("《甲办法》废止，《乙办法》待新办法出台后废止。", [("甲办法", None, ""), ("乙办法", None, CONDITIONAL)]),
    ],
)  # fmt: skip
def test_each_part_of_a_sentence_is_read_by_itself_and_the_day_holds_for_all(text, expected):
    assert [(one.title, one.on, one.why_not) for one in stated(text)] == expected


def test_hundreds_of_documents_in_one_sentence_are_read_in_a_moment():
    text = "、".join(f"《甲乙丙丁办法{n}》（青府发〔2018〕{n}号）" for n in range(1, 1500)) + "同时废止。"
    before = time.process_time()
    assert len(stated(text)) == 1499
    assert time.process_time() - before < 5
