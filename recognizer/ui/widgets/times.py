"""Points in time as the visitor's own clock shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st


def day(written: str) -> str:
    """The day of a time in ISO 8601, such as "2026-11-24"."""
    return _local(written)[:10]


def minute(written: str) -> str:
    """Day and time to the minute, such as "2026-11-24 17:05"."""
    return _local(written)


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
