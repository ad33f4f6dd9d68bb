"""The statutory clock: a due date as a pure function of ledger, rules and work calendar, with its explanation.

``read(events, rules, calendar, today)`` never stores anything: lateness, state and due date are computed each time.
An impossible ledger is a LedgerError with a sentence; nothing is guessed. What is possible and against the law is a fault
of the reading: it is refused when it is entered, and said where a ledger holds it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.consulted import CONSULTATIONS, Consultations
from gongkai.casework.ledger import Event, LedgerError, as_corrected


@dataclass(frozen=True)
class ClockRules:
    """Terms in working days, and the event that fixes the day of receipt for each channel; with their articles. A type
    that consults nobody and charges nothing needs no terms for it."""

    reply: int
    extension_limit: int
    receipt: dict[str, str]
    articles: dict[str, str]
    correction: int = 0
    consultation: int = 0
    payment: int = 0
    events: frozenset[str] = frozenset({
        "submitted", "delivered", "confirmed", "correction_asked", "correction_notice_received", "correction_received",
        "third_party_asked", "third_party_received", "third_party_answered", "organ_asked", "organ_received",
        "organ_answered", "extended", "extension_received", "reasons_asked", "reasons_received", "deferred", "fee_notice",
        "fee_notice_received", "fee_paid", "answered", "answer_received", "withdrawn",
    })  # fmt: skip

    def read(self, events: Sequence[Event], calendar: WorkCalendar, today: date) -> "Reading":
        return read(events, self, calendar, today)


@dataclass(frozen=True)
class Step:
    """One line of the explanation: ``days`` working days it adds to the term, ``due`` the due date after it."""

    text: str
    article: str
    days: int = 0
    due: date | None = None

    def __str__(self) -> str:
        return f"{self.text}，{self.article}" if self.article else self.text


@dataclass(frozen=True)
class Fault:
    """A step the law does not allow, and the sentence that says so."""

    event: Event
    sentence: str


@dataclass
class Reading:
    """What the clock says. ``state``: waiting (for ``waiting_for``), running or, once answered, stopped. ``due`` is
    None while the term does not run, and moves from day to day while a consultation is open; ``received_on`` is the day
    of receipt, ``counted_from`` the day after which the term counts."""

    state: str = "waiting"
    waiting_for: str = ""
    waiting_until: date | None = None  # the day up to which the applicant may act
    received_on: date | None = None
    counted_from: date | None = None
    due: date | None = None
    provisional: bool = False
    uncounted: frozenset[date] = frozenset()  # working days taken out of the term
    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(events: Sequence[Event], rules: ClockRules, calendar: WorkCalendar, today: date) -> Reading:
    """The clock of a case on ``today``. While a consultation is open, ``due`` is the date that holds if the answer came
    today, and no later than the end of the consulted party's own term."""
    return _Clock(rules, calendar, today).run(sorted(as_corrected(events), key=lambda event: event.on))


RECEIVES = {"confirmed": "双方确认", "delivered": "签收"}
WAITS = {"correction": "申请人补正", "fee": "申请人缴费"}
NOTICES = {"correction": "补正告知书", "fee": "收费通知书"}


