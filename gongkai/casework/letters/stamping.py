"""An electronic seal on a letter, behind organ and date, in docx and PDF (GB/T 9704-2012, 7.3.5.1).

It lies centred on the date, organ and date a little below its middle; the rest of the room is the template's.
"""

import io
import unicodedata
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from gongkai.casework.letters.paragraphs import line_of
from gongkai.core.actions import Refused

RAISED = Mm(3)  # the middle of the seal over the line between organ and date
NAME = "电子印章"


@dataclass(frozen=True)
class Seal:
    """``picture``: a square PNG with transparency; ``across``: the diameter."""

    picture: bytes
    across: Length

    @property
    def above(self) -> int:
        """How far its top is above the line of the date."""
        return self.across // 2 + RAISED

    def on(self, line: dict[str, Any]) -> dict[str, float]:
        """Its place on a dated paragraph of a page of A4, in points."""
        left = Pt(_middle(line, Mm(156).pt)) - self.across // 2
        return {"left": Length(left).pt, "above": Length(self.above).pt, "across": self.across.pt}


def stamp(docx: bytes, seal: Seal, day: str) -> bytes:
    """The same with a seal over the last paragraph that says ``day`` and the one before it. Refused where a template of
    an office has no such two paragraphs."""
    document = Document(io.BytesIO(docx))
    dated = next((p for p in reversed(document.paragraphs) if day in p.text), None)
    before = dated._element.getprevious() if dated is not None else None
    if dated is None or before is None or before.tag != qn("w:p"):
        raise Refused(
            "本机关的模板里，成文日期不是署名下面单独的一段，不能加盖电子印章。请不勾选电子印章，签发后在纸质文书上用印。",
            "seal",
        )
    section = document.sections[-1]
    width = Length(section.page_width - section.left_margin - section.right_margin).pt
    left = Pt(_middle(line_of(dated), width)) - seal.across // 2
    run = dated.add_run()
    run.add_picture(io.BytesIO(seal.picture), seal.across, seal.across)
    inline = run._element.find(f".//{qn('wp:inline')}")
    inline.getparent().replace(inline, _floating(inline, left, -seal.above))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def is_stamped(paragraph: Paragraph) -> bool:
    return any(shown.get("name") == NAME for shown in paragraph._element.iter(qn("wp:docPr")))


def _middle(line: dict[str, Any], width: float) -> float:
    """How far right of the edge of a text of this width the middle of what a paragraph says lies; all in points."""
    said = "".join(run["text"] for run in line["runs"])
    size = line["runs"][0]["size"]
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in said)
    long = size * (wide + (len(said) - wide) / 2)  # digits are half as wide
    left, right = line["left"], width - line["right"]
    if line["align"] == "center":
        return (left + right) / 2
    return right - long / 2 if line["align"] == "right" else left + line["first"] + long / 2


def _floating(inline: Any, left: int, top: int) -> Any:
    """The picture of ``inline`` as one behind the text: ``left`` from the margin, ``top`` from its paragraph."""
    anchor = parse_xml(
        f'<wp:anchor {nsdecls("wp")} distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1"'
        ' behindDoc="1" locked="1" layoutInCell="0" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="margin"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
        "<wp:wrapNone/></wp:anchor>"
    )
    extent, shown, *rest = inline
    shown.set("name", NAME)
    anchor.insert(3, extent)
    anchor.extend([shown, *rest])
    return anchor
