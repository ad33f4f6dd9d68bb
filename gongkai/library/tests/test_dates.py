"""Dates in every Chinese spelling, in stated values and in running text (GB/T 9704-2012 7.3.5.4)."""

from datetime import date, datetime

import pytest

from gongkai.library.importing.dates import first_date, last_date, read_date, read_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019-03-06 16:17:35", datetime(2019, 3, 6, 16, 17, 35)),
        ("2019/3/6 9:05", datetime(2019, 3, 6, 9, 5)),
        ("２０１９年３月６日", datetime(2019, 3, 6)),
        ("二〇一七年二月二十七日", datetime(2017, 2, 27)),
        ("二○一七年十月三十一日", datetime(2017, 10, 31)),
        ("20190306", datetime(2019, 3, 6)),
        ("二零二四年三月五日", datetime(2024, 3, 5)),
        ("二Ｏ二四年三月五日", datetime(2024, 3, 5)),
        ("二О二四年三月五日", datetime(2024, 3, 5)),  # Cyrillic
        ("二Ο一九年元月十日", datetime(2019, 1, 10)),  # Greek
        ("二◯二四年十二月三十一日", datetime(2024, 12, 31)),
        ("二0二0年十月二十日", datetime(2020, 10, 20)),
        ("二〇二四年三月廿五日", datetime(2024, 3, 25)),
        ("二〇二四年五月廿日", datetime(2024, 5, 20)),
        ("二〇二三年八月卅一日", datetime(2023, 8, 31)),
        ("二○二四年四月卅日", datetime(2024, 4, 30)),
        ("一九九八年七月〇七日", datetime(1998, 7, 7)),
        ("二千零二十四年三月五日", datetime(2024, 3, 5)),
        ("贰零贰肆年零叁月壹拾伍日", datetime(2024, 3, 15)),
        ("二 〇 二 四 年 三 月 五 日", datetime(2024, 3, 5)),
        ("２０２４ 年 ３ 月 ５ 日", datetime(2024, 3, 5)),
        ("2024 年 12 月 31 日", datetime(2024, 12, 31)),
        ("二〇二四年3月15日", datetime(2024, 3, 15)),
        ("2024.3.5", datetime(2024, 3, 5)),
        ("2024．03．05", datetime(2024, 3, 5)),
        ("2024年3月5号", datetime(2024, 3, 5)),
        ("2024年3月5日（星期二）", datetime(2024, 3, 5)),
        ("2024年3月5日 星期二 15:30", datetime(2024, 3, 5, 15, 30)),
        ("2024年3月5日下午3时30分", datetime(2024, 3, 5, 15, 30)),
        ("2024年3月5日上午9点", datetime(2024, 3, 5, 9)),
        ("2024年03月05日 09时34分05秒", datetime(2024, 3, 5, 9, 34, 5)),
        ("2024年3月5日印发", datetime(2024, 3, 5)),
        ("2024-03-05T09:30:00+08:00", datetime(2024, 3, 5, 9, 30)),
        ("2024-03-05 25:00", None),
        ("2024年13月5日", None),
        ("二〇二四年二月三十日", None),
        ("二〇二四年三月", None),
        ("二二二四年三月五日", None),
        ("2024.3.555", None),
        ("民国十三年三月五日", None),
        ("2019-03-06 00:00:00.000", datetime(2019, 3, 6)),
        ("2019-02-30", None),
        ("2019年3月", None),
        ("去年", None),
    ],
)
def test_dates_in_every_usual_spelling(text, moment):
    assert read_moment(text) == moment
    assert read_date(text) == (moment.date() if moment else None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("青禾县民政局二〇二四年三月廿五日", date(2024, 3, 25), ("青禾县民政局", date(2024, 3, 25))),
        ("青禾县民政局　2024年3月5日印发", date(2024, 3, 5), ("青禾县民政局 ", date(2024, 3, 5))),
        ("一九九五年九月四日发布，2017年3月1日修订", date(1995, 9, 4), None),
        ("自2024年3月5日起施行", date(2024, 3, 5), None),
        ("共三千五百二十四年份的材料", None, None),
    ],
)
def test_dates_in_running_text(text, first, last):
    assert (first_date(text), last_date(text)) == (first, last)
