"""Information-processing fees (国办函〔2020〕109号): by items a calendar month, or by volume, never both. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

# by items: the first ten are free, then up to 30 at 100 yuan each, then each ten dearer by 100
FREE_ITEMS, FIRST_BAND_END, BAND, BAND_STEP = 10, 30, 10, 100
# by volume: (last page of the band, yuan a page)
PAGE_BANDS = ((30, 0), (100, 10), (200, 20), (None, 40))


UNITS = {"items": "件", "pages": "页"}


@dataclass(frozen=True)
class Share:
    """What falls into one band: from ``first`` to ``last``, ``price`` yuan each."""

    first: int
    last: int
    price: int

    @property
    def amount(self) -> int:
        return (self.last - self.first + 1) * self.price

    def said(self, unit: str) -> str:
        """第11至30件20件×100元=2,000元."""
        number = self.last - self.first + 1
        place = f"第{self.first}{unit}" if number == 1 else f"第{self.first}至{self.last}{unit}"
        return f"{place}：{number}{unit}×{self.price}元＝{self.amount:,}元" if self.price else f"{place}：免费"


def _bands(method: str) -> Iterator[tuple[int | None, int]]:
    """(last of the band, yuan each) in order, without end."""
    if method == "pages":
        yield from PAGE_BANDS
        return
    yield FREE_ITEMS, 0
    for position in count():
        yield FIRST_BAND_END + position * BAND, (position + 1) * BAND_STEP


def shares(method: str, number: int, before: int = 0) -> list[Share]:
    """How ``number`` items or pages more than ``before`` fall into the bands (国办函〔2020〕109号): their amounts add up to
    the fee."""
    _check(number)
    found, done, whole = [], before, before + number
    for end, price in _bands(method):
        last = whole if end is None else min(whole, end)
        if last > done:
            found.append(Share(done + 1, last, price))
            done = last
        if done == whole:
            break
    return found


def standard(method: str) -> str:
    """The standard in words, for the letter and for those who check the count (国办函〔2020〕109号)."""
    if method == "items":
        return (
            f"同一申请人一个自然月内累计，{FREE_ITEMS}件以内免费；{FREE_ITEMS + 1}至{FIRST_BAND_END}件每件{BAND_STEP}元；"
            f"{FIRST_BAND_END + 1}件起每{BAND}件为一档，每升一档每件加{BAND_STEP}元"
        )
    said, start = [], 1
    for end, price in PAGE_BANDS:
        place = f"{start}页起" if end is None else f"{end}页以内" if start == 1 else f"{start}至{end}页"
        said.append(f"{place}每页{price}元" if price else f"{place}免费")
        start = (end or start) + 1
    return "；".join(said)


def by_items(items: int) -> int:
    """Yuan for the requests of one applicant in one calendar month."""
    return sum(share.amount for share in shares("items", items))


def by_items_after(before: int, items: int) -> int:
    """Yuan for ``items`` more, by an applicant who asked for ``before`` earlier in the calendar month. Request by request
    in the order of receipt this adds up to by_items of the month."""
    return sum(share.amount for share in shares("items", items, before))


def by_pages(pages: int) -> int:
    """Yuan for one request of so many pages, on paper or by electronic copy."""
    return sum(share.amount for share in shares("pages", pages))


METHODS = {"items": by_items, "pages": by_pages}


def _check(number: int) -> None:
    if number < 0:
        raise ValueError("件数或页数不能是负数，请核对。")
