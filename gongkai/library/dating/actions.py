"""A person's yes to dates that the program presumed."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from gongkai.core.actions import Refused, action, audit
from gongkai.core.text import named
from gongkai.library import citations, publishing
from gongkai.library.dating.selectors import permission
from gongkai.library.models import Record


@action
def confirm_dates(*, record: Record, by: Any, released_on: date | None = None) -> Record:
    """The presumed dates of a record are right; the day of release is ``released_on``, where it is given. A day of
    making that is wrong is corrected in a new version. What the public sees of a released record takes the right to
    release."""
    record = Record.objects.select_for_update(of=("self",)).select_related("organ").get(pk=record.pk)
    by.must(permission(record), record.organ)
    is_out = record.state == "released"
    if not (record.formed_presumed or (is_out and record.released_presumed)):
        raise Refused("这条信息的日期已经核对过了。")
    if record.formed_presumed:
        _confirm_formed(record)
    if is_out and record.released_presumed:
        publishing.redate(record, _moment(record, released_on))
    else:
        record.save()
        publishing.announce([record] if is_out else [], citations.touched_by([record]) if is_out else set())
    days = {"formed_on": record.formed_on, "released_on": record.known_released_on}
    audit("record.dates", record, by=by, organ=record.organ, **{name: str(day) for name, day in days.items() if day})
    return record


@action
def confirm_many(*, records: Sequence[Record], by: Any) -> int:
    """The presumed dates of all of ``records`` are right; all or none."""
    if not records:
        raise Refused("请先勾选要确认日期的信息。")
    for record in records:
        confirm_dates(record=record, by=by)
    return len(records)


def _confirm_formed(record: Record) -> None:
    record.formed_presumed = False
    if version := record.open_version:
        version.fields["formed_presumed"] = False
        version.save(update_fields=["fields"])


def _moment(record: Record, released_on: date | None) -> datetime:
    """When it was released: the presumed moment, unless another day is given."""
    if released_on is None and record.is_undated:
        raise Refused(f"{named(record.title)}没有日期可以确认，请打开它填写公开日期。", "released_on")
    if released_on is None or released_on == record.released_on:
        return record.released_at  # type: ignore[return-value]
    if released_on > timezone.localdate():
        raise Refused("公开日期不能晚于今天。", "released_on")
    return timezone.make_aware(datetime.combine(released_on, time.min))
