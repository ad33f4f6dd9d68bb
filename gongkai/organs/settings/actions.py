"""Settling a setting: the disclosure office proposes, somebody else confirms, the trail keeps both.

What was confirmed is never edited, and no day before today is given a rule: a change does not reach back.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from gongkai.core import pages
from gongkai.core.actions import Refused, action, audit
from gongkai.organs.models import Organ
from gongkai.organs.settings.models import SettingValue
from gongkai.organs.settings.registry import SETTINGS, Setting, forget
from gongkai.organs.settings.selectors import said

LONGEST = 300


@action
def propose(*, organ: Organ, setting: Setting, value: Any, since: date, source: str, by: Any) -> SettingValue:
    """Propose ``value`` from the day ``since``, by the rule ``source``; None leaves it to those above from then on."""
    organ = Organ.objects.select_for_update().get(pk=organ.pk)
    by.must("settings", organ)
    if organ.closed_on:
        raise Refused(f"“{organ.label}”已于 {organ.closed_on} 撤销，不再作规定。")
    if value is not None:
        value = setting.checked(value)
    if not source.strip():
        raise Refused("请写明依据：文件名称、文号和条款。", "source")
    _not_before_today(since)
    _is_news(organ, setting, value, since)
    settled = SettingValue.objects.create(
        organ=organ, key=setting.key, value=value, since=since, source=source.strip(), by=by
    )
    audit("setting.propose", settled, by=by, organ=organ, **_said(settled))
    return settled


def _not_before_today(since: date) -> None:
    if since < timezone.localdate():
        raise Refused("施行日期不能早于今天：规定不溯及既往，以前的事项仍按当时的规定。", "since")


def _is_news(organ: Organ, setting: Setting, value: Any, since: date) -> None:
    """Nothing waits, nothing else was confirmed for that day, and it is another value than the organ would have then."""
    own = SettingValue.objects.filter(organ=organ, key=setting.key)
    if own.waiting().exists():
        raise Refused("这一项已有一个改动在等确认，确认、不同意或者收回以后才能再提。")
    if own.confirmed().filter(since=since).exists():
        raise Refused(f"自 {since} 起已有确认过的规定，请先收回，或者另定日期。", "since")
    own_then = setting.table().own(organ.path or "", since)
    if (own_then[1] if own_then else None) == value:
        said = "本机关到时候没有另作规定，不用改。" if value is None else "与到时候施行的规定相同，不用改。"
        raise Refused(said, "value")


@action
def check(*, proposed: SettingValue, verdict: str, by: Any, note: str = "") -> SettingValue:
    """The second person's word: confirmed, it holds from its day on."""
    settled = _held(proposed)
    by.must("confirm", settled.organ)
    if not settled.is_waiting:
        raise Refused("这个改动已经处理过了，请刷新页面。")
    if by.pk == settled.by_id:
        raise Refused("要由提出人以外的同事确认。")
    if verdict not in SettingValue.VERDICTS:
        raise Refused("请选择确认还是不同意。", "verdict")
    if verdict == SettingValue.REFUSED and not note.strip():
        raise Refused("不同意的，请写明理由。", "note")
    if verdict == SettingValue.CONFIRMED and settled.since < timezone.localdate():
        raise Refused(f"施行日期 {settled.since} 已经过了，规定不溯及既往。请不同意，由提出人另定日期再提。", "verdict")
    settled.verdict, settled.note, settled.checked_by, settled.checked_at = (
        verdict,
        note.strip()[:LONGEST],
        by,
        timezone.now(),
    )
    settled.save()
    audit("setting.check", settled, by=by, organ=settled.organ, verdict=verdict, note=settled.note, **_said(settled))
    if settled.is_confirmed:
        _take_effect(settled)
    return settled


@action
def take_back(*, settled: SettingValue, reason: str, by: Any) -> SettingValue:
    """Take back what is not in force yet, proposed or confirmed."""
    settled = _held(settled)
    by.must("settings", settled.organ)
    if settled.is_confirmed and not settled.can_be_taken_back:
        raise Refused(f"自 {settled.since} 起已经施行，不能收回。要改的，请另提一项从以后某一天起施行的规定。")
    if not settled.can_be_taken_back:
        raise Refused("这个改动已经处理过了，请刷新页面。")
    if not reason.strip():
        raise Refused("请写明为什么收回。", "reason")
    settled.note, settled.taken_back_by, settled.taken_back_at = reason.strip()[:LONGEST], by, timezone.now()
    settled.save()
    audit("setting.take_back", settled, by=by, organ=settled.organ, note=settled.note, **_said(settled))
    forget()
    return settled


def _held(row: SettingValue) -> SettingValue:
    return SettingValue.objects.select_for_update(of=("self",)).select_related("organ").get(pk=row.pk)


def _take_effect(row: SettingValue) -> None:
    """What is in force at once may stand on stored public pages; those of a later day are made anew every night."""
    forget()
    if row.since <= timezone.localdate():
        pages.purge(pages.EVERY)


def _said(row: SettingValue) -> dict[str, Any]:
    """The row in words, as the trail keeps it."""
    return {
        "setting": SETTINGS[row.key].label,
        "value": said(row),
        "since": row.since.isoformat(),
        "source": row.source,
    }
