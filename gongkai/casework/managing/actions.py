"""Who handles a case, which reminders are read, what leaves as a spreadsheet."""

from typing import Any

from django.utils import timezone

from gongkai.casework.actions import append
from gongkai.casework.managing import notices
from gongkai.casework.models import Case, NoticeQuerySet
from gongkai.core.actions import Refused, action, audit
from gongkai.organs.models import Account


@action
def assign_officer(*, case: Case, officer: Account | None, by: Any) -> Case:
    """Make ``officer`` the one who handles the case, None to give it back; kept in the ledger (条例 art. 45: 登记、审核、
    办理、答复、归档都要留痕). The officer must be allowed to handle the case."""
    case = Case.objects.select_for_update(of=("self",)).select_related("organ", "officer").get(pk=case.pk)
    case.must(by, "handle")
    if case.closed_on:
        raise Refused("本件已办结，不再指定承办人。", "officer")
    if case.officer == officer:
        raise Refused(f"本件已由{officer}承办。" if officer else "本件没有承办人，不用收回。", "officer")
    if officer is not None and not case.may(officer, "handle"):
        raise Refused(
            f"所选的人没有在“{case.worker.label}”办理申请的岗位，请选择该机关的人员，或联系系统管理员调整岗位。",
            "officer",
        )
    case.officer = officer
    case.save(update_fields=["officer"])
    text = str(officer) if officer else "收回，未指定"
    append(case, on=timezone.localdate(), type="officer", by=by, text=text, data={"account": officer and officer.pk})
    notices.tell_assigned(case, by)
    audit("case.assign_officer", case, by=by, organ=case.organ, officer=officer and officer.pk)
    return case


@action
def mark_seen(*, which: NoticeQuerySet, by: Any) -> int:
    """Note that ``by`` has read these of their own notices."""
    count = which.filter(user=by).unseen().update(seen_at=timezone.now())
    audit("notice.seen", by, by=by, organ=by.home, count=count)
    return count


@action
def note_export(*, count: int, filters: dict[str, str], by: Any) -> None:
    """A list of cases leaves the house as a spreadsheet; ``filters`` without the words searched for, which may name
    somebody."""
    audit("case.export", by, by=by, organ=by.home, count=count, **filters)
