"""Records made of an answered request. They are drafts: edited like any other and released by a second person
(review.actions)."""

from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.html import escape

from gongkai.core.actions import Refused, action, audit
from gongkai.foi.actions import closed
from gongkai.foi.disclosing import wanted
from gongkai.foi.disclosing.anonymous import answer_of, brief, without_people
from gongkai.foi.materials import actions as materials
from gongkai.foi.models import Published, Request, Suggestion
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.selectors import superseded
from gongkai.library import intake
from gongkai.library.actions import attach, start_record
from gongkai.library.models import Version

TITLE, SUMMARY = 60, 200  # characters of what was asked that stand in the title and in the synopsis


def _must_stand(request: Request) -> None:
    """Nothing is made public of an answer that another took the place of."""
    if later := superseded(request):
        raise Refused(f"本件的答复已由 {later.case.number} 重新作出，请在那一件里办理。")


@action
def draft_answer_record(*, request: Request, by: Any) -> Version:
    """A draft of the answer as a record of the answering organ, without the applicant: what was asked, what was
    answered, on which ground. Refused while the request is open, when there was no answer, for secrets, and twice."""
    request = closed(request, by)
    _must_stand(request)
    outcome = OUTCOMES[request.outcome]
    if not outcome.answers:
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
        title=f"关于“{brief(asked, TITLE)}”的答复",
        body=_paragraphs("申请内容", asked.splitlines())
        + _paragraphs("答复内容", [without_people(request, text) for text in said]),
        by=by,
        number=(letter.number if letter else "") or "",
        summary=brief(asked, SUMMARY),
        formed_on=(letter.dated if letter else None) or request.case.closed_on,
        held_on=request.case.closed_on,
        stage=outcome.label,
        extra={"ground": outcome.ground} if outcome.ground else {},
    )
    Published.objects.create(request=request, record=version.record, kind=Published.LOG)
    audit("request.draft_log", request, by=by, organ=request.case.organ, record=version.record_id)
    return version


@action
def suggest_disclosure(*, request: Request, by: Any) -> Suggestion:
    """The applicant, who got the information, suggests to disclose it to all (条例 art. 44); once."""
    request = Request.objects.select_for_update(of=("self",)).select_related("case__organ").get(pk=request.pk)
    if request.case.closed_on is None or not OUTCOMES[request.outcome].gives:
        raise Refused("得到所申请的信息以后，才能建议主动公开。")
    _must_stand(request)
    if _standing(request, Published.DISCLOSED) or Suggestion.objects.filter(request=request).exists():
        raise Refused("这份信息已经建议过主动公开，或者正在准备公开。")
    suggestion = Suggestion.objects.create(request=request, on=timezone.localdate())
    audit("request.suggest", request, by=by, organ=request.case.organ)
    return suggestion


@action
def draft_disclosure(*, request: Request, kind: str, title: str, by: Any) -> Version:
    """A draft that discloses what was given to the applicant to all (条例 art. 44), with the files that went out. It stands
    for every answered request of the organ with the same words, and accepts what their applicants suggested."""
    request = closed(request, by)
    _must_stand(request)
    organ = request.case.organ
    if not OUTCOMES[request.outcome].gives:
        raise Refused("本件没有提供信息，不能转为主动公开。")
    if _standing(request, Published.DISCLOSED):
        raise Refused("本件的信息已经在转为主动公开，请在原稿上继续。")
    version = start_record(organ=organ, kind=kind, title=title.strip(), by=by)
    for material in materials.handed_to(request):  # what went out, redacted where it was
        name = without_people(request, material.handed_name)
        blob, name = intake.take(ContentFile(materials.handed_over(material)), name)
        attach(version=version, blob=blob, name=name, by=by)
    same = wanted.undisclosed(Request.objects.filter(case__organ=organ, description_key=request.description_key))
    requests = {request.pk, *same.values_list("pk", flat=True)}
    Published.objects.bulk_create(
        Published(request_id=pk, record=version.record, kind=Published.DISCLOSED) for pk in sorted(requests)
    )
    Suggestion.objects.filter(request__in=requests, accepted=None).update(
        accepted=True, decided_on=timezone.localdate()
    )
    audit("request.disclose", request, by=by, organ=organ, record=version.record_id, requests=len(requests))
    return version


@action
def decline_suggestion(*, request: Request, reason: str, by: Any) -> Suggestion:
    """Tell the applicant that the information is not disclosed to all, and why (条例 art. 44)."""
    request, reason = closed(request, by), reason.strip()
    suggestion = Suggestion.objects.filter(request=request, accepted=None).first()
    if suggestion is None:
        raise Refused("没有等待答复的主动公开建议，可能已被别人处理，请刷新页面。")
    if not reason:
        raise Refused("请写明不主动公开的理由，申请人会看到。", "reason")
    if len(reason) > 500:
        raise Refused(f"理由有 {len(reason)} 字，请精简到 500 字以内。", "reason")
    suggestion.accepted, suggestion.decided_on, suggestion.reason = False, timezone.localdate(), reason
    suggestion.save()
    audit("request.decline_disclosure", request, by=by, organ=request.case.organ)
    return suggestion


def _standing(request: Request, kind: str) -> bool:
    """Whether a record of this kind was made of the request and not withdrawn."""
    return Published.objects.filter(request=request, kind=kind).exclude(record__state="withdrawn").exists()


def _paragraphs(heading: str, lines: list[str]) -> str:
    said = "".join(f"<p>{escape(line.strip())}</p>" for line in lines if line.strip())
    return f"<h2>{heading}</h2>{said}" if said else ""
