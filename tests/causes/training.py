"""Settings that are not allowed, and trainings that cannot go on."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from recognizer import errors
from recognizer.settings import read_settings
from recognizer.training import checks, conversions, own, runs
from recognizer.training.checkpoint import (
    Checkpoint,
    read_checkpoint,
    write_checkpoint,
)
from recognizer.training.launcher import Launcher
from recognizer.training.plan import Plan, Start
from recognizer.training.recipe import SOURCES, Patience
from recognizer.training.recipes import BEST, FAST, RECIPES, STRENGTHS
from recognizer.training.runs import State
from recognizer.training.space import SETTINGS, Search
from tests.causes import Cause, Place, run
from tests.network.test_archives import SOFTMAX

FAILING = "raise ImportError('no TensorFlow on this machine')"


def recipe(name: str, *given: str, **changes: Any) -> Cause:
    return Cause(name, lambda place: replace(FAST, **changes), given)


def patience(name: str, **changes: Any) -> Cause:
    return Cause(name, lambda place: Patience(**{"steps": 9, "every": 9, **changes}))


def plan(name: str, **changes: Any) -> Cause:
    softmax = RECIPES["softmax"]
    return Cause(name, lambda place: Plan("x", softmax, **changes))


def without_tensorflow(do: Callable[[Place], object]) -> Callable[[Place], object]:
    """Do it on a machine on which TensorFlow cannot be loaded."""

    def act(place: Place) -> object:
        for name in ("tensorflow", "keras"):
            place.file(f"{name}.py", FAILING)
        place.monkeypatch.setenv("PYTHONPATH", str(place.folder))
        place.monkeypatch.setenv("RECOGNIZER_DATA", str(place.settings.data))
        return do(place)

    return act


def failing(place: Place) -> object:
    launcher = Launcher(place.settings)
    started = launcher.start(Plan("x", FAST))
    launcher.close()
    return started.state().error


def searching(*tried: str) -> Callable[[Place], object]:
    """Search over settings, given as the command line takes them."""

    def act(place: Place) -> object:
        if not tried:
            return Plan("x", FAST, search=Search(2, ()))
        options = [word for each in tried for word in ("--try", each)]
        return run(place, "search", "--recipe", "fast", *options)

    return act


def failing_on(address: str) -> Callable[[Place], object]:
    """Train on a Ray cluster."""

    def act(place: Place) -> object:
        launcher = Launcher(replace(place.settings, ray=address))
        started = launcher.start(Plan("x", FAST))
        launcher.close()
        return started.state().error

    return act


def without_ray(place: Place) -> object:
    place.file("ray.py", "raise ImportError('no Ray on this machine')")
    place.monkeypatch.setenv("PYTHONPATH", str(place.folder))
    return failing_on("auto")(place)


def out_of_reach(place: Place) -> object:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        return failing_on(f"ray://127.0.0.1:{nobody.getsockname()[1]}")(place)


def without_a_shared_folder(place: Place) -> object:
    pytest.importorskip("ray")
    from recognizer.training.ray_cluster import train_on_node

    problem = train_on_node(str(place.folder / "none"), place.settings)
    return problem and errors.from_json(problem)


def deleting_at_work(place: Place) -> None:
    hold = runs.create(Plan("x", FAST), place.folder)
    try:
        hold.run.delete()
    finally:
        hold.release()


def name_of_another(place: Place) -> None:
    plan = Plan("x", FAST)
    hold = runs.create(plan, place.settings.runs)
    try:
        checks.check_queue(plan, place.settings)
    finally:
        hold.release()


def resuming_at_the_end(place: Place) -> None:
    hold = runs.create(Plan("x", FAST), place.settings.runs)
    hold.run.write_state(State("finished", figures={}))
    hold.release()
    Launcher(place.settings).resume(hold.run)


def half_a_plan(place: Place) -> object:
    hold = runs.create(Plan("x", FAST), place.folder)
    hold.release()
    (hold.run.path / "plan.json").write_text("{")
    return hold.run.plan()


def other_seed(place: Place) -> object:
    path = place.folder / "checkpoint.safetensors"
    write_checkpoint(path, Checkpoint(9, 0.5, {}), FAST, 0)
    return read_checkpoint(path, FAST, 1)


def going_on_from_another(place: Place) -> object:
    plan = Plan("x", FAST, start=Start(SOFTMAX.card.name))
    return checks.starting_model(plan, place.settings)


def as_visitor(*plans: Plan) -> Callable[[Place], object]:
    """Train all of them at once, as one visitor."""

    def act(place: Place) -> object:
        holds = []
        try:
            for each in plans:
                checks.check_visitors(each, place.settings)
                holds.append(runs.create(each, place.settings.runs))
        finally:
            for hold in holds:
                hold.release()
        return None

    return act


CAUSES = [
    Cause(
        "a visitor's long training",
        as_visitor(Plan("x", BEST, owner="v" * 64)),
        checks.visitors_presets(),
    ),
    Cause(
        "a visitor's second training",
        as_visitor(Plan("x", FAST, owner="v" * 64), Plan("y", FAST, owner="v" * 64)),
    ),
    recipe("no training images", images=0),
    recipe("a batch of none", batch_size=0),
    recipe("a batch that fills the memory", batch_size=8_192),
    recipe("all images held out", held_out=60_000),
    recipe("a learning rate of 0", learning_rate=0),
    recipe("all smoothed away", label_smoothing=1),
    recipe("weights that decay at once", weight_decay=2),
    recipe("no data", mixture=()),
    recipe("data of nobody", "selfies", *SOURCES, mixture=(("selfies", 1.0),)),
    recipe("half of the data", "mnist", mixture=(("mnist", 0.5),)),
    patience("no patience", steps=0),
    patience("no step between measurements", every=0),
    patience("patience that shrinks", increase=0.5),
    patience("an error that cannot be better", threshold=2),
    plan("a seed below 0", seed=-1),
    plan("filters of none kept", start=Start("other", keeps_filters=True)),
    Cause("going on from another network", going_on_from_another, (SOFTMAX.card.name,)),
    Cause(
        "a misspelt recipe",
        lambda place: run(place, "train", "--name", "x", "--recipe", "bets"),
        ("bets", *RECIPES),
    ),
    Cause(
        "a misspelt setting",
        lambda place: read_settings({"RECOGNIZER_MODLE": "x"}),
        ("RECOGNIZER_MODLE",),
    ),
    Cause(
        "an empty setting",
        lambda place: read_settings({"RECOGNIZER_DATA": " "}),
    ),
    Cause("own drawings of nobody", lambda place: own.saved(place.settings)),
    Cause("a training that is deleted at work", deleting_at_work),
    Cause("a name that a training will give", name_of_another, ("x",)),
    Cause(
        "a training that never was",
        lambda place: runs.find(7, place.settings.runs),
        ("python -m recognizer runs",),
    ),
    Cause(
        "options for a training that is resumed",
        lambda place: run(place, "train", "--resume", "1", "--seed", "3"),
        ("--resume",),
    ),
    Cause("a training that has ended", resuming_at_the_end),
    Cause("a training with half a plan", half_a_plan),
    Cause("a checkpoint of another seed", other_seed),
    Cause(
        "a checkpoint that is not there",
        lambda place: read_checkpoint(place.folder / "none", FAST, 0),
    ),
    Cause("training without TensorFlow", without_tensorflow(failing)),
    Cause(
        "a cluster in the wrong words",
        lambda place: read_settings({"RECOGNIZER_RAY": "host"}),
    ),
    Cause(
        "less than no GPU",
        lambda place: read_settings({"RECOGNIZER_RAY_GPUS": "-1"}),
    ),
    Cause("a search of nothing", searching()),
    Cause("a search for depth", searching("depth=3"), ("depth", *SETTINGS)),
    Cause("a range that ends before it begins", searching("units=64..8")),
    Cause(
        "a distortion that is none", searching("distortion=wild"), ("wild", *STRENGTHS)
    ),
    Cause("filters that are no numbers", searching("filters-1=few"), ("few",)),
    Cause("filters of no layer", searching("filters-2=1.5")),
    Cause(
        "a search of one trial",
        lambda place: Plan("x", FAST, search=Search(1, (("dropout", "0..0.5"),))),
    ),
    Cause("a cluster without Ray here", without_ray),
    Cause("a cluster out of reach", out_of_reach),
    Cause(
        "a cluster without a shared folder",
        without_a_shared_folder,
        (socket.gethostname(),),
    ),
    Cause(
        "a model for Keras without TensorFlow",
        without_tensorflow(lambda place: conversions.export_keras(SOFTMAX)),
    ),
]
