"""The page Look inside, with a drawing and without, for every shipped network."""

from __future__ import annotations

import base64
import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from recognizer.datasets.labelled import LabelledImages
from recognizer.datasets.small_digits import sklearn_digits
from recognizer.explanations import forward, neighbours
from recognizer.ink import mnist_format, strokes
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles
from recognizer.network.remembered import Remembered
from recognizer.settings import SHIPPED_WEIGHTS, Settings, read_settings
from recognizer.ui import state
from recognizer.ui.draw import sources
from recognizer.ui.look_inside import known_digits
from recognizer.ui.look_inside.known_digits import IndexBuilder
from tests.conftest import MODEL
from tests.drawings import slanted
from tests.explanations.conftest import drawn
from tests.ui.apptest import app, complaints, elements, texts

VIEWS = (
    "why",
    "filters",
    "switches",
    "pushes",
    "likeness",
    "growth",
    "cuts",
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
    session: dict[str, Any] | None = None,
    **address: str,
) -> AppTest:
    """The page with a digit drawn.

    Args:
        memory: what the visitor's browser remembers.
        session: what else the session holds.
        address: parameters of the page's address.
    """
    drawing = strokes.to_json(drawn(digit))
    held = {state.DRAWING: drawing, state.MODEL: model, state.MEMORY: memory}
    return app("look_inside", session={**held, **(session or {})}, **address)


def turn_to(test: AppTest, /, **address: str) -> AppTest:
    """The page at another address."""
    test.query_params.update(address)
    return test.run()


@cache
def examples() -> LabelledImages:
    """Digits to know, brought into MNIST's format once for all networks."""
    return sklearn_digits().part(0, 30)


def know_digits(model: str) -> None:
    """Put an index of known digits into the data folder, as MNIST would give it."""
    bundle = bundles.find(model, [SHIPPED_WEIGHTS])
    network = forward.read(bundle)
    if neighbours.has_dense_layer(network):
        index = neighbours.build(network, examples())
        folder = read_settings().data / "neighbours"
        known_digits.save(index, known_digits.file_of(bundle.card, folder))


@pytest.mark.parametrize("model", SHIPPED)
def test_every_view_shows_something_of_every_network(model: str) -> None:
    know_digits(model)
    test = look(model, memory=(remembered(7, 4),))
    shown = {}
    for view in VIEWS:
        assert complaints(turn_to(test, view=view)) == [], view
        shown[view] = elements(test)
    everywhere = set.intersection(*map(set, shown.values()))
    own = {view: set(each) - everywhere for view, each in shown.items()}
    assert all(own.values())
    # A view that has no meaning says so in one sentence, below the choice of views.
    silent = {view for view, each in own.items() if len(each) == 2}
    assert silent == WITHOUT_MEANING.get(model, set())


@pytest.mark.parametrize("model", SHIPPED)
def test_every_reason_is_given_for_every_network(model: str) -> None:
    test = look(model, view="why")
    shown = []
    for way in ("hide", "evidence", "change"):
        assert complaints(turn_to(test, reason=way)) == [], way
        shown.append(set(elements(test)))
    everywhere = set.intersection(*shown)
    assert min(len(each - everywhere) for each in shown) > 1


def test_the_evidence_shown_is_what_the_network_computed() -> None:
    test = look(view="why", reason="evidence")
    summed = re.search(r"<b>(−?[\d.]+)</b>", texts(test))
    computed = re.search(r"The network itself computed (−?[\d.]+)\.", texts(test))
    assert summed is not None
    assert computed is not None
    numbers = [float(found[1].replace("−", "-")) for found in (summed, computed)]
    assert numbers[0] == pytest.approx(numbers[1], abs=1e-3)


def evidence(**digits: str) -> AppTest:
    return turn_to(look(), view="why", reason="evidence", **digits)


def test_a_link_names_the_digits_of_the_evidence() -> None:
    alone = texts(evidence(**{"for": "3", "against": "none"}))
    assert "the logit of the 3 is exactly" in alone
    test = evidence(**{"for": "3", "against": "5"})
    assert "the lead of the 3 over the 5 is exactly" in texts(test)
    test.selectbox(key=state.EVIDENCE_FOR).set_value("7").run()
    assert test.query_params["for"] == "7"
    assert "the lead of the 7 over the 5 is exactly" in texts(test)
    nonsense = texts(evidence(**{"for": "12", "against": "7"}))
    assert re.search("the lead of the 7 over the [0-689] is exactly", nonsense)


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


