"""Lists and cleans one file in a process of its own, with limits (see core.intake.hidden).

python worker.py list|clean|strip KIND FILE|- → a line of JSON, then the bytes of the copy
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

MEMORY = 2 * 1024 * 1024 * 1024
SECONDS = 110


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.append(str(Path(__file__).parents[3]))
    from gongkai.core.intake.package import Unfit

    deed, kind, path = sys.argv[1:4]
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        said, made = work(deed, kind, content)
    except Unfit as unfit:
        said, made = {"unfit": str(unfit)}, b""
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode() + b"\n" + made)


def work(deed: str, kind: str, content: bytes) -> tuple[dict[str, Any], bytes]:
    from gongkai.core.intake.holding import formats, loose

    room = formats.of(kind)
    found = room.listed(content) + loose.listed(kind, content)
    if deed == "list":
        return {"holdings": [asdict(row) for row in found]}, b""
    if not any(row.hidden for row in found):
        return {}, content if deed == "clean" else b""
    made = room.stripped(content)
    left = any(row.hidden for row in room.listed(made) + loose.listed(kind, made)) if deed == "clean" else False
    return {"left": left}, b"" if left else made


if __name__ == "__main__":
    main()
