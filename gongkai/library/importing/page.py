"""HTML to blocks: cleaned fragments (Word, cells of tables) and whole web pages (main content, meta tags). Pure."""

import copy
import re
from collections import Counter
from collections.abc import Iterator

import lxml.html
from lxml import etree

from gongkai.core.html import clean_page, plain_text
from gongkai.library.importing import head, looks
from gongkai.library.importing.labels import field_of
from gongkai.library.importing.model import Block

_HEADINGS = {"h1": "h1", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_CONTAINERS = {"div", "section", "article", "main", "body", "html", "center", "span", "font", "figure"}
_INLINE_START = {"a", "strong", "b", "em", "i", "u", "s", "sub", "sup", "span", "code", "br", "img"}
# where government sites keep the text of an article
_MAIN = re.compile(
    r"^(?:zoom|ucap-content|vsb_content|artibody|article(?:-?con(?:tent)?|body)?|content(?:text|_?body|box)?|"
    r"trs_editor|pages_content|news_?content|detail(?:-?con(?:tent)?)?|maincontent|main-?con(?:tent)?|con_?text|xl_?con)$",
    re.IGNORECASE,
)
_TAG = re.compile(r"(?=<(/?))(</?(\w+)[^>]*>)")
_BLANKS = " \t\r\u3000\xa0"
_NOISE = "nav|header|footer|aside|script|style|noscript|form|button|select|svg|template"
_CLEANED = re.compile(r"<(?:p|div|h[1-6]|table|ul|ol|br|section|article|li|td)\b", re.IGNORECASE)


def looks_like_html(text: str) -> bool:
    return bool(_CLEANED.search(text[:5000]))


def fragment_blocks(html: str) -> tuple[list[Block], Counter[str]]:
    """Blocks of a piece of HTML, cleaned first, and what was left out of it (see library.leftout)."""
    if not html.strip():
        return [], Counter()
    try:
        root = lxml.html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, ValueError):
        return blocks_of(html), Counter()
    left = looks.settle(root)
    return blocks_of(_inner(root)), left


def blocks_of(html: str) -> list[Block]:
    """Blocks of a piece of HTML whose looks are settled; cleaned first."""
    safe = clean_page(html).replace("\n", " ")
    if not safe.strip():
        return []
    root = lxml.html.fragment_fromstring(safe, create_parent="div")
    return list(_walk(root))


def page_blocks(html: str) -> tuple[list[Block], dict[str, str], Counter[str]]:
    """Blocks of the main content of a web page, the facts of its meta tags (国办函〔2017〕... ArticleTitle, PubDate), and
    what was left out."""
    root = _parse(html)
    if root is None:
        return [], {}, Counter()
    facts = _meta(root)
    for noise in root.xpath("|".join(f".//{tag}" for tag in _NOISE.split("|"))):
        if noise.getparent() is not None:
            noise.drop_tag() if _holds_article(noise) else noise.drop_tree()
    main = _main(root)
    heading = root.find(".//h1")
    if heading is not None and heading not in set(main.iter()):
        facts.setdefault("title", " ".join(heading.text_content().split()))
    for field, value in head.beside(_in_front(root, main)).items():
        facts.setdefault(field, value)
    left = looks.settle(main)
    return blocks_of(lxml.html.tostring(main, encoding="unicode")), facts, left


def _holds_article(element) -> bool:
    """Whether what is furniture elsewhere is around the article, or the heading inside of it."""
    if element.tag == "header":
        return element.find(".//h1") is not None and any(map(_is_named_main, element.iterancestors()))
    return any(map(_is_named_main, element.iterdescendants("div", "article", "main", "td", "section")))


def _parse(html: str):
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html)
    try:
        return lxml.html.document_fromstring(html)
    except (etree.ParserError, ValueError):
        return None


def _meta(root) -> dict[str, str]:
    facts: dict[str, str] = {}
    for tag in root.iterfind(".//meta"):
        name, content = tag.get("name") or tag.get("property") or "", (tag.get("content") or "").strip()
        field = field_of(name) if name else None
        if field and content and field not in ("body", "id"):
            facts.setdefault(field, content)
    return facts


def _main(root):
    """The element that holds the article: by the names sites give it, else where most of the text is."""
    named = [e for e in root.iter("div", "article", "main", "td", "section") if _is_named_main(e)]
    by_length = sorted(named, key=_own_text)
    if by_length and _own_text(by_length[-1]) >= 20:
        return by_length[-1]
    best = root.find("body") if root.find("body") is not None else root
    while True:
        total = _own_text(best)
        child = max(best, key=_own_text, default=None)
        if child is None or child.tag not in ("div", "article", "main", "section", "table", "tbody", "tr", "td"):
            return best
        if _own_text(child) * 10 < total * 8:
            return best
        best = child


