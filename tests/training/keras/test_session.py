"""One training from its data to a published model, in this process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS, Settings, read_settings
from recognizer.training import runs, watched
from recognizer.training.plan import Plan, Start
from recognizer.training.recipes import DIGITS
from recognizer.training.runs import State

pytestmark = pytest.mark.training


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """A machine without models, runs or data sets."""
    return read_settings({"RECOGNIZER_DATA": str(tmp_path)})


def train(plan: Plan, here: Settings, is_stopped: bool = False) -> State:
    from recognizer.training.keras import session

    hold = runs.create(plan, here.runs)
    if is_stopped:
        hold.run.ask_to_stop()
    state = session.train(hold.run, plan, here)
    hold.release()
    return state


def test_a_run_that_is_stopped_before_its_first_step_has_no_model(
    here: Settings,
) -> None:
    state = train(Plan("x", DIGITS), here, is_stopped=True)
    assert (state.status, state.figures) == ("stopped", None)
    assert state.can_resume
    assert bundles.names([here.data / "models"]) == []


def test_ten_digits_are_watched_from_wrong_to_right(here: Settings) -> None:
    recipe = replace(DIGITS, images=20_000)
    train(Plan("watched", recipe), here)
    (run,) = runs.all_runs(here.runs)
    digits = watched.read(run.watched)
    assert digits is not None
    assert len(digits.labels) == 10
    assert (digits.before != digits.labels).all()  # random weights
    published = bundles.find("watched", [here.data / "models"])
    answers = Recognizer.from_bundle(published).answer(digits.images).probabilities
    assert digits.after is not None
    assert digits.after.tolist() == answers.argmax(axis=1).tolist()
    assert (digits.after == digits.labels).sum() > 5
    points = [point for point in run.progress() if "answers" in point]
    assert points[-1]["answers"] == digits.after.tolist()
    assert run.newest_point() == points[-1]


def test_a_fine_tuned_model_is_calibrated_as_the_one_it_comes_from(
    here: Settings,
) -> None:
    start = bundles.find("softmax-regression", [SHIPPED_WEIGHTS])
    recipe = replace(DIGITS, images=1_000)
    state = train(Plan("tuned", recipe, start=Start(start.card.name)), here)
    assert state.status == "finished"
    tuned = bundles.find("tuned", [here.data / "models"])
    assert tuned.card.temperature == start.card.temperature
    assert tuned.card.rejection_threshold == start.card.rejection_threshold
    assert tuned.weights.read_bytes() != start.weights.read_bytes()
    assert tuned.card.training["command"] == "the Retrain page"
    assert [path.name for path in (here.data / "models").iterdir()] == ["tuned"]
