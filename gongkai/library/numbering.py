"""Index numbers (索引号): opaque unique strings, made from the organ's scheme, without gaps per organ and year.

There is no national rule (norms: rules.md section 5); ``000014349/2017-00110`` is the most common form.
"""

from django.utils import timezone

from gongkai.library.models import NumberSeries, Record
from gongkai.organs.models import Organ

DEFAULT_SCHEME = "{code}/{year}-{serial:05}"


def take(organ: Organ, year: int, item: str = "", count: int = 1) -> list[str]:
    """The next ``count`` index numbers of ``organ`` for ``year``. Call inside the transaction that uses them."""
    scheme = organ.index_scheme or DEFAULT_SCHEME
    NumberSeries.objects.get_or_create(organ=organ, year=year, scheme=scheme)
    series = NumberSeries.objects.select_for_update().get(organ=organ, year=year, scheme=scheme)
    numbers: list[str] = []
    while len(numbers) < count:
        wanted = count - len(numbers)
        batch = [
            scheme.format(code=organ.slug, year=year, item=item, serial=series.last + n) for n in range(1, wanted + 1)
        ]
        series.last += wanted
        # a number that came in with an imported record is skipped, not given twice
        used = set(Record.objects.filter(index_number__in=batch).values_list("index_number", flat=True))
        numbers += [number for number in batch if number not in used]
    series.save(update_fields=["last"])
    return numbers


def year_of(record: Record) -> int:
    """The year an index number counts in: that of release."""
    return timezone.localtime(record.released_at).year if record.released_at else timezone.localdate().year