def _is_named_main(element) -> bool:
    if element.tag in ("article", "main"):
        return True
    names = [element.get("id") or "", *(element.get("class") or "").split()]
    return any(_MAIN.match(name) for name in names)


def _in_front(root, main) -> list[Block]:
    """Blocks of what stands before the article on its page."""
    path = root.getroottree().getpath(main)
    whole = copy.deepcopy(root)
    [element] = whole.getroottree().xpath(path)
    if element.getparent() is None or element.tag == "body":
        return []
    while (parent := element.getparent()) is not None:
        for behind in list(element.itersiblings()):
            parent.remove(behind)
        if path:
            parent.remove(element)
            path = ""
        element = parent
    body = whole.find("body")
    return [] if body is None else blocks_of(lxml.html.tostring(body, encoding="unicode"))


def _own_text(element) -> int:
    """How much an element says outside of links."""
    if not isinstance(element.tag, str):
        return 0
    linked = sum(len("".join(link.itertext())) for link in element.iter("a"))
    return len("".join(element.itertext())) - linked


def _walk(parent) -> Iterator[Block]:
    """Blocks below ``parent``: containers opened, loose text and inline elements gathered into paragraphs."""
    loose: list[str] = [_escape(parent.text)]
    for child in parent:
        if not isinstance(child.tag, str):
            loose.append(_escape(child.tail))
            continue
        if child.tag == "br" or (child.tag in _INLINE_START and not _has_blocks(child)):
            loose += ["\n"] if child.tag == "br" else [_outer(child)]
        else:
            yield from _paragraphs("".join(loose))
            loose = []
            yield from _element(child)
        loose.append(_escape(child.tail))
    yield from _paragraphs("".join(loose))


def _element(element) -> Iterator[Block]:
    tag = element.tag
    if tag in _HEADINGS:
        inline = _inner(element)
        if text := _one_line(plain_text(inline)):
            yield Block(_HEADINGS[tag], text, inline)
    elif tag == "p":
        if _has_blocks(element):
            yield from _walk(element)
        else:
            align = next((side for side in ("center", "right") if side in (element.get("class") or "").split()), "")
            for block in _paragraphs(re.sub(r"<br ?/?>", "\n", _inner(element))):
                block.align = align
                yield block
    elif tag == "table":
        yield from _table(element)
    elif tag in _CONTAINERS:
        yield from _walk(element)
    elif tag != "hr":
        html = _outer(element)
        if text := plain_text(html):
            yield Block("raw", text, html)


def _table(element) -> Iterator[Block]:
    grid = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.xpath("./tr|./*/tr")]
    if _lays_out(element, grid):
        for cell in (cell for row in grid for cell in row):
            yield from _walk(cell)
        return
    rows = [[_one_line(plain_text(_inner(cell))) for cell in row] for row in grid]
    yield Block("table", "\n".join(" ".join(row) for row in rows), _outer(element), rows)


def _lays_out(table, grid: list[list]) -> bool:
    """Whether a table only lays out a page: it holds tables, and little besides them or no second column."""
    inner = [t for t in table.iterdescendants("table") if next(t.iterancestors("table")) is table]
    said = sum(len("".join(t.itertext()).strip()) for t in inner)
    return bool(inner) and (max(map(len, grid), default=0) <= 1 or said * 2 >= len("".join(table.itertext()).strip()))


def _paragraphs(html: str) -> Iterator[Block]:
    opened: list[str] = []  # inline elements that go on behind a line break
    for piece in html.split("\n"):
        begun = "".join(opened)
        for closing, tag, name in _TAG.findall(piece):
            if not closing and name not in ("img", "br"):
                opened.append(tag)
            elif closing and opened:
                opened.pop()
        ends = "".join(f"</{_TAG.findall(tag)[0][2]}>" for tag in reversed(opened))
        inline = f"{begun}{piece.strip(_BLANKS)}{ends}"
        text = _one_line(plain_text(inline))
        if text:
            yield Block("p", text, inline if "<" in inline else "")


def _has_blocks(element) -> bool:
    return any(
        e.tag in ("p", "div", "table", "ul", "ol", "section", "blockquote", *_HEADINGS)
        for e in element.iterdescendants()
    )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" \u3000")


def _inner(element) -> str:
    return _escape(element.text) + "".join(lxml.html.tostring(child, encoding="unicode") for child in element)


def _outer(element) -> str:
    return lxml.html.tostring(element, encoding="unicode", with_tail=False)


def _escape(text: str | None) -> str:
    # newlines of the source are blanks in HTML
    text = re.sub(r"\s*\n\s*", " ", text or "")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
