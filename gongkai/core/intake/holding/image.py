"""Pictures: what a camera or a program wrote beside the pixels. Cleaning cuts the segments out and touches no pixel."""

import io
import struct
from collections.abc import Iterator

from PIL import Image, ImageOps

from gongkai.core.intake.holding import Holding, people, sample
from gongkai.core.intake.package import BROKEN, Unfit

PIXELS = 120_000_000
_PERSONS = {0x013B: "作者", 0x8298: "版权", 0x9C9D: "作者", 0xA430: "相机所有人"}
_ORIENTATION, _GPS, _SUB, _MAKER = 0x0112, 0x8825, 0x8769, 0x927C
_FORMATS = ["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"]
_XMP = (b"creator", b"photographer", b"Artist", b"OwnerName", b"CreatorContactInfo", b"PersonInImage")


def opened(content: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=_FORMATS)
        if image.width * image.height > PIXELS:
            raise Unfit("图片的像素多得异常，没有处理。请缩小后再上传。")
        return image
    except Unfit:
        raise
    except Exception:  # whatever a broken or hostile picture brings about
        raise Unfit(BROKEN) from None


def listed(content: bytes, where: str = "图片") -> list[Holding]:
    """Places and persons; every other word of a camera is left unsaid."""
    image, found = opened(content), []
    try:
        exif = image.getexif()
        gps = exif.get_ifd(_GPS)
        values = [*exif.items(), *exif.get_ifd(_SUB).items()]
    except Exception:  # a block that no program can read is no block that may stay
        gps, values = {}, [(_MAKER, b"?")]
    if {2, 4} & set(gps) or 27 in gps or 28 in gps:
        found.append(Holding("place", True, 1, f"{where}：拍摄地点（GPS）"))
    for tag, value in values:
        if tag in _PERSONS and people.is_person(_text(tag, value)):
            found.append(Holding("metadata", True, 1, f"{where}：{_PERSONS[tag]}", sample(_text(tag, value))))
    if any(tag == _MAKER and value and b"owner" in bytes(value).lower() for tag, value in values if _bytes(value)):
        found.append(Holding("metadata", True, 1, f"{where}：相机记录的所有人"))
    return found + _described(image, content, where)


def _bytes(value: object) -> bool:
    return isinstance(value, bytes)


def _text(tag: int, value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-16-le" if tag == 0x9C9D else "utf-8", "replace").strip("\0 ")
    if isinstance(value, tuple) and value and all(isinstance(part, int) and part < 256 for part in value):
        return _text(tag, bytes(value))
    return str(value).strip("\0 ")


def _described(image: Image.Image, content: bytes, where: str) -> list[Holding]:
    """XMP, IPTC and the text chunks of a PNG: blocks of free text, in which a person or a place is looked for."""
    found = []
    xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    xmp = xmp.encode() if isinstance(xmp, str) else xmp
    if b"GPSLatitude" in xmp or b"exif:GPS" in xmp or b"photoshop:City" in xmp:
        found.append(Holding("place", True, 1, f"{where}：拍摄地点（XMP）"))
    if any(word in xmp for word in _XMP):
        found.append(Holding("metadata", True, 1, f"{where}：作者（XMP）"))
    resources = image.info.get("photoshop") or {}
    if isinstance(resources, dict) and resources.get(0x0404):
        found.append(Holding("metadata", True, 1, f"{where}：图片说明信息（IPTC）"))
    for key, value in getattr(image, "text", {}).items() if image.format == "PNG" else ():
        if key.lower() in ("author", "artist", "copyright") and people.is_person(str(value)):
            found.append(Holding("metadata", True, 1, f"{where}：{key}", sample(str(value))))
        elif key.lower() in ("comment", "description", "title") and str(value).strip():
            found.append(Holding("metadata", False, 1, f"{where}：{key}", sample(str(value))))
    return found


def stripped(content: bytes) -> bytes:
    """The same pixels without descriptions; the colour profile and the way up stay."""
    image = opened(content)
    if image.format == "JPEG":
        return b"".join(_jpeg(content, image.getexif().get(_ORIENTATION, 1)))
    if image.format == "PNG":
        upright = image.getexif().get(_ORIENTATION, 1) != 1
        return _encoded(image) if upright else b"".join(_png(content))
    if image.format == "GIF":
        return _encoded(image, save_all=True, comment=b"")
    if image.format == "WEBP":
        return _webp(content) if image.getexif().get(_ORIENTATION, 1) == 1 else _encoded(image)
    return _encoded(image)


def _encoded(image: Image.Image, **options: object) -> bytes:
    """Written anew without loss, the right way up."""
    out, kind, animated = io.BytesIO(), image.format or "PNG", getattr(image, "n_frames", 1) > 1
    profile = image.info.get("icc_profile")
    if kind == "WEBP":
        options["lossless"] = True
    if profile and kind != "GIF":
        options["icc_profile"] = profile
    if not animated:
        image = ImageOps.exif_transpose(image)
        image.info.pop("xmp", None)
        image.info.pop("XML:com.adobe.xmp", None)
        if kind == "TIFF":
            image = Image.frombytes(image.mode, image.size, image.tobytes())
        image.save(out, kind, **options)  # type: ignore[arg-type]
    else:
        image.save(out, kind, **{**options, "save_all": True, "exif": b""})  # type: ignore[arg-type]
    return out.getvalue()


def _jpeg(content: bytes, way_up: int) -> Iterator[bytes]:
    """Segments but those of applications and comments (but for JFIF, the profile and Adobe's colours); then the scan."""
    yield content[:2]
    if way_up in range(2, 9):
        tiff = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", _ORIENTATION, 3, 1, way_up, 0) + b"\0\0\0\0"
        yield b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        mark = content[place + 1]
        if mark == 0xFF:
            place += 1
            continue
        if mark == 0xDA:
            end = content.find(b"\xff\xd9", place)
            yield content[place:] if end < 0 else content[place : _end(content, place)]
            return
        size = 2 + int.from_bytes(content[place + 2 : place + 4])
        body = content[place + 4 : place + 16]
        keeps = (b"JFIF\0", b"ICC_PROFILE\0", b"Adobe")
        if not (0xE0 <= mark <= 0xEF or mark == 0xFE) or (mark in (0xE0, 0xE2, 0xEE) and body.startswith(keeps)):
            yield content[place : place + size]
        place += size
    raise Unfit(BROKEN)


def _end(content: bytes, place: int) -> int:
    """Behind the end mark: in the scans of a JPEG FF is always stuffed, so the first FFD9 is the end."""
    return content.index(b"\xff\xd9", place) + 2


def _png(content: bytes) -> Iterator[bytes]:
    yield content[:8]
    place = 8
    while place + 12 <= len(content):
        size, name = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        if name not in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"caBX"):
            yield content[place : place + size + 12]
        place += size + 12
        if name == b"IEND":
            return


def _webp(content: bytes) -> bytes:
    """Chunks but EXIF and XMP; the flags of the header say so."""
    content, place, rows = content[: 8 + int.from_bytes(content[4:8], "little")], 12, []
    while place + 8 <= len(content):
        name, size = content[place : place + 4], int.from_bytes(content[place + 4 : place + 8], "little")
        chunk = content[place : place + 8 + size + size % 2]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if name not in (b"EXIF", b"XMP "):
            rows.append(chunk)
        place += 8 + size + size % 2
    body = b"WEBP" + b"".join(rows)
    return b"RIFF" + struct.pack("<I", len(body)) + body
