"""Which addresses other machines may use."""

from __future__ import annotations

import ipaddress

import pytest

from recognizer.room import hosts


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"]
)
def test_this_machine_by_its_own_names(host: str) -> None:
    assert hosts.is_loopback(host)


@pytest.mark.parametrize("host", ["192.168.1.2", "school.example", "::2", "128.0.0.1"])
def test_other_names(host: str) -> None:
    assert not hosts.is_loopback(host)


def test_what_is_offered_is_reachable_from_elsewhere() -> None:
    for address in hosts.on_networks():
        found = ipaddress.ip_address(address)
        assert found.packed[0] not in (0, 127)
        assert not found.is_link_local
