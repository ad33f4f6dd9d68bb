"""Works on one file in a process of its own, with limits: a hostile file can neither hang nor eat the memory of the program
that asked (see the package). A line of JSON and the file come in, a line of JSON and a file go out."""

import json
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = 2 * 1024 * 1024 * 1024
SECONDS = {"look": 60, "count": 60, "show": 20, "redact": 600}


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS[order["deed"]],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.append(str(Path(__file__).parents[3]))
    from gongkai.foi.redaction.marks import Unfit

    try:
        said, made = work(order, sys.stdin.buffer.read())
    except Unfit as unfit:
        said, made = {"unfit": str(unfit)}, b""
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode() + b"\n" + made)


def work(order: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    from gongkai.foi.redaction import marks, pdf, word

    room: Any = pdf if order["kind"] == "pdf" else word
    data = order["data"]
    if order["deed"] == "look":
        return room.look(content), b""
    if order["deed"] == "count":
        return room.count(content, marks.read(data).terms), b""
    if order["deed"] == "show":
        return {}, pdf.show(content, data["page"])
    made, said = room.redact(content, marks.read(data))
    return said, made


if __name__ == "__main__":
    main()
