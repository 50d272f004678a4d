"""Whether this process can answer: the network is loaded, the database reached."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from anyio import CapacityLimiter, to_thread

from recognizer.errors import N_, CollectionUnavailable, RecognizerError

LONGEST_S = 5


class Readiness:
    """Looks once at a time, however many ask."""

    def __init__(self, load: Callable[[], object], reach: Callable[[], object]) -> None:
        """Know what to try.

        Args:
            load: raises a RecognizerError where the network cannot be loaded.
            reach: raises a RecognizerError where the database cannot be reached.
        """
        self._load = load
        self._reach = reach
        self._limiter = CapacityLimiter(1)
        self._looking: asyncio.Task[RecognizerError | None] | None = None

    async def problem(self) -> RecognizerError | None:
        """What keeps this process from answering; None if nothing does."""
        if self._looking is None or self._looking.done():
            look = to_thread.run_sync(self._look, limiter=self._limiter)
            self._looking = asyncio.ensure_future(look)
        try:
            return await asyncio.wait_for(asyncio.shield(self._looking), LONGEST_S)
        except TimeoutError:
            return CollectionUnavailable(
                N_("The database of drawings did not answer within {limit} s."),
                limit=LONGEST_S,
            )

    def _look(self) -> RecognizerError | None:
        try:
            self._load()
            self._reach()
        except RecognizerError as error:
            return error
        return None
