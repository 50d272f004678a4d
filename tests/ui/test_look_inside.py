"""The page Look inside, with a drawing and without, for every shipped network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from recognizer.explanations import forward
from recognizer.ink import strokes
from recognizer.network import bundles
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.ui import shared, state
from recognizer.ui.look_inside import known_digits
from recognizer.ui.look_inside.known_digits import IndexBuilder
from tests.explanations.conftest import drawn
from tests.ui.test_pages import APP, texts

PAGE = "recognizer/ui/pages/look_inside.py"
VIEWS = (
    "value",
    "filters",
    "why",
    "switches",
    "pushes",
    "likeness",
    "growth",
    "weights",
)
SHIPPED = bundles.names([SHIPPED_WEIGHTS])


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder of the test's own, and no MNIST."""
    monkeypatch.setenv("RECOGNIZER_DATA", str(tmp_path))
    monkeypatch.setenv("RECOGNIZER_DATASETS", str(tmp_path / "none"))
    shared.settings.clear()
    yield
    shared.settings.clear()


def look(model: str | None = None, digit: int = 7, **chosen: object) -> AppTest:
    test = AppTest.from_file(APP, default_timeout=60)
    test.query_params["lang"] = "en"
    test.session_state[state.DRAWING] = strokes.to_json(drawn(digit))
    if model is not None:
        test.session_state[state.MODEL] = model
    test.run().switch_page(PAGE)
    for key, value in chosen.items():
        test.session_state[key.replace("__", ".")] = value
    return test.run()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("model", SHIPPED)
def test_every_view_works_for_every_network(model: str, view: str):
    test = look(model, inside__view=view)
    assert not test.exception


@pytest.mark.parametrize("model", SHIPPED)
def test_everything_can_be_taken_apart(model: str):
    test = look(model, inside__view="value")
    card = bundles.find(model, [SHIPPED_WEIGHTS]).card
    for number, layer in enumerate(card.layers):
        kinds = ["unit"] if layer.kind in ("dense", "logits") else ["conv", "pool"]
        for kind in kinds:
            test.session_state["inside.step"] = f"{kind}.{number}"
            assert not test.run().exception
    test.session_state["inside.step"] = "softmax"
    assert not test.run().exception
    assert "Exponential" in texts(test)


@pytest.mark.parametrize("way", ["hide", "evidence", "change"])
@pytest.mark.parametrize("model", SHIPPED)
def test_every_reason_is_given_for_every_network(model: str, way: str):
    test = look(model, inside__view="why", inside__reasons=way)
    assert not test.exception


def test_the_evidence_shown_is_what_the_network_computed():
    test = look(inside__view="why", inside__reasons="evidence")
    summed = re.search(r"<b>(−?[\d.]+)</b>", texts(test))
    told = re.search(r"The network itself computed (−?[\d.]+)\.", texts(test))
    assert summed is not None
    assert told is not None
    numbers = [float(found[1].replace("−", "-")) for found in (summed, told)]
    assert numbers[0] == pytest.approx(numbers[1], abs=1e-3)


@pytest.mark.parametrize("filters", ["0", "1", "edges", "own"])
def test_every_kind_of_filter_is_shown(filters: str):
    test = look(inside__view="filters", inside__filters=filters)
    assert not test.exception


def test_nonsense_in_the_kernel_is_explained():
    typed = ["1"] * 24 + ["a lot"]
    test = look(
        inside__view="filters",
        inside__filters="own",
        inside__kernel=typed,
        inside__kernel_version=1,
    )
    assert not test.exception
    assert test.warning[0].value == "A weight is a number from −99 to 99."
    test.button(key="inside-kernel-blur").click().run()
    assert not test.warning
    assert "The smallest value of the map is 0.00" in texts(test)


def test_choices_from_another_network_are_brought_within_its_limits():
    chosen = {"inside__view": "value", "inside__step": "conv.1", "inside__unit": 64}
    test = look(inside__row=13, inside__column=13, **chosen)
    assert test.number_input(key="inside.unit").value == 64
    test.session_state[state.MODEL] = "edge-filters"
    test.run()
    assert not test.exception
    assert test.number_input(key="inside.unit").value == 2


def test_a_filter_switched_off_changes_the_shares():
    test = look(inside__view="switches")
    before = re.findall(r'class="share">([\d.]+ %)', texts(test))
    test.button(key="inside-all-off-1").click().run()
    assert not test.exception
    after = re.findall(r'class="share">([\d.]+ %)', texts(test))
    assert len(before) == len(after) == 10
    assert before != after
    test.button(key="inside-all-on").click().run()
    assert re.findall(r'class="share">([\d.]+ %)', texts(test)) == before


def test_without_mnist_a_sentence_says_so():
    test = look(inside__view="likeness")
    assert "MNIST is not on this machine" in texts(test)


def test_the_nearest_digits_are_found_once_the_index_is_made(
    datasets_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RECOGNIZER_DATASETS", str(datasets_folder))
    shared.settings.clear()
    test = look("hidden-layer", inside__view="likeness")
    bundle = bundles.find("hidden-layer", [SHIPPED_WEIGHTS])
    builder = known_digits.of(bundle.card, forward.read(bundle))
    if isinstance(builder, IndexBuilder):
        builder.wait()
    test.run()
    assert not test.exception
    assert "Among the first 5,000 training images of MNIST" in texts(test)
    assert texts(test).count("distance") == 30  # as text and as alternative text


def test_a_view_that_has_no_meaning_says_so():
    assert "no dense layer" in texts(
        look("softmax-regression", inside__view="likeness")
    )
    assert "no filters" in texts(look("softmax-regression", inside__view="switches"))


def test_a_blank_canvas_invites_and_the_example_opens_the_page():
    test = AppTest.from_file(APP, default_timeout=60)
    test.query_params["lang"] = "en"
    test.run().switch_page(PAGE).run()
    assert "Draw a digit first" in texts(test)
    test.button(key="example").click().run()
    assert not test.exception
    assert "Pick any map" in texts(test)


def test_a_dot_and_a_damaged_drawing_are_explained():
    for drawing, words in (
        ({"objects": [{"type": "path", "path": [["M", 5, 5]]}]}, "A single dot"),
        (
            {"objects": [{"type": "path", "path": "x"}]},
            "A path must be a list of commands",
        ),
    ):
        test = AppTest.from_file(APP, default_timeout=60)
        test.query_params["lang"] = "en"
        test.session_state[state.DRAWING] = drawing
        test.run().switch_page(PAGE).run()
        assert not test.exception
        assert words in texts(test)


def test_a_scribble_that_is_no_digit_can_be_looked_into():
    places = np.random.default_rng(3).uniform(30, 250, (40, 2))
    drawing = strokes.Drawing.from_points([places], 16)
    for view in VIEWS:
        test = AppTest.from_file(APP, default_timeout=60)
        test.query_params["lang"] = "en"
        test.session_state[state.DRAWING] = strokes.to_json(drawing)
        test.run().switch_page(PAGE)
        test.session_state[state.VIEW] = view
        assert not test.run().exception
    st.cache_resource.clear()
