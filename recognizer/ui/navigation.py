"""The pages, and where their scripts are, wherever the app is installed."""

from __future__ import annotations

from pathlib import Path

from recognizer.errors import N_

PAGES = {
    "draw": N_("Draw"),
    "look_inside": N_("Look inside"),
    "retrain": N_("Retrain"),
    "gallery": N_("Test gallery"),
    "models": N_("Models"),
    "my_drawings": N_("My drawings"),
    "learn": N_("Learn"),
    "how_it_works": N_("How it works"),
    "room": N_("Room"),
}
"""All pages by the names of their scripts, in the order of their links, with titles."""

_PAGES = Path(__file__).resolve().parent / "pages"


HOME = "draw"
"""The page that the app's own address shows."""


def address(page: str) -> str:
    """A page's name in its address: "look-inside"."""
    return page.replace("_", "-")


def deep_links() -> list[str]:
    """The addresses of all pages but the one that the app begins with."""
    return [address(page) for page in PAGES if page != HOME]


def script(page: str) -> Path:
    """A page's script, for Streamlit, by the page's name such as "retrain"."""
    return _PAGES / f"{page}.py"
