"""The page Look inside, with a drawing and without, for every shipped network."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from recognizer.datasets.small_digits import sklearn_digits
from recognizer.explanations import forward, neighbours
from recognizer.ink import mnist_format, strokes
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles
from recognizer.network.memory import Remembered
from recognizer.settings import SHIPPED_WEIGHTS, Settings, read_settings
from recognizer.ui import state
from recognizer.ui.look_inside import known_digits
from recognizer.ui.look_inside.known_digits import IndexBuilder
from tests.conftest import MODEL
from tests.explanations.conftest import drawn
from tests.ui.apptest import app, complaints, elements, texts

VIEWS = (
    "value",
    "filters",
    "why",
    "switches",
    "pushes",
    "likeness",
    "growth",
    "weights",
    "memory",
)
SHIPPED = bundles.names([SHIPPED_WEIGHTS])
WITHOUT_MEANING = {
    "softmax-regression": {"switches", "likeness"},
    "hidden-layer": {"switches"},
}


def remembered(digit: int, label: int, time: int = 0) -> Remembered:
    """A digit that a person has corrected."""
    return Remembered(mnist_format.to_image(drawn(digit)), label, time)


def look(
    model: str = MODEL,
    digit: int = 7,
    memory: tuple[Remembered, ...] = (),
    **chosen: Any,
) -> AppTest:
    """The page with a digit drawn.

    Args:
        memory: what the visitor's browser remembers.
        chosen: values of its widgets, by key without "inside.".
    """
    widgets = {f"inside.{key}": value for key, value in chosen.items()}
    drawing = strokes.to_json(drawn(digit))
    session = {state.DRAWING: drawing, state.MODEL: model, **widgets}
    session[state.MEMORY] = memory
    return app("look_inside", session=session)


def know_digits(model: str) -> None:
    """Put an index of known digits into the data folder, as MNIST would give it."""
    bundle = bundles.find(model, [SHIPPED_WEIGHTS])
    network = forward.read(bundle)
    if neighbours.has_dense_layer(network):
        index = neighbours.build(network, sklearn_digits().part(0, 30))
        folder = read_settings().data / "neighbours"
        known_digits.save(index, known_digits.file_of(bundle.card, folder))


@pytest.mark.parametrize("model", SHIPPED)
def test_every_view_shows_something_of_every_network(model: str) -> None:
    know_digits(model)
    test = look(model, memory=(remembered(7, 4),))
    shown = {}
    for view in VIEWS:
        test.session_state[state.VIEW] = view
        assert complaints(test.run()) == [], view
        shown[view] = elements(test)
    everywhere = set.intersection(*map(set, shown.values()))
    own = {view: set(each) - everywhere for view, each in shown.items()}
    assert all(own.values())
    # A view that has no meaning says so in one sentence and shows nothing else.
    silent = {view for view, each in own.items() if len(each) == 1}
    assert silent == WITHOUT_MEANING.get(model, set())


@pytest.mark.parametrize("model", SHIPPED)
def test_everything_can_be_taken_apart(model: str) -> None:
    test = look(model, view="value")
    card = bundles.find(model, [SHIPPED_WEIGHTS]).card
    for number, layer in enumerate(card.layers):
        kinds = ["unit"] if layer.kind in ("dense", "logits") else ["conv", "pool"]
        for kind in kinds:
            test.session_state["inside.step"] = f"{kind}.{number}"
            assert complaints(test.run()) == []
            assert test.number_input
    test.session_state["inside.step"] = "softmax"
    assert complaints(test.run()) == []
    assert "Exponential" in texts(test)


@pytest.mark.parametrize("model", SHIPPED)
def test_every_reason_is_given_for_every_network(model: str) -> None:
    test = look(model, view="why")
    shown = []
    for way in ("hide", "evidence", "change"):
        test.session_state["inside.reasons"] = way
        assert complaints(test.run()) == [], way
        shown.append(set(elements(test)))
    everywhere = set.intersection(*shown)
    assert min(len(each - everywhere) for each in shown) > 1


def test_the_evidence_shown_is_what_the_network_computed() -> None:
    test = look(view="why", reasons="evidence")
    summed = re.search(r"<b>(−?[\d.]+)</b>", texts(test))
    computed = re.search(r"The network itself computed (−?[\d.]+)\.", texts(test))
    assert summed is not None
    assert computed is not None
    numbers = [float(found[1].replace("−", "-")) for found in (summed, computed)]
    assert numbers[0] == pytest.approx(numbers[1], abs=1e-3)


def test_what_the_memory_adds_is_what_changes() -> None:
    said = (remembered(3, 5), remembered(7, 4), remembered(1, 2))
    test = look(view="memory", memory=said)
    assert "no digit" not in texts(test)
    rows = [row[:3] for row in numbers(texts(test))]
    own, added, total = np.transpose(rows)
    assert own + added == pytest.approx(total, abs=2e-4)
    assert np.flatnonzero(added) == [4]
    assert own.argmax() == 7
    assert total.argmax() == 4
    pushed = re.search(r"<b>([\d.]+)</b>", texts(test))
    assert pushed is not None
    assert float(pushed[1]) == pytest.approx(added[4], abs=1e-3)
    assert "4, cosine 1.0000" in texts(test)
    digit = re.search(r"digit.{1,2} data-pick[^>]*>(\d)", texts(test))
    assert digit is not None
    assert digit[1] == "4"  # the whole network ends with the corrected answer
    test.session_state[state.VIEW] = "value"
    test.session_state["inside.step"] = "softmax"
    test.run()
    softmax = [row[0] for row in numbers(texts(test))]
    assert softmax == pytest.approx(total, abs=2e-4)


def numbers(html: str) -> list[list[float]]:
    """What stands beside each of the ten digits in a table."""
    rows = re.findall(r"<bdi[^>]*>\d</bdi></th>(.*?)</tr>", html, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>([−\d.]+)</td>", row) for row in rows]
    return [[float(cell.replace("−", "-")) for cell in row] for row in cells]


def test_without_anything_remembered_the_memory_says_so() -> None:
    assert "Nothing is remembered yet" in texts(look(view="memory"))


def test_every_kind_of_filter_is_shown() -> None:
    test = look(view="filters")
    shown = []
    for filters in ("0", "1", "edges", "own"):
        test.session_state["inside.filters"] = filters
        assert complaints(test.run()) == [], filters
        shown.append(elements(test))
    assert shown[0] != shown[1] != shown[2] != shown[3]


def test_nonsense_in_the_kernel_is_explained() -> None:
    typed = ["1"] * 24 + ["a lot"]
    test = look(
        view="filters",
        filters="own",
        kernel=typed,
        kernel_version=1,
    )
    assert not test.exception
    assert test.warning[0].value == "A weight is a number from −99 to 99."
    test.button(key="inside-kernel-blur").click().run()
    assert not test.warning
    assert "The smallest value of the map is 0.00" in texts(test)


def test_choices_from_another_network_are_brought_within_its_limits() -> None:
    test = look(view="value", step="conv.1", unit=64, row=13, column=13)
    assert test.number_input(key="inside.unit").value == 64
    test.session_state[state.MODEL] = "edge-filters"
    test.run()
    assert not test.exception
    assert test.number_input(key="inside.unit").value == 2


def test_a_filter_switched_off_changes_the_shares() -> None:
    test = look(view="switches")
    before = re.findall(r'class="value[^"]*">([\d.]+\s%)', texts(test))
    test.button(key="inside-all-off-1").click().run()
    assert not test.exception
    after = re.findall(r'class="value[^"]*">([\d.]+\s%)', texts(test))
    assert len(before) == len(after) == 10
    assert before != after
    test.button(key="inside-all-on").click().run()
    assert re.findall(r'class="value[^"]*">([\d.]+\s%)', texts(test)) == before


def test_without_mnist_a_sentence_says_so() -> None:
    test = look(view="likeness")
    assert "MNIST is not on this machine" in texts(test)


@pytest.mark.needs("MNIST")
def test_the_nearest_digits_are_found_once_the_index_is_made(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in settings.to_environment().items():
        monkeypatch.setenv(variable, value)
    test = look("hidden-layer", view="likeness")
    bundle = bundles.find("hidden-layer", [SHIPPED_WEIGHTS])
    builder = known_digits.of(bundle.card, forward.read(bundle))
    if isinstance(builder, IndexBuilder):
        builder.wait()
    test.run()
    assert not test.exception
    assert "Among the first 5,000 training images of MNIST" in texts(test)
    assert texts(test).count("distance") == 30  # as text and as alternative text


def test_a_view_that_has_no_meaning_says_so() -> None:
    assert "no dense layer" in texts(look("softmax-regression", view="likeness"))
    assert "no filters" in texts(look("softmax-regression", view="switches"))


def test_a_blank_canvas_invites_and_the_example_opens_the_page() -> None:
    test = app("look_inside")
    assert "Draw a digit first" in texts(test)
    test.button(key="example").click().run()
    assert complaints(test) == []
    assert "Click any feature map" in texts(test)


def test_a_dot_and_a_damaged_drawing_are_explained() -> None:
    for path, words in (
        ([["M", 5, 5]], "A single dot"),
        ("x", "A path must be a list of commands"),
    ):
        drawing = {"objects": [{"type": "path", "path": path}]}
        test = app("look_inside", session={state.DRAWING: drawing})
        assert complaints(test) == []
        assert words in texts(test)


def test_a_scribble_that_is_no_digit_can_be_looked_into() -> None:
    places = np.random.default_rng(3).uniform(30, 250, (40, 2)).tolist()
    drawing = strokes.to_json(Drawing.from_points([places], 16))
    test = app("look_inside", session={state.DRAWING: drawing})
    for view in VIEWS:
        test.session_state[state.VIEW] = view
        assert complaints(test.run()) == [], view
