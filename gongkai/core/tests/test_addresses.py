"""What counts as one address in locks and limits."""

import pytest

from gongkai.core import limits
from gongkai.core.addresses import network, of_sign_in


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::"),
        ("2001:DB8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::"),
        ("2001:db8:1:3::7", "2001:db8:1:3::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:c000:207", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::"),
        ("fe80::abcd:1%eth1", "fe80::"),
        ("fd00:1:2:3:4:5:6:7", "fd00:1:2:3::"),
        ("::1", "::"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_an_address_counts_by_its_network(address, counted):
    assert network(address) == counted


def test_two_ipv4_clients_behind_a_dual_stack_socket_have_two_counters(settings):
    assert limits.count("search", "::ffff:192.0.2.7") == 1
    assert limits.count("search", "::ffff:192.0.2.8") == 1
    assert limits.count("search", "192.0.2.7") == 2


def test_local_ipv6_counts_by_its_network(settings):
    assert [limits.count("search", f"fe80::{n}%eth0") for n in (1, 2, 3)] == [1, 2, 3]
    assert [limits.count("ask", f"fd00:0:0:1::{n}") for n in (1, 2)] == [1, 2]


def test_an_address_that_is_none_locks_by_the_name_alone(rf):
    assert of_sign_in(rf.get("/", REMOTE_ADDR="unix:")) is None
    assert of_sign_in(rf.get("/", REMOTE_ADDR="fe80::1%eth0")) == "fe80::"
