"""HTML to blocks: cleaned fragments (Word, cells of tables) and whole web pages (main content, meta tags). Pure."""

import copy
import re
from collections import Counter
from collections.abc import Iterator

import lxml.html
from lxml import etree

from gongkai.core.html import clean_page, plain_text
from gongkai.library.importing import head, heading, looks
from gongkai.library.importing.labels import field_of, page_field, table_facts
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
_TITLED = re.compile(r"(?:^|[-_])(?:tit|title|bt|biaoti|headline)\d*$|title$", re.IGNORECASE)
_SITE = re.compile(r"(?:网|网站|平台|专栏|门户|目录|人民政府)$|^(?:当前|您)|[>›»]")
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
    """Blocks of the main content of a web page, the facts of its meta tags (国办函〔2017〕... ArticleTitle, PubDate) and of
    what stands around the article, and what was left out."""
    root = _parse(html)
    if root is None:
        return [], {}, Counter()
    facts = _meta(root)
    told = " ".join(root.xpath("string(.//title)").split())
    asides = _drop_noise(root)
    main = _main(root)
    if title := _title(root, told, facts.get("site", "")):
        facts.setdefault("title", title)
    front, behind = _around(root, main)
    for found in (head.beside(front), head.beside(behind, behind=True), head.beside(asides, behind=True)):
        for field, value in found.items():
            facts.setdefault(field, value)
    left = looks.settle(main)
    return blocks_of(lxml.html.tostring(main, encoding="unicode")), facts, left


def _holds_article(element) -> bool:
    """Whether what is furniture elsewhere is around the article, or the heading inside of it."""
    if element.tag == "header":
        return element.find(".//h1") is not None and any(map(_is_named_main, element.iterancestors()))
    return any(map(_is_named_main, element.iterdescendants("div", "article", "main", "td", "section")))


def _drop_noise(root) -> list[Block]:
    """Take off what is no text; the blocks of its margins, which may state metadata. The head of an article is none, nor
    a form that holds one."""
    asides: list[Block] = []
    for noise in root.xpath("|".join(f".//{tag}" for tag in _NOISE.split("|"))):
        if noise.getparent() is None:
            continue
        if _holds_article(noise):
            noise.drop_tag()
            continue
        if noise.tag == "aside":
            asides += blocks_of(lxml.html.tostring(noise, encoding="unicode", with_tail=False))
        noise.drop_tree()
    return asides


def _title(root, told: str, site: str) -> str:
    """The heading of the article on its page: the one that <title> repeats, else h1, else what is called a title, else
    the first lesser heading. "" without."""
    found: list[tuple[int, str]] = []
    for element in root.iter("h1", "h2", "h3", "div", "td", "p", "span"):
        names = [element.get("id") or "", *(element.get("class") or "").split()]
        is_named = any(_TITLED.search(name) for name in names)
        if not is_named and element.tag not in ("h1", "h2", "h3"):
            continue
        text = heading.tidy(" ".join(element.text_content().split()))
        if not 6 <= len(text) <= 150 or text == site or _SITE.search(text):
            continue
        in_title = re.sub(r"\s", "", text) in re.sub(r"\s", "", told)
        found.append((0 if in_title else 1 if element.tag == "h1" else 2 if is_named else 3, text))
    return min(found, key=lambda rank: rank[0], default=(0, ""))[1]


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
        elif name == "SiteName" and content:
            facts.setdefault("site", content)
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


def _around(root, main) -> tuple[list[Block], list[Block]]:
    """Blocks of what stands before the article on its page, and behind it."""
    if main.getparent() is None or main.tag == "body":
        return [], []
    path = root.getroottree().getpath(main)
    return _beside(root, path, after=True), _beside(root, path, after=False)


def _beside(root, path: str, *, after: bool) -> list[Block]:
    """The blocks of the page without the element at ``path`` and what stands ``after`` or before it."""
    whole = copy.deepcopy(root)
    [element] = whole.getroottree().xpath(path)
    is_article = True
    while (parent := element.getparent()) is not None:
        for other in list(element.itersiblings(preceding=not after)):
            parent.remove(other)
        if not after:
            parent.text = None
        if is_article:
            parent.remove(element)
        is_article = False
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
    elif tag in _CONTAINERS or (tag == "p" and _has_blocks(element)):
        yield from _walk(element)
    elif tag == "p":
        align = next((side for side in ("center", "right") if side in (element.get("class") or "").split()), "")
        for block in _paragraphs(re.sub(r"<br ?/?>", "\n", _inner(element))):
            block.align = align
            yield block
    elif tag == "table":
        yield from _table(element)
    elif tag in ("ul", "dl") and table_facts(rows := _items(element)):
        yield Block("table", "\n".join(" ".join(row) for row in rows), _outer(element), rows)
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


def _items(element) -> list[list[str]]:
    """The items of a list as rows: label and value where an item begins with an element that is a label, or dt and dd."""
    if element.tag == "dl":
        return [[_one_line(item.text_content()) for item in element if item.tag in ("dt", "dd")]]
    rows = []
    for item in element.iterfind("./li"):
        text = _one_line(item.text_content())
        first = _one_line(item[0].text_content()) if len(item) and not (item.text or "").strip() else ""
        is_label = bool(first) and page_field(first) is not None
        rows.append([first, text.removeprefix(first).strip()] if is_label else [text])
    return rows


def _lays_out(table, grid: list[list]) -> bool:
    """Whether a table only lays out a page: it has one column, or holds tables and little besides them."""
    if max(map(len, grid), default=0) <= 1:
        return True
    inner = [t for t in table.iterdescendants("table") if next(t.iterancestors("table")) is table]
    said = sum(len("".join(t.itertext()).strip()) for t in inner)
    return bool(inner) and said * 2 >= len("".join(table.itertext()).strip())


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
    text = re.sub(r"(?<!\s)\s*\n\s*", " ", text or "")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
