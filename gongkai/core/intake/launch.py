"""Becomes another program, under limits; where the kernel allows it without a network, and without the folders that
HIDDEN names (parted by ":"): they are empty for it.

python launch.py PROGRAM ARGUMENT…
"""

import ctypes
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

MEMORY = 4 * 1024 * 1024 * 1024
SECONDS = 60
WRITTEN = 400 * 1024 * 1024
_NEW_USER, _NEW_NET, _NEW_MOUNTS = 0x10000000, 0x40000000, 0x20000
_RECURSIVE, _PRIVATE = 0x4000, 0x40000  # of mount(2)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):
        close_network(os.environ.pop("HIDDEN", ""))
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606


def close_network(hidden: str = "") -> None:
    """Go on in a network of one's own that has no way out, as the same user, with nothing in the folders ``hidden``. Where
    the kernel refuses, nothing changes."""
    user, group = os.getuid(), os.getgid()
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.unshare(_NEW_USER | _NEW_NET | _NEW_MOUNTS):
        return
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    kernel.mount(None, b"/", None, _RECURSIVE | _PRIVATE, None)
    for folder in filter(None, hidden.split(":")):
        kernel.mount(b"tmpfs", folder.encode(), b"tmpfs", 0, b"size=64k")


if __name__ == "__main__":
    main()
