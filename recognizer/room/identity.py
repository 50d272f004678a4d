"""Who somebody is, by what their browser sends when it connects.

A presenter is whoever opens the app on the machine itself, or has the presenter's key.
Everybody else is a visitor, known again by a mark.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from recognizer.room.rights import NOBODY, Role, Visitor
from recognizer.settings import Settings

KEY_BYTES = 24
MARK_BYTES = 32
PRESENTER_COOKIE = "recognizer_presenter"
"""Holds the presenter's key."""
MARK_COOKIE = "recognizer_visitor"
"""Holds a random text, of which the server keeps a hash alone."""

_FORWARDING = ("forwarded", "via", "true-client-ip", "cf-connecting-ip")
_FORWARDING_STARTS = ("x-forwarded", "x-real-ip", "x-client-ip")
_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Connection:
    """What is known of somebody's browser.

    Attributes:
        address: its IP address, as the server's socket has it.
        headers: of its request; their names in any case.
        cookies: by name.
    """

    address: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]


@cache
def new_key() -> str:
    """A key for this process, of 192 bits."""
    return secrets.token_urlsafe(KEY_BYTES)


def presenter_key(settings: Settings) -> str:
    """The presenter's key: the setting's, or one that this process has made."""
    return settings.presenter_key or new_key()


def is_key(given: str, settings: Settings) -> bool:
    """Whether it is the presenter's key; takes as long for any wrong one."""
    return hmac.compare_digest(given.encode(), presenter_key(settings).encode())


def recognise(connection: Connection, settings: Settings) -> Visitor:
    """Who connects."""
    key = connection.cookies.get(PRESENTER_COOKIE, "")
    is_presenter = is_key(key, settings) or (
        not settings.behind_proxy and is_local(connection)
    )
    role = Role.PRESENTER if is_presenter else Role.VISITOR
    return Visitor(role, mark_of(connection.cookies.get(MARK_COOKIE, "")))


def is_local(connection: Connection) -> bool:
    """Whether a browser on this machine asks, and not a proxy for another one.

    A proxy comes from this machine too. It is known by the headers that it adds, or by
    the name under which it was asked. Somebody whose page another site has turned to
    this machine (DNS rebinding) has that site's name here.
    """
    names = [name.lower() for name in connection.headers]
    if any(_is_forwarding(name) for name in names):
        return False
    host = next(
        (value for name, value in connection.headers.items() if name.lower() == "host"),
        "",
    )
    return _is_loopback(connection.address) and _host_name(host) in _LOCAL_NAMES


def mark_of(cookie: str) -> str:
    """The mark of a browser: a hash, from which its cookie cannot be found.

    Returns:
        64 hexadecimal digits, or NOBODY for an empty cookie.
    """
    return hashlib.sha256(cookie.encode()).hexdigest() if cookie else NOBODY


def new_mark_cookie() -> str:
    """What a new browser is given to keep."""
    return secrets.token_urlsafe(MARK_BYTES)


def _is_forwarding(name: str) -> bool:
    return name in _FORWARDING or name.startswith(_FORWARDING_STARTS)


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def _host_name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
