"""Zip archives unpacked into a folder, with limits; each entry that does not come out is named with its reason."""

import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gongkai.core.actions import Refused
from gongkai.core.intake.sniffing import ENTRIES_LIMIT, UNPACKED_LIMIT, check_bomb

DEPTH = 3  # archives in archives
CHUNK = 1024 * 1024
_UTF8_FLAG = 0x800
_PASSWORD_FLAG = 0x1

BROKEN = "压缩包打不开，可能没有传完整或已经损坏。请重新取得后再导入。"
NOTHING = "压缩包里没有文件。"
TOO_DEEP = f"压缩包套了 {DEPTH} 层以上，没有再往里读。请解压后导入文件夹。"
TOO_LARGE = (
    f"压缩包解压后超过 {UNPACKED_LIMIT // 1024 // 1024} MB、多于 {ENTRIES_LIMIT} 个文件或者大得异常，"
    "为安全起见没有读。请分成几个小的，或解压后导入文件夹。"
)
_PASSWORD = "压缩包里的这个文件设有密码，没有读。请取消密码后重新打包。"  # noqa: S105
_OUTSIDE = "压缩包里的这个名称指向压缩包之外，为安全起见没有读。"
_LINK = "压缩包里的这一项是链接或特殊文件，不是普通文件，没有读。"
_TWICE = "压缩包里另有同名的文件，这一个没有读。请改名后重新打包。"
_UNPACKABLE = "压缩包里的这个文件解不开，可能已经损坏，或用了不常见的压缩方法。请解压后导入文件夹。"
_TOO_DEEP_INSIDE = "压缩包里的文件夹套得太深，没有解压。请整理后再导入。"
DEEPEST = 40  # folders within each other


@dataclass
class Room:
    """What may still come out of one archive and those in it."""

    entries: int = ENTRIES_LIMIT
    size: int = UNPACKED_LIMIT

    def take(self, entries: int, size: int) -> None:
        self.entries -= entries
        self.size -= size
        if self.entries < 0 or self.size < 0:
            raise Refused(TOO_LARGE)


def unpack(archive: Path, folder: Path, room: Room) -> list[tuple[str, str]]:
    """Put the files of an archive into ``folder``; returns (name, why not) of those that do not come out. Refused as a
    whole when it is broken, empty or too much."""
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = opened.infolist()
            check_bomb(entries, TOO_LARGE)
            room.take(len(entries), sum(entry.file_size for entry in entries))
            names = _names(entries)
            if all(name.endswith("/") for name in names):
                raise Refused(NOTHING)
            return list(_unpacked(opened, zip(entries, names, strict=True), folder))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused(BROKEN) from None


def _unpacked(
    opened: zipfile.ZipFile, entries: Iterator[tuple[zipfile.ZipInfo, str]], folder: Path
) -> Iterator[tuple[str, str]]:
    for entry, name in entries:
        if name.endswith("/"):
            continue
        if reason := _reason(entry, name) or _written(opened, entry, folder / name):
            yield name, reason


def _reason(entry: zipfile.ZipInfo, name: str) -> str:
    """Why an entry may not come out; "" when it may."""
    parts = name.split("/")
    if len(parts) > DEEPEST:
        return _TOO_DEEP_INSIDE
    if ".." in parts or name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return _OUTSIDE
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return _LINK
    if entry.flag_bits & _PASSWORD_FLAG:
        return _PASSWORD
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # the others unpack without a limit
        return _UNPACKABLE
    try:
        check_bomb([entry], TOO_LARGE)
    except Refused as refused:
        return refused.message
    return ""


def _written(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> str:
    """Unpack one entry; the reason when that fails. No more comes out than its header says."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(entry) as source, target.open("xb") as out:
            while chunk := source.read(CHUNK):
                out.write(chunk)
    except FileExistsError:
        return _TWICE
    except Exception:  # zlib.error and its like: whatever a broken entry brings about
        with suppress(OSError):
            target.unlink()
        return _UNPACKABLE
    return ""


def _names(entries: list[zipfile.ZipInfo]) -> list[str]:
    """The names with their folders, as those who packed them read them: without the flag of UTF-8 they are in what their
    computer used, and Python took them for code page 437."""
    raw = [
        None if entry.flag_bits & _UTF8_FLAG else entry.orig_filename.encode("cp437", "replace") for entry in entries
    ]
    encoding = _encoding(b"\n".join(name for name in raw if name is not None))
    decoded = [
        entry.orig_filename if name is None else name.decode(encoding, "replace")
        for entry, name in zip(entries, raw, strict=True)
    ]
    return [re.sub(r"[\x00-\x1f\x7f]", "_", name.replace("\\", "/")) for name in decoded]


def _encoding(names: bytes) -> str:
    try:
        names.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return "gb18030"
