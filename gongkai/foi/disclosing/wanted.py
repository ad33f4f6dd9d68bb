"""What several people asked for and got: it belongs among what is disclosed to all (条例 art. 44)."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from gongkai.foi.models import Published, Request
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.selectors import ALIKE, LEAST, share, words_of

GIVES = [outcome.code for outcome in OUTCOMES.values() if outcome.gives]
COMPARED = 500  # newest answered requests that are put beside each other


def undisclosed(requests: QuerySet[Request]) -> QuerySet[Request]:
    """Those answered by giving the information, of which no record that discloses it is drafted or public."""
    made = Published.objects.filter(request=OuterRef("pk"), kind=Published.DISCLOSED)
    standing = Exists(made.exclude(record__state="withdrawn"))
    return requests.filter(~standing, outcome__in=GIVES, case__closed_on__isnull=False, case__party__erased_on=None)


@dataclass
class Group:
    """Requests to one organ for the same information, newest first."""

    words: frozenset[str]
    requests: list[Request] = field(default_factory=list)

    @property
    def newest(self) -> Request:
        return self.requests[0]

    @property
    def applicants(self) -> int:
        return len({request.party.applicant_key for request in self.requests})

    @property
    def suggested(self) -> int:
        """How many applicants suggested to disclose it and wait for an answer."""
        return sum(waits(request) for request in self.requests)

    @property
    def latest(self) -> date:
        return max(request.case.closed_on for request in self.requests)


def waits(request: Request) -> bool:
    suggestion = getattr(request, "suggestion", None)
    return suggestion is not None and suggestion.accepted is None


def groups(requests: QuerySet[Request]) -> list[Group]:
    """Of the newest undisclosed of ``requests``: what at least two applicants asked for, in the same or much the same words,
    and what one suggested to disclose; the most wanted first. One query."""
    rows = undisclosed(requests).select_related("case__organ", "case__party", "suggestion").order_by("-pk")
    rows = rows.defer(*(f"case__party__{name}" for name in ("identifier", "contact", "comment")))[:COMPARED]
    by_organ: dict[int, list[Group]] = {}
    same: dict[tuple[int, str], Group] = {}
    for request in rows:
        organ = request.case.organ_id
        found = same.get((organ, request.description_key))
        if found is None:
            found = _alike(words_of(request.description), by_organ.setdefault(organ, []))
            same[organ, request.description_key] = found
        found.requests.append(request)
    every = [group for groups_of_organ in by_organ.values() for group in groups_of_organ]
    chosen = [group for group in every if group.applicants > 1 or group.suggested]
    return sorted(chosen, key=lambda group: (-group.applicants, -group.suggested, -group.newest.pk))


def _alike(words: frozenset[str], among: list[Group]) -> Group:
    """The group whose first request says much the same, or a new one."""
    if len(words) >= LEAST:
        for group in among:
            if share(words, group.words) >= ALIKE:
                return group
    among.append(Group(words))
    return among[-1]
