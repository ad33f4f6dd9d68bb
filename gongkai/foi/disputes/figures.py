"""Figures of reviews and suits: table 4 of the annual report (国办公开办函〔2021〕30号), each cell a named set.

A dispute stands in the year in which its result took effect; until then it is pending at the end of every year since the
copy reached the organ. So it is in one column of a year, and what is known of a past year does not change with the day.
"""

from functools import partial
from itertools import product

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from gongkai.casework.reading import entitle
from gongkai.core.figures import Period, figure, listed
from gongkai.foi.disputes.decisions import PENDING, RESULTS, REVIEW, SUIT
from gongkai.foi.models import Dispute
from gongkai.organs.models import OrganQuerySet

Disputes = QuerySet[Dispute]
BLOCKS = {"review": "行政复议", "direct": "行政诉讼：未经复议直接起诉", "after": "行政诉讼：复议后起诉"}
COLUMNS = {**RESULTS, "pending": PENDING}
CELLS = [f"{block}.{column}" for block, column in product(BLOCKS, COLUMNS)]  # figures, behind “foi.”
_OF_BLOCK = {
    "review": Q(case__type=REVIEW),
    "direct": Q(case__type=SUIT, after=None),
    "after": Q(case__type=SUIT, after__isnull=False),
}


def of(organs: OrganQuerySet) -> Disputes:
    """Reviews and suits against these organs."""
    return Dispute.objects.filter(case__organ__in=organs.order_by().values("pk"))


def cell(organs: OrganQuerySet, period: Period, block: str, column: str) -> Disputes:
    """One cell of table 4: reviews, suits without or after review, with a result of the period or pending at its end."""
    return of(organs).filter(_cell(period, block, column))


def _cell(period: Period, block: str, column: str) -> Q:
    if column != "pending":
        return _OF_BLOCK[block] & Q(effective_on__range=period, result=column)
    still = Q(effective_on=None) | Q(effective_on__gt=period.last)
    return _OF_BLOCK[block] & Q(case__received_on__lte=period.last) & still


for _block, _column in product(BLOCKS, COLUMNS):
    figure(
        f"foi.{_block}.{_column}",
        f"{BLOCKS[_block]}：{COLUMNS[_column]}",
        "件",
        "国办公开办函〔2021〕30号表四",
        by={"organ": ("被申请人、被告", "case__organ__name")},
    )(partial(cell, block=_block, column=_column))


def table(organs: OrganQuerySet, period: Period) -> dict[str, dict[str, tuple[str, int]]]:
    """Table 4: block → column → (cell, number), the total last and without one, by their labels; one
    query."""
    cells = {f"{b}_{c}": Count("pk", filter=_cell(period, b, c)) for b, c in product(BLOCKS, COLUMNS)}
    counted = of(organs).aggregate(**cells)
    found = {}
    for block, label in BLOCKS.items():
        numbers = {name: (f"{block}.{column}", counted[f"{block}_{column}"]) for column, name in COLUMNS.items()}
        found[label] = {**numbers, "总计": ("", sum(number for _, number in numbers.values()))}
    return found


listed(
    Dispute,
    {
        "登记号": lambda found: found.case.number,
        "争议": lambda found: found.case.title,
        "被申请人、被告": lambda found: found.case.organ.label,
        "收到": lambda found: found.case.received_on,
        "结果": lambda found: found.get_result_display(),
        "生效": lambda found: found.effective_on,
    },
    page=lambda found: reverse("desk:case", args=[found.pk]),
    related=("case__organ", "case__handler"),
    prepare=lambda rows, user: entitle([found.case for found in rows], user),
)
