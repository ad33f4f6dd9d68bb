"""What an answer presupposes, as the ledger and the register hold it: no letter says what did not happen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.casework.letters.actions import type_of
from gongkai.casework.letters.kinds import BOOKS, chinese_date
from gongkai.casework.models import Case, Letter
from gongkai.casework.selectors import as_read
from gongkai.core.actions import Refused
from gongkai.foi import consultations, dividing, searching
from gongkai.foi.models import Request
from gongkai.foi.selectors import the_same

MOST = 50  # earlier answers offered


@dataclass(frozen=True)
class Earlier:
    """An answer this organ gave the same applicant before: the key of its request, whether the same was asked."""

    pk: int
    on: date
    number: str
    same: bool

    def __str__(self) -> str:
        return "，".join(filter(None, (chinese_date(self.on), self.number)))


def earlier_answers(request: Request) -> list[Earlier]:
    """Answers to the same applicant by the same organ that stand, those to the same words first (条例 art. 36(6))."""
    if not request.party.applicant_key:
        return []
    key = request.party.applicant_key
    same = Request.objects.filter(case__party__applicant_key=key, case__organ=request.case.organ_id)
    asked = {row.pk: row for row in same.exclude(the_same(request)).order_by("-pk")[:MOST]}
    letters = Letter.objects.filter(case__in=list(asked), state=Letter.SENT).select_related("case").order_by("pk")
    answers = {letter.case_id: letter for letter in letters if type_of(letter).step == "deliver"}
    standing = {asked[pk].renews_id or pk: pk for pk in sorted(answers)}  # of each first request its newest answer
    found = [
        Earlier(pk, letter.sent_on, letter.number or "", asked[pk].description_key == request.description_key)
        for pk in standing.values()
        if (letter := answers[pk]).sent_on
    ]
    return sorted(found, key=lambda row: (row.same, row.on, row.pk), reverse=True)


def answered_before(case: Case, fields: dict[str, Any]) -> dict[str, str]:
    """The words of the letter: which answer, as it was sent. Refused at the field when it is none of them."""
    chosen = next((row for row in earlier_answers(case.request) if row.pk == fields["earlier"]), None)
    if chosen is None:
        raise Refused("请从列出的此前答复中选择一件。", "earlier")
    return {"answered_before": str(chosen)}


def responsible(case: Case, fields: dict[str, Any]) -> dict[str, str]:
    """条例 art. 36(5): who is responsible, where that can be told."""
    return {"organ_told": f"该信息由{fields['organ_to']}负责公开。" if fields["organ_to"] else ""}


# ground of what a partial answer does not give → what there is of it, what it is called: not all of it is withheld
DIVIDED = {
    "2": ("含有不属于政府信息的内容", "不予公开的内容"),
    "36.4": ("有一部分不存在", "无法提供的内容"),
    "36.5": ("有一部分不属于本机关负责公开", "无法提供的内容"),
}


def withheld(case: Case, fields: dict[str, Any]) -> dict[str, str]:
    """条例 art. 14–16, 37: which item of the article, and what the ledger holds of third parties heard or of searches.
    Refused at the item when it is not one of the article, or is missing where the article has several."""
    ground, item = fields["ground"], fields["item"]
    choices = next(field.choices for field in BOOKS["foi"].type("partial").fields if field.name == "item")
    of_ground = [code for code, _ in choices if code.startswith(f"{ground}.")]
    if of_ground and item not in of_ground:
        raise Refused("请选择具体是该条的哪一项，与所选的依据一致。", "item")
    if item and not of_ground:
        raise Refused("所选的依据不分项，请不要选具体项，或者改选依据。", "item")
    evidence = ""
    if ground.startswith("15"):
        evidence = consultations.heard(case)
    elif ground == "36.4":
        evidence = f"本机关对该部分内容进行了检索：{searching.said(case)}。"
    divided, what_not = DIVIDED.get(ground, ("含有不应当公开的内容", "不予公开的内容"))
    exactly = f"（{dict(choices)[item]}）" if item else ""
    return {"exactly": exactly, "evidence": evidence, "divided": divided, "what_not": what_not}


def _corrected(case: Case) -> str | None:
    """条例 art. 30."""
    done = {entry.type for entry in as_read(case.entries.all())}
    if {"correction_asked", "correction_received"} <= done:
        return None
    return "以补正后仍不明确答复，应先告知补正、并已收到补正（条例第三十条）。本件没有，请先办理补正，或选别的答复。"


def _answered_before(case: Case) -> str | None:
    """条例 art. 36(6)."""
    if earlier_answers(case.request):
        return None
    return (
        "以重复申请为由不予处理，须同一申请人此前已获本机关答复（条例第三十六条第（六）项）。没有查到，请选别的答复。"
    )


GROUNDS: dict[str, Callable[[Case], str | None]] = {"unclear": _corrected, "repeated": _answered_before}


def missing(case: Case, outcome: str) -> str | None:
    """Why an answer of this outcome would say what did not happen, as a sentence."""
    return GROUNDS[outcome](case) if outcome in GROUNDS else None


def grounds_stand(case: Case, data: dict[str, Any]) -> str | None:
    """What the answer presupposes is in the ledger, also of an answer by parts."""
    outcomes = {data.get("outcome") or case.request.outcome, *dividing.outcomes_of(case)}
    return next((said for outcome in sorted(outcomes) if (said := missing(case, outcome))), None)
