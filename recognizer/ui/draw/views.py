"""What a network makes of the drawing: computed and painted in the browser.

Until the network's weights are there, or if the browser cannot hold them, the server
answers. See `recognizer/browser/page.js`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

import numpy as np
import streamlit as st

from recognizer.api import addresses
from recognizer.errors import RecognizerError
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing
from recognizer.network.bundles import NETWORK, Bundle
from recognizer.network.engine import Prediction
from recognizer.ui import navigation, own_memory, shared, state
from recognizer.ui.draw.sources import Subject, read_canvas
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours, labels
from recognizer.ui.widgets.browser import Component
from recognizer.ui.widgets.colours import Array
from recognizer.ui.widgets.labels import Labels
from recognizer.ui.widgets.style import theme

_answer = Component("answer")
_confidence = Component("confidence")
_bars = Component("bars")
_stages = Component("stages")
_maps = Component("maps")


class Views:
    """The views of one network for one subject.

    Attributes:
        network: name of the model.
        data: what the browser is told of the subject and the network.
    """

    def __init__(self, subject: Subject, source: str, network: str) -> None:
        """Find the network.

        Args:
            source: "pen", "file" or "camera".
            network: name of a model.
        """
        self._subject = subject
        self._source = source
        self.network = network
        self.data: dict[str, Any] = {
            "drawing": "draw" if source == "pen" else None,
            "picture": None,
            "network": None,
            "model": network,
            "answer": None,
            "message": subject.message if source != "pen" else None,
        }
        try:
            bundle = shared.bundle(network)
            self.data["network"] = addresses.model(bundle)
            if subject.steps is not None:
                self.data["picture"] = _base64(subject.steps.image)
                self.data["answer"] = _recognise(bundle, subject.steps.image, None)
        except RecognizerError as error:
            self.data["message"] = explain(error)

    def show_answer(self, key: str = "answer") -> None:
        """The digit, very large, or a sentence in its place, and how sure it is."""
        texts = labels.answer(_)
        with st.container(key=key):
            self._show(_answer, key, texts)
        self._show(_confidence, f"{key}-confidence", texts)

    def show_bars(self, key: str = "probabilities") -> None:
        """The ten probabilities."""
        with st.container(key=key):
            self._show(_bars, key, labels.bars(_))

    def show_stages(self) -> None:
        """The pictures from the ink to the image that the network is given."""
        steps, pictures = self._subject.steps, []
        if steps is not None and self._source != "pen":
            margins = [(side // 4, side // 4) for side in steps.cropped.shape]
            whole = np.pad(steps.cropped, margins)
            pictures = [_picture(each) for each in (whole, steps.cropped, steps.scaled)]
        texts = labels.stages(_, is_drawn=self._source == "pen")
        self._show(_stages, "stages", texts, pictures=pictures)

    def show_maps(self) -> None:
        """Every layer, from the first filters to the dense units; each leads inside."""
        with st.container(key="feature-maps"):
            found = _maps(
                key="live-maps",
                data={
                    **self.data,
                    "labels": {
                        **labels.maps(_),
                        "hint": _("Press a filter to see how it was computed."),
                    },
                    "colours": colours.scales(theme()),
                },
                on_opened_change=lambda: None,  # that the page runs is enough
            )
        if isinstance(found.opened, str):
            st.switch_page(
                navigation.script("look_inside"), query_params={"at": found.opened}
            )

    def _show(self, component: Component, key: str, texts: Labels, **data: Any) -> None:
        component(key=f"live-{key}", data={**self.data, "labels": texts, **data})


def addresses_of(networks: Iterable[str]) -> list[str]:
    """Where the browser finds networks; without those that cannot be read."""
    found = []
    for name in networks:
        try:
            found.append(addresses.model(shared.bundle(name)))
        except RecognizerError:
            continue
    return found


def answers(networks: Iterable[str]) -> dict[str, Any]:
    """What networks that the browser does not have yet make of the visitor's drawing.

    Returns:
        By the network's address: digit, confidence and probabilities. Nothing of a
        network or drawing that cannot be read: its view says why.
    """
    found = {}
    for name in networks if state.drawing()["objects"] else ():
        try:
            bundle = shared.bundle(name)
            if bundle.card.sha256[NETWORK] not in state.answered():
                drawing, image = read_canvas()
                found[addresses.model(bundle)] = _recognise(bundle, image, drawing)
        except RecognizerError:
            continue
    return found


def _recognise(bundle: Bundle, image: Image, drawing: Drawing | None) -> dict[str, Any]:
    recognizer = shared.recognizer(bundle.card.name)
    answer = own_memory.recognize(image, drawing, recognizer)
    speaking = answer.speaking
    return {
        **_to_json(answer.prediction),
        "own": _to_json(answer.own),
        "time": None if speaking is None else speaking.time,
    }


def _to_json(prediction: Prediction) -> dict[str, Any]:
    return {
        "digit": prediction.digit,
        "confidence": prediction.confidence,
        "probabilities": prediction.probabilities.tolist(),
    }


def _picture(values: Array) -> dict[str, Any]:
    """Ink, 0 to 1, as the browser paints it; at most 160 pixels long."""
    step = max(1, max(values.shape) // 160)
    levels = np.rint(values[::step, ::step] * 255).astype(np.uint8)
    height, width = levels.shape
    return {"width": width, "height": height, "pixels": _base64(levels)}


def _base64(levels: Any) -> str:
    return base64.b64encode(levels.tobytes()).decode()
