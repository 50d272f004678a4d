"""What the page looks into: the visitor's drawing and what the network made of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from recognizer.api import addresses
from recognizer.explanations import forward
from recognizer.explanations.forward import LayerTrace, Network
from recognizer.ink import mnist_format, strokes
from recognizer.ink.mnist_format import Preprocessed
from recognizer.ink.strokes import Drawing
from recognizer.network.architecture import Layer
from recognizer.network.engine import Prediction, Recognizer
from recognizer.ui import own_memory, shared, state
from recognizer.ui.own_memory import Answer
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import labels


@dataclass(frozen=True)
class Subject:
    """A drawing and what became of it.

    Attributes:
        drawing: None if the digit came from a file or the camera.
        answer: with what this visitor's browser remembers.
        recognizer: the network that answers this visitor.
        network: the same one in NumPy.
    """

    drawing: Drawing | None
    steps: Preprocessed
    answer: Answer
    recognizer: Recognizer
    network: Network

    @property
    def prediction(self) -> Prediction:
        """The network's own answer, and how it came about."""
        return self.answer.own

    @property
    def layers(self) -> tuple[Layer, ...]:
        """From the image to the logits."""
        return self.network.layers

    @property
    def best(self) -> int:
        """The most probable digit, whether or not the drawing is taken for one."""
        return int(self.prediction.probabilities.argmax())

    @property
    def runner_up(self) -> int:
        """The second most probable digit."""
        return int(self.prediction.probabilities.argsort()[-2])

    @property
    def filter_layers(self) -> list[int]:
        """Numbers of the layers that have maps, from 0."""
        return list(range(forward.first_dense(self.network)))

    def to_browser(self) -> dict[str, Any]:
        """Which drawing or image, and which network, for what runs in the browser."""
        image = base64.b64encode(self.steps.image.tobytes()).decode()
        return {
            "drawing": "draw" if self.drawing else None,
            "picture": None if self.drawing else image,
            "network": addresses.model(shared.bundle(self.recognizer.card.name)),
        }

    @cached_property
    def traces(self) -> tuple[LayerTrace, ...]:
        """Every layer's values, computed in NumPy."""
        return forward.trace(self.network, self.prediction.image)


def read(picture: Preprocessed | None) -> Subject:
    """A picture, or else the visitor's drawing, recognised.

    Raises:
        BlankDrawing, SingleDot, InvalidDrawing: if there is none to look into.
        UnknownModel, InvalidBundle: if the network cannot be had.
    """
    drawing, steps = None, picture
    if steps is None:
        drawing = strokes.parse(state.chosen_digit())
        steps = mnist_format.from_strokes(drawing)
    recognizer = shared.recognizer()
    answer = own_memory.recognize(steps.image, drawing, recognizer)
    return Subject(drawing, steps, answer, recognizer, shared.network())


def layer_name(subject: Subject, number: int) -> str:
    """What a layer is called: "Layer 1", "Edge filters", "Dense layer", "Logits"."""
    return labels.layer_name(subject.layers[number], number, _)
