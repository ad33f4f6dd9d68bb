"""The twenty working days of 条例 art. 26."""

from datetime import date, timedelta

import pytest

from gongkai.review import rules


@pytest.mark.parametrize(
    ("formed", "today", "words"),
    [
        ("2025-09-22", "2025-10-20", "最迟 2025-10-24 公开，还有 4 个工作日"),  # National Day, make-up Sundays
        ("2025-09-22", "2025-10-24", "今天到期"),
        ("2025-09-22", "2025-10-28", "已超过 2 个工作日"),
        ("2025-09-22", "2025-10-25", "已超过 1 个工作日"),  # a Saturday
        ("2026-12-20", "2026-12-21", "暂定"),
    ],
)
def test_the_deadline_in_words(formed, today, words):
    assert words in rules.release_due(date.fromisoformat(formed), date.fromisoformat(today))


def test_formed_by_is_the_latest_day_that_is_nearly_due():
    for n in range(0, 366, 7):
        today = date(2025, 1, 1) + timedelta(days=n)
        formed = rules.formed_by(today)
        limit = rules.national().add_workdays(today, rules.SOON)
        assert rules.due_on(formed) <= limit < rules.due_on(formed + timedelta(days=1))
