"""Host names of sites in the one spelling in which they are kept and compared. Pure: no Django."""

import re
from collections.abc import Iterable

LONGEST = 120
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")
_USUAL_PORTS = (80, 443)  # browsers leave them out of the Host header


def normal(host: str) -> str | None:
    """``host`` as a browser sends it: lower case, letters of other scripts as xn--… (RFC 3490), without the dot at the
    end (RFC 1034) and without a usual port; None for what is no host name."""
    name, colon, port = host.strip().partition(":")
    if colon and not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65536):
        return None
    try:
        name = name.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return None
    whole = name if not colon or int(port) in _USUAL_PORTS else f"{name}:{int(port)}"
    return whole if _NAME.fullmatch(name) and len(whole) <= LONGEST else None


def taken_from(host: str, others: Iterable[str]) -> list[str]:
    """Which of ``others`` people would mean by ``host``: the same name, with or without www. and a port."""
    return [other for other in others if _bare(other) == _bare(host)]


def _bare(host: str) -> str:
    return (normal(host) or host).partition(":")[0].removeprefix("www.")
