"""What a browser says of a drawing is checked where it enters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recognizer.ui.widgets.canvas import Sent

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
)


def test_a_drawing_is_read() -> None:
    raw = {"objects": [{"type": "path"}]}
    sent = {"raw": raw, "data": None, "version": "a-1", "answered": ["f00d"]}
    assert Sent.from_json(sent) == Sent(raw, "a-1", (), frozenset({"f00d"}))
    chosen = Sent.from_json({**sent, "places": [2, 0]})
    assert chosen == Sent(raw, "a-1", (2, 0), frozenset({"f00d"}))


def test_a_drawing_alone_is_enough() -> None:
    sent: dict[str, object] = {"raw": {"objects": []}, "data": None}
    assert Sent.from_json(sent) == Sent({"objects": []}, "", (), frozenset())


@given(JSON)
def test_any_places_are_those_of_strokes(content: object) -> None:
    found = Sent.from_json({"raw": {"objects": []}, "places": content})
    assert found is not None
    assert all(isinstance(each, int) and each >= 0 for each in found.places)


@given(JSON)
def test_what_is_no_drawing_is_none(content: object) -> None:
    assert Sent.from_json(content) is None
    assert Sent.from_json({"raw": content}) is None


@given(JSON, JSON)
def test_whatever_stands_beside_a_drawing_harms_nobody(
    version: object, names: object
) -> None:
    raw: dict[str, object] = {"objects": []}
    sent = Sent.from_json({"raw": raw, "version": version, "answered": [names]})
    assert sent is not None
    assert isinstance(sent.version, str)
    assert sent.answered <= {names if isinstance(names, str) else ""}
