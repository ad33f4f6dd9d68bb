"""Which requests the annual report counts as requests for disclosure, and where.

更正申请 (条例 art. 41) asks for no information: it is in no figure of requests and no row of table 3, and counted apart, unless
settings.RECTIFICATION_COUNTED says otherwise (docs/decisions/0022). What a request is its outcome says once it is closed;
nothing stored has to change with the setting.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, QuerySet

from gongkai.foi import outcomes
from gongkai.foi.outcomes import RECTIFICATION, Outcome

if TYPE_CHECKING:
    from gongkai.foi.models import Request

RECTIFICATIONS = Q(outcome=RECTIFICATION, case__closed_on__isnull=False)
SECTION = "更正申请"


def of_disclosure(requests: "QuerySet[Request]") -> "QuerySet[Request]":
    """Those that count as requests for disclosure."""
    return requests if settings.RECTIFICATION_COUNTED else requests.exclude(RECTIFICATIONS)


def apart(code: str) -> bool:
    """Whether requests with this outcome are counted apart."""
    return code == RECTIFICATION and not settings.RECTIFICATION_COUNTED


def rows() -> dict[str, str]:
    """Rows of table 3 of the annual report in order, with what they count."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes.OUTCOMES.values():
        if outcome.row and not apart(outcome.code):
            found.setdefault(outcome.row, []).append(outcome)
    return {row: row if row[3:].isalpha() else f"{row} {_named(of_row)}" for row, of_row in found.items()}


def _named(of_row: list[Outcome]) -> str:
    return of_row[0].label if len(of_row) == 1 else outcomes.section(of_row[0])


def section(outcome: Outcome) -> str:
    """The name of the part of the report in which the outcome is counted."""
    return SECTION if apart(outcome.code) else outcomes.section(outcome)


def place(outcome: Outcome, row: str = "") -> str:
    """The row in which the outcome is counted, in words; ``row``: the one that is kept with a request."""
    return "更正申请另计，不进年报表三" if apart(outcome.code) else f"年报表三 {row or outcome.row}"
