"""When what was formed must be public. Pure: no Django."""

from datetime import date, timedelta

from gongkai.casework.calendar import national

RELEASE_WITHIN = 20  # working days from the day after information was formed or changed: 条例 art. 26
SOON = 5  # working days before that day from which it is shown as nearly due


def due_on(formed: date) -> date:
    """The last day on which information formed on ``formed`` may be made public in time (条例 art. 26)."""
    return national().add_workdays(formed, RELEASE_WITHIN)


def formed_by(today: date) -> date:
    """The latest day of forming whose last day is at most SOON working days away from ``today``."""
    limit = national().add_workdays(today, SOON)
    formed = limit - timedelta(days=RELEASE_WITHIN)
    while national().workdays_between(formed, limit) < RELEASE_WITHIN:
        formed -= timedelta(days=1)
    return formed


def release_due(formed: date, today: date) -> str:
    """The deadline in words: 应于 2026-11-20 前公开，已超过 1 个工作日（条例第二十六条）."""
    due, calendar = due_on(formed), national()
    if due < today:
        rest = f"已超过 {calendar.workdays_between(due, today) or 1} 个工作日"
    elif due == today:
        rest = "今天到期"
    else:
        rest = f"还有 {calendar.workdays_between(today, due)} 个工作日"
    tentative = "，放假安排未公布，暂定" if calendar.is_provisional(formed, due) else ""
    return f"最迟 {due} 公开，{rest}（条例第二十六条{tentative}）"
