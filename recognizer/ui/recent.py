"""What is looked for once in a while, however many ask.

Streamlit's caches with a `ttl` raise KeyError if a value grows old between the two
looks that they take at it (1.67), in a room of a hundred several times an hour.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from cachetools import TTLCache, cached

P = ParamSpec("P")
T = TypeVar("T")

MOST = 64
"""Values that are kept, of calls with different arguments."""


def kept_for(
    seconds: float, find: Callable[P, T], clock: Callable[[], float] = time.monotonic
) -> Callable[P, T]:
    """A function that does not look again before its last answer is so old.

    Args:
        seconds: how long an answer is kept; an error is not.
        find: called by one thread at a time for the same arguments; others wait.
        clock: seconds from any beginning, never going back.
    """
    kept: TTLCache[object, T] = TTLCache(MOST, seconds, clock)
    return cached(kept, condition=threading.Condition())(find)
