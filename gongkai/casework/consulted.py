"""The days on which others are asked for their opinion, which do not count (条例 art. 32–34). Pure: no Django."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.ledger import Event, LedgerError

CONSULTATIONS = {"third_party": "征求第三方意见", "organ": "征求共同制作机关意见"}


@dataclass
class _Consultation:
    kind: str
    who: str
    asked: date
    counts: bool  # whether it takes days out
    received: date | None = None
    answered: date | None = None


class Consultations:
    """Who was asked, in the order of the ledger; ``term``: working days each has, from its receipt of the letter, of which
    the sending stands in as long as it is not known. Silence and an answer after the term count alike: up to its end."""

    def __init__(self, calendar: WorkCalendar, term: int) -> None:
        self.calendar, self.term = calendar, term
        self.rows: list[_Consultation] = []

    def ask(self, kind: str, event: Event, counts: bool) -> None:
        if self._open(kind, event.who):
            raise LedgerError(f"{event.on} 已向“{event.who}”征求意见、尚未答复，不能重复征求。")
        self.rows.append(_Consultation(kind, event.who, event.on, counts))

    def receive(self, kind: str, event: Event, counts: bool) -> None:
        """``counts``: whether the receipt still moves the end of the term."""
        row = self._open(kind, event.who)
        if row is None or row.received:
            raise LedgerError(f"没有在等“{event.who}”收到征求意见书，不能登记其 {event.on} 收到。")
        row.received = event.on if counts else row.asked

    def answer(self, kind: str, event: Event) -> None:
        row = self._open(kind, event.who)
        if row is None:
            raise LedgerError(f"没有向“{event.who}”征求过意见，不能登记其 {event.on} 的答复。")
        row.answered = event.on

    def days(self, today: date, start: date) -> set[date]:
        """The working days after ``start`` that do not count, as of ``today``; a day in several consultations once."""
        return {day for row in self.rows for day in self._days(row, today, start)}

    def awaited(self, today: date) -> list[str]:
        """Whose opinion is awaited within their term."""
        return [row.who for row in self.rows if row.counts and not row.answered and self._end(row, today) == today]

    def explain(self, today: date, start: date) -> Iterator[tuple[str, int]]:
        """Each consultation that reaches beyond ``start``, with the days that it takes out and none before it did."""
        counted: set[date] = set()
        for row in sorted(self.rows, key=lambda row: row.asked):
            end, fresh = self._end(row, today), self._days(row, today, start) - counted
            if row.counts and end > start:
                counted |= fresh
                late = row.answered is not None and row.answered > end
                how = "（期满，其后的答复不再扣除）" if late else "" if row.answered else "（尚未答复）"
                yield f"{row.asked} → {end} {CONSULTATIONS[row.kind]}{how}，扣除 {len(fresh)} 个工作日", len(fresh)

    def _open(self, kind: str, who: str) -> _Consultation | None:
        return next((row for row in self.rows if (row.kind, row.who, row.answered) == (kind, who, None)), None)

    def _end(self, row: _Consultation, today: date) -> date:
        return min(row.answered or today, self.calendar.add_workdays(row.received or row.asked, self.term))

    def _days(self, row: _Consultation, today: date, start: date) -> set[date]:
        if not row.counts:
            return set()
        first, end = max(row.asked, start), self._end(row, today)
        days = (first + timedelta(days=n) for n in range(1, (end - first).days + 1))
        return {day for day in days if self.calendar.is_workday(day)}
