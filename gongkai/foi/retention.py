"""Applicants' data is short-lived: when its time is over it is erased, and what is left says nothing of anybody."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from gongkai.casework.models import Correction, Entry, Letter, Party
from gongkai.casework.parties import identity
from gongkai.core import deeds, vault
from gongkai.core.actions import Refused, action, audit
from gongkai.core.models import AuditEntry
from gongkai.core.trail import black_out
from gongkai.foi.actions import description_key
from gongkai.foi.models import Agent, Dispute, DisputeFile, Reasons, Request, SearchNote, Suggestion
from gongkai.foi.selectors import the_same

# of a request in a query: those that answer it anew, or that it answers anew, and it itself where it does (foi.renewing)
FAMILY = Q(pk=OuterRef("renews")) | Q(renews=OuterRef("pk")) | Q(renews=OuterRef("renews"))
AHEAD = 90  # days ahead that the desk shows
MOST = 500  # rows
# whoever was not told of the remedies may ask for review within a year (行政复议法 art. 20(3)); all other terms are shorter
SHORTEST = 366
REASONED = (  # what somebody gave a reason for
    "request.reveal", "request.renew_code", "request.open_archive", "request.items",
)  # fmt: skip


@action
def erase(*, request: Request, by: Any) -> Request:
    """Erase who asked: identity, contact, files, letters, the query code, third parties and what they said; names and
    numbers within the texts are blacked out. The ledger, the outcome and the figures stay."""
    request = Request.objects.select_for_update().select_related("case__organ").get(pk=request.pk)
    request.case.party = Party.objects.select_for_update().get(pk=request.pk)
    if by is not None:
        by.must("handle", request.case.organ)
    if request.case.closed_on is None:
        raise Refused("本件尚未办结，申请人信息还要用来送达答复，不能清除。")
    if request.disputes.filter(case__closed_on=None).exists():
        raise Refused("本件的行政复议或者行政诉讼还没有办结，不能清除。")
    if Request.objects.filter(the_same(request), case__closed_on=None).exists():
        raise Refused("本件正在重新办理，还没有办结，不能清除。")
    trail = _trail(request)
    for key in _files(request):
        transaction.on_commit(partial(vault.forget, key))
    _black_out(request)
    request.description_key = description_key(request.description)
    request.save()
    party = request.party
    party.name = party.identifier = party.contact = party.token = None
    party.applicant_key = party.name_key = party.code_digest = ""
    party.erased_on = timezone.localdate()
    party.save()
    DisputeFile.objects.filter(dispute__request=request).delete()
    request.disputes.update(claim=None)
    request.enclosures.all().delete()
    Agent.objects.filter(request=request).delete()
    request.materials.all().delete()
    request.parts.update(what=None, fields=None)
    request.consultations.update(
        name=None, contact=None, information=None, reasons=None, decision_reasons=None, scan=""
    )
    Reasons.objects.filter(pk=request.pk).update(text=None, judgement=None)
    request.case.letters.update(content=None, docx="", pdf="", scan="", proof="", received_proof="")
    audit("request.erase", request, by=by, organ=request.case.organ)
    black_out(noun=request, entries=trail, texts=deeds.TEXTS, by=by, organ=request.case.organ)
    return request


def _trail(request: Request) -> QuerySet[AuditEntry]:
    """What the audit trail holds about it and about what belongs to it: reasons typed there may name people."""
    disputes = [*request.disputes.values_list("pk", "case")]
    papers = DisputeFile.objects.filter(dispute__request=request)
    nouns = {
        "foi.request": [request.pk],
        "casework.case": [request.pk, *(case for _, case in disputes)],
        "casework.letter": request.case.letters.values_list("pk", flat=True),
        "foi.consultation": request.consultations.values_list("pk", flat=True),
        "foi.material": request.materials.values_list("pk", flat=True),
        "foi.part": request.parts.values_list("pk", flat=True),
        "foi.dispute": [dispute for dispute, _ in disputes],
        "foi.disputefile": papers.values_list("pk", flat=True),
    }
    about = Q(pk__in=[])
    for noun_type, pks in nouns.items():
        about |= Q(noun_type=noun_type, noun_id__in=[str(pk) for pk in pks])
    return AuditEntry.objects.filter(about)


def _files(request: Request) -> list[str]:
    """The keys of all its files in the vault."""
    papers = DisputeFile.objects.filter(dispute__request=request)
    rows = [
        *request.enclosures.values_list("key"),
        *request.case.letters.values_list("docx", "pdf", "scan"),
        *request.consultations.values_list("scan"),
        *request.materials.values_list("original", "redacted"),
        *papers.values_list("key"),
    ]
    return [key for row in rows for key in row if key]


def _black_out(request: Request) -> None:
    """Names, numbers and contact of the applicant, of who acts for them and of third parties within the texts that stay."""
    hidden = request.personal
    for row in request.consultations.filter(kind="third_party"):
        hidden += [row.name or "", row.contact or ""]
    saved = (
        (request, "description"),
        (request, "items_reason"),
        (request.party, "comment"),
    )  # with the rest, by ``erase``
    for kept, name in saved:
        setattr(kept, name, identity.blacked_out(getattr(kept, name), hidden))
    case = Q(case__in=Request.objects.filter(the_same(request)).values("pk"))  # what is answered anew names the same
    stays: list[tuple[QuerySet[Any], tuple[str, ...]]] = [
        (request.supplements.all(), ("text",)),
        (Entry.objects.filter(case | Q(case__dispute__request=request)), ("text", "data")),
        (Correction.objects.filter(case), ("to", "why", "note")),
        (Letter.objects.filter(case), ("void_reason",)),
        (Suggestion.objects.filter(request=request), ("reason",)),
        (SearchNote.objects.filter(request=request), SearchNote.TEXTS),
    ]
    for rows, names in stays:
        for row in rows:  # past save(), which refuses to change what is kept: retention alone does it
            rows.filter(pk=row.pk).update(**{name: _blacked_out(getattr(row, name), hidden) for name in names})


def _blacked_out(value: Any, hidden: list[str]) -> Any:
    """A text, or what was recorded with all texts within it, blacked out."""
    if isinstance(value, dict):
        return {name: _blacked_out(one, hidden) for name, one in value.items()}
    if isinstance(value, list):
        return [_blacked_out(one, hidden) for one in value]
    return identity.blacked_out(value, hidden) if isinstance(value, str) else value


def coming(requests: QuerySet[Request], today: date) -> list[Any]:
    """Closed requests that will be erased within AHEAD days, by day (``erase_on``), at most MOST; those that only an open
    review or suit, or an answer given anew, holds back come with ``erase_on`` None, last. Three queries."""
    term = timedelta(days=settings.REQUEST_RETENTION_DAYS)
    last = today + timedelta(days=AHEAD)
    due = requests.filter(case__party__erased_on=None, case__closed_on__lte=last - term).order_by(
        "case__closed_on", "pk"
    )
    anew = Request.objects.filter(FAMILY).order_by(F("case__closed_on").desc(nulls_first=True))
    last_anew = Subquery(anew.values("case__closed_on")[:1])
    rows: Any = due.annotate(anew=Exists(anew), last_anew=last_anew).select_related("case__organ", "archived")
    rows = rows.prefetch_related("disputes__case")[:MOST]
    found = []
    for request in rows:
        ends = [request.case.closed_on, *(dispute.case.closed_on for dispute in request.disputes.all())]
        ends += [request.last_anew] if request.anew else []
        request.erase_on = None if None in ends else max(ends) + term
        if request.erase_on is None or request.erase_on <= last:
            found.append(request)
    return sorted(found, key=lambda request: (request.erase_on is None, request.erase_on or today, request.pk))


def erase_due(today: date) -> int:
    """Erase what was closed longer ago than settings.REQUEST_RETENTION_DAYS, and its reviews and suits and what was
    answered anew as well; returns how many."""
    last = today - timedelta(days=settings.REQUEST_RETENTION_DAYS)
    disputed = Dispute.objects.filter(request=OuterRef("pk")).exclude(case__closed_on__lte=last)
    anew = Request.objects.filter(FAMILY).exclude(case__closed_on__lte=last)
    kept = Request.objects.filter(case__party__erased_on=None, case__closed_on__lte=last)
    due = list(kept.filter(~Exists(disputed), ~Exists(anew)))
    for request in due:
        erase(request=request, by=None)
    _black_out_late(last)
    return len(due)


def _black_out_late(last: date) -> None:
    """Reasons typed about a request that was erased before (its archive file was opened, or it was erased by a version that
    left them) go when they are as old themselves."""
    old = AuditEntry.objects.filter(at__lt=timezone.make_aware(datetime.combine(last, time())))
    typed = old.filter(verb__in=REASONED, seal__isnull=False, seal__blacked_by=None).values_list("noun_id", flat=True)
    erased = Request.objects.filter(pk__in={int(pk) for pk in typed}, case__party__erased_on__isnull=False)
    erased = erased.select_related("case__organ")
    for request in erased:
        entries = _trail(request).filter(pk__in=old.values("pk"))
        black_out(noun=request, entries=entries, texts=deeds.TEXTS, by=None, organ=request.case.organ)


@register()
def retention_outlasts_remedies(app_configs: Any, **kwargs: Any) -> list[Error]:
    """What may still be reviewed or sued over is not erased."""
    if settings.REQUEST_RETENTION_DAYS >= SHORTEST:
        return []
    said = (
        f"GONGKAI_REQUEST_RETENTION_DAYS 不能少于 {SHORTEST} 天：期间还可以申请行政复议或者起诉（行政复议法第二十条）。"
    )
    return [Error(said, id="foi.E001")]
