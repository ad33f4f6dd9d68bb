"""Where an answer sends who does not accept it: the settings of an organ, the paragraphs of a letter (行政复议法 art. 20,
22–24, 27; 行政诉讼法 art. 45, 46)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from gongkai.casework.letters.actions import type_of
from gongkai.casework.letters.kinds import LetterType
from gongkai.casework.models import Case, Letter
from gongkai.core.actions import Refused, action, audit
from gongkai.foi import dividing, outcomes
from gongkai.foi.letter_facts import you
from gongkai.foi.models import RemedySettings, Request
from gongkai.foi.remedies import NONE, Remedy, paragraphs
from gongkai.organs.models import Organ
from gongkai.organs.rules import path_ids

ONLINE = ("online", "email")  # ways of delivery for which 行政复议法 art. 22(2) asks for an online channel


def remedy_of(organ: Organ) -> Remedy:
    """From the organ's settings, else from those of the organs above, else from the tree: of a department, town or
    institution the government above it, of a government the next higher one (行政复议法 art. 24)."""
    return remedies_of([organ])[organ.pk]


def remedies_of(organs: Sequence[Organ]) -> dict[int, Remedy]:
    """``remedy_of`` each, by their keys; two queries."""
    chains = {organ.pk: path_ids(organ.path or "") for organ in organs}
    concerned = {pk for chain in chains.values() for pk in chain}
    rows = RemedySettings.objects.in_bulk(concerned)
    governments = dict(Organ.objects.filter(pk__in=concerned, level="government").values_list("pk", "name"))
    return {pk: _remedy(chain[::-1], rows, governments) for pk, chain in chains.items()}


def _remedy(upwards: list[int], rows: dict[int, RemedySettings], governments: dict[int, str]) -> Remedy:
    """``upwards``: the keys of the organ and of those above it."""
    own = rows.get(upwards[0]) if upwards else None
    above = [rows[pk] for pk in upwards[1:] if pk in rows]
    higher = next((governments[pk] for pk in upwards[1:] if pk in governments), "")
    channel = (own.online_channel if own else "") or next((r.channel_below for r in above if r.channel_below), "")
    court = (own.court if own else "") or next((r.court_below for r in above if r.court_below), "")
    return Remedy((own.review_organ if own else "") or higher, channel, court or "有管辖权的人民法院")


def branch_of(case: Case, kind: LetterType, fields: dict[str, Any]) -> str:
    """The branch of a letter filled in with ``fields``: of a notice its own, of an answer that of its outcome. Of a partial
    disclosure A where anything is withheld by art. 14–16, else B (rules 3.4; settings PARTIAL_REMEDY_BY_GROUND)."""
    outcome = dividing.outcome_of(case, kind)
    if not outcome:
        return kind.remedy
    if outcome != "partial" or not settings.PARTIAL_REMEDY_BY_GROUND:
        return outcomes.OUTCOMES[outcome].remedy
    found = dividing.answered(case, kind, fields)
    return min(outcomes.branch(answer.outcome, filled.get("ground", "")) for answer, filled in found)


def answer_of(request: Request) -> Letter | None:
    """The letter that ended a request by an answer or a lapse and was sent."""
    rows = request.case.letters.filter(state=Letter.SENT).order_by("-pk")
    return next((letter for letter in rows if type_of(letter).step in ("deliver", "lapse")), None)


def branch_told(request: Request) -> str:
    """The branch a request ended with, as its letter tells it; empty while it has no outcome."""
    if request.outcome not in outcomes.OUTCOMES:
        return ""
    letter = answer_of(request)
    if letter is None or not letter.content:  # taken without a letter, or erased with the applicant's data
        return outcomes.OUTCOMES[request.outcome].remedy
    return branch_of(request.case, type_of(letter), letter.content["fields"])


def remedies(case: Case, kind: LetterType, fields: dict[str, Any]) -> list[str]:
    """The paragraphs of branch A or B; none of C, whose letters state the consequence instead."""
    if missing := missing_settings(case, kind):
        raise Refused(missing)
    addressed = you(case.request) if kind.to == "applicant" else "你方"
    return paragraphs(branch_of(case, kind, fields), addressed, remedy_of(case.organ))


def missing_settings(case: Case, kind: LetterType) -> str:
    """What the organ has to settle about review before this letter can be drawn up, as a sentence."""
    remedy = remedy_of(case.organ)
    if branch_of(case, kind, {}) == NONE:
        return ""
    if not remedy.review:
        return "还不知道对本机关的答复向哪个机关申请行政复议，请先在“文书设置”里填写行政复议机关。"
    if case.party.delivery in ONLINE and not remedy.channel:
        return "本件网上送达，依行政复议法第二十二条须同时告知网上提交复议申请的渠道，请先在“文书设置”里填写。"
    return ""


@action
def set_remedies(*, organ: Organ, by: Any, **values: str) -> RemedySettings:
    """Set the review organ, online channel and court that an organ's letters name."""
    by.must("facts", organ)
    values = {name: value.strip() for name, value in values.items()}
    settings, _ = RemedySettings.objects.update_or_create(organ=organ, defaults=values)
    audit("remedies.set", settings, by=by, organ=organ, **values)
    return settings
