"""A page without a server: canvas, network and feature maps in one HTML file.

It is made of the app's own parts: the modules of `recognizer/browser`, style, theme and
texts, with a model's weights inside. A page opened as a file may not load modules, so
they are put into one script.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from recognizer.api import modules
from recognizer.network.bundles import Bundle
from recognizer.settings import SHIPPED
from recognizer.synthesis.examples import examples
from recognizer.ui.catalogues import LANGUAGES, catalogue
from recognizer.ui.widgets import colours, labels
from recognizer.ui.widgets.colours import Theme
from recognizer.ui.widgets.html import render

FOLDER = Path(__file__).resolve().parent
THEMES: tuple[Theme, Theme] = ("light", "dark")
PEN_WIDTH = 16
"""In the canvas's units, as on the Draw page at first."""


_EXPORT = re.compile(
    r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE
)


def page(bundle: Bundle) -> str:
    """The page with a model, as HTML."""
    config = tomllib.loads((SHIPPED / ".streamlit" / "config.toml").read_text("utf-8"))
    values = {
        "icon": _base64(SHIPPED / "static" / "icon.svg"),
        "font": _base64(SHIPPED / "static" / "inter-latin-wght-normal.woff2"),
        "family": config["theme"]["font"],
        "theme": _theme(config["theme"]),
        "style": (FOLDER / "style.css").read_text("utf-8"),
        "page": json.dumps(_page(bundle), ensure_ascii=False).replace("</", r"<\/"),
        "weights": _base64(bundle.weights),
        "script": script("handout.js"),
    }
    safe = {name: Markup(value) for name, value in values.items()}
    return str(render("handout.html", **safe))


def script(module: str) -> str:
    """A module and all that it imports as one script, which defines its name.

    Each becomes a constant that holds what the module exports.
    """
    parts: dict[str, str] = {}
    _collect(module, parts)
    return "\n".join(parts.values())


def _collect(module: str, parts: dict[str, str]) -> None:
    source = modules.modules()[module].plain.decode()
    for _, path in modules.IMPORT.findall(source):
        imported = modules.imported(module, path)
        if imported not in parts:
            _collect(imported, parts)
    exported = ", ".join(name for _, name in _EXPORT.findall(source))
    body = _EXPORT.sub(r"\1", modules.IMPORT.sub(_take, source))
    name = PurePosixPath(module).stem
    parts[module] = (
        f"const {name} = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();\n"
    )


def _take(statement: re.Match[str]) -> str:
    names, path = statement.groups()
    name = PurePosixPath(path).stem
    names = names.removeprefix("* as ").replace(" as ", ": ")
    return "" if names == name else f"const {names} = {name};\n"


def _page(bundle: Bundle) -> dict[str, Any]:
    card = json.loads((bundle.path / "card.json").read_text("utf-8"))
    used = ("layers", "temperature", "rejection_threshold", "parameters", "sha256")
    return {
        "card": {name: card[name] for name in used},
        "penWidth": PEN_WIDTH,
        "examples": "data:application/json," + quote(json.dumps(examples())),
        "colours": {theme: colours.scales(theme) for theme in THEMES},
        "languages": {
            language: {"name": name, **_texts(language, bundle.card.name)}
            for language, name in LANGUAGES.items()
        },
    }


def _texts(language: str, model: str) -> dict[str, Any]:
    _ = catalogue(language).gettext
    about = _("This page works without internet. The network on it is {model}.")
    return {
        "texts": {
            "title": _("Handwriting Recognizer"),
            "shares": _("Probability of each digit"),
            "stages": _("What the network sees"),
            "about": about.format(model=model),
        },
        "labels": {
            "canvas": labels.canvas(_),
            "answer": labels.answer(_),
            "confidence": labels.answer(_),
            "bars": labels.bars(_),
            "stages": labels.stages(_, is_drawn=True),
            "maps": labels.maps(_),
        },
    }


def _theme(theme: dict[str, Any]) -> str:
    """The app's colours, light and dark, as CSS."""
    light, dark = (_colours({**theme, **theme[name]}) for name in THEMES)
    return f"{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}"


def _colours(theme: dict[str, Any]) -> str:
    return (
        f":root {{ --hr-accent: {theme['primaryColor']};"
        f" --ground: {theme['backgroundColor']}; --text: {theme['textColor']}; }}"
    )


def _base64(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()
