"""Our docx template in the official layout, made by code, and the check of an office's own template.

GB/T 9704-2012: A4, margins 37 mm above and 28 mm left, text 156 × 225 mm in 22 lines of 28 characters; body in 仿宋 of
size 三号 (16 pt), title in 小标宋 of size 二号 (22 pt), page numbers in 宋体 of size 四号 between dashes, outside edge.
"""

import io
import re
import zipfile
from functools import cache, partial
from itertools import pairwise
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, Twips
from docxtpl import DocxTemplate
from jinja2 import meta, nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from gongkai.core.actions import Refused

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
BODY, TITLE, NUMBERS = "仿宋_GB2312", "方正小标宋简体", "宋体"
SIZE, TITLE_SIZE, NUMBER_SIZE = Pt(16), Pt(22), Pt(14)
LINES = (22, 23, 24, 25)  # of a page: as many as prescribed, or closer where that saves one (7.3.5.5)
CLOSER = -5  # twentieths of a point between characters
# The date ends four characters from the right edge, the organ's name stands over its middle (7.3.5.1): both in the
# middle of a box of this width at the right edge.
SEAL_BOX = Pt(14.5 * 16)


def line_of(lines: int) -> Length:
    """The height of a line of a page with so many: 225 mm divided, rounded down to what a docx can say (1/20 pt)."""
    return Twips(int(Mm(225).twips) // lines)


LINE = line_of(LINES[0])

# What a template may name; LISTS are repeated paragraph by paragraph.
FIELDS = ("机关", "标题", "文号", "抬头", "开头", "正文", "救济", "附件", "日期", "附注")
LISTS = ("开头", "正文", "救济", "附件")
REQUIRED = ("文号", "抬头", "开头", "正文", "救济", "日期")
LARGEST = 5 * 1024 * 1024  # bytes of a template, unpacked


class Environment(SandboxedEnvironment):
    """Knows only fields, ``for`` over a list, ``if`` and ``loop.last``: a template computes nothing, calls nothing, loops no loop
    within a loop."""

    allowed = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.If, nodes.Not)

    def __init__(self) -> None:
        super().__init__()
        for table in (self.globals, self.filters, self.tests):
            table.clear()

    def _parse(self, source: str, name: Any, filename: Any) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.iter_child_nodes():
            self._check(node, within_loop=False)
        return tree

    def _check(self, node: nodes.Node, within_loop: bool) -> None:
        loop = isinstance(node, nodes.For)
        if _last_of_loop(node):
            return
        if not isinstance(node, self.allowed) or (loop and within_loop):
            raise TemplateSyntaxError("only fields, for and if", getattr(node, "lineno", 1))
        for child in node.iter_child_nodes():
            self._check(child, within_loop or loop)


def _last_of_loop(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.Getattr)
        and node.attr == "last"
        and isinstance(node.node, nodes.Name)
        and node.node.name == "loop"
    )


@cache
def official() -> bytes:
    """The template used where an office has set none of its own."""
    document = Document()
    _page(document)
    _normal(document)
    add = partial(_add, document)
    add("{{ 机关 }}", ALIGN.CENTER, TITLE, TITLE_SIZE)
    add("{{ 标题 }}", ALIGN.CENTER, TITLE, TITLE_SIZE)
    add("")
    add("{{ 文号 }}", ALIGN.CENTER)
    add("")
    add("{{ 抬头 }}", ALIGN.LEFT)
    for name in ("开头", "正文", "救济"):
        add(f"{{%p for 段 in {name} %}}")
        add("{{ 段 }}", indent=True)
        add("{%p endfor %}")
    add("{%p if 附件 %}")
    add("", keep=True)
    add("{%p endif %}")
    add("{%p for 行 in 附件 %}")
    add("{{ 行 }}", indent=True, keep=True)
    add("{%p endfor %}")
    add("", keep=True)
    add("", keep=True)
    add("{{ 机关 }}", ALIGN.CENTER, keep=True, box=True)
    add("{{ 日期 }}", ALIGN.CENTER, keep=True, box=True)
    add("{%p if 附注 %}")
    add("{{ 附注 }}", ALIGN.LEFT, indent=True)
    add("{%p endif %}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(
    document: Any,
    text: str,
    align: Any = ALIGN.JUSTIFY,
    font: str = "",
    size: Any = None,
    *,
    indent: bool = False,
    keep: bool = False,
    box: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.alignment, layout.keep_with_next = align, keep or None
    if indent:
        layout.first_line_indent = 2 * SIZE
    if box:
        layout.left_indent = Mm(156) - SEAL_BOX
    run = paragraph.add_run(text)
    if font:
        _font(run, font, size)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(23)  # the dash lies 7 mm below the text
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE.twips))
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        layout = paragraph.paragraph_format
        layout.left_indent = layout.right_indent = SIZE
        for text, field in (("—", ""), ("", "PAGE"), ("—", "")):
            _number(paragraph.add_run(text), field)


def _number(run: Any, field: str) -> None:
    _font(run, NUMBERS, NUMBER_SIZE)
    for kind in ("begin", "", "end") if field else ():
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = field
        run._element.append(part)


