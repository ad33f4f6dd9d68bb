"""The file of a closed request goes to the archive (条例 art. 45)."""

from datetime import date
from typing import Any

from django.utils import timezone

from gongkai.core.actions import Refused, action, audit
from gongkai.foi.actions import closed
from gongkai.foi.archive.file import File, build
from gongkai.foi.models import Archived, Request


@action
def open_archive(*, request: Request, reason: str, kind: str, by: Any) -> File:
    """The archive file of a closed request, as ``kind`` pdf or zip. It says who asked, so it takes a reason and is
    audited; after erasure there is nothing to build it from."""
    request = Request.objects.select_related("case__organ", "case__party").get(pk=request.pk)
    case = request.case
    if not by.may("sign", case.organ):
        by.must("handle", case.organ)
    if case.closed_on is None:
        raise Refused("本件还没有办结，办结以后才能生成归档文件。")
    if request.party.erased_on:
        raise Refused(f"本件的个人信息和文书已于 {request.party.erased_on} 按保存期限清除，不能再生成归档文件。")
    if not reason.strip():
        raise Refused("请写明理由，文件含申请人的身份信息，系统会留痕。", "reason")
    audit("request.open_archive", request, by=by, organ=case.organ, reason=reason.strip(), kind=kind)
    return build(case)


@action
def register_archive(*, request: Request, number: str, on: date, by: Any) -> Archived:
    """Note that the file went to the archive, under which number; again to correct it (条例 art. 45)."""
    request, number = closed(request, by), " ".join(number.split())
    organ = request.case.organ
    if not number:
        raise Refused("请填写归档编号。", "number")
    if not request.case.closed_on <= on <= timezone.localdate():
        raise Refused(f"归档日期应在办结日期 {request.case.closed_on} 至今天之间，请核对。", "on")
    if Archived.objects.filter(organ=organ, number=number).exclude(request=request).exists():
        raise Refused(f"归档编号“{number}”已经用于另一件，请核对。", "number")
    filed, _ = Archived.objects.update_or_create(
        request=request, defaults={"organ": organ, "number": number, "on": on, "by": by}
    )
    audit("request.archive", request, by=by, organ=organ, number=number, on=on.isoformat())
    return filed
