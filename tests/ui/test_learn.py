"""The lessons, run by Streamlit's own AppTest: what is moved answers in numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from recognizer.datasets import small_digits
from recognizer.lessons import cross_entropy, experiments, logistic
from recognizer.lessons.network import Examples
from recognizer.training.recipes import RECIPES
from recognizer.ui import navigation, shared
from recognizer.ui.learn import data
from recognizer.ui.learn.contents import LESSONS
from tests.ui.apptest import app, complaints, texts

NAMES = [lesson.name for lesson in LESSONS]


def at(lesson: str, language: str = "en") -> AppTest:
    test = app(language=language)
    test.query_params["lesson"] = lesson
    return test.switch_page(str(navigation.script("learn"))).run()


def address(test: AppTest) -> str:
    """The lesson that the address names."""
    found = test.query_params["lesson"]
    return found if isinstance(found, str) else found[0]


def row(test: AppTest, name: str) -> str:
    """The value beside a name in a table."""
    found = re.search(f">{re.escape(name)}</th><td>(.*?)</td>", texts(test))
    assert found is not None, name
    return found[1]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", NAMES)
def test_every_lesson_runs_and_speaks_of_a_preset(name: str, language: str) -> None:
    test = at(name, language)
    assert complaints(test) == []
    assert address(test) == name
    if language == "en":
        assert f"### {LESSONS[NAMES.index(name)].title}" in texts(test)
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


def test_the_line_is_judged_as_it_lies() -> None:
    test = at("line")
    test.slider("learn.angle").set_value(33)
    test.slider("learn.shift").set_value(0.1).run()
    examples = logistic.clouds(60, 3)
    best = logistic.fit(examples)
    weights = logistic.line(33, 0.1, logistic.place(best)[2])
    found = logistic.log_likelihood(weights, examples)
    assert row(test, "Log-likelihood") == f"{found:.1f}"
    assert float(row(test, "Log-likelihood of the best line")) >= round(found, 1)
    right = logistic.right(weights, examples)
    assert row(test, "On the right side") == f"{right} of 120"


def test_cross_entropy_shows_the_networks_own_numbers() -> None:
    test = at("cross-entropy")
    logits = shared.recognizer("softmax-regression").recognize(data.stand_in()).logits
    for truth in (7, 2):
        test.segmented_control("learn.truth").set_value(truth).run()
        steps = cross_entropy.steps(logits.astype(np.float64), truth)
        rows = re.findall(r"<tr.*?>(<th scope=\"row\">.*?)</tr>", texts(test))
        cells = [re.findall(r"<td>(.*?)</td>", row) for row in rows]
        shown = [[float(cell.replace("−", "-")) for cell in row] for row in cells]
        assert [row[0] for row in shown] == pytest.approx(logits, abs=0.005)
        assert [row[1] for row in shown] == pytest.approx(steps.probabilities, abs=5e-5)
        assert f"loss = {steps.loss:.3f}" in texts(test)
    assert "Showing a sample digit" in "".join(c.value for c in test.caption)


@pytest.fixture(scope="module")
def digits() -> Examples:
    found = small_digits.sklearn_digits_enlarged()
    return experiments.small_digits(found.images, found.labels)


def test_the_gap_is_that_of_the_experiment(digits: Examples) -> None:
    test = at("overfitting")
    for count in (20, 400):
        test.select_slider("learn.count").set_value(count).run()
        last = experiments.by_heart(digits, count)[-1]
        held_out = f"{100 * last['held_out_accuracy']:.1f}"
        assert row(test, "Validation accuracy").split() == [held_out, "%"]
        gap = (last["accuracy"] - last["held_out_accuracy"]) * 100
        assert row(test, "Gap") == f"{gap:.1f} points"


def test_early_stopping_keeps_the_best_so_far(digits: Examples) -> None:
    losses = [p["held_out_loss"] for p in experiments.with_dropout(digits, 0.0)]
    test = at("early-stopping")
    for patience in (1, 40):
        test.slider("learn.wait").set_value(patience).run()
        stop = experiments.stops_at(losses, patience)
        best = int(np.argmin(losses[: stop + 1]))
        kept = f"{losses[best]:.3f} at step {best * 10}"
        assert row(test, "Validation loss of the best weights") == kept
        assert row(test, "Stopped after step") == str(stop * 10)
    assert min(losses) == losses[best]


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
