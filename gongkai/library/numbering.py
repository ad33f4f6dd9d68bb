"""Index numbers (索引号): opaque unique strings, made by the scheme of the organ (a setting), without gaps per organ and year.

There is no national rule (norms: rules.md section 5); ``000014349/2017-00110`` is the most common form.
"""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from gongkai.core import bulk
from gongkai.library.models import NumberSeries, Record
from gongkai.library.settings import INDEX_SCHEME
from gongkai.organs.models import Organ

Key = tuple[int, int, str]


def give(records: Iterable[Record]) -> None:
    """Set the next index number of its organ and year on each record that has none (not saved). Call inside the
    transaction that saves them: undone, it gives the numbers back."""
    bare = [record for record in records if not record.index_number]
    numbers = take([(record.organ, year_of(record), record.item) for record in bare])
    for record, number in zip(bare, numbers, strict=True):
        record.index_number = number


def take(wants: Sequence[tuple[Organ, int, str]]) -> list[str]:
    """The next number for each (organ, year, statutory item), in order."""
    schemes, today = INDEX_SCHEME.table(), timezone.localdate()
    keys = [(organ.pk, year, schemes.of(organ.path or "", today)) for organ, year, _ in wants]
    series = _locked(set(keys))
    numbers: dict[int, str] = {}
    given: set[str] = set()
    waiting = list(range(len(wants)))
    while waiting:
        for at in waiting:
            organ, year, item = wants[at]
            series[keys[at]].last += 1
            numbers[at] = keys[at][2].format(code=organ.slug, year=year, item=item, serial=series[keys[at]].last)
        # a number that came in with an imported record is skipped, not given twice
        used = Record.objects.filter(index_number__in=[numbers[at] for at in waiting])
        given |= {str(number) for number in used.values_list("index_number", flat=True)}
        again = []
        for at in waiting:
            if numbers[at] in given:
                again.append(at)
            given.add(numbers[at])
        waiting = again
    bulk.update_each(list(series.values()), ["last"])
    return [numbers[at] for at in range(len(wants))]


def _locked(keys: set[Key]) -> dict[Key, NumberSeries]:
    """The rows of the series, made where missing, locked in one order so that two transactions cannot deadlock."""
    if not keys:
        return {}
    rows = NumberSeries.objects.filter(organ__in={key[0] for key in keys}, year__in={key[1] for key in keys})
    held = {(row.organ_id, row.year, row.scheme) for row in rows}
    NumberSeries.objects.bulk_create(
        [NumberSeries(organ_id=o, year=y, scheme=s) for o, y, s in sorted(keys - held)], ignore_conflicts=True
    )
    locked = {(row.organ_id, row.year, row.scheme): row for row in rows.all().select_for_update().order_by("pk")}
    return {key: locked[key] for key in keys}


def year_of(record: Record) -> int:
    """The year an index number counts in: that of release, of what bears no day the current one."""
    day = record.released_on
    return day.year if day and not record.is_undated else timezone.localdate().year
