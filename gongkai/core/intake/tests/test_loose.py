"""Bytes outside of what a format shows are hidden and are gone from a cleaned copy."""

import io
import zipfile

import pytest
from PIL import Image

from gongkai.core.intake import worker
from gongkai.core.intake.holding import loose
from gongkai.core.intake.tests import made

SECRET = "证人住在东街".encode()


def picture(kind):
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind)
    return out.getvalue()


def gap(content):
    """Bytes between two entries of a package, of which the directory says nothing."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        place, start = archive.infolist()[1].header_offset, archive.start_dir
    wide = SECRET * 3
    moved = bytearray(content[:place] + wide + content[place:])
    at = start + len(wide)
    for number in range(len(zipfile.ZipFile(io.BytesIO(content)).infolist())):
        if number:
            offset = int.from_bytes(moved[at + 42 : at + 46], "little") + len(wide)
            moved[at + 42 : at + 46] = offset.to_bytes(4, "little")
        at += 46 + sum(int.from_bytes(moved[at + n : at + n + 2], "little") for n in (28, 30, 32))
    moved[at + 16 : at + 20] = (start + len(wide)).to_bytes(4, "little")
    return bytes(moved)


def comment(content):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = SECRET
    return out.getvalue()


WORD = made.docx(made.p(made.r("公开的内容")))
CASES = {
    "behind a package": ("docx", WORD + SECRET),
    "the remark of a package": ("docx", comment(WORD)),
    "between the entries of a package": ("docx", gap(WORD)),
    "behind a pdf": ("pdf", made.pdf("") + SECRET),
    "before a pdf": ("pdf", SECRET + b"\n" + made.pdf("")),
    "behind a jpeg": ("image", picture("JPEG") + SECRET),
    "behind a png": ("image", picture("PNG") + SECRET),
    "behind a webp": ("image", picture("WEBP") + SECRET),
}


@pytest.mark.parametrize("case", CASES)
def test_loose_bytes_are_hidden_and_cleaned(case):
    kind, content = CASES[case]
    rows = [row for row in worker.work("list", kind, content)[0]["holdings"] if row["hidden"]]
    assert [(row["code"], row["where"]) for row in rows] == [("data", "文件头尾以外的数据")]
    assert rows[0]["sample"].startswith("证人住在东街")
    said, copy = worker.work("clean", kind, content)
    assert (said["left"], SECRET in copy) == (False, False)


@pytest.mark.parametrize("content", [WORD, WORD + b"\0\0\r\n", made.pdf("") + b"\r\n", picture("JPEG"), picture("PNG")])
def test_a_file_without_them_is_left_alone(content):
    kind = {b"PK": "docx", b"%P": "pdf"}.get(content[:2], "image")
    assert loose.listed(kind, content) == []
