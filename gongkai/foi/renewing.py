"""A closed request answered anew: because a review or a court ordered it (foi.disputes), or because the organ corrects its
own answer (机关自行纠正).

The new answer is worked in a request of its own, which ``renews`` the first (docs/decisions/0023). What was answered before,
its letters and its outcome stay as they were; all of them together, the family, count once."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from gongkai.casework import actions as casework
from gongkai.casework.letters.actions import type_of
from gongkai.casework.letters.kinds import chinese_date
from gongkai.casework.models import Case, Party
from gongkai.casework.selectors import calendar
from gongkai.core.actions import Refused, action, audit
from gongkai.foi.letter_remedies import answer_of
from gongkai.foi.models import Agent, Dispute, Request
from gongkai.foi.outcomes import RECTIFICATION
from gongkai.foi.selectors import ANSWERS, renewed, the_same

# what a request that is answered anew takes over from the first one
KEPT = ("applicant_kind", "description", "description_key", "channel", "format", "items", "items_reason")
SAME = (
    "document",
    "name",
    "identifier",
    "contact",
    "applicant_key",
    "name_key",
    "delivery",
    "code_digest",
)  # its party
STANDS = "stands"  # the outcome of a self-correction that was given up: the first answer holds


def open_anew(answered: Request, *, on: date, step: str, by: Any, **facts: Any) -> Request:
    """Open the request in which what ``answered`` answered is answered anew, by taking ``step`` on the day ``on``; within
    an action."""
    if answered.party.erased_on:
        raise Refused("申请人信息已按保存期限清除，不能重新办理。")
    organ, first = answered.case.organ, answered.renews or answered
    case = casework.open_case(
        type="foi", organ=organ, subject=first.case.subject, on=first.case.submitted_on, channel=first.channel, by=by,
        number=casework.take_number("foi", organ, on.year),
    )  # fmt: skip
    Party.objects.create(case=case, **{name: getattr(answered.party, name) for name in SAME})
    anew = Request.objects.create(case=case, renews=first, **{name: getattr(answered, name) for name in KEPT})
    if agent := answered.through:
        given = {name: getattr(agent, name) for name in ("name", "document", "identifier", "phone")}
        Agent.objects.create(request=anew, **given)
    facts["received"] = first.case.received_on.isoformat() if first.case.received_on else ""
    casework.take_step(case=case, step=step, on=on, by=by, **facts)
    return Request.objects.select_related("case").get(pk=anew.pk)


@action
def correct_answer(*, request: Request, reason: str, until: date, by: Any) -> Request:
    """Take up a closed request once more, because its answer is found to be wrong. The law sets no term for it: ``until``
    is the working day the organ sets itself. Decided by somebody who handles and signs."""
    Case.objects.select_for_update(of=("self",)).get(pk=request.renews_id or request.pk)  # a form sent twice waits here
    request = Request.objects.select_related("case__organ", "case__party", "agent", "renews__case").get(pk=request.pk)
    organ, today = request.case.organ, timezone.localdate()
    by.must("sign", organ)
    by.must("handle", organ)
    if said := not_correctable(request):
        raise Refused(said)
    if not (reason := reason.strip()):
        raise Refused("请写明原答复错在哪里、怎样纠正。", "reason")
    days = calendar()
    last = days.add_workdays(today, settings.SELF_CORRECTION_WORKDAYS)
    if not today <= until <= last or not days.is_workday(until):
        raise Refused(f"准备答复的日期应是今天到 {last} 之间的工作日，请核对。", "until")
    facts = {"until": until.isoformat(), "reason": reason}
    anew = open_anew(request, on=today, step="self_correct", by=by, **facts)
    audit("request.self_correct", request, by=by, organ=organ, request=anew.pk)
    return anew


def not_correctable(request: Request) -> str:
    """Why the organ may not correct the answer to this request itself now, as a sentence; empty when it may."""
    if request.case.closed_on is None:
        return "本件还没有办结，直接在本件上办理即可。"
    if not _answered(request):
        return "本件没有作出答复，没有可以纠正的内容。"
    if request.party.erased_on:
        return "申请人信息已按保存期限清除，不能重新办理。"
    family = list(Request.objects.filter(the_same(request)).select_related("case").order_by("pk"))
    if under_way := next((row for row in family if row.case.closed_on is None), None):
        return f"{under_way.case.number} 正在重新办理，请在那一件里办理。"
    newest = [row for row in family if _answered(row)][-1]
    if newest.pk != request.pk:
        return f"本件的答复已由 {newest.case.number} 重新作出，要纠正的，请在那一件里办理。"
    if Dispute.objects.filter(request=request, orders="redo", case__state="obeying", redo=None).exists():
        return "复议决定或者判决已责令重新答复，请在复议、诉讼案件的页面按决定重新办理。"
    return ""


def _answered(request: Request) -> bool:
    """Whether it ended by an answer; of the first one a lapse is one too, which can be sued over."""
    lapsed = request.renews_id is None and request.outcome in ("not_corrected", "not_paid")
    return request.case.closed_on is not None and (request.outcome in ANSWERS or lapsed)


def asked_first(case: Case) -> bool:
    """Whether it is the request itself: what is answered anew is neither charged nor extended."""
    return not renewed(case)


def after_reopening(case: Case, data: dict[str, Any]) -> str | None:
    begun = case.entries.get(type="reopened").on
    return None if data["on"] >= begun else f"不能早于重新办理的日期 {begun}，请核对。"


def corrects_itself(case: Case) -> bool:
    """Whether the organ answers anew of itself."""
    return renewed(case) and not hasattr(case.request, "redo_of")


def why_again(request: Request, answers: bool) -> str:
    """Why a request is answered anew, for its letters; ``answers``: in the one that takes the place of the last answer."""
    if request.renews_id is None:
        return ""
    if dispute := Dispute.objects.filter(redo=request).select_related("case").first():
        what = "行政复议决定" if dispute.case.type == "review" else "行政裁判"
        return f"根据已经生效的{what}（{dispute.decision_number}），本机关现重新办理。"
    said = f"经自查，{_last_answer(request)}需要纠正，本机关现重新办理。"
    return said + ("上述答复予以撤销，以本次答复为准。" if answers else "")


def _last_answer(request: Request) -> str:
    """The answer that is corrected, as it was sent: its day, title and number."""
    before = Request.objects.filter(the_same(request), pk__lt=request.pk).select_related("case").order_by("-pk")
    last = next(row for row in before if _answered(row))
    letter = answer_of(last)
    if letter is None or letter.sent_on is None:
        return f"本机关于{chinese_date(last.case.closed_on)}对{last.case.number}作出的答复"
    number = f"（{letter.number}）" if letter.number else ""
    return f"本机关于{chinese_date(letter.sent_on)}发出的《{type_of(letter).title}》{number}"


def count_in_place(case: Case, data: dict[str, Any]) -> None:
    """One request counts once in the annual report: corrected in the year in which it was closed, by the row of the
    corrected answer; later, by that of the answer before, which was reported. What an order gave is corrected in its own
    row; and a request for disclosure does not become one for rectification (条例 art. 41) by this, nor the reverse."""
    if not corrects_itself(case):
        return
    before = Request.objects.filter(the_same(case.request), pk__lt=case.pk).select_related("case").order_by("-pk")
    counted = before.filter(Q(renews=None) | Q(redo_of__isnull=False)).first()
    if counted is None or counted.case.closed_on is None or case.closed_on is None:
        return
    across = RECTIFICATION in (counted.outcome, case.request.outcome)
    if counted.case.closed_on.year == case.closed_on.year and not across:
        counted.report_row = case.request.report_row
        counted.save(update_fields=["report_row"])


def keep_first(case: Case, data: dict[str, Any]) -> None:
    """Given up: this request has no answer of its own."""
    Request.objects.filter(pk=case.pk).update(outcome=STANDS, report_row="")
    case.request.refresh_from_db(fields=["outcome", "report_row"])


def own_of(first: Request, user: Any) -> QuerySet[Request]:
    """Where the organ took up its answer to this request itself, as far as ``user`` sees it."""
    own = Request.objects.visible_to(user).filter(renews=first.renews_id or first.pk, pk__gt=first.pk, redo_of=None)
    return own.exclude(outcome=STANDS).select_related("case").order_by("pk")
