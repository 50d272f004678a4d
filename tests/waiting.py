"""Wait for what another process does, where nothing tells of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PATIENCE_S = 120
"""A busy machine takes its time; what is wrong is as wrong after two minutes."""


def wait_until(holds: Callable[[], object]) -> None:
    """Ask again and again until something holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold"
        time.sleep(0.05)


def wait_while_it_goes_on(holds: Callable[[], object], folder: Path) -> None:
    """Ask again and again until something holds, as long as a folder's files change."""
    changed = None
    while not holds():
        now = _last_change(folder)
        if now != changed:
            changed, deadline = now, time.monotonic() + PATIENCE_S
        assert time.monotonic() < deadline, "nothing goes on"
        time.sleep(0.5)


def _last_change(folder: Path) -> int:
    found = [0]
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # as it was being replaced
            found.append(path.stat().st_mtime_ns)
    return max(found)
