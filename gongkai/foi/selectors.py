"""Reading requests: who answers them, which is whose, which are alike."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from gongkai.casework.models import Case
from gongkai.casework.parties import identity
from gongkai.casework.reading import words
from gongkai.foi.models import Request
from gongkai.foi.outcomes import PROPOSED
from gongkai.organs.selectors import same_government
from gongkai.search.segment import segment

COMPARED = 500  # newest requests of the organ and its neighbours that a new one is compared with
ANSWERS = frozenset(outcome.code for outcome in PROPOSED)
LEAST, ALIKE = 4, 0.6  # words a description must have; share of common words that makes two alike


@words("foi")
def words_asked(pks: Collection[int]) -> dict[int, str]:
    """What requests ask for, without their applicants' names and any numbers: for lists of those who may read them."""
    rows = Request.objects.filter(pk__in=pks).select_related("case__party", "agent")
    rows = rows.only("description", "case__party__name", "agent__name")
    return {row.pk: identity.blacked_out(row.description, _names(row)) for row in rows}


def _names(row: Request) -> list[str]:
    return [name for name in (row.party.name, row.through and row.through.name) if name]


@dataclass(frozen=True)
class Similar:
    """``repeated``: of the same applicant with the same text (条例 art. 36(6)); ``wanted``: the same text from others,
    which suggests to disclose it to all (art. 44); ``alike``: much the same words, with the share they have in common."""

    repeated: list[Request] = field(default_factory=list)
    wanted: list[Request] = field(default_factory=list)
    alike: list[tuple[Request, float]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.repeated or self.wanted or self.alike)


def similar_requests(request: Request, among: QuerySet[Request] | None = None, limit: int = 5) -> Similar:
    """Requests to the same government that ask for what ``request`` asks for, newest first; of those ``among`` holds."""
    others = _neighbours(request, Request.objects.all() if among is None else among)
    same = list(others.filter(description_key=request.description_key)[: 4 * limit])
    key = request.party.applicant_key
    mine = [r for r in same if key and r.party.applicant_key == key]
    return Similar(
        repeated=mine[:limit],
        wanted=[r for r in same if r not in mine][:limit],
        alike=_alike(request, others.exclude(description_key=request.description_key), limit),
    )


def _neighbours(request: Request, among: QuerySet[Request]) -> QuerySet[Request]:
    """Other requests, newest first, to organs under the same government."""
    others = among.select_related("case__organ", "case__handler", "case__party").exclude(the_same(request))
    others = others.defer(*(f"case__party__{name}" for name in ("name", "identifier", "contact", "comment")))
    return others.filter(case__organ__in=same_government(request.case.organ)).order_by("-pk")


def the_same(request: Request) -> Q:
    """Condition on requests that are the same one: the one the applicant made, and those in which it is answered anew."""
    first = request.renews_id or request.pk
    return Q(pk=first) | Q(renews=first)


def renewed(case: Case) -> bool:
    """Whether an earlier answer is given anew in this request."""
    found: Request | None = getattr(case, "request", None)
    return found is not None and found.renews_id is not None


def superseded(request: Request) -> Request | None:
    """The request in which an answer was given in the place of this one's; None while this one's stands."""
    later = Request.objects.filter(the_same(request), pk__gt=request.pk, outcome__in=ANSWERS)
    return later.exclude(case__closed_on=None).select_related("case").order_by("pk").last()


def _alike(request: Request, others: QuerySet[Request], limit: int) -> list[tuple[Request, float]]:
    """Compared by their texts alone: who asked is not read, nor deciphered, of requests that are not shown."""
    mine = words_of(request.description)
    if len(mine) < LEAST:
        return []
    texts = others.values_list("pk", "description")[:COMPARED]
    compared = [(pk, share(mine, words_of(text))) for pk, text in texts]
    best = sorted((row for row in compared if row[1] >= ALIKE), key=lambda row: -row[1])[:limit]
    found = others.in_bulk([pk for pk, _ in best]) if best else {}
    return [(found[pk], common) for pk, common in best]


def words_of(description: str) -> frozenset[str]:
    """The words that tell what is asked for."""
    return frozenset(word for word in segment(description[:1000]).fine if len(word) > 1 or word.isdigit())


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets have in common: 1 when equal, 0 when nothing (Jaccard)."""
    return len(one & other) / len(one | other) if one | other else 0.0
