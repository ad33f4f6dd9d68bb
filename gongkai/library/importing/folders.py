"""What lies in a folder: files to read, and what is passed over, each with its reason."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.library.importing.formats import turn

ASIDE = {"附件", "attachments"}  # folders whose files belong to documents
_MADE_BY_SYSTEMS = {"thumbs.db", "desktop.ini", "__macosx"}

_LOCK = "这是打开文件时留下的临时文件（~$ 开头），不是文稿，没有导入。"
_HIDDEN = "隐藏文件（名称以点开头），没有导入。"
_IN_HIDDEN = "在隐藏文件夹（名称以点开头）里，没有导入。"
_SYSTEM = "系统自动生成的文件，不是文稿，没有导入。"
_BROKEN_LINK = "这个链接指向的文件不存在，没有导入。"
_LINKED = "这是指向文件夹的链接，没有进入。请把文件夹本身放进来。"
_LINKED_OUT = "这是指向文件夹以外的链接，没有导入。请把文件本身放进来。"
_NO_FILE = "这不是普通文件，没有导入。"
_CLOSED = "文件夹打不开，里面的文件没有导入。请检查是否有读取权限。"
UNNAMED = "在附件文件夹里，没有文稿把它列为附件，没有导入。"


@dataclass
class Found:
    """``read``: what is to be read, in this order; ``aside``: what is an attachment, if a document names it; ``passed``:
    what is passed over, and why."""

    read: list[Path] = field(default_factory=list)
    aside: list[Path] = field(default_factory=list)
    passed: list[tuple[Path, str]] = field(default_factory=list)


def found_in(path: Path) -> Found:
    """Everything below a folder, in order of turn and name; a file is itself."""
    found = Found()
    if path.is_file():
        found.read.append(path)
        return found

    def closed(error: OSError) -> None:
        found.passed.append((Path(error.filename), _CLOSED))

    for here, folders, names in os.walk(path, onerror=closed):
        folder = Path(here)
        linked = [name for name in folders if (folder / name).is_symlink()]
        found.passed += [(folder / name, _LINKED) for name in linked]
        folders[:] = [name for name in folders if name not in linked]
        for file in (folder / name for name in names):
            if reason := _passed_over(file, file.relative_to(path).parts) or _leads_out(file, path):
                found.passed.append((file, reason))
            else:
                (found.aside if ASIDE & set(file.relative_to(path).parts[:-1]) else found.read).append(file)
    found.read.sort(key=lambda file: (turn(file), str(file)))
    found.aside.sort()
    found.passed.sort()
    return found


def _leads_out(file: Path, root: Path) -> str:
    """A link to a file elsewhere on the machine is nobody's document."""
    return _LINKED_OUT if file.is_symlink() and not file.resolve().is_relative_to(root.resolve()) else ""


def _passed_over(file: Path, parts: tuple[str, ...]) -> str:
    """Why a file is no document; "" when it may be one."""
    name = file.name
    if name.startswith(("~$", ".~")):
        return _LOCK
    if _MADE_BY_SYSTEMS & {part.lower() for part in parts} or name == ".DS_Store" or name.startswith("._"):
        return _SYSTEM
    if name.startswith("."):
        return _HIDDEN
    if any(part.startswith(".") for part in parts):
        return _IN_HIDDEN
    if not file.exists():
        return _BROKEN_LINK
    return "" if file.is_file() else _NO_FILE
