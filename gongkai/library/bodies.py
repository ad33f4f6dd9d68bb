"""Bodies made readable: tables that scroll inside themselves. Pure: no Django."""

import re

# A whole tag as the cleaner writes it (attributes in double quotes), so that a "<table>" inside a title="…" is not one.
_TAG = re.compile(r'<(?P<closes>/?)(?P<name>[a-z][a-z0-9]*)(?P<rest>[^>"]*(?:"[^"]*"[^>"]*)*)>')
_OPEN = '<div class="scroll" role="region" aria-label="表格{}" tabindex="0">'


def readable(html: str) -> str:
    """Cleaned ``html`` with each outermost table in a region that scrolls and can be reached by keyboard, and an empty
    alternative for pictures that came without one."""
    out: list[str] = []
    depth = at = number = 0
    for tag in _TAG.finditer(html):
        before = after = ""
        written = tag[0]
        if tag["name"] == "img" and "alt=" not in tag["rest"]:
            written = f'<img alt=""{tag["rest"]}>'
        elif tag["name"] == "table" and not tag["closes"]:
            depth += 1
            if depth == 1:
                number += 1
                before = _OPEN.format(number)
        elif tag["name"] == "table":
            depth -= 1
            after = "</div>" if depth == 0 else ""
        if before or after or written is not tag[0]:
            out += [html[at : tag.start()], before, written, after]
            at = tag.end()
    return "".join(out) + html[at:]
