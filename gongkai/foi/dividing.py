"""A request answered item by item (条例 art. 36, 37): its parts, each with the conclusion of an answer letter of its own
kind; one letter answers them all, and the request counts once."""

from collections.abc import Sequence
from typing import Any

from gongkai.casework.letters.kinds import BOOKS, LetterType
from gongkai.casework.models import Case, Letter
from gongkai.core.actions import Refused, action, audit
from gongkai.foi import outcomes
from gongkai.foi.models import Part

LETTER = "parts"  # the type of the letter that answers all parts
MOST, LONGEST = 20, 1000  # parts of a request, characters of a part


def kinds() -> dict[str, LetterType]:
    """What a part may be concluded with: every answer to a whole request."""
    return {code: kind for code, kind in BOOKS["foi"].types.items() if kind.step == "deliver" and kind.outcome}


def outcomes_of(case: Case) -> list[str]:
    """The outcomes of the parts that have one."""
    known = kinds()
    return [known[code].outcome for code in Part.objects.filter(request=case.pk).values_list("kind", flat=True) if code]


def outcome_of(case: Case, kind: LetterType) -> str:
    """The outcome a letter of ``kind`` stands for; of the letter of the parts, what they come to together."""
    if kind.code != LETTER:
        return kind.outcome
    found = outcomes_of(case)
    return outcomes.combined(found).code if found else ""


def answered(case: Case, kind: LetterType, fields: dict[str, Any]) -> list[tuple[LetterType, dict[str, Any]]]:
    """The answers that a letter filled in with ``fields`` gives, with what was filled in for each: of the letter of the
    parts one a part."""
    if kind.code != LETTER:
        return [(kind, fields)]
    known, rows = kinds(), Part.objects.filter(request=case.pk).exclude(kind="")
    return [(known[row.kind], row.fields or {}) for row in rows]


def concluded(case: Case) -> list[tuple[Part, dict[str, Any]]]:
    """The parts of a request that is ready to be answered item by item, with what their letters ask."""
    rows = list(Part.objects.filter(request=case.pk))
    if len(rows) < 2:
        raise Refused("分项答复至少要有两项，请先在本件页面把申请内容分项。")
    if waiting := [str(row.position) for row in rows if not row.kind]:
        raise Refused(f"第 {'、'.join(waiting)} 项还没有结论，请先填写各项的结论。")
    return [(row, _filled(row)) for row in rows]


def _filled(row: Part) -> dict[str, Any]:
    """What was filled in for a part, as its letter asks it now: that may have come to ask more since."""
    kind, kept = kinds()[row.kind], row.fields or {}
    try:
        return kind.clean({field.name: kept.get(field.name) for field in kind.fields})
    except Refused as refusal:
        raise Refused(f"第 {row.position} 项的结论要重新填写：{refusal.message}") from refusal


@action
def split(*, case: Case, texts: Sequence[str], by: Any) -> list[Part]:
    """Add parts: what is asked for, item by item."""
    case = _held(case, by)
    texts = [text.strip() for text in texts if text.strip()]
    if not texts:
        raise Refused("请填写各项内容，一行一项。", "texts")
    if long := next((text for text in texts if len(text) > LONGEST), None):
        raise Refused(f"“{long[:10]}……”有 {len(long)} 字，每项请在 {LONGEST} 字以内。", "texts")
    last = Part.objects.filter(request=case.pk).count()
    if last + len(texts) < 2:
        raise Refused("只有一项的不需要分项。请把各项分行写，一行一项，至少两项。", "texts")
    if last + len(texts) > MOST:
        raise Refused(f"一件申请最多分 {MOST} 项，现有 {last} 项，请合并。", "texts")
    rows = [Part(request_id=case.pk, position=last + n, what=text) for n, text in enumerate(texts, start=1)]
    Part.objects.bulk_create(rows)
    audit("request.split", case, by=by, organ=case.organ, parts=last + len(rows))
    return rows


@action
def conclude(*, part: Part, kind: str, by: Any, **given: Any) -> Part:
    """Say how a part is answered: a kind of answer with what its letter asks."""
    case = _held(part.request.case, by)
    chosen = kinds().get(kind)
    if chosen is None:
        raise Refused("请从答复类型表中选择这一项的结论。", "kind")
    part.kind, part.fields = kind, chosen.clean(given)
    part.save()
    audit("request.part", part, by=by, organ=case.organ, kind=kind)
    return part


@action
def remove(*, part: Part, by: Any) -> None:
    """Take a part back; those behind it move up."""
    case = _held(part.request.case, by)
    audit("request.part_remove", part, by=by, organ=case.organ)
    part.delete()
    for position, row in enumerate(Part.objects.filter(request=case.pk), start=1):
        Part.objects.filter(pk=row.pk).update(position=position)


def _held(case: Case, by: Any) -> Case:
    """Parts change while the request is handled and no answer is drawn up from them."""
    case.must(by, "handle")
    case = Case.objects.select_for_update().select_related("organ").get(pk=case.pk)
    if case.state != "handling":
        raise Refused(f"本件现在是“{case.state_label}”，办理中才能分项。")
    rows = case.letters.filter(state__in=(Letter.DRAFT, Letter.SIGNED))
    if any(BOOKS["foi"].types[row.type].step == "deliver" for row in rows if row.type in BOOKS["foi"].types):
        raise Refused("本件已有一份答复文书，要改各项的结论，请先作废它。")
    return case


def must_cite(case: Case, body: Sequence[str]) -> None:
    """The letter of the parts keeps citing the article of each (Refused at the body)."""
    known, text = kinds(), "".join(body)
    cites = [cite for row in Part.objects.filter(request=case.pk) if row.kind for cite in known[row.kind].cites]
    if lost := sorted({cite for cite in cites if cite not in text}):
        raise Refused(f"正文必须写明依据：{'、'.join(lost)}，请补上。", "body")
