"""Points in time as the visitor's own clock shows them, and how long things took."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from recognizer.ui.translation import gettext as _


def day(written: str) -> str:
    """The day of a time in ISO 8601, such as "2026-11-24"."""
    return _local(written)[:10]


def minute(written: str) -> str:
    """Day and time to the minute, such as "2026-11-24 17:05"."""
    return _local(written)


def span(seconds: float) -> str:
    """How long something took: "15 s", "1 min 5 s"."""
    minutes, left = divmod(round(seconds), 60)
    if not minutes:
        return _("{seconds} s").format(seconds=left)
    return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=left)


def _local(written: str) -> str:
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        moment = moment.astimezone(zone)
    except (ValueError, LookupError):  # written, or told, by another program
        return written[:16].replace("T", " ")
    return f"{moment:%Y-%m-%d %H:%M}"
