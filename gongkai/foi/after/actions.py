"""What is done with an answered request. Records made of it are drafts: edited like any other and released by a second
person (review.actions). Its file goes to the archive."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.html import escape

from gongkai.core.actions import Refused, action, audit
from gongkai.foi.after import archive
from gongkai.foi.after.anonymous import answer_of, without_people
from gongkai.foi.models import Archived, Published, Request
from gongkai.foi.outcomes import OUTCOMES
from gongkai.library.actions import start_record
from gongkai.library.models import Version

TITLE, SUMMARY = 60, 200  # characters of what was asked that stand in the title and in the synopsis


@action
def draft_answer_record(*, request: Request, by: Any) -> Version:
    """A draft of the answer as a record of the answering organ, without the applicant: what was asked, what was
    answered, on which ground. Refused while the request is open, when there was no answer, for secrets, and twice."""
    request = _closed(request, by)
    outcome = OUTCOMES[request.outcome]
    if outcome.remedy == "C":
        raise Refused(f"本件以“{outcome.label}”结案，没有答复内容可以选登。")
    if outcome.code == "secret":
        raise Refused("涉及国家秘密的答复不选登。")
    if _standing(request, Published.LOG):
        raise Refused("本件的答复已经有选登稿，请在原稿上继续。")
    letter, asked = answer_of(request), without_people(request, request.description)
    said = letter.content["body"] if letter and letter.content else []  # erased with the applicant's data
    version = start_record(
        organ=request.case.organ,
        kind="disclosure_log",
        title=f"关于“{_brief(asked, TITLE)}”的答复",
        body=_paragraphs("申请内容", asked.splitlines())
        + _paragraphs("答复内容", [without_people(request, text) for text in said]),
        by=by,
        number=(letter.number if letter else "") or "",
        summary=_brief(asked, SUMMARY),
        formed_on=(letter.dated if letter else None) or request.case.closed_on,
        held_on=request.case.closed_on,
        stage=outcome.label,
        extra={"ground": outcome.ground} if outcome.ground else {},
    )
    Published.objects.create(request=request, record=version.record, kind=Published.LOG)
    audit("request.draft_log", request, by=by, organ=request.case.organ, record=version.record_id)
    return version


@action
def open_archive(*, request: Request, reason: str, kind: str, by: Any) -> archive.File:
    """The archive file of a closed request, as ``kind`` pdf or zip. It says who asked, so it takes a reason and is
    audited; after erasure there is nothing to build it from."""
    request = Request.objects.select_related("case__organ").get(pk=request.pk)
    case = request.case
    if not by.may("sign", case.organ):
        by.must("handle", case.organ)
    if case.closed_on is None:
        raise Refused("本件还没有办结，办结以后才能生成归档文件。")
    if request.erased_on:
        raise Refused(f"本件的个人信息和文书已于 {request.erased_on} 按保存期限清除，不能再生成归档文件。")
    if not reason.strip():
        raise Refused("请写明理由，文件含申请人的身份信息，系统会留痕。", "reason")
    audit("request.open_archive", request, by=by, organ=case.organ, reason=reason.strip(), kind=kind)
    return archive.build(case)


@action
def register_archive(*, request: Request, number: str, on: date, by: Any) -> Archived:
    """Note that the file went to the archive, under which number; again to correct it (条例 art. 45)."""
    request, number = _closed(request, by), " ".join(number.split())
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


def _closed(request: Request, by: Any) -> Request:
    """The request, held, when it is closed and ``by`` may handle it."""
    request = Request.objects.select_for_update(of=("self",)).select_related("case__organ").get(pk=request.pk)
    by.must("handle", request.case.organ)
    if request.case.closed_on is None:
        raise Refused("本件还没有办结，请办结以后再办这一步。")
    return request


def _standing(request: Request, kind: str) -> bool:
    """Whether a record of this kind was made of the request and not withdrawn."""
    return request.published.filter(kind=kind).exclude(record__state="withdrawn").exists()


def _brief(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest]}……"


def _paragraphs(heading: str, lines: list[str]) -> str:
    said = "".join(f"<p>{escape(line.strip())}</p>" for line in lines if line.strip())
    return f"<h2>{heading}</h2>{said}" if said else ""
