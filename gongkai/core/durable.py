"""Files that survive a power cut once the call returns: content and name are on the disk (docs/decisions/0016). No Django."""

import os
import secrets
from pathlib import Path


def write(file: Path, content: bytes) -> None:
    """Put ``content`` in place, whole or not at all, readable by its owner only."""
    temporary = _written(file, content)
    try:
        replace(temporary, file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def make_once(file: Path, content: bytes) -> bytes:
    """Write ``file`` unless it is there; what it then holds. Of two processes that come at once both get the same."""
    if not file.exists():
        temporary = _written(file, content)
        try:
            os.link(temporary, file)
            sync_folder(file.parent)
        except FileExistsError:
            pass
        finally:
            temporary.unlink(missing_ok=True)
    return file.read_bytes()


def replace(temporary: Path, file: Path) -> None:
    """Rename a file that is synced already, and sync the name."""
    os.replace(temporary, file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """The names in ``folder`` are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make ``folder`` and what is missing above it; each new name is on the disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=mode, exist_ok=True)
    sync_folder(folder.parent)


def _written(file: Path, content: bytes) -> Path:
    temporary = file.with_name(f"{file.name}.{secrets.token_hex(8)}.new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
