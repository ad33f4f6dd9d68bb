"""What the organ owes in a review or a suit, and when: a pure function of the ledger. No Django.

Sources: 行政复议法 art. 39, 48, 54, 55, 62, 70, 77, 88; 行政诉讼法 art. 67, 81, 83–85, 88. Terms of a review of 3, 5, 7
and 10 days are working days (art. 88), all others natural days; a natural term that ends on a day off ends on the next
working day (民事诉讼法关于期间的规定, which 行政复议法 art. 88 and 行政诉讼法 art. 101 refer to).
"""

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.casework.calendar import DAY, WorkCalendar
from gongkai.casework.clock import Reading, Step
from gongkai.casework.ledger import Event, LedgerError
from gongkai.foi import remedies
from gongkai.foi.disputes.decisions import BY_TYPE, REVIEW, SUIT, Decision

UNITS = {"workday": "个工作日", "day": "日", "month": "个月"}
PROCEDURES = {"ordinary": "普通程序", "summary": "简易程序"}
SUSPENSION = "恢复审理"


@dataclass(frozen=True)
class Term:
    """A length of time; the day it is counted from is not in it."""

    number: int
    unit: str
    article: str = ""

    def __str__(self) -> str:
        return f"{self.number} {UNITS[self.unit]}"

    def end(self, start: date, days: WorkCalendar, more: int = 0) -> date:
        """Its last day; ``more`` natural days are added before the end is moved off a day off."""
        if self.unit == "workday":
            return days.add_workdays(start, self.number)
        last = start + DAY * self.number if self.unit == "day" else _months_after(start, self.number)
        last += DAY * more
        return last if days.is_workday(last) else days.add_workdays(last, 1)


