"""The search log (检索记录): without one nobody is told that information does not exist (条例 art. 36(4))."""

from datetime import date
from typing import Any

from django.utils import timezone

from gongkai.casework.letters.kinds import chinese_date
from gongkai.casework.models import Case
from gongkai.core.actions import Refused, action, audit
from gongkai.foi.models import Request, SearchNote
from gongkai.foi.models.search import LONGEST_NOTE


@action
def note_search(*, request: Request, on: date, by: Any, **texts: str) -> SearchNote:
    """Write down a search: ``texts`` are the places, words and result of SearchNote."""
    case = Case.objects.select_for_update(of=("self",)).select_related("organ").get(pk=request.pk)
    case.must(by, "handle")
    if case.closed_on:
        raise Refused("本件已经办结，不能再补检索记录。")
    if case.received_on is None or on < case.received_on:
        raise Refused(
            f"检索日期不能早于收到申请之日{f' {case.received_on}' if case.received_on else ''}，请核对。", "on"
        )
    if on > timezone.localdate():
        raise Refused("检索日期不能晚于今天，请核对。", "on")
    texts = {name: texts.get(name, "").strip() for name in SearchNote.TEXTS}
    for name, text in texts.items():
        label: str = getattr(SearchNote._meta.get_field(name), "verbose_name", name)
        if not text:
            raise Refused(f"请填写“{label}”。", name)
        if len(text) > LONGEST_NOTE:
            raise Refused(f"“{label}”有 {len(text)} 字，请精简到 {LONGEST_NOTE} 字以内。", name)
    done = SearchNote.objects.filter(request=request, on=on)
    if any({name: getattr(note, name) for name in SearchNote.TEXTS} == texts for note in done):
        raise Refused("这次检索已经登记过，不必重复登记。")
    note = SearchNote.objects.create(request=request, on=on, by=by, **texts)
    audit("request.search", note, by=by, organ=case.organ, on=on.isoformat())
    return note


def said(case: Case) -> str:
    """The searches of a request in the words of the letter; Refused when there was none."""
    notes = list(SearchNote.objects.filter(request=case.pk))
    if not notes:
        raise Refused("告知信息不存在的，须先在本件页面登记检索记录：检索的范围、关键词和结果。")
    return "；".join(_sentence(note) for note in notes)


def _sentence(note: SearchNote) -> str:
    places, words, result = (getattr(note, name).rstrip("。；") for name in SearchNote.TEXTS)
    return f"{chinese_date(note.on)}，检索的范围和方式为{places}，关键词为{words}，结果为{result}"
