"""依申请公开 as data: terms and receipt (条例 art. 30–35, 42). Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.clock import ClockRules, Reading, Step
from gongkai.casework.ledger import Event, LedgerError, as_corrected


@dataclass(frozen=True)
class Anew:
    """Why a request is answered anew, as the clock says it, and why its date is not extended."""

    text: str
    article: str
    not_moved: str


ANEW = {
    "ordered": Anew(
        "复议决定或者判决生效，责令重新答复，届满日",
        "行政复议法77、行政诉讼法94",
        "复议决定或者判决确定的期限不能延长，请在期限内答复。",
    ),
    "reopened": Anew(
        "机关自行纠正，重新办理，自定答复日期",
        "法律没有规定期限",
        "自行纠正的答复日期由本机关自定，没有延长答复期限的问题。",
    ),
}


@dataclass(frozen=True)
class RequestClock(ClockRules):
    """The clock of 条例 art. 33. An answer given anew has one date, whatever else happens: what a review or a court ordered
    (行政复议法 art. 77; 行政诉讼法 art. 94), or the organ set itself when it took up its own answer (foi.renewing). The
    terms of the 条例 do not move it."""

    events: frozenset[str] = ClockRules.events | set(ANEW)

    def read(self, events: Sequence[Event], calendar: WorkCalendar, today: date) -> Reading:
        events = as_corrected(events)
        order = next((event for event in events if event.type in ANEW), None)
        if order is None or order.until is None:
            return super().read(events, calendar, today)
        if any(event.type in ("extended", "deferred") for event in events):
            raise LedgerError(ANEW[order.type].not_moved)
        begun = Event(order.on, "submitted", channel="in_person")
        rest = [event for event in events if event.type not in ("submitted", order.type)]
        reading = super().read([begun, *rest], calendar, today)
        anew = ANEW[order.type]
        stopped = reading.state == "stopped"
        return Reading(
            state=reading.state if stopped else "running",
            waiting_for=reading.waiting_for,
            waiting_until=reading.waiting_until,
            received_on=date.fromisoformat(order.facts["received"]),
            counted_from=order.on,
            due=order.until,
            provisional=calendar.is_provisional(order.on, order.until),
            steps=[Step(f"{order.on} {anew.text} {order.until}", anew.article, due=order.until)],
        )


CLOCK = RequestClock(
    reply=20,  # art. 33(2)
    extension_limit=20,  # art. 33(2)
    correction=7,  # art. 30
    consultation=15,  # art. 32, 34
    payment=20,  # 国办函〔2020〕109号
    # art. 31: the event whose day is the day of receipt
    receipt={
        "in_person": "submitted",
        "oral": "submitted",
        "mail": "delivered",
        "letter": "confirmed",
        "online": "confirmed",
        "fax": "confirmed",
    },
    articles={
        "receipt": "条例31、33",
        "correction": "条例30",
        "consultation": "条例33",
        "extension": "条例33",
        "fee": "条例42",
        "excess": "条例35",
    },
)
