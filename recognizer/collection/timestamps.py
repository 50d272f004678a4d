"""Times as text that sorts by time: ISO 8601 in UTC, to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime

_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def now() -> str:
    """The time now."""
    return to_text(datetime.now(UTC))


def to_text(time: datetime) -> str:
    """A time in UTC as text."""
    return time.strftime(_FORMAT)


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote.

    Raises:
        ValueError: if it is something else.
    """
    return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)
