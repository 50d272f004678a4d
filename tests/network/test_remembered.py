"""What a browser says that it remembers is checked where it comes in."""

from __future__ import annotations

import base64
import json

import numpy as np

from recognizer.ink import mnist_format
from recognizer.network import remembered
from tests.drawings import synthetic


def test_what_a_browser_sends_is_read_or_left_out() -> None:
    image = mnist_format.to_image(synthetic(0))
    good = {
        "image": base64.b64encode(image.tobytes()).decode(),
        "label": 4,
        "time": 1_790_000_000_000,
        "used": 1_790_000_000_001,
    }
    (found,) = remembered.from_text(json.dumps([good]))
    assert np.array_equal(found.image, image)
    assert (found.label, found.time) == (4, 1_790_000_000_000)
    assert found.drawing is None
    for strokes in ([[0, 0, 3]], [[0, 0]], [[0, 0], [0, 0]], [[0, -1, 3, 4]], "x", [7]):
        (picture,) = remembered.from_text(json.dumps([{**good, "strokes": strokes}]))
        assert picture.drawing is None
    (drawn,) = remembered.from_text(json.dumps([{**good, "strokes": [[0, 9, 250, 0]]}]))
    assert drawn.drawing is not None
    assert drawn.drawing.strokes[0].points.tolist() == [[0, 9], [250, 0]]
    for change in (
        {"image": "A" * 1_044},
        {"image": "ü"},
        {"image": 4},
        {"label": 10},
        {"label": -2},
        {"label": "4"},
        {"label": None},
        {"time": "now"},
    ):
        assert len(remembered.from_text(json.dumps([{**good, **change}, good]))) == 1
    for text in (None, 7, "", "nonsense", "{}", "[[]]", "[" * 100_000, '{"a": [1]}'):
        assert remembered.from_text(text) == ()
    many = [{**good, "time": n} for n in range(remembered.MOST + 5)]
    found_many = remembered.from_text(json.dumps(many))
    assert [each.time for each in found_many] == list(range(5, remembered.MOST + 5))
    too_long = " " * remembered.MOST_CHARACTERS + json.dumps([good])
    assert remembered.from_text(too_long) == ()