def _months_after(start: date, number: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


# how long the applicant may wait before seeking review or suing (行政复议法 art. 20; 行政诉讼法 art. 45, 46)
SEEK_REVIEW = Term(remedies.REVIEW_DAYS, "day", "行政复议法20")
SUE_AFTER_REVIEW = Term(remedies.SUIT_DAYS, "day", "行政诉讼法45")
SUE = Term(remedies.SUIT_MONTHS, "month", "行政诉讼法46")


@dataclass(frozen=True)
class DisputeClock:
    """``answer`` and ``decision``: the terms of the organ and of the authority by procedure; ``appeal``: of the second
    instance. ``paper`` is what the organ hands in, ``copy`` what it gets, ``late`` what comes of being late."""

    type: str
    authority: str
    copy: str
    paper: str
    answer: dict[str, Term]
    decision: dict[str, Term]
    late: str
    appeal: Term | None = None
    events: frozenset[str] = frozenset(
        {
            "submitted",
            "served",
            "converted",
            "replied",
            "prolonged",
            "suspended",
            "resumed",
            "decided",
            "appealed",
            "remanded",
            "effective",
            "ordered",
            "done",
        }
    )

    def read(self, events: Sequence[Event], calendar: WorkCalendar, today: date) -> Reading:
        return _Clock(self, calendar).run(sorted(events, key=lambda event: event.on))


REVIEW_CLOCK = DisputeClock(
    type=REVIEW,
    authority="复议机关",
    copy="行政复议申请书副本",
    paper="书面答复和证据、依据",
    answer={"ordinary": Term(10, "workday", "行政复议法48、88"), "summary": Term(5, "workday", "行政复议法54、88")},
    decision={"ordinary": Term(60, "day", "行政复议法62"), "summary": Term(30, "day", "行政复议法62")},
    late="视为没有证据、依据，行政复议法70",
)
SUIT_CLOCK = DisputeClock(
    type=SUIT,
    authority="人民法院",
    copy="起诉状副本",
    paper="答辩状和证据、依据",
    answer=dict.fromkeys(PROCEDURES, Term(15, "day", "行政诉讼法67")),
    decision={"ordinary": Term(6, "month", "行政诉讼法81"), "summary": Term(45, "day", "行政诉讼法83")},
    late="视为没有相应证据，行政诉讼法34",
    appeal=Term(3, "month", "行政诉讼法88"),
)


class _Clock:
    def __init__(self, rules: DisputeClock, days: WorkCalendar) -> None:
        self.rules, self.days = rules, days
        self.reading = Reading(waiting_for=rules.copy)
        self.stage = "sought"  # sought, answering, deciding, suspended, decided, obeying, stopped
        self.procedure = ""
        self.submitted = self.served = self.accepted = date.min
        self.more = 0  # days that prolongation and suspension add to the authority's term
        self.suspended = date.min
        self.second = False
        self.standing: Event | None = None  # the decision that counts

    def run(self, events: Sequence[Event]) -> Reading:
        for event in events:
            if self.stage == "stopped":
                raise LedgerError(f"本件已于此前办结，{event.on} 不能再登记其他事项。")
            getattr(self, f"on_{event.type}")(event)
        if self.stage == "deciding":
            self.expect()
        reading = self.reading
        if reading.due and reading.counted_from:
            reading.provisional = self.days.is_provisional(reading.counted_from, reading.due)
        return reading

    def must_be(self, event: Event, *stages: str) -> None:
        if self.stage not in stages:
            raise LedgerError(f"{event.on} 登记的事项与此前的经过对不上，请核对日期的先后。")

    def wait(self, stage: str, for_what: str) -> None:
        self.stage, self.reading.state, self.reading.waiting_for, self.reading.due = stage, "waiting", for_what, None

    def owe(self, stage: str, start: date, due: date) -> None:
        self.stage, self.reading.state, self.reading.waiting_for = stage, "running", ""
        self.reading.counted_from, self.reading.due = start, due

    def say(self, text: str, article: str, due: date | None = None) -> None:
        self.reading.steps.append(Step(text, article, due=due))

    def on_submitted(self, event: Event) -> None:
        self.submitted = event.on

    # the organ's answer (行政复议法 art. 48, 54; 行政诉讼法 art. 67)
    def on_served(self, event: Event) -> None:
        self.must_be(event, "sought")
        self.procedure, self.accepted = event.facts["procedure"], date.fromisoformat(event.facts["accepted"])
        if not self.submitted <= self.accepted <= event.on:
            raise LedgerError("受理（立案）日期应在申请（起诉）之后、收到副本之前，请核对。")
        self.served = self.reading.received_on = event.on
        self.answer()

    def answer(self) -> None:
        term = self.rules.answer[self.procedure]
        due = term.end(self.served, self.days)
        self.owe("answering", self.served, due)
        text = f"{self.served} 收到{self.rules.copy}（{PROCEDURES[self.procedure]}），{term}内提出{self.rules.paper}"
        self.say(f"{text}，届满日 {due}", term.article, due)

    def on_converted(self, event: Event) -> None:
        """From summary to ordinary (行政复议法 art. 55; 行政诉讼法 art. 84): the terms are those of the ordinary one."""
        self.must_be(event, "answering", "deciding")
        if self.procedure == "ordinary":
            raise LedgerError("本件适用的就是普通程序，不必再转。")
        self.procedure = "ordinary"
        self.say(f"{event.on} 转为普通程序", "行政复议法55" if self.rules.type == REVIEW else "行政诉讼法84")
        if self.stage == "answering":
            self.answer()

    def on_replied(self, event: Event) -> None:
        self.must_be(event, "answering")
        late = f"，晚于届满日（{self.rules.late}）" if self.reading.due and event.on > self.reading.due else ""
        self.say(f"{event.on} 提出{self.rules.paper}{late}", "")
        self.decide_now()

    # the authority's decision (行政复议法 art. 62; 行政诉讼法 art. 81, 83, 88)
    def decide_now(self) -> None:
        expected = "复议决定" if self.rules.type == REVIEW else "二审裁判" if self.second else "一审裁判"
        self.wait("deciding", expected)

    def expect(self) -> None:
        term = self.rules.appeal if self.second else self.rules.decision[self.procedure]
        if term is None:
            return
        by = term.end(self.accepted, self.days, self.more)
        more = f"，另加延长或者中止的 {self.more} 日" if self.more else ""
        start = "收到上诉状" if self.second else "受理" if self.rules.type == REVIEW else "立案"
        self.say(f"{self.rules.authority}应在 {by} 前作出（{self.accepted} {start}起 {term}{more}）", term.article, by)

    def on_prolonged(self, event: Event) -> None:
        self.must_be(event, "answering", "deciding")
        self.more += event.days
        article = "行政复议法62" if self.rules.type == REVIEW else "行政诉讼法81、88"
        self.say(f"{event.on} {self.rules.authority}延长审理期限 {event.days} 日", article)

    def on_suspended(self, event: Event) -> None:
        self.must_be(event, "deciding")
        self.suspended = event.on
        self.say(f"{event.on} 中止审理", "行政复议法39" if self.rules.type == REVIEW else "行政诉讼法101")
        self.wait("suspended", SUSPENSION)

    def on_resumed(self, event: Event) -> None:
        self.must_be(event, "suspended")
        self.more += (event.on - self.suspended).days
        self.say(f"{event.on} 恢复审理", "")
        self.decide_now()

    def on_decided(self, event: Event) -> None:
        self.must_be(event, "answering", "deciding", "suspended")
        decision = BY_TYPE[self.rules.type][event.facts["decision"]]
        if not decision.stands:
            self.standing = event
        self.say(f"{event.on} 收到决定或者裁判：{decision.label}", decision.article)
        self.wait("decided", "决定生效")
        if last := appeal_until(decision, event.on, self.second, self.days):
            self.may_appeal(event, decision, last)

    def may_appeal(self, event: Event, decision: Decision, last: date) -> None:
        """Until the time for an appeal is over the judgment does not hold; who lost must make up their mind by then."""
        self.reading.waiting_for = "上诉期满"
        if decision.result == "corrected":
            self.owe("decided", event.on, last)
        self.say(f"可以在 {last} 前上诉（送达之日起 {decision.appeal} 日）", "行政诉讼法85", last)

    def on_appealed(self, event: Event) -> None:
        self.must_be(event, "decided")
        self.second, self.accepted, self.more = True, event.on, 0
        self.say(f"{event.on} 提起上诉，进入二审", "行政诉讼法85")
        self.decide_now()

    def on_remanded(self, event: Event) -> None:
        self.must_be(event, "deciding")
        self.second, self.accepted, self.more, self.procedure = False, event.on, 0, "ordinary"
        self.standing = None
        self.say(f"{event.on} 发回重审", "行政诉讼法82、89(3)(4)")
        self.decide_now()

    # what was ordered (行政复议法 art. 64, 66, 77; 行政诉讼法 art. 70, 72, 95)
    def on_effective(self, event: Event) -> None:
        self.must_be(event, "decided")
        self.say(f"{event.on} 生效，办结", "行政复议法75" if self.rules.type == REVIEW else "")
        self.stop(None)

    def on_ordered(self, event: Event) -> None:
        self.must_be(event, "decided")
        facts = self.standing.facts if self.standing else {}
        term = Term(int(facts["days"]), facts["unit"])
        due = term.end(event.on, self.days)
        article = "行政复议法77" if self.rules.type == REVIEW else "行政诉讼法94"
        self.owe("obeying", event.on, due)
        self.say(f"{event.on} 生效，责令在 {term}内履行，届满日 {due}", article, due)

    def on_done(self, event: Event) -> None:
        self.must_be(event, "obeying")
        self.stop(self.reading.due)

    def stop(self, due: date | None) -> None:
        self.stage, self.reading.state, self.reading.waiting_for, self.reading.due = "stopped", "stopped", "", due


def appeal_until(decision: Decision, served: date, second: bool, days: WorkCalendar) -> date | None:
    """The last day to appeal (行政诉讼法 art. 85); None where the decision takes effect when it is served."""
    return Term(decision.appeal, "day").end(served, days) if decision.appeal and not second else None
