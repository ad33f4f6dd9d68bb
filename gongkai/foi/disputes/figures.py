"""Figures of reviews and suits: table 4 of the annual report (国办公开办函〔2021〕30号), each cell a named set.

A dispute stands in the year in which its result took effect; until then it is pending at the end of every year since the
copy reached the organ. So it is in one column of a year, and what is known of a past year does not change with the day.
"""

from django.db.models import Count, Q, QuerySet

from gongkai.foi.disputes.decisions import PENDING, RESULTS, REVIEW, SUIT
from gongkai.foi.models import Dispute
from gongkai.organs.models import OrganQuerySet

Disputes = QuerySet[Dispute]
BLOCKS = {"review": "行政复议", "direct": "行政诉讼：未经复议直接起诉", "after": "行政诉讼：复议后起诉"}
COLUMNS = {**RESULTS, "pending": PENDING}
_OF_BLOCK = {
    "review": Q(case__type=REVIEW),
    "direct": Q(case__type=SUIT, after=None),
    "after": Q(case__type=SUIT, after__isnull=False),
}


def of(organs: OrganQuerySet) -> Disputes:
    """Reviews and suits against these organs."""
    return Dispute.objects.filter(case__organ__in=organs.order_by().values("pk"))


def cell(organs: OrganQuerySet, year: int, block: str, column: str) -> Disputes:
    """One cell of table 4: reviews, suits without or after review, with a result of the year or pending at its end."""
    return of(organs).filter(_cell(year, block, column))


def _cell(year: int, block: str, column: str) -> Q:
    if column != "pending":
        return _OF_BLOCK[block] & Q(effective_on__year=year, result=column)
    return (
        _OF_BLOCK[block]
        & Q(case__received_on__year__lte=year)
        & (Q(effective_on=None) | Q(effective_on__year__gt=year))
    )


def table(organs: OrganQuerySet, year: int) -> dict[str, dict[str, int]]:
    """Table 4: block → column → number, the total last, by their labels; one query."""
    cells = {f"{b}_{c}": Count("pk", filter=_cell(year, b, c)) for b in BLOCKS for c in COLUMNS}
    counted = of(organs).aggregate(**cells)
    found = {}
    for block, label in BLOCKS.items():
        numbers = {name: counted[f"{block}_{column}"] for column, name in COLUMNS.items()}
        found[label] = {**numbers, "总计": sum(numbers.values())}
    return found