def test_a_second_look_is_shown_and_adds_up() -> None:
    image = mnist_format.to_image(slanted(4, 0, 1.3))
    test = look(view="memory", memory=(Remembered(image, 4, 0),))
    for number in range(1, 9):
        drawing = strokes.to_json(slanted(4, number, 1.3))
        test.session_state[state.DRAWING] = drawing
        assert complaints(test.run()) == []
        sums = re.search(r"([−\d.]+) × ([−\d.]+) \+ ([−\d.]+) = ([−\d.]+)", texts(test))
        if sums is None:
            continue
        gain, gentle, seen, like = (
            float(each.replace("−", "-")) for each in sums.groups()
        )
        assert gain * gentle + seen == pytest.approx(like, abs=1e-3)
        added = np.array([row[1] for row in numbers(texts(test))])
        assert added[4] >= like - 1e-3
        assert "this drawing, straightened" in texts(test)
        return
    pytest.fail("no second look was taken")


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
        assert complaints(turn_to(test, filters=filters)) == [], filters
        shown.append(elements(test))
    assert shown[0] != shown[1] != shown[2] != shown[3]


def test_what_an_address_asks_for_in_vain_is_the_first_choice() -> None:
    test = look("edge-filters", view="filters", filters="1")
    assert test.segmented_control(key=state.VIEW).value == "filters"
    assert test.segmented_control(key=state.FILTERS).value == "0"
    turn_to(test, view="no such view", reason="2")
    assert test.segmented_control(key=state.VIEW).value == "why"
    assert test.segmented_control(key=state.REASONS).value == "hide"


def test_a_choice_is_named_in_the_address() -> None:
    test = look()
    test.segmented_control(key=state.VIEW).set_value("weights").run()
    test.segmented_control(key=state.WEIGHTS).set_value("products").run()
    assert test.query_params["view"] == "weights"
    assert test.query_params["weights"] == "products"


def test_how_the_drawing_is_distorted_stands_in_the_address() -> None:
    test = look(view="pushes", turn="45", noise="101", size="77", scaled="0")
    assert test.slider(key=state.TURNED).value == 45
    assert test.slider(key=state.NOISE).value == 0  # no such noise
    assert test.slider(key=state.SIZE).value == 100  # between two steps
    assert not test.toggle(key=state.IS_SCALED).value
    assert test.toggle(key=state.IS_CENTRED).value
    before = elements(test)
    test.slider(key=state.MOVED_DOWN).set_value(-7).run()
    test.toggle(key=state.IS_CENTRED).set_value(False).run()
    assert test.query_params["down"] == "-7"
    assert test.query_params["centred"] == "0"
    assert elements(test) != before
    test.slider(key=state.TURNED).set_value(0).run()
    test.toggle(key=state.IS_SCALED).set_value(True).run()
    assert "turn" not in test.query_params
    assert "scaled" not in test.query_params
    turn_to(test, down="3")  # as Back does
    assert test.slider(key=state.MOVED_DOWN).value == 3


@pytest.mark.parametrize(("step", "view"), [("3", "filters"), ("4", "why")])
def test_a_step_of_the_tour_that_is_typed_opens_its_view(step: str, view: str) -> None:
    test = look(tour=step)
    assert test.segmented_control(key=state.VIEW).value == view
    assert test.query_params["view"] == view
    turn_to(test, view="weights")  # whoever looks round stays in the tour
    assert test.segmented_control(key=state.VIEW).value == "weights"
    assert test.query_params["tour"] == step


def probabilities(test: AppTest) -> list[str]:
    """What stands beside the ten bars."""
    return re.findall(r'class="value[^"]*">((?:&gt;\s)?[\d.]+\s%)', texts(test))


def test_a_filter_switched_off_changes_the_shares() -> None:
    test = look(view="switches")
    before = probabilities(test)
    test.button(key="inside-all-off-1").click().run()
    assert not test.exception
    after = probabilities(test)
    assert len(before) == len(after) == 10
    assert before != after
    test.button(key="inside-all-on").click().run()
    assert probabilities(test) == before


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


def test_without_a_drawing_the_page_asks_for_one() -> None:
    test = app("look_inside")
    assert complaints(test) == []
    assert "Draw a digit: all that you see here is about it." in texts(test)


@pytest.mark.parametrize("source", ["file", "camera"])
def test_a_picture_can_be_looked_into_after_a_change_of_the_page(source: str) -> None:
    ink = np.kron(mnist_format.to_image(drawn(4)), np.ones((5, 5))) / 255
    given = sources.Subject(mnist_format.from_ink(ink.astype(np.float32)))
    held = {state.SOURCE: source, state.PICTURE: {source: given}}
    test = app("look_inside", session=held)
    for view in VIEWS:
        assert complaints(turn_to(test, view=view)) == [], view
    assert given.steps is not None
    assert base64.b64encode(given.steps.image.tobytes()).decode() in texts(test)
    for view in ("growth", "cuts"):
        assert "Only what was drawn" in texts(turn_to(test, view=view))


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
        assert complaints(turn_to(test, view=view)) == [], view
