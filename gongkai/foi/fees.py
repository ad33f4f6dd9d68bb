"""Information-processing fees (国办函〔2020〕109号): by items a calendar month, or by volume, never both. Pure."""

from itertools import count

# by items: the first ten are free, then up to 30 at 100 yuan each, then each ten dearer by 100
FREE_ITEMS, FIRST_BAND_END, BAND, BAND_STEP = 10, 30, 10, 100
# by volume: (last page of the band, yuan a page)
PAGE_BANDS = ((30, 0), (100, 10), (200, 20), (None, 40))


def by_items(items: int) -> int:
    """Yuan for the requests of one applicant in one calendar month."""
    _check(items)
    total = max(0, min(items, FIRST_BAND_END) - FREE_ITEMS) * BAND_STEP
    left = max(0, items - FIRST_BAND_END)
    for price in count(2 * BAND_STEP, BAND_STEP):
        if not left:
            return total
        total += min(left, BAND) * price
        left -= min(left, BAND)
    raise AssertionError("unreachable")


def by_items_after(before: int, items: int) -> int:
    """Yuan for ``items`` more, by an applicant who asked for ``before`` earlier in the calendar month. Request by request
    in the order of receipt this adds up to by_items of the month."""
    _check(items)
    return by_items(before + items) - by_items(before)


def by_pages(pages: int) -> int:
    """Yuan for one request of so many pages, on paper or by electronic copy."""
    _check(pages)
    total, start = 0, 0
    for end, price in PAGE_BANDS:
        within = pages - start if end is None else min(pages, end) - start
        total += max(0, within) * price
        start = end or pages
    return total


METHODS = {"items": by_items, "pages": by_pages}


def _check(number: int) -> None:
    if number < 0:
        raise ValueError("件数或页数不能是负数，请核对。")
