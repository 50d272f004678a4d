"""Where the browser finds what the routes serve, relative to the app's address."""

from __future__ import annotations

from recognizer.api import modules
from recognizer.network.bundles import CARD, WEIGHTS, Bundle

API, MODULES = "api", "browser"


def card(bundle: Bundle) -> str:
    """Where a model's card is."""
    return f"{API}/models/{bundle.card.name}/{bundle.version}/{CARD}"


def weights(bundle: Bundle) -> str:
    """Where a model's weights are, as safetensors."""
    return f"{API}/models/{bundle.card.name}/{bundle.version}/{WEIGHTS}"


def module(file: str) -> str:
    """Where one of the browser's modules is, such as "live.js"."""
    return f"{MODULES}/{modules.version()}/{file}"
