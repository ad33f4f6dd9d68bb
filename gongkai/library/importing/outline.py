"""The headings of a Word file: which is the title, and how deep the others stand below it. Pure."""

import re
from itertools import pairwise

from gongkai.library.importing import heading
from gongkai.library.importing.issuer import ORGAN_END
from gongkai.library.importing.model import Block

_HEAD = 8  # blocks in which the title stands
_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
_ATTACHED = re.compile(r"^附\s*件")


def settle(blocks: list[Block]) -> None:
    """One h1 at most, the title; the highest of the other headings are h2. A title in several lines is for
    ``heading.take_title``, which joins lines: they are paragraphs."""
    title = _title(blocks)
    inner = [block for block in blocks if block.tag in _LEVELS and block is not title]
    behind = next((after for before, after in pairwise(blocks) if before is title), None)
    if title and behind and behind.tag == "h1" and heading.goes_on([title.text], behind.text):
        title.tag = behind.tag = "p"
        inner = [block for block in inner if block is not behind]
    top = min((_LEVELS[block.tag] for block in inner), default=2)
    for block in inner:
        block.tag = f"h{min(_LEVELS[block.tag] - top + 2, 4)}"


def _title(blocks: list[Block]) -> Block | None:
    """The first heading of the highest level, unless a line above can be the title."""
    for block in blocks[:_HEAD]:
        if block.tag == "h1":
            return block if heading.can_be_title(block.text) else None
        if block.tag == "p" and _is_title(block.text):
            return None
    return None


def _is_title(text: str) -> bool:
    is_head = heading.is_letterhead(text) or heading.number_line(text) or ORGAN_END.search(text.strip())
    return heading.can_be_title(text) and not is_head and not _ATTACHED.match(text)
