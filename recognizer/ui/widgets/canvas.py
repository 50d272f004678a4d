"""The canvas: white paper and black ink in both themes, see browser/draw/canvas.js.

Undo, Redo, Clear and Example act in the browser, at once and on the same canvas. The
server learns of a change by the component's state

    {"drawing": {"raw": {"objects": […]}, "data": None, "version": …, "places": …,
                 "answered": […], "session": …}}

in which `raw` is what `recognizer.ink.strokes.parse` reads, `places` lists the strokes
of the digit of a number that everything is about, or is None, `answered` lists the
networks (SHA-256) with which the browser has answered by itself, and `session` is the
session that is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from recognizer.api import addresses
from recognizer.api.modules import EXAMPLES
from recognizer.synthesis.examples import CANVAS_SIDE
from recognizer.ui import state
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import labels
from recognizer.ui.widgets.browser import Component

SIDE = CANVAS_SIDE
"""Side of the canvas in its own units, whatever its size on the screen."""

PEN_WIDTHS = (8, 26)
PEN_WIDTH = 16


@dataclass(frozen=True)
class Sent:
    """What the browser says of a drawing.

    Attributes:
        raw: the strokes as `recognizer.ink.strokes.parse` reads them, unchecked but
            for "objects", which is a list.
        version: of the drawing that the browser shows.
        places: which strokes make up the digit of a number that was chosen; empty where
            all of them are one digit.
        answered: networks with which the browser answers by itself, by SHA-256.
    """

    raw: dict[str, Any]
    version: str
    places: tuple[int, ...]
    answered: frozenset[str]

    @classmethod
    def from_json(cls, content: object) -> Sent | None:
        """Read a component's state; None if it has not the form of a drawing."""
        match content:
            case {"raw": {"objects": list()} as raw, **rest}:
                version, answered = rest.get("version"), rest.get("answered")
                places = rest.get("places")
                return cls(
                    dict(raw),
                    version if isinstance(version, str) else "",
                    tuple(
                        each
                        for each in (places if isinstance(places, list) else [])
                        if isinstance(each, int) and each >= 0
                    ),
                    frozenset(
                        each
                        for each in (answered if isinstance(answered, list) else [])
                        if isinstance(each, str)
                    ),
                )
        return None


OnChange = Callable[[Sent], None]

_component = Component("canvas")
_keeper = Component("keeper")


def canvas(
    name: str,
    pen_width: int,
    on_change: OnChange,
    version: str = "",
    drawing: Sequence[Any] = (),
    counted: int = 0,
    has_examples: bool = False,
    answers: Mapping[str, Any] | None = None,
    networks: Sequence[str] | None = None,
    network: str | None = None,
) -> None:
    """Show a canvas with what was drawn on it.

    Args:
        name: canvases of one name share one drawing, which outlives page changes and
            reloads.
        pen_width: of the next strokes, in the canvas's units.
        on_change: called with what the browser sends whenever the drawing changes.
        version: of what the server wants shown; "" leaves it to the browser. Another
            version shows `drawing` instead of what is there.
        drawing: strokes, each {"points": [[x, y], …], "width": …}.
        counted: how many of the strokes that are there this concerns; later ones were
            drawn before the browser knew, and stay.
        has_examples: whether there is a button that shows them one after the other.
        answers: the server's, by the address of a network that the browser lacks.
        networks: addresses of those whose answers are all that the page shows of the
            drawing: once the browser has them, the server is not told of it until
            another page asks. None to tell it of every stroke.
        network: address of the one that reads numbers of several digits in the browser;
            None where single digits are asked for.
    """
    key = f"canvas-{name}"
    with st.container(key="canvas"):
        _component(
            key=key,
            data={
                "name": name,
                "session": state.session(),
                "version": version,
                "strokes": drawing,
                "counted": counted,
                "penWidth": pen_width,
                "examples": addresses.module(EXAMPLES) if has_examples else None,
                "answers": answers or {},
                "networks": networks,
                "network": network,
                "labels": labels.canvas(_),
            },
            default={"drawing": None},
            on_drawing_change=lambda: _hear(key, on_change),
        )


def keeper(name: str, on_change: OnChange) -> None:
    """Hear of the drawing of a name where its canvas is not shown, after a reload."""
    key = f"keeper-{name}"
    _keeper(
        key=key,
        data={"name": name, "session": state.session()},
        default={"drawing": None},
        on_drawing_change=lambda: _hear(key, on_change),
    )


def _hear(key: str, on_change: OnChange) -> None:
    """Hand on what the browser sent, if it has the form of a drawing."""
    sent = Sent.from_json(st.session_state[key].get("drawing"))
    if sent is not None:
        on_change(sent)
