"""Making records of an answered request. What is made is a draft: it is edited like any other and released by a second
person (review.actions)."""

from typing import Any

from django.utils.html import escape

from gongkai.core.actions import Refused, action, audit
from gongkai.foi.after.anonymous import answer_of, without_people
from gongkai.foi.models import Published, Request
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


def _closed(request: Request, by: Any) -> Request:
    """The request, held, when it is closed and ``by`` may handle it."""
    request = Request.objects.select_for_update(of=("self",)).select_related("case__organ").get(pk=request.pk)
    by.must("handle", request.case.organ)
    if request.case.closed_on is None:
        raise Refused("本件还没有办结，办结以后才能公开答复。")
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
