"""The lessons, run by Streamlit's own AppTest: what is moved answers in numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from recognizer.datasets import small_digits
from recognizer.lessons import (
    cross_entropy,
    experiments,
    filters,
    hidden_layer,
    logistic,
    memory,
    network,
)
from recognizer.lessons.network import Examples
from recognizer.training.recipes import RECIPES
from recognizer.ui import shared
from recognizer.ui.learn import data
from recognizer.ui.learn.contents import LESSONS
from tests.node import Node
from tests.ui.apptest import app, complaints, texts

NAMES = [lesson.name for lesson in LESSONS]


def at(lesson: str, language: str = "en") -> AppTest:
    return app("learn", language, lesson=lesson)


def address(test: AppTest) -> str:
    """The lesson that the address names."""
    found = test.query_params["lesson"]
    return found if isinstance(found, str) else found[0]


def scene(test: AppTest) -> dict[str, Any]:
    """What the browser is told of the lesson."""
    sent = [json.loads(each.proto.json) for each in test.get("bidi_component")]
    return next(each for each in sent if isinstance(each, dict) and "lesson" in each)


class Moved:
    """A lesson as the browser shows it, with some of its controls moved."""

    def __init__(self, node: Node, test: AppTest, **moved: float) -> None:
        """Move the controls, by their names."""
        data = scene(test)
        assert {each["name"] for each in data["controls"]} >= moved.keys()
        self.parts: list[dict[str, Any]] = node.run(
            "learn/lessons.js",
            "(() => { const { begin, show } = LESSONS[data.lesson];"
            " const set = Object.fromEntries(data.controls.map((each) =>"
            " [each.name, moved[each.name] ?? each.value]));"
            " return show({ set, ...begin(data) }, data); })()",
            data=data,
            moved=moved,
        )

    def part(self, kind: str) -> Any:
        """The first part of a kind, in a row or by itself."""
        flat = [each for part in self.parts for each in part.get("row", [part])]
        return next(each[kind] for each in flat if kind in each)

    @property
    def pairs(self) -> Mapping[str, str]:
        """Values by their names."""
        return dict(self.part("pairs"))


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", NAMES)
def test_every_lesson_runs_and_speaks_of_a_preset(name: str, language: str) -> None:
    test = at(name, language)
    assert complaints(test) == []
    assert address(test) == name
    if language == "en":
        assert f"## {LESSONS[NAMES.index(name)].title}" in texts(test)
    assert LESSONS[NAMES.index(name)].preset in RECIPES


def test_next_and_back_change_the_address() -> None:
    test = at("line").button("lesson-next").click().run()
    assert address(test) == "rate"
    test.button("lesson-back").click().run()
    assert address(test) == "line"
    assert test.button("lesson-back").disabled


def test_a_lesson_is_chosen_by_name() -> None:
    test = at("line").selectbox("learn.chosen").set_value("dropout").run()
    assert address(test) == "dropout"
    assert "Dropout" in texts(test)


def test_an_unknown_lesson_is_the_first() -> None:
    test = at("no-such-lesson")
    assert not test.exception
    assert address(test) == "line"


def test_the_line_is_judged_as_it_lies(node: Node) -> None:
    moved = Moved(node, at("line"), angle=33, shift=0.1).pairs
    examples = logistic.clouds(60, 3)
    best = logistic.fit(examples)
    weights = logistic.line(33, 0.1, logistic.place(best)[2])
    found = logistic.log_likelihood(weights, examples)
    assert moved["Log-likelihood"] == f"−{-found:.1f}"
    highest = logistic.log_likelihood(best, examples)
    assert moved["Log-likelihood of the best line"] == f"−{-highest:.1f}"
    right = logistic.right(weights, examples)
    assert moved["On the right side"] == f"{right} of 120"


def test_a_dragged_line_runs_through_the_place(node: Node) -> None:
    for handle, shift, place in (
        ("turn", 0.8, (1.4, -1.1)),
        ("turn", -2.0, (-0.3, 2.4)),
        ("shift", 0.8, (0.4, 0.3)),
    ):
        drawn = node.run(
            "learn/lessons.js",
            "(() => { const state = { set: { angle: 40, shift } };"
            " LESSONS.line.drag(handle, place, state); return state.set; })()",
            handle=handle,
            shift=shift,
            place=place,
        )
        weights = logistic.line(drawn["angle"], drawn["shift"], 1)
        assert logistic.evidence(weights, np.array(place)) == pytest.approx(0, abs=1e-9)
        kept = ("shift", shift) if handle == "turn" else ("angle", 40)
        assert drawn[kept[0]] == kept[1]


def test_the_memory_counts_who_is_right(node: Node) -> None:
    found = Moved(node, at("memory"), corrected=4, reach=0.8).part("table")
    examples, style = logistic.clouds(60, 3), memory.new_style(12, 3)
    weights = logistic.fit(examples)
    trained = memory.train(examples, style[:4])
    cells = []
    for line, said in (
        (weights, style[:0]),
        (weights, style[:4]),
        (trained, style[:0]),
    ):
        cells.append(
            [
                f"{memory.right(memory.remember(line, said, 0.8, each.inputs), each)}"
                f" / {len(each)}"
                for each in (style[4:], examples)
            ]
        )
    assert [row["cells"] for row in found["rows"]] == cells


def test_the_hidden_layer_learns_in_the_browser(node: Node) -> None:
    examples = hidden_layer.xor(40, seed=1)
    for units, seed in ((0, 1), (3, 2)):
        moved = Moved(node, at("xor"), units=units, seed=seed).pairs
        weights = hidden_layer.learn(examples, units, seed)
        right = round(network.accuracy(weights, examples) * 160)
        assert moved["On the right side"] == f"{right} of 160"
        assert moved["Loss"] == f"{network.loss(weights, examples):.3f}"


def test_cross_entropy_shows_the_networks_own_numbers(node: Node) -> None:
    test = at("cross-entropy")
    logits = shared.recognizer("softmax-regression").recognize(data.stand_in()).logits
    for truth in (7, 2):
        moved = Moved(node, test, truth=truth)
        steps = cross_entropy.steps(logits.astype(np.float64), truth)
        rows = moved.part("table")["rows"]
        shown = [
            [float(cell.replace("−", "-")) for cell in row["cells"]] for row in rows
        ]
        assert [row[0] for row in shown] == pytest.approx(logits, abs=0.005)
        assert [row[1] for row in shown] == pytest.approx(steps.probabilities, abs=5e-5)
        assert [row["isBest"] for row in rows].index(True) == truth
        assert f"loss = {steps.loss:.3f}" in moved.part("heading")
    assert "Showing a sample digit" in "".join(c.value for c in test.caption)


def test_two_layers_add_up(node: Node) -> None:
    test = at("two-layers")
    first, second = (
        shared.recognizer("two-layer-cnn").recognize(data.stand_in()).layers[:2]
    )
    moved = Moved(node, test, map=7)
    whole = [part for part in moved.parts if "maps" in part]
    strongest = [each["text"] for each in whole[0]["maps"]]
    assert second.kernels is not None
    assert first.pooled is not None
    added = filters.contributions(first.pooled, second.kernels[..., 6])
    order = np.abs(added).sum(axis=(0, 1)).argsort()[::-1][:4]
    assert strongest == [f"map {each + 1} of layer 1, pooled" for each in order]


def test_only_with_no_digit_are_touching_digits_read(node: Node) -> None:
    test = at("number")
    for pieces in (6, 8):
        for shift in (-2, -1, 0, 1, 2):
            moved = Moved(node, test, pieces=pieces, shift=shift)
            assert moved.pairs["The best way reads"] == "425"
            sum_, total = moved.pairs["Its score"].replace("−", "-").split(" = ")
            terms = map(float, sum_.replace("- ", "-").replace("+ ", "").split(" "))
            assert sum(terms) == pytest.approx(float(total), abs=1e-9)
            edges = moved.part("graph")["edges"]
            best = [edge for edge in edges if edge["ink"]]
            assert [edge["text"] for edge in best] == ["4", "2", "5"]
            assert len(edges) == int(moved.pairs["Candidates that the network answers"])
    moved = Moved(node, test, pieces=8, without=True)
    assert moved.pairs["The best way reads"] != "425"


@pytest.fixture(scope="module")
def digits() -> Examples:
    found = small_digits.sklearn_digits_enlarged()
    return experiments.small_digits(found.images, found.labels)


def test_the_gap_is_that_of_the_experiment(node: Node, digits: Examples) -> None:
    test = at("overfitting")
    for count in (20, 400):
        moved = Moved(node, test, count=count).pairs
        last = experiments.by_heart(digits, count)[-1]
        held_out = f"{100 * last['held_out_accuracy']:.1f}"
        assert moved["Validation accuracy"].split() == [held_out, "%"]
        gap = (last["accuracy"] - last["held_out_accuracy"]) * 100
        assert moved["Gap"] == f"{gap:.1f} points"


def test_early_stopping_keeps_the_best_so_far(node: Node, digits: Examples) -> None:
    losses = [p["held_out_loss"] for p in experiments.with_dropout(digits, 0.0)]
    test = at("early-stopping")
    for patience in (1, 40):
        moved = Moved(node, test, patience=patience).pairs
        stop = experiments.stops_at(losses, patience)
        best = int(np.argmin(losses[: stop + 1]))
        kept = f"{losses[best]:.3f} at step {best * 10}"
        assert moved["Validation loss of the best weights"] == kept
        assert moved["Stopped after step"] == str(stop * 10)
    assert min(losses) == losses[best]


@pytest.mark.parametrize("name", NAMES)
def test_every_control_moves_the_picture(node: Node, name: str) -> None:
    test = at(name)
    shown = Moved(node, test).parts
    for control in scene(test)["controls"]:
        values = control.get("values") or [control.get("high", True)]
        other = next(each for each in reversed(values) if each != control["value"])
        assert Moved(node, test, **{control["name"]: other}).parts != shown


@pytest.mark.parametrize(
    ("name", "start"), [("rate", None), ("transfer", "two-layer-cnn")]
)
def test_the_link_opens_retrain_with_the_preset(name: str, start: str | None) -> None:
    test = at(name)
    test.button("lesson-retrain").click().run()
    assert not test.exception
    preset = LESSONS[NAMES.index(name)].preset
    assert test.selectbox("retrain.preset").value == preset
    assert test.selectbox(f"retrain.{preset}.start").value == start
    if start is not None:
        assert test.toggle(f"retrain.{preset}.keeps_filters").value
        assert test.toggle(f"retrain.{preset}.dense_anew").value
