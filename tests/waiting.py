"""Wait for what another process does, where nothing tells of it."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 120
"""A busy machine takes its time; what is wrong is as wrong after two minutes."""


def wait_until(holds: Callable[[], object]) -> None:
    """Ask again and again until something holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold"
        time.sleep(0.05)
