"""Reading disputes: until when they may be sought, and whether review comes first."""

from dataclasses import dataclass
from datetime import date

from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.selectors import calendar, reading_of
from gongkai.foi import remedies
from gongkai.foi.disputes.clock import SEEK_REVIEW, SUE, SUE_AFTER_REVIEW
from gongkai.foi.disputes.decisions import REVIEW
from gongkai.foi.letter_remedies import branch_told
from gongkai.foi.models import Dispute, Request
from gongkai.foi.renewing import corrects_itself


def review_comes_first(request: Request) -> bool:
    """行政复议法 art. 23(1)(四): against a refusal one asks for review before one sues."""
    return request.case.closed_on is not None and branch_told(request) == remedies.FIRST_REVIEW


@dataclass(frozen=True)
class Limit:
    """The last day to seek review or to sue, from when it counts, and by which article."""

    until: date
    since: date
    what: str
    article: str

    def __str__(self) -> str:
        return f"{self.until}（自 {self.since} {self.what}，{self.article}）"


def limit(request: Request, type: str, after: Dispute | None = None, days: WorkCalendar | None = None) -> Limit | None:
    """Until when: from the delivery of the answer; of a request without one, from the end of its term
    (行政复议法实施条例 art. 16; 行政诉讼法 art. 47); of a suit after review, from the review. None while nothing counts,
    and of a request that was withdrawn."""
    days = days or calendar()
    if after:
        return _after_review(after, days)
    if request.case.closed_on and branch_told(request) == remedies.NONE:
        return None
    if request.case.closed_on is None and corrects_itself(request.case):
        return None  # the day the organ set itself is no legal term
    term = SEEK_REVIEW if type == REVIEW else SUE
    since, what = request.case.closed_on, "答复送达"
    article = term.article
    if since is None:
        since, what = request.case.due_on, "答复期限届满"
        article = "行政复议法实施条例16" if type == REVIEW else "行政诉讼法46、47"
    return Limit(term.end(since, days), since, f"{what}起 {term}", article) if since else None


def _after_review(review: Dispute, days: WorkCalendar) -> Limit | None:
    """From the decision of the review; where there is none, from the end of the time the authority had."""
    term, since, what = SUE_AFTER_REVIEW, review.effective_on, "收到复议决定书"
    if since is None:
        reading = reading_of(review.case, days=days)
        since, what = reading.steps[-1].due if reading.state == "waiting" and reading.steps else None, "复议期满"
    return Limit(term.end(since, days), since, f"{what}起 {term}", term.article) if since else None


def limit_of(dispute: Dispute, days: WorkCalendar | None = None) -> Limit | None:
    """Until when this dispute could be sought."""
    return limit(dispute.request, dispute.case.type, dispute.after, days)
