"""The page Retrain: trainings that go wrong, and how one goes on."""

from __future__ import annotations

import html
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.errors import DiskFull
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.training import runs, trials
from recognizer.training.plan import Plan, Start
from recognizer.training.recipes import DIGITS, FAST, OWN, QUICK
from recognizer.training.runs import Run, State
from recognizer.ui import state
from tests.collection.writers import written
from tests.training.workers import worker_of
from tests.ui.apptest import app, script, texts
from tests.ui.client import PRESENTER
from tests.waiting import wait_until


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A training that nobody sees to."""
    hold = runs.create(Plan("mine", DIGITS), tmp_path / "runs")
    hold.release()
    return hold.run


def buttons(test: AppTest) -> set[str | None]:
    return {button.key for button in test.button}


@pytest.mark.parametrize(
    ("language", "status", "sentence"),
    [
        ("en", "failed", "The disk is full. Free some space, then try again."),
        ("ja", "失敗", "空き容量"),
    ],
)
def test_a_failed_training_says_why_and_can_be_resumed(
    run: Run, language: str, status: str, sentence: str
) -> None:
    run.write_state(State("failed", DiskFull().to_json()))
    test = app("retrain", language)
    assert not test.exception
    assert f"1 · mine · {status}" in texts(test)
    (error,) = test.error
    assert sentence in error.value
    assert {"resume", "delete"} < buttons(test)
    assert "stop" not in buttons(test)


def test_an_interrupted_training_is_resumed_and_stopped(run: Run) -> None:
    run.write_state(State("training"))  # and then the machine went down
    test = app("retrain")
    assert "1 · mine · interrupted" in texts(test)
    assert not test.error
    test.button(key="resume").click().run()
    assert not test.exception
    wait_until(lambda: run.state().status == "training")
    test.run()
    assert "stop" in buttons(test)
    assert "delete" not in buttons(test)
    test.button(key="stop").click().run()
    wait_until(lambda: run.state().status == "stopped")
    test.run()
    assert "best weights" not in texts(test)  # it never had any
    assert {"resume", "delete"} < buttons(test)
    test.button(key="delete").click().run()
    assert "Nothing has been trained yet" in texts(test)


def test_a_stopped_training_goes_on_under_another_name(
    run: Run, tmp_path: Path
) -> None:
    run.write_state(State("stopped", figures={}))
    test = app("retrain")
    assert not {"resume", "go-on-training"} & buttons(test)  # nothing to go on from
    for name in ("checkpoint.safetensors", "progress.jsonl", "watched.npz"):
        (run.path / name).touch()
    test.run().button(key="go-on-training").click().run()
    assert not test.error
    _, second = runs.all_runs(tmp_path / "runs")
    assert second.plan() == replace(run.plan(), name="digits-1", owner=PRESENTER)
    assert second.checkpoint.exists()
    assert "2 · digits-1" in texts(test)


def test_presses_at_the_same_moment_get_names_of_their_own(tmp_path: Path) -> None:
    def press() -> None:
        import threading

        from streamlit.runtime.scriptrunner import add_script_run_ctx

        from recognizer.training.recipes import QUICK
        from recognizer.ui.retrain import trainings

        threads = [
            threading.Thread(target=trainings.start_next, args=[QUICK])
            for _ in range(4)
        ]
        for thread in threads:
            add_script_run_ctx(thread)
            thread.start()
        for thread in threads:
            thread.join()

    assert not script(press).exception
    names = [plan.name for _run, plan in runs.planned(tmp_path / "runs")]
    assert sorted(names) == ["quick-1", "quick-2", "quick-3", "quick-4"]


def test_a_training_that_waits_again_says_where_it_goes_on(tmp_path: Path) -> None:
    hold = runs.create(Plan("mine", DIGITS), tmp_path / "runs")
    hold.run.add_progress(
        {"step": 30, "steps": 40, "loss": 1.0, "accuracy": 0.5}
        | {"images_per_s": 9.0, "remaining_s": 5.0}
    )
    hold.run.write_state(State("waiting"))  # its node was lost, or it was resumed
    (bar,) = app("retrain").get("progress")
    assert bar.proto.value == 75
    assert bar.proto.text.startswith("Goes on from its last checkpoint")
    hold.release()


def test_many_other_trainings_are_counted(tmp_path: Path) -> None:
    holds = [
        runs.create(Plan(f"mine-{number}", DIGITS), tmp_path / "runs")
        for number in range(7)
    ]
    for hold in holds[:2]:
        hold.run.write_state(State("training"))
    assert "Other trainings: 1 at work, 5 queued" in texts(app("retrain"))
    for hold in holds:
        hold.release()


def test_a_killed_training_is_reported_and_the_next_one_has_its_turn(
    tmp_path: Path,
) -> None:
    test = app("retrain")
    test.selectbox(key="retrain.preset").set_value("digits").run()
    for _ in range(2):
        test.button(key="train").click().run()
        assert not test.error
    first, second = runs.all_runs(tmp_path / "runs")
    wait_until(lambda: first.state().status == "training")
    wait_until(lambda: second.state().status == "waiting")
    worker_of(first).kill()
    wait_until(lambda: second.state().status == "training")
    assert first.state().status == "interrupted"
    shown = texts(test.run())  # who watched the first goes on watching it
    assert "1 · digits-1 · interrupted" in shown
    assert "Other trainings: 2 (training)" in shown
    assert "resume" in buttons(test)


def test_a_training_is_started_at_a_press_and_stays_in_sight(tmp_path: Path) -> None:
    test = app("retrain")
    assert test.button(key="train-quick").label == "Quick · about 10 s"
    assert test.button(key="train-fast").label == "Better · about 70 s"
    assert "train-own" not in buttons(test)
    for key in ("train-quick", "train-fast"):
        test.button(key=key).click().run()
        assert not test.exception
        assert not test.error
    first, second = runs.all_runs(tmp_path / "runs")
    assert first.plan() == Plan("quick-1", QUICK, owner=PRESENTER)
    assert second.plan() == Plan("fast-1", FAST, owner=PRESENTER)
    assert "1 · quick-1" in texts(test)
    assert "Other trainings: 2 (queued)" in texts(test)


def test_a_training_starts_from_weights_of_another_dropout_but_no_other_shape(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "models" / "calm"
    shutil.copytree(SHIPPED_WEIGHTS / "two-layer-cnn", folder)
    file = folder / "card.json"
    card = json.loads(file.read_text())
    card["architecture"]["dropout"] = 0.1
    file.write_text(json.dumps({**card, "name": "calm"}))
    for filters, begins in (("calm", "calm"), ("one-layer-cnn", None)):
        test = app("retrain", preset="quick", filters=filters)
        start = test.selectbox(key=state.of_recipe("quick", "start"))
        assert {"calm", "two-layer-cnn"} < set(start.options)
        assert "one-layer-cnn" not in start.options
        assert start.value == begins


def test_saved_drawings_are_trained_on_at_a_press(tmp_path: Path) -> None:
    place = Database(f"sqlite:///{tmp_path / 'drawings.sqlite'}")
    for number in range(3):
        Collection(place).add(written(number, "Aiko"))
    place.close()
    test = app("retrain")
    assert test.button(key="train-own").label == "On our drawings (3) · about 20 s"
    test.button(key="train-own").click().run()
    (run,) = runs.all_runs(tmp_path / "runs")
    start = Start("two-layer-cnn", keeps_filters=True)
    assert run.plan() == Plan("own-1", OWN, start=start, owner=PRESENTER)


@pytest.mark.parametrize(
    ("language", "head", "status"),
    [("en", "MNIST test accuracy", "finished"), ("ja", "かかった時間", "完了")],
)
def test_all_trainings_are_a_table_and_the_best_comes_first_if_asked(
    tmp_path: Path, language: str, head: str, status: str
) -> None:
    for name, accuracy, seconds in (("good", 0.98, 65.0), ("poor", 0.5, 3.0)):
        hold = runs.create(Plan(name, DIGITS), tmp_path / "runs")
        hold.run.write_state(
            State(
                "finished",
                figures={
                    "mnist-test": {
                        "accuracy": accuracy,
                        "count": 10_000,
                        "confusion": np.eye(10, dtype=int).tolist(),
                    }
                },
                elapsed_s=seconds,
            )
        )
        for step in (1, 2):
            hold.run.add_progress({"step": step, "loss": 1.0, "accuracy": 0.5})
        hold.release()
    test = app("retrain", language)
    newest = table(test)
    assert [row[0] for row in newest] == ["2 · poor", "1 · good"]
    assert newest[1][1:3] == [status, "98.00\xa0%"]
    assert newest[1][3] in ("1 min 5 s", "1 分 5 秒")
    assert head in texts(test)
    test.segmented_control(key=state.RUN_ORDER).set_value("best").run()
    assert [row[0] for row in table(test)] == ["1 · good", "2 · poor"]
    curves = len(test.get("vega_lite_chart"))
    test.multiselect(key=state.COMPARED_RUNS).set_value([1, 2]).run()
    assert not test.exception
    assert len(test.get("vega_lite_chart")) == curves + 2 > 2


def table(test: AppTest) -> list[list[str]]:
    """The rows of the table of all trainings, as the browser is told of them."""
    (shown,) = [
        json.loads(element.proto.json)["html"]
        for element in test.get("bidi_component")
        if "hr-cards" in element.proto.json
    ]
    rows = re.findall(r"<tr class=.*?</tr>", shown, re.DOTALL)
    cells = [re.findall(r"<(?:button|td)[^>]*>([^<]*)<", row) for row in rows]
    return [[html.unescape(cell) for cell in row] for row in cells]


def test_a_training_whose_settings_cannot_be_read_can_be_deleted(run: Run) -> None:
    (run.path / "plan.json").write_text("{")
    test = app("retrain")
    assert "The settings of training 1 cannot be read" in test.error[0].value
    test.button(key="delete").click().run()
    assert "Nothing has been trained yet" in texts(test)


def test_a_search_is_begun_and_watched(tmp_path: Path) -> None:
    test = app("retrain", session={state.EXPERT: True, state.PRESET: "quick"})
    test.number_input(key=state.TRIALS).set_value(3).run()
    tried = state.variant(state.TRIED, "quick", "units")
    test.text_input(key=tried).set_value("64, some").run()
    test.button(key="search").click().run()
    assert [error.value for error in test.error] == [
        "The values to try for “Dense units” cannot be read: '64, some'. Give a range "
        "such as 0.001..0.01, or a list such as 32, 64, 128."
    ]
    test.text_input(key=tried).set_value("64, 128").run()
    distortion = state.variant(state.TRIED, "quick", "distortion")
    assert test.multiselect(key=distortion).value == ["none", "light"]
    test.multiselect(key=distortion).set_value(["light", "moderate"]).run()
    test.button(key="search").click().run()
    assert not test.exception
    assert not test.error
    assert '"key": "output"' in texts(test)  # it comes into sight
    (run,) = runs.all_runs(tmp_path / "runs")
    search = run.plan().search
    assert search is not None
    assert search.trials == 3
    assert dict(search.values)["units"] == "64, 128"
    assert dict(search.values)["distortion"] == "light, moderate"
    wait_until(lambda: run.state().status == "training")
    first, second, _third = trials.prepare(run, run.plan(), search)
    for trial, status, accuracy in ((first, "pruned", 0.5), (second, "training", 0.9)):
        trial.add_progress(
            {"step": 16, "loss": 1.0, "accuracy": 0.4, "held_out_loss": 1.0}
            | {"held_out_accuracy": accuracy}
        )
        trial.write_state(State("pruned" if status == "pruned" else "training"))
    test.run()
    shown = texts(test)
    assert re.search(
        r"Trial\s2.*training.*90.0\s%.*Trial\s1.*stopped early", shown, re.S
    )
    assert (
        len(test.get("vega_lite_chart")) == 2
    )  # all trials, and the best ones' curves
    run.ask_to_stop()
    wait_until(lambda: not run.state().is_active)
    shown = texts(test.run())
    assert re.search(r"Trial\s2.*interrupted.*Trial\s3.*not begun", shown, re.S)
