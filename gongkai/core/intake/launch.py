"""Becomes another program, under limits and without a network where the kernel allows it.

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
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):
        close_network()
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606


def close_network() -> None:
    """Go on in a network of one's own that has no way out, as the same user. Where the kernel refuses, nothing changes."""
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER | _NEW_NET):
        return
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


if __name__ == "__main__":
    main()
