"""The electronic seal of an organ: a picture, checked and made anew when it is set, put on a letter by who signs it."""

import io
from typing import Any

from django.utils import timezone
from docx.shared import Length, Mm
from PIL import Image

from gongkai.casework.letters.stamping import Seal
from gongkai.casework.models import LetterSeal
from gongkai.core import files
from gongkai.core.actions import Refused, action, audit
from gongkai.organs.models import Organ

LARGEST = 2 * 1024 * 1024  # bytes of what is uploaded
MOST, LEAST, KEPT = 4000, 300, 600  # pixels of a side: of what is uploaded, of the seal in it; kept are no more than
ROUND = 0.1  # by how much of its longer side a seal may be longer than wide


@action
def set_seal(*, organ: Organ, picture: bytes, by: Any) -> LetterSeal:
    """Use this picture as the seal of this organ."""
    by.must("facts", organ)
    blob = files.keep([cleaned(picture)], "image/png")
    kept, _ = LetterSeal.objects.update_or_create(organ=organ, defaults={"blob": blob, "by": by, "at": timezone.now()})
    audit("letter.seal", kept, by=by, organ=organ, sha256=blob.sha256)
    return kept


@action
def drop_seal(*, organ: Organ, by: Any) -> None:
    """Letters of the organ are sealed on paper again."""
    by.must("facts", organ)
    LetterSeal.objects.filter(organ=organ).delete()
    audit("letter.seal_drop", organ, by=by, organ=organ)


def seal_of(organ: Organ) -> Seal | None:
    """The seal of this very organ."""
    kept = LetterSeal.objects.filter(organ=organ).first()
    return Seal(files.path_of(kept.blob_id).read_bytes(), across(organ)) if kept else None


def across(organ: Organ) -> Length:
    """The diameter of its seal (国发〔1999〕25号): of a county's government 45 mm, of what is below it 42 mm."""
    return Mm(45 if organ.level == "government" else 42)


def cleaned(content: bytes) -> bytes:
    """The seal in a picture as a square PNG of its pixels alone, cut out at its edges. Refused unless that is a PNG with a
    transparent ground and something round on it."""
    image = _opened(content)
    box = image.getchannel("A").point(lambda alpha: 255 * (alpha > 8)).getbbox()
    if box is None or image.getchannel("A").histogram()[0] < image.width * image.height // 10:
        raise Refused("图片的底色不透明，会盖住文字。请上传底色透明、只有印章的 PNG 图片。", "seal")
    image = image.crop(box)
    if min(image.size) < LEAST:
        raise Refused(f"图片里的印章只有 {min(image.size)} 像素宽，打印不清楚，请换一张至少 {LEAST} 像素的。", "seal")
    if abs(image.width - image.height) > ROUND * max(image.size):
        raise Refused("图片里的印章不是圆形，请检查四周有没有多余的笔画，裁剪后再上传。", "seal")
    side = min(max(image.size), KEPT)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    out = io.BytesIO()
    square.save(out, "PNG", optimize=True)
    return out.getvalue()


def _opened(content: bytes) -> Image.Image:
    """The decoded pixels; the sides are looked at before anything is decoded."""
    try:
        image = Image.open(io.BytesIO(content), formats=["PNG"])
        small = max(image.size) <= MOST
        pixels = image.convert("RGBA") if small else None
    except Exception as error:  # whatever a broken or hostile picture brings about
        raise Refused("这个图片打不开，请上传底色透明的 PNG 图片。", "seal") from error
    if pixels is None:
        raise Refused(f"图片太大，请缩小到长宽都不超过 {MOST} 像素后再上传。", "seal")
    return pixels
