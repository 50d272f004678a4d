"""Searches over settings: what is drawn, what is stopped, what becomes of the best."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.errors import InvalidSetting, NotAllowed
from recognizer.network import bundles
from recognizer.settings import read_settings
from recognizer.training import checks, runs, trials
from recognizer.training.halving import Halving
from recognizer.training.launcher import Launcher
from recognizer.training.plan import Plan, Start
from recognizer.training.recipes import DIGITS, QUICK, RECIPES
from recognizer.training.runs import Run, State
from recognizer.training.space import Search, searchable, usual, values_of
from tests.training.test_launcher import SHORT
from tests.training.workers import worker_of
from tests.waiting import wait_until

RATES = Search(4, (("learning-rate", "0.001..4"),))


def test_what_is_drawn_lies_in_its_range_and_differs() -> None:
    tried = (
        ("learning-rate", "1e-4 .. 1e-2"),
        ("batch-size", "20..80"),
        ("filters-1", "8, 16"),
        ("units", "64..512"),
        ("dropout", "0..0.5"),
        ("distortion", "none, moderate"),
    )
    search = Search(100, tried)
    drawn = search.recipes(QUICK, 3)
    assert drawn == search.recipes(QUICK, 3)
    assert drawn != search.recipes(QUICK, 4)
    assert len(set(drawn)) == 100
    values = [values_of(recipe) for recipe in drawn]
    rates = np.array([each["learning-rate"] for each in values], float)
    assert rates.min() >= 1e-4
    assert rates.max() <= 1e-2
    assert 0.3 < (rates < 1e-3).mean() < 0.7  # as many below the middle, in logarithms
    assert {each["filters-1"] for each in values} == {8, 16}
    assert {each["filters-2"] for each in values} == {64}
    assert {each["distortion"] for each in values} == {"none", "moderate"}
    assert all(20 <= int(each["batch-size"]) <= 80 for each in values)
    dropped = np.array([each["dropout"] for each in values], float)
    assert 0.3 < (dropped < 0.25).mean() < 0.7  # evenly
    assert {recipe.images for recipe in drawn} == {QUICK.images}


def test_short_lists_are_tried_out() -> None:
    search = Search(20, (("batch-size", "16, 32"), ("distortion", "none, light")))
    drawn = [values_of(each) for each in search.recipes(QUICK, 0)]
    assert {(each["batch-size"], each["distortion"]) for each in drawn} == set(
        itertools.product((16, 32), ("none", "light"))
    )
    assert len(drawn) == 4


@pytest.mark.parametrize("name", RECIPES)
def test_each_preset_can_be_searched_by_its_usual_values(name: str) -> None:
    recipe = RECIPES[name]
    assert usual(recipe).keys() <= set(searchable(recipe))
    assert len(Search(6, tuple(usual(recipe).items())).recipes(recipe, 0)) == 6


def test_a_search_is_kept_with_its_run(tmp_path: Path) -> None:
    plan = Plan("x", QUICK, search=Search(5, tuple(usual(QUICK).items())))
    hold = runs.create(plan, tmp_path)
    hold.release()
    assert hold.run.plan() == plan


def test_a_search_does_not_change_what_it_fine_tunes(tmp_path: Path) -> None:
    settings = read_settings({"RECOGNIZER_DATA": str(tmp_path)})
    start = Start("two-layer-cnn")
    for tried in (("learning-rate", "0.001, 0.002"), ("dropout", "0.1, 0.3")):
        checks.check(
            Plan("x", QUICK, start=start, search=Search(3, (tried,))), settings
        )
    units = Search(3, (("units", "64, 128"),))
    with pytest.raises(InvalidSetting, match="another architecture"):
        checks.check(Plan("x", QUICK, start=start, search=units), settings)


def test_visitors_do_not_search(tmp_path: Path) -> None:
    settings = read_settings({"RECOGNIZER_DATA": str(tmp_path)})
    checks.check_visitors(Plan("x", QUICK), settings)
    with pytest.raises(NotAllowed):
        checks.check_visitors(Plan("x", QUICK, search=RATES), settings)


ACCURACIES = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from([0.1, 0.5, 0.9, 0.95, 0.99])),
    max_size=60,
)


@given(ACCURACIES)
@hypothesis.settings(max_examples=50)
def test_trials_are_stopped_as_ray_tune_stops_them(
    reports: list[tuple[int, float]],
) -> None:
    pytest.importorskip("ray", reason="ray is not installed: requirements-cluster.txt")
    from recognizer.training.ray_search import scheduler

    ours, theirs = Halving(), scheduler()
    nobody: Any = None  # the controller, which the rule does not ask
    begun: dict[int, Any] = {}
    parts: dict[int, float] = {}
    ended: set[int] = set()
    for trial, accuracy in reports:
        if trial in ended:
            continue
        if trial not in begun:
            begun[trial] = SimpleNamespace(trial_id=str(trial))
            theirs.on_trial_add(nobody, begun[trial])
        parts[trial] = part = parts.get(trial, 0.0) + 0.07
        result = {"ninths": part * 9, "accuracy": accuracy}
        answer = theirs.on_trial_result(nobody, begun[trial], result)
        goes_on = ours.goes_on(trial, part, accuracy)
        assert goes_on == (answer == "CONTINUE")
        if not goes_on:
            ended.add(trial)


def test_by_hand_one_in_three_goes_on() -> None:
    rule = Halving()
    assert rule.goes_on(1, 0.1, 0.2)  # before the first rung
    assert rule.goes_on(1, 0.12, 0.90)
    assert not rule.goes_on(2, 0.12, 0.89)
    assert rule.goes_on(3, 0.12, 0.95)
    assert not rule.goes_on(4, 0.12, 0.91)  # .89, .90, .95: the best third is .917
    assert rule.goes_on(1, 0.3, 0.1)  # is asked again at a third only
    assert rule.goes_on(3, 0.34, 0.97)
    assert not rule.goes_on(1, 0.34, 0.96)


def trial(run: Run, number: int, status: str, accuracy: float) -> None:
    """One that has got this far, with a checkpoint."""
    found = trials.prepare(run, run.plan(), RATES)[number - 1]
    found.write_state(State(status))  # type: ignore[arg-type]
    found.add_progress({"step": 9, "held_out_accuracy": accuracy})
    found.checkpoint.write_bytes(b"%d" % number)
    found.watched.write_bytes(b"")


def test_the_best_that_finished_is_chosen(tmp_path: Path) -> None:
    hold = runs.create(Plan("x", SHORT, search=RATES), tmp_path)
    run = hold.run
    hold.release()
    assert trials.choose(run) is None
    trial(run, 1, "stopped", 0.99)
    trial(run, 2, "finished", 0.95)
    trial(run, 3, "finished", 0.97)
    trial(run, 4, "pruned", 1.0)
    trials.keep_best(run)
    assert not trials.of(run)[1].run.checkpoint.exists()
    assert trials.choose(run) == trials.of(run)[2]
    assert run.checkpoint.read_bytes() == b"3"
    assert run.newest_point() == {"step": 9, "held_out_accuracy": 0.97}
    assert trials.recipe_of(run, run.plan()) == trials.of(run)[2].recipe
    assert not any(each.run.checkpoint.exists() for each in trials.of(run))


@pytest.mark.training
def test_a_search_goes_on_after_a_kill_and_ends_in_its_best_model(
    tmp_path: Path,
) -> None:
    settings = read_settings({"RECOGNIZER_DATA": str(tmp_path)})
    launcher = Launcher(settings)
    run = launcher.start(Plan("best", replace(DIGITS, images=12_000), search=RATES))
    wait_until(lambda: any(each.has_ended for each in trials.of(run)))
    worker_of(run).kill()
    wait_until(lambda: run.state().status == "interrupted")
    first = trials.of(run)[0]
    before = len(first.run.progress())
    launcher.resume(run)
    launcher.close()
    assert run.state().status == "finished", run.log.read_text()
    found = trials.of(run)
    assert len(found[0].run.progress()) == before  # not trained again
    assert all(each.has_ended for each in found)
    assert sum(each.images for each in found) < 4 * 12_000
    best = max(found, key=lambda each: (each.status == "finished", each.accuracy))
    assert bundles.names([tmp_path / "models"]) == ["best"]
    card = bundles.find("best", [tmp_path / "models"]).card
    assert card.training["recipe"] == best.recipe.to_json()
    assert card.training["search"]["trials"] == 4
    assert all(each.run.last_state().figures is None for each in found)
    validation = card.figures["digits-8x8[1437:1797]"]["accuracy"]
    assert validation == pytest.approx(best.accuracy, abs=0.006)
    assert not run.can_go_on()
