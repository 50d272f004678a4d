"""What a visitor draws, handed to the room's wall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recognizer.datasets.labelled import NO_DIGIT
from recognizer.errors import RecognizerError
from recognizer.ink import mnist_format, strokes
from recognizer.network.engine import Recognizer
from recognizer.room.wall import Read
from recognizer.ui import shared, state


def show(raw: Mapping[str, Any]) -> None:
    """Show what was drawn, if the wall takes every drawing and this visitor agrees.

    Args:
        raw: the canvas's strokes; they are read when somebody looks at the wall.
    """
    room = shared.room()
    if not room.wall.is_open or state.is_off_the_wall() or not raw["objects"]:
        return
    try:
        network = shared.recognizer()
    except RecognizerError:
        return
    room.wall.draw(
        state.session(),
        state.nickname(),
        raw["objects"][0],
        lambda: _read(raw, network),
        room.calls.asked_digit,
    )


def _read(raw: Mapping[str, Any], network: Recognizer) -> Read | None:
    try:
        image = mnist_format.to_image(strokes.parse(raw))
    except RecognizerError:
        return None
    answers = network.answer(image[None])
    digit = int(answers.probabilities[0].argmax())
    return Read(image, digit if answers.is_digit[0] else NO_DIGIT)
