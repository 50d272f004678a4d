"""Where the browser finds what the routes serve, relative to the app's address."""

from __future__ import annotations

from recognizer.api import modules
from recognizer.network.bundles import Bundle

API, MODULES = "api", "browser"
PROGRAMS = f"{API}/v1"
"""What programs ask for, see `recognizer.api.openapi`."""
ROOM = f"{API}/room"
"""What the presenter asks for, and the wall."""
DRAWINGS = f"{API}/drawings"
"""Where a browser saves drawings, each below its id."""
WALL = f"{API}/wall"
"""Where it shows them to everybody."""
TAUGHT = "taught"
WORKSHEETS = "worksheets"


def model(bundle: Bundle) -> str:
    """The folder with a model's card.json and weights.safetensors."""
    return f"{API}/models/{bundle.card.name}/{bundle.version}/"


def worksheet(lesson: str, language: str) -> str:
    """A lesson's sheet to print."""
    return f"{WORKSHEETS}/{lesson}.html?lang={language}"


def taught(version: str) -> str:
    """What the class taught, see `room.taught`."""
    return f"{API}/{TAUGHT}/{version}.json"


def module(name: str) -> str:
    """Where one of the browser's modules is, such as "network/ink.js"."""
    return f"{MODULES}/{modules.version()}/{name}"
