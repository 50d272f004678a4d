"""Where the pages' scripts are, wherever the app is installed."""

from __future__ import annotations

from pathlib import Path

_PAGES = Path(__file__).resolve().parent / "pages"


def script(page: str) -> Path:
    """A page's script, for Streamlit, by the page's name such as "retrain"."""
    return _PAGES / f"{page}.py"
