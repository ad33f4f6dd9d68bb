"""Addresses of clients as they count in locks and limits."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any


def network(address: str) -> str:
    """What one subscriber has: an IPv4 address; of IPv6 the whole /64, also of local addresses (fe80::/10, fc00::/7), since
    a machine takes a new address within it whenever it likes (RFC 8981). An IPv4 address written as IPv6
    (::ffff:1.2.3.4) is that IPv4 address; a zone (fe80::1%eth0) is left out. What cannot be read counts as written."""
    try:
        parsed = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Network((parsed, 64), strict=False).network_address)
    return str(parsed)


def of_sign_in(request: Any) -> str | None:
    """The address under which django-axes counts failures and locks; None when there is none that its column takes."""
    address = network(request.META.get("REMOTE_ADDR", ""))
    try:
        ip_address(address)
    except ValueError:
        return None
    return address
