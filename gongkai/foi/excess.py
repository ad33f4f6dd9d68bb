"""Requests beyond reason in number and frequency (条例 art. 35): ask for reasons, judge them, refuse or defer.

The article lets the organ ask for reasons and says nothing of the term of art. 33: it goes on. Only a deferral, told to
the applicant within the term, moves the due date (see docs/decisions/0010).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from gongkai.casework import actions as casework
from gongkai.casework.letters.kinds import LetterType, chinese_date
from gongkai.casework.models import Case, Entry
from gongkai.casework.selectors import calendar
from gongkai.core.actions import Refused, action, audit
from gongkai.foi import dividing
from gongkai.foi.actions import LONGEST
from gongkai.foi.models import Reasons, Request
from gongkai.organs.selectors import same_government

DAYS = 30
JUDGED = {"yes": "理由合理", "no": "理由不合理"}


@dataclass(frozen=True)
class Counts:
    """How many requests an applicant made to one government by ``on``: in 30 days, in the calendar year."""

    on: date
    days: int
    year: int

    @property
    def many(self) -> bool:
        """More than settings.EXCESS_IN_30_DAYS or EXCESS_IN_YEAR: whether it is beyond reason a person judges."""
        return self.days > settings.EXCESS_IN_30_DAYS or self.year > settings.EXCESS_IN_YEAR

    def __str__(self) -> str:
        return f"{self.on.year} 年以来 {self.year} 件，其中近 {DAYS} 日 {self.days} 件"


def of_applicant(request: Request) -> Any:
    """Requests of the same applicant to the same government, this one with them, newest first; what is answered anew is no
    other request."""
    rows = Request.objects.filter(case__organ__in=same_government(request.case.organ), renews=None).order_by("-pk")
    key = request.party.applicant_key
    return rows.filter(case__party__applicant_key=key) if key else rows.none()


def counts_of(request: Request, on: date | None = None) -> Counts:
    """As of ``on``: the day of closing, else today."""
    on = on or request.case.closed_on or timezone.localdate()
    of_days = Q(case__submitted_on__gt=on - timedelta(days=DAYS))
    found = (
        of_applicant(request)
        .filter(case__submitted_on__lte=on)
        .aggregate(days=Count("pk", filter=of_days), year=Count("pk", filter=Q(case__submitted_on__year=on.year)))
    )
    return Counts(on, found["days"], found["year"])


def so_far(case: Case) -> dict[str, Entry]:
    """What the ledger has of the case's course, the last entry of each event."""
    return {entry.type: entry for entry in case.entries.all()}


def not_asked(case: Case) -> bool:
    return "reasons_asked" not in so_far(case)


def awaits_reasons(case: Case) -> bool:
    return "reasons_asked" in (done := so_far(case)) and not {"reasons_received", "reasons_judged"} & set(done)


def asked_until(case: Case) -> date | None:
    """Up to when the applicant may give the reasons that are waited for."""
    return _until(so_far(case)) if awaits_reasons(case) else None


def awaits_judgement(case: Case) -> bool:
    """Reasons were asked for, and given or not in time."""
    done = so_far(case)
    if "reasons_asked" not in done or "reasons_judged" in done:
        return False
    return "reasons_received" in done or timezone.localdate() > _until(done)


def _until(done: dict[str, Entry]) -> date:
    return date.fromisoformat(done["reasons_asked"].data["until"])


def judged(case: Case) -> str:
    """ "yes" or "no"; empty while the reasons were not judged."""
    entry = so_far(case).get("reasons_judged")
    return entry.data["reasonable"] if entry else ""


def may_defer(case: Case) -> bool:
    """Only reasons that were given can be reasonable."""
    done = so_far(case)
    return judged(case) == "yes" and "reasons_received" in done and "deferred" not in done


def told(case: Case, you: str) -> dict[str, str]:
    """What a refusal says of the reasons, as the ledger has it: asked for when, given or not, found wanting."""
    done = so_far(case)
    given, silent = f"{you}说明了理由，本机关认为申请理由不合理", f"{you}逾期没有说明理由，本机关认为没有正当理由"
    reasoned = given if "reasons_received" in done else silent
    return {"asked_on": chinese_date(done["reasons_asked"].on), "reasoned": reasoned}


def excess_judged(case: Case, data: dict[str, Any]) -> str | None:
    """条例 art. 35: not handled only when the reasons were asked for and found unreasonable, in writing."""
    if "excessive" not in {data.get("outcome"), *dividing.outcomes_of(case)} or judged(case) == "no":
        return None
    return "以大量反复申请为由不予处理，应先要求申请人说明理由，收到或期满后登记“理由不合理”的判断（条例第三十五条）。"


def after_asking(case: Case, data: dict[str, Any]) -> str | None:
    """Reasons are judged when they came; without them not before the term to give them is over."""
    done = so_far(case)
    given = done.get("reasons_received")
    first = given.on if given else _until(done) + timedelta(days=1)
    return f"收到说明或者期满以后，即 {first} 起才能判断，请核对日期。" if data["on"] < first else None


def check_letter(case: Case, kind: LetterType, fields: dict[str, Any]) -> None:
    """Whether a refusal or a deferral may be drawn up: said now, not when it is proposed or sent."""
    if kind.outcome == "excessive" and (early := excess_judged(case, {"outcome": kind.outcome})):
        raise Refused(early)
    if kind.code != "deferral":
        return
    until = date.fromisoformat(fields["until"])
    if case.due_on and until <= case.due_on:
        raise Refused(f"另定的期限应晚于现在的届满日 {case.due_on}。", "until")
    if not (days := calendar()).is_workday(until):
        raise Refused(f"{until} 不是工作日，请改为 {days.add_workdays(until, 1)} 或者别的工作日。", "until")


GUARDS = (excess_judged, after_asking)


@action
def give_reasons(*, request: Request, text: str, by: Any, on: date | None = None) -> Case:
    """What the applicant says to a request for reasons; from the applicant's own page with ``by=None``."""
    text, on = _written(text, "text", "请写明申请这些信息的理由。"), on or timezone.localdate()
    case = casework.take_step(case=request.case, step="receive_reasons", on=on, by=by)
    Reasons.objects.update_or_create(request=request, defaults={"text": text, "received_on": on})
    audit("request.reasons", request, by=by, organ=case.organ)
    return case


@action
def judge_reasons(*, request: Request, reasonable: str, judgement: str, by: Any, on: date | None = None) -> Case:
    """Whether the reasons (or silence) hold, and why: ``reasonable`` "yes" or "no"."""
    if reasonable not in JUDGED:
        raise Refused("请选择理由是否合理。", "reasonable")
    text = _written(judgement, "judgement", "请写明判断和依据：数量、频次、内容，理由为什么成立或不成立。")
    on = on or timezone.localdate()
    case = casework.take_step(case=request.case, step="judge_reasons", on=on, by=by, reasonable=reasonable)
    kept = {"reasonable": reasonable == "yes", "judgement": text}
    Reasons.objects.update_or_create(request=request, defaults=kept)
    audit("request.judge_reasons", request, by=by, organ=case.organ, reasonable=reasonable)
    return case


def _written(text: str, field: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(missing, field)
    if len(text) > LONGEST:
        raise Refused(f"写了 {len(text)} 字，请精简到 {LONGEST} 字以内。", field)
    return text
