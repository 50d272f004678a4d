"""Recognise handwritten digits and show how; docs/architecture.md is the map.

The names below are for programs that use this package. They are loaded when they are
asked for, so that `import recognizer` alone stays light.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recognizer.ink.strokes import Drawing
    from recognizer.network.engine import Prediction, Recognizer
    from recognizer.network.loading import load_model

__all__ = ["Drawing", "Prediction", "Recognizer", "load_model"]

_HOMES = {
    "Drawing": "recognizer.ink.strokes",
    "Prediction": "recognizer.network.engine",
    "Recognizer": "recognizer.network.engine",
    "load_model": "recognizer.network.loading",
}

if sys.platform == "win32":
    raise ImportError(
        "Handwriting Recognizer runs on Linux and macOS, not on Windows itself: there, "
        "install and start it in WSL, the Windows Subsystem for Linux."
    )


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