def _normal(document: Any) -> None:
    style = document.styles["Normal"]
    _font(style, BODY, SIZE)
    closer = OxmlElement("w:spacing")  # 28 characters of 16 pt are a little wider than 156 mm
    closer.set(qn("w:val"), str(CLOSER))
    style._element.get_or_add_rPr().insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing = LINE
    layout.widow_control = False
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    style._element.get_or_add_rPr().append(language)
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no gap between Chinese and digits
        gap = OxmlElement(name)
        gap.set(qn("w:val"), "0")
        layout._element.get_or_add_pPr().insert_element_before(gap, "w:bidi", "w:adjustRightInd", "w:spacing", "w:ind")


def _font(owner: Any, name: str, size: Any) -> None:
    owner.font.name, owner.font.size = name, size
    fonts = owner._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:hAnsi", "w:ascii", "w:cs"):
        fonts.set(qn(script), name)


def hold_together(document: Any) -> None:
    """A blank line that keeps with what follows keeps with what stands before it too: the text with the seal lines after
    it, which must not stand alone on a page."""
    paragraphs = document.paragraphs
    for before, blank in reversed(list(pairwise(paragraphs))):
        if blank.paragraph_format.keep_with_next and not blank.text.strip():
            before.paragraph_format.keep_with_next = True


def with_reply(docx: bytes, lines: list[str]) -> bytes:
    """The same with a reply form on a page of its own, in the official layout: title, addressee, what to fill in."""
    document = Document(io.BytesIO(docx))
    title, addressee, *rest = lines
    _add(document, title, ALIGN.CENTER, TITLE, TITLE_SIZE)
    document.paragraphs[-1].paragraph_format.page_break_before = True
    _add(document, "")
    _add(document, addressee, ALIGN.LEFT, BODY, SIZE)
    for line in rest:
        _add(document, line, ALIGN.JUSTIFY, BODY, SIZE, indent=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def line_height(document: Any) -> Length:
    """Of a document in our layout, as set there; of any other the prescribed one."""
    height = document.styles["Normal"].paragraph_format.line_spacing
    return height if height in map(line_of, LINES) else LINE


def closer(docx: bytes, lines: int) -> bytes:
    """The same with so many lines on a page; nothing, where the lines are not as prescribed but an office's own."""
    document = Document(io.BytesIO(docx))
    layout = document.styles["Normal"].paragraph_format
    if layout.line_spacing != LINE:
        return b""
    layout.line_spacing = line_of(lines)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def check(content: bytes) -> None:
    """Refused with a sentence unless ``content`` is a docx template that names only known fields and all needed ones; its
    properties (title, comments and the like) are held to the same."""
    properties = _openable(content)
    try:
        named = DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables(Environment())
        beside = meta.find_undeclared_variables(Environment().parse("\n".join(properties)))
    except TemplateError as error:
        raise Refused(
            "模板里的字段写法不对：只能用“{{ 字段 }}”和“{%p for 段 in 正文 %}…{%p endfor %}”，请对照标准模板修改。",
            "file",
        ) from error
    if unknown := sorted((named | beside) - set(FIELDS)):
        raise Refused(
            f"模板里有不认识的字段：{'、'.join(f'“{name}”' for name in unknown)}。可用的字段有：{'、'.join(FIELDS)}。",
            "file",
        )
    if missing := [name for name in REQUIRED if name not in named]:
        raise Refused(f"模板里缺少必备的字段：{'、'.join(missing)}，请补上后再上传。", "file")


def _openable(content: bytes) -> list[str]:
    """The texts of its properties, of a docx that says nothing beside its body."""
    unreadable = Refused("这个文件打不开，请上传用 Word 或 WPS 保存的 docx 文件（不是 doc、wps 或加密文件）。", "file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST:
                raise Refused("模板太大，请去掉图片后再上传。", "file")
            parts = {name: packed.read(name) for name in packed.namelist() if name.endswith((".xml", ".rels"))}
            macros = any("vbaProject" in name for name in packed.namelist())
        document = Document(io.BytesIO(content))
        notes = any(_says(parts.get(f"word/{name}.xml")) for name in ("comments", "footnotes", "endnotes"))
        properties = [text for name, part in parts.items() if name.startswith("docProps/") for text in _texts(part)]
    except Refused:
        raise
    except Exception as error:
        raise unreadable from error
    if macros or any(b'TargetMode="External"' in part for name, part in parts.items() if name.endswith(".rels")):
        raise Refused("模板里有宏或外部链接，请去掉后再上传。", "file")
    if notes:
        raise Refused("模板里有批注、脚注或尾注，其中的文字不会出现在 PDF 里，请删除后再上传。", "file")
    if any(_edge_text(section) for section in document.sections):
        raise Refused("页眉、页脚里页码以外的文字不会出现在 PDF 里，请把它移到正文。", "file")
    return properties


def _texts(part: bytes) -> list[str]:
    return [text for text in etree.fromstring(part, _PARSER).itertext() if text.strip()]


def _says(part: bytes | None) -> bool:
    return part is not None and bool(_texts(part))


def _edge_text(section: Any) -> bool:
    """Whether a header says anything, or a footer more than page numbers."""
    for kind in ("", "first_page_", "even_page_"):
        header, footer = getattr(section, f"{kind}header"), getattr(section, f"{kind}footer")
        said = [p.text for part in (header, footer) if not part.is_linked_to_previous for p in part.paragraphs]
        if re.sub(r"[\s\d—–\-－・·/第共页]", "", "".join(said)):
            return True
    return False
