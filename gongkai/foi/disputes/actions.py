"""Registering a review or a suit about a request, its papers, its decision, and the new answer it may order."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from gongkai.casework import actions as casework
from gongkai.casework.flow import FLOWS
from gongkai.casework.models import Case
from gongkai.casework.parties.uploads import Upload
from gongkai.core import vault
from gongkai.core.actions import Refused, action, audit
from gongkai.foi import renewing
from gongkai.foi.disputes.clock import PROCEDURES, UNITS
from gongkai.foi.disputes.decisions import BY_TYPE, REVIEW, SUIT
from gongkai.foi.disputes.selectors import review_comes_first
from gongkai.foi.models import Dispute, DisputeFile, Request
from gongkai.foi.models.dispute import FILE_KINDS, ORDERS
from gongkai.foi.selectors import the_same

MOST_DAYS = 1000  # of the term that a decision sets


@action
def open_dispute(
    *,
    request: Request,
    type: str,
    sought_on: date,
    accepted_on: date,
    served_on: date,
    authority: str,
    procedure: str,
    by: Any,
    authority_number: str = "",
    claim: str = "",
    after: Dispute | None = None,
    reason: str = "",
    files: Sequence[Upload] = (),
) -> Dispute:
    """Register what the review organ or the court sent: ``sought_on`` is when it was applied for, ``accepted_on`` when
    it was taken up, ``served_on`` when the copy reached this organ. Out of time is no obstacle: the authority decides."""
    organ = request.case.organ
    by.must("handle", organ)
    Case.objects.select_for_update(of=("self",)).get(pk=request.case.pk)  # the same form sent twice waits here
    if after is not None and not Dispute.objects.visible_to(by).filter(pk=after.pk).exists():
        raise Refused("请选择本件申请此前的行政复议。", "after")
    authority, authority_number, reason = authority.strip(), authority_number.strip(), reason.strip()
    if problem := _problem(request, type, authority, authority_number, procedure, sought_on, after, reason):
        raise Refused(*problem)
    if not sought_on <= accepted_on <= served_on <= timezone.localdate():
        raise Refused("日期应依次为申请（起诉）、受理（立案）、收到副本，都不晚于今天，请核对。", "sought_on")
    if sought_on < request.case.submitted_on:
        raise Refused(f"不能早于提出申请的日期 {request.case.submitted_on}，请核对。", "sought_on")
    subject = f"{FLOWS[type].label}：{request.case.number}"
    case = casework.open_case(type=type, organ=organ, subject=subject, on=sought_on, channel="", by=by)
    dispute = Dispute(case=case, request=request, after=after, procedure=procedure, claim=claim.strip() or None)
    dispute.authority, dispute.authority_number = authority, authority_number
    dispute.save()
    facts = {"procedure": procedure, "accepted": accepted_on.isoformat()}
    casework.take_step(case=case, step="serve", on=served_on, by=by, text=reason, **facts)
    _keep(dispute, "copy", files, by)
    audit("dispute.open", dispute, by=by, organ=organ, request=request.pk, type=type, after=after.pk if after else None)
    return dispute


def _problem(
    request: Request,
    type: str,
    authority: str,
    number: str,
    procedure: str,
    sought_on: date,
    after: Dispute | None,
    reason: str,
) -> tuple[str, str] | None:
    """What forbids to register it: (sentence, field)."""
    if request.case.received_on is None:
        return "申请还没有确认收到，没有可以复议或者起诉的答复，请先确认收到。", ""
    if not authority:
        return f"请填写{'复议机关' if type == REVIEW else '法院'}的名称。", "authority"
    if procedure not in PROCEDURES:
        return "请从列表中选择程序。", "procedure"
    if after and (type != SUIT or after.case.type != REVIEW or after.request_id != request.pk):
        return "请选择本件申请此前的行政复议。", "after"
    same = request.disputes.filter(case__type=type, authority_number=number, case__closed_on=None)
    if number and same.exists():
        return f"案号“{number}”已经登记过，不必重复登记。", "authority_number"
    if not number and same.filter(authority=authority, case__submitted_on=sought_on).exists():
        return "同一机关、同一天申请（起诉）的案件已经登记过；确是另一件的，请填写案号。", "authority_number"
    if type == SUIT and after is None and review_comes_first(request) and not reason:
        return (
            "这类答复应当先申请行政复议（行政复议法第二十三条第一款第四项），请写明未经复议直接起诉的情况。",
            "reason",
        )
    return None


@action
def decide(
    *,
    dispute: Dispute,
    on: date,
    decision: str,
    number: str,
    made: date,
    by: Any,
    orders: str = "",
    days: int | None = None,
    unit: str = "workday",
    files: Sequence[Upload] = (),
) -> Case:
    """Register a decision or judgment that reached this organ on the day ``on``. What takes effect at once is closed,
    or its term starts; a first judgment waits until the time for appeals is over (step ``settle`` or ``obey``)."""
    case = dispute.case
    by.must("handle", case.organ)
    chosen = BY_TYPE[case.type].get(decision)
    if chosen is None:
        raise Refused("请从列表中选择决定或者裁判的种类。", "decision")
    if made > on:
        raise Refused("成文日期不能晚于收到的日期，请核对。", "made")
    facts: dict[str, Any] = {"decision": decision, "number": number.strip(), "made": made.isoformat()}
    if chosen.orders == "must" and not orders:
        raise Refused(f"“{chosen.label}”要在一定期限内履行，请选择责令的事项。", "orders")
    if orders:
        facts |= _order(chosen.label, chosen.orders, orders, days, unit)
    case = casework.take_step(case=case, step="decide", on=on, by=by, **facts)
    if case.type == REVIEW or chosen.appeal == 0 or case.dispute.instance == 2:
        step = "obey" if Dispute.objects.get(pk=case.pk).orders else "settle"
        case = casework.take_step(case=case, step=step, on=on, by=by)
    _keep(dispute, "decision", files, by)
    audit("dispute.decide", dispute, by=by, organ=case.organ, decision=decision, orders=orders)
    return case


def _order(label: str, may: str, orders: str, days: int | None, unit: str) -> dict[str, Any]:
    if may == "never":
        raise Refused(f"“{label}”不责令履行，请核对决定的种类，或者把责令的事项留空。", "orders")
    if orders not in ORDERS or unit not in UNITS:
        raise Refused("请从列表中选择。", "orders")
    if not days:
        default = settings.REDO_WORKDAYS
        raise Refused(f"请填写履行期限；决定没有写明期限的，填 {default} 个工作日（条例第三十三条）。", "days")
    if days > MOST_DAYS:
        raise Refused(f"履行期限最多 {MOST_DAYS} 日，请核对。", "days")
    return {"orders": orders, "days": days, "unit": unit}


@action
def add_files(*, dispute: Dispute, kind: str, files: Sequence[Upload], by: Any) -> list[DisputeFile]:
    """Keep papers of a dispute."""
    by.must("handle", dispute.case.organ)
    if kind not in FILE_KINDS:
        raise Refused("请从列表中选择材料的种类。", "kind")
    if not files:
        raise Refused("请选择要上传的文件。", "files")
    if dispute.request.party.erased_on:
        raise Refused("这件申请的个人信息已按保存期限清除，不再存放材料。", "files")
    kept = _keep(dispute, kind, files, by)
    audit("dispute.files", dispute, by=by, organ=dispute.case.organ, kind=kind, files=len(files))
    return kept


def _keep(dispute: Dispute, kind: str, files: Sequence[Upload], by: Any) -> list[DisputeFile]:
    return [
        DisputeFile.objects.create(
            dispute=dispute,
            kind=kind,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            key=vault.keep(file.content),
            by=by,
        )
        for file in files
    ]


@action
def open_file(*, file: DisputeFile, by: Any) -> bytes:
    """A paper for a member of staff; it names people, so it is audited."""
    organ = file.dispute.case.organ
    if not by.may("sign", organ):
        by.must("handle", organ)
    audit("dispute.file", file, by=by, organ=organ, kind=file.kind)
    return vault.read(file.key)


@action
def redo(*, dispute: Dispute, by: Any) -> Case:
    """Open the request in which the new answer is worked: the facts of the first one, due when the decision says
    (行政复议法 art. 64, 77; 行政诉讼法 art. 70, 94)."""
    dispute = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("case__organ", "request__case")
        .get(pk=dispute.pk)
    )
    first, organ = dispute.request, dispute.case.organ
    by.must("handle", organ)
    if dispute.case.state != "obeying" or dispute.orders != "redo":
        raise Refused("没有待履行的重新答复，请刷新页面。")
    if dispute.redo_id:
        raise Refused("已经在办理重新答复，请刷新页面。")
    if first.case.closed_on is None:
        raise Refused(f"{first.case.number} 还没有办结，直接在原件上答复，不必另立。")
    under_way = Request.objects.filter(the_same(first), case__closed_on=None).select_related("case").first()
    if under_way:
        raise Refused(f"{under_way.case.number} 正在自行纠正，请先在那一件里终止自行纠正，再按决定重新办理。")
    on = dispute.effective_on or timezone.localdate()
    facts = {
        "until": dispute.case.due_on.isoformat() if dispute.case.due_on else "",
        "basis": dispute.decision_number,
    }
    dispute.redo = renewing.open_anew(first, on=on, step="redo", by=by, **facts)
    dispute.save(update_fields=["redo"])
    audit("dispute.redo", dispute, by=by, organ=organ, request=dispute.redo.pk)
    return dispute.redo.case
