"""By which addresses other machines reach this one."""

from __future__ import annotations

import ipaddress
import socket

_ELSEWHERE = ("192.168.0.1", "10.0.0.1", "172.16.0.1", "100.64.0.1", "192.0.2.1")
"""One in each network that is private, shared by a carrier, or the internet."""


def on_networks() -> list[str]:
    """This machine's IPv4 addresses in other people's networks, the likeliest first.

    Nothing is sent: a UDP socket that is connected only looks up the way there. The
    host's own name may know of more.
    """
    found: dict[str, None] = {}
    for target in _ELSEWHERE:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            try:
                way.connect((target, 9))
            except OSError:
                continue
            found[way.getsockname()[0]] = None
    try:
        named = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        named = []
    found |= dict.fromkeys(str(each[4][0]) for each in named)
    return sorted(filter(_is_reachable, found), key=_likelihood)


def is_loopback(host: str) -> bool:
    """Whether a host's name or address means the machine that asks."""
    if host in ("localhost", "") or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_reachable(address: str) -> bool:
    found = ipaddress.ip_address(address)
    return not (found.is_loopback or found.is_unspecified or found.is_link_local)


def _likelihood(address: str) -> int:
    """0 for a home's or school's network, more for what a container or VPN uses."""
    found = ipaddress.ip_address(address)
    networks = ("192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12")
    for place, network in enumerate(networks):
        if found in ipaddress.ip_network(network):
            return place
    return len(networks)
