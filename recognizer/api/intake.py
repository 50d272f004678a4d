"""Take in what programs send: from whom, how often, and how much at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from anyio import fail_after, move_on_after
from starlette.requests import ClientDisconnect, Request

from recognizer.api import bodies
from recognizer.errors import N_, NotAllowed, RequestTooSlow
from recognizer.room import identity, limits
from recognizer.room.identity import Connection
from recognizer.room.limits import MB, Pace
from recognizer.room.rights import Role
from recognizer.settings import PREFIX, Settings

ARRIVES_S = 60
DRAINED_BYTES = 2 * bodies.MAX_BYTES
"""Of a body that is not wanted: a program listens once it has said all."""
DRAINED_S = 10


class Intake:
    """Who may ask, and how much of what they send is in memory."""

    def __init__(
        self, settings: Settings, held: Callable[[], Mapping[str, int]]
    ) -> None:
        """Begin with nothing.

        Args:
            held: bytes of the pages' files in memory, by session.
        """
        self._settings = settings
        self._held = held
        self._pace = Pace()
        self._coming: Counter[str] = Counter()

    def check_access(self, request: Request) -> None:
        """Before anything else.

        Raises:
            NotAllowed: if the interface is not open to whoever asks.
        """
        api = self._settings.api
        if api == "on":
            return
        hint = N_("Whoever runs this app can change that by the setting {variable}.")
        variable = f"{PREFIX}API"
        if api == "off":
            raise NotAllowed(
                N_("The HTTP interface is turned off."), hint=hint, variable=variable
            )
        connection = Connection(_host(request), request.headers, request.cookies)
        found = identity.recognise(connection, self._settings)
        if found.role is not Role.PRESENTER:
            raise NotAllowed(
                N_("The HTTP interface answers this machine and the presenter only."),
                hint=hint,
                variable=variable,
            )

    def check_pace(self, request: Request) -> None:
        """Before a request is worked on.

        Raises:
            LimitReached: if its address sent too many within a minute.
        """
        network = _network(_host(request))
        limits.check_requests(self._pace, network, self._settings.limits)

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytes]:
        """A request's body, counted as memory that is taken until it is answered.

        Raises:
            RequestTooLarge: if it is larger than any may be.
            RequestTooSlow: if it does not come to its end.
            LimitReached: if all bodies together would take too much.
        """
        length = request.headers.get("content-length", "")
        size = int(length[:12]) if length.isdecimal() else bodies.MAX_BYTES
        bodies.check_size(size)
        network = _network(_host(request))
        taken = max(size, MB)  # unpacked, even a small one
        limits.check_upload(
            taken,
            self._coming[network],
            sum(self._held().values()) + self._coming.total(),
            self._settings.limits,
        )
        self._coming[network] += taken
        try:
            yield await _read(request)
        finally:
            self._coming[network] -= taken
            if not self._coming[network]:
                del self._coming[network]


async def drain(request: Request) -> None:
    """Let a program say the rest of what will not be read."""
    seen = 0
    with move_on_after(DRAINED_S):
        try:
            async for chunk in request.stream():
                seen += len(chunk)
                if seen > DRAINED_BYTES:
                    return
        except (ClientDisconnect, RuntimeError):
            return  # gone, or all was read


async def _read(request: Request) -> bytes:
    content = bytearray()
    try:
        with fail_after(ARRIVES_S):
            async for chunk in request.stream():
                content += chunk
                bodies.check_size(len(content))
    except TimeoutError as error:
        raise RequestTooSlow(ARRIVES_S) from error
    return bytes(content)


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


@lru_cache(1_000)
def _network(host: str) -> str:
    """Whose requests a host's are: an IPv4 address, or the network of an IPv6 address.

    Whoever has one address of such a network has all 2⁶⁴ of them.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return address.exploded[:19]
    return host