class _Clock:
    def __init__(self, rules: ClockRules, calendar: WorkCalendar, today: date) -> None:
        self.rules, self.calendar, self.today = rules, calendar, today
        self.reading = Reading(waiting_for="收到申请")
        self.submitted: Event | None = None
        self.paused = False  # while the applicant is waited for
        self.asked: dict[str, Event] = {}  # notices to the applicant, when they were sent
        self.received: dict[str, date] = {}  # and when they were received
        self.consultations = Consultations(calendar, rules.consultation)
        self.extensions: list[Event] = []
        self.deferred: Event | None = None
        self.extended = False

    def run(self, events: Iterable[Event]) -> Reading:
        for event in events:
            handle = getattr(self, f"on_{event.type}", None)
            if handle is None:
                raise LedgerError(f"{event.on} 的事项“{event.type}”不是办件台账认得的类型，请核对。")
            if self.submitted is None and event.type != "submitted":
                raise LedgerError(f"{event.on} 的事项早于收到申请，请核对日期。")
            if self.reading.state == "stopped" and event.type != "answer_received":
                raise LedgerError(f"本件已于此前办结，{event.on} 不能再登记其他事项。")
            handle(event)
        return self.finish()

    # receipt: which event fixes it depends on the channel (条例31)
    def on_submitted(self, event: Event) -> None:
        if self.submitted:
            raise LedgerError(f"{event.on} 重复登记了收到申请，一件申请只能登记一次。")
        if event.channel not in self.rules.receipt:
            raise LedgerError(f"没有“{event.channel}”这种提交渠道，请从渠道列表中选择。")
        self.submitted = event
        self.receive("submitted", event)

    def on_delivered(self, event: Event) -> None:
        self.receive("delivered", event)

    def on_confirmed(self, event: Event) -> None:
        self.receive("confirmed", event)

    def receive(self, kind: str, event: Event) -> None:
        if self.submitted is None or self.rules.receipt[self.submitted.channel] != kind:
            if kind == "submitted":
                self.reading.waiting_for = RECEIVES.get(self.rules.receipt[event.channel], "收到申请")
            return
        if self.reading.counted_from is not None:
            raise LedgerError(f"{event.on} 重复登记了收到日，收到日只有一个。")
        self.reading.received_on = event.on
        self.start(event.on, f"{event.on} 收到申请，次日起算 {self.rules.reply} 个工作日", "receipt")

    def start(self, day: date, text: str, article: str) -> None:
        """Begin the term (again): what was extended or consulted before does not count any more."""
        self.paused, self.reading.state, self.reading.counted_from = False, "running", day
        self.reading.waiting_for, self.reading.waiting_until = "", None
        self.extensions = []
        due = self.calendar.add_workdays(day, self.rules.reply)
        self.reading.steps.append(Step(text, self.rules.articles[article], self.rules.reply, due))

    def must_run(self, event: Event, what: str) -> None:
        if self.reading.counted_from is None:
            raise LedgerError(f"{event.on} {what}时还没有确定收到日，请先登记收到申请。")
        if self.paused:
            raise LedgerError(f"{event.on} 不能{what}：本件正在等待{self.reading.waiting_for}。")

    def forbid(self, event: Event, sentence: str) -> None:
        self.reading.faults.append(Fault(event, sentence))

    def is_over(self, event: Event) -> bool:
        """Whether the term ended before ``event``: nothing that comes after makes the case timely again."""
        return event.on > self.due_now(event.on)

    # correction (条例30) and fee (条例42): the term stops, then starts anew; the applicant's own terms run from receipt
    def on_correction_asked(self, event: Event) -> None:
        self.must_run(event, "告知补正")
        if "correction" in self.asked:
            self.forbid(event, f"{event.on} 不能再次告知补正：补正事项应当一次性告知（条例第三十条）。")
        last = self.calendar.add_workdays(self.reading.received_on or self.counted_from, self.rules.correction)
        if self.rules.correction and event.on > last:
            term = f"补正应在收到申请之日起 {self.rules.correction} 个工作日内告知（条例第三十条）"
            self.forbid(event, f"{event.on} 不能告知补正：{term}，期限 {last} 已过，请直接办理答复。")
        self.leaves_time(event)
        self.wait("correction", event, f"{event.on} 告知补正，期限停止计算")

    def on_correction_notice_received(self, event: Event) -> None:
        self.notice_received("correction", event)

    def on_correction_received(self, event: Event) -> None:
        self.end_wait("correction", event, "没有告知过补正，不能登记收到补正")
        text = f"{event.on} 收到补正，重新起算 {self.rules.reply} 个工作日"
        self.start(event.on, text, "correction")

    def on_fee_notice(self, event: Event) -> None:
        self.must_run(event, "通知缴费")
        if "fee" in self.asked:
            raise LedgerError(f"{event.on} 不能再次通知缴费：一件申请只收一次费。")
        if self.is_over(event):
            due = self.due_now(event.on)
            said = f"答复期限 {due} 已过，不能在 {event.on} 通知缴费：收费通知应在期限内发出（条例第四十二条）。"
            self.forbid(event, said)
        self.wait("fee", event, f"{event.on} 通知缴费，期限停止计算")

    def on_fee_notice_received(self, event: Event) -> None:
        self.notice_received("fee", event)

    def on_fee_paid(self, event: Event) -> None:
        self.end_wait("fee", event, "没有发出过收费通知，不能登记缴费")
        last = self.until("fee")
        if last and event.on > last:
            said = f"缴费期限 {last} 已过，逾期未缴费视为放弃申请，不能再登记缴费（条例第四十二条）。"
            self.forbid(event, said)
        text = f"{event.on} 缴费完成，次日起重新计算 {self.rules.reply} 个工作日"
        self.start(event.on, text, "fee")

    def leaves_time(self, event: Event) -> None:
        if event.until is not None and event.until <= event.on:
            raise LedgerError(f"期限 {event.until} 应晚于告知之日 {event.on}，并给申请人留出合理的时间。")

    def until(self, kind: str) -> date | None:
        """The last day for the applicant to do what the notice asks: the term runs from its receipt, of which the sending
        stands in as long as it is not known. A day set in a notice is as many working days after the one as it was after
        the other."""
        notice = self.asked[kind]
        received = self.received.get(kind, notice.on)
        if kind == "fee":
            return self.calendar.add_workdays(received, self.rules.payment)
        if notice.until is None or received == notice.on:
            return notice.until
        return self.calendar.add_workdays(received, self.calendar.workdays_between(notice.on, notice.until))

    def wait(self, kind: str, event: Event, text: str) -> None:
        self.asked[kind], self.paused = event, True
        self.reading.state, self.reading.waiting_for = "waiting", WAITS[kind]
        self.reading.waiting_until = self.until(kind)
        self.reading.steps.append(Step(text, self.rules.articles[kind]))

    def notice_received(self, kind: str, event: Event) -> None:
        if kind not in self.asked or kind in self.received:
            raise LedgerError(f"没有在等申请人收到{NOTICES[kind]}，不能登记其 {event.on} 收到，请核对日期。")
        self.received[kind] = event.on
        if self.reading.waiting_for == WAITS[kind]:
            self.reading.waiting_until = self.until(kind)
        until = f"，期限到 {last}" if (last := self.until(kind)) else ""
        self.reading.steps.append(Step(f"{event.on} 申请人收到{NOTICES[kind]}{until}", self.rules.articles[kind]))

    def end_wait(self, kind: str, event: Event, never: str) -> None:
        if kind not in self.asked:
            raise LedgerError(f"{event.on} {never}。")
        if self.reading.waiting_for != WAITS[kind]:
            raise LedgerError(f"{event.on} 重复登记：本件没有在等待{WAITS[kind]}。")

    # too many requests (条例35): asking for reasons does not stop the term, the law says nothing of it
    def on_reasons_asked(self, event: Event) -> None:
        self.must_run(event, "要求说明理由")
        if "reasons" in self.asked:
            raise LedgerError(f"{event.on} 不能再次要求说明理由：本件已经要求过。")
        self.leaves_time(event)
        self.asked["reasons"] = event
        self.reading.waiting_for, self.reading.waiting_until = "申请人说明理由", event.until
        self.reading.steps.append(Step(f"{event.on} 要求申请人说明理由，期限继续计算", self.rules.articles["excess"]))

    def on_reasons_received(self, event: Event) -> None:
        if "reasons" not in self.asked:
            raise LedgerError(f"{event.on} 没有要求过说明理由，不能登记收到说明。")
        if self.reading.waiting_for == "申请人说明理由":
            self.reading.waiting_for, self.reading.waiting_until = "", None

    def on_deferred(self, event: Event) -> None:
        self.must_run(event, "另定答复期限")
        if "reasons" not in self.asked:
            raise LedgerError(
                f"{event.on} 不能另定答复期限：先要求申请人说明理由，理由合理的才能另定（条例第三十五条）。"
            )
        if self.deferred or event.until is None:
            raise LedgerError(f"{event.on} 不能另定答复期限：每件只能另定一次，并须写明日期。")
        due = self.due_now(event.on)
        if self.is_over(event):
            return self.forbid(event, f"答复期限 {due} 已过，不能在 {event.on} 另定期限。")
        if event.until <= due:
            return self.forbid(event, f"另定的期限 {event.until} 应晚于现在的届满日 {due}。")
        if not self.calendar.is_workday(event.until):
            after = self.calendar.add_workdays(event.until, 1)
            raise LedgerError(f"另定的期限 {event.until} 不是工作日，请改为 {after} 或者别的工作日。")
        self.deferred = event

    # consultations (条例32, 34): their time does not count (33); after the end of the term it heals nothing
    def on_third_party_asked(self, event: Event) -> None:
        self.consult("third_party", event)

    def on_organ_asked(self, event: Event) -> None:
        self.consult("organ", event)

    def consult(self, kind: str, event: Event) -> None:
        self.must_run(event, CONSULTATIONS[kind])
        self.consultations.ask(kind, event, counts=not self.is_over(event))

    def on_third_party_received(self, event: Event) -> None:
        self.consultations.receive("third_party", event, counts=not self.is_over(event))

    def on_organ_received(self, event: Event) -> None:
        self.consultations.receive("organ", event, counts=not self.is_over(event))

    def on_third_party_answered(self, event: Event) -> None:
        self.consultations.answer("third_party", event)

    def on_organ_answered(self, event: Event) -> None:
        self.consultations.answer("organ", event)

    # extension (条例33)
    def on_extended(self, event: Event) -> None:
        self.must_run(event, "延长答复期限")
        if event.days < 1:
            raise LedgerError(f"延长的期限至少 1 个工作日，请核对 {event.on} 的登记。")
        self.extended = True
        if event.days + sum(e.days for e in self.extensions) > self.rules.extension_limit:
            most = self.rules.extension_limit
            return self.forbid(event, f"延长的期限为 1 至 {most} 个工作日，合计不得超过，请核对 {event.on} 的延长。")
        if self.is_over(event):
            return self.forbid(event, f"答复期限 {self.due_now(event.on)} 已过，不能在 {event.on} 延长。")
        self.extensions.append(event)

    def on_extension_received(self, event: Event) -> None:
        if not self.extended:
            raise LedgerError(f"没有告知过延期，不能登记申请人 {event.on} 收到延期告知书，请核对日期。")

    # the end: in time is judged by the sending of the answer; its receipt moves the remedies only
    def on_answered(self, event: Event) -> None:
        self.must_run(event, "答复")
        self.asked["answer"] = event
        self.stop(event)

    def on_answer_received(self, event: Event) -> None:
        if "answer" not in self.asked or "answer" in self.received:
            raise LedgerError(f"没有在等申请人收到答复，不能登记其 {event.on} 收到，请核对日期。")
        self.received["answer"] = event.on

    def on_withdrawn(self, event: Event) -> None:
        self.stop(event)

    def stop(self, event: Event) -> None:
        self.reading.state, self.reading.waiting_for, self.reading.waiting_until = "stopped", "", None
        self.today = event.on

    # the sum
    @property
    def counted_from(self) -> date:
        if self.reading.counted_from is None:
            raise LedgerError("还没有确定收到日，无法计算期限。")
        return self.reading.counted_from

    def due_now(self, today: date) -> date:
        start = self.counted_from
        days = self.rules.reply + len(self.consultations.days(today, start)) + sum(e.days for e in self.extensions)
        due = self.calendar.add_workdays(start, days)
        if self.deferred and self.deferred.until:
            due = max(due, self.deferred.until)
        if due < today and self.consultations.awaited(today):  # asked on the last day, and since then only days off:
            return self.calendar.add_workdays(today, 1)  # as long as an opinion is awaited nothing is late
        return due

    def finish(self) -> Reading:
        reading = self.reading
        if self.submitted is None:
            raise LedgerError("台账里没有收到申请的记录，无法计算期限。")
        if self.paused or reading.counted_from is None:
            return reading
        reading.due = self.due_now(self.today)
        reading.uncounted = frozenset(self.consultations.days(self.today, reading.counted_from))
        if self.explain() < reading.due:
            self.add("意见还在征求，今天不是工作日", "consultation", 0, self.today, 1)
        asked = self.consultations.awaited(self.today)
        if asked and reading.state == "running":
            reading.state, reading.waiting_for = "waiting", f"{'、'.join(asked)}的意见"
            reading.waiting_until = None
        reading.provisional = self.calendar.is_provisional(reading.counted_from, reading.due)
        return reading

    def explain(self) -> date:
        """Steps for what was taken out and added, each with the due date it leads to; overlapping days are named once.
        The last of these dates."""
        start = self.counted_from
        term = self.rules.reply
        for text, days in self.consultations.explain(self.today, start):
            term += days
            self.add(text, "consultation", days, start, term)
        for event in self.extensions:
            term += event.days
            self.add(f"{event.on} 延长答复期限 {event.days} 个工作日", "extension", event.days, start, term)
        if self.deferred and self.deferred.until:
            later = self.calendar.workdays_between(self.calendar.add_workdays(start, term), self.deferred.until)
            term += later
            self.add(f"{self.deferred.on} 另定答复期限 {self.deferred.until}", "excess", later, start, term)
        return self.calendar.add_workdays(start, term)

    def add(self, text: str, article: str, days: int, start: date, term: int) -> None:
        due = self.calendar.add_workdays(start, term)
        self.reading.steps.append(Step(f"{text}，届满日 {due}", self.rules.articles[article], days, due))
