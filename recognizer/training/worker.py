"""python -m recognizer.training.worker: one training, in a process of its own.

Reads a run's folder from its input: it may be started before there is a run, so that
TensorFlow is loaded when one comes. If none comes and the input ends, so does it.
"""

from __future__ import annotations

import os
import select
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from recognizer import preprocessing
from recognizer.datasets import LabelledImages
from recognizer.errors import BrokenOff, DiskFull, InvalidSetting, RecognizerError
from recognizer.recipes import FAST
from recognizer.settings import Settings, read_settings
from recognizer.store import bundles, runs
from recognizer.store.bundles import ModelCard
from recognizer.store.files import NO_ROOM
from recognizer.store.runs import Plan, Run, State
from recognizer.training import architectures, examples, release
from recognizer.training.fit import Inherited, Progress, Trainer
from recognizer.training.logs import tensorboard

NICENESS = 10
LOOK_EVERY_S = 0.2
MAX_FILTERS = 64


def main() -> int:
    """Wait for a run, and see to it."""
    if not select.select([sys.stdin], [], [], 0)[0]:
        _warm_up()
    line = sys.stdin.readline().strip()
    if not line:
        return 0
    run = Run(Path(line))
    _write_into(run.log)
    os.nice(NICENESS)
    with _held(run):
        return _see_to(run, read_settings())


def _warm_up() -> None:
    """Have TensorFlow do once what the first step would else wait for."""
    side = preprocessing.SIZE
    blank = np.zeros((FAST.batch_size, side, side), np.uint8)
    data = LabelledImages("blank", blank, np.zeros(len(blank), np.int64), {})
    recipe = replace(FAST, images=FAST.batch_size)
    trainer = Trainer(recipe, {"mnist": data}, data, 0)
    with tempfile.TemporaryDirectory() as folder:
        trainer.run(lambda progress: None, Path(folder) / "checkpoint")


def _see_to(run: Run, settings: Settings) -> int:
    started = time.monotonic()
    try:
        plan = run.plan()
        run.write_state(State("waiting"))
        with _turn(run) as is_ours:
            if not is_ours:
                run.write_state(State("stopped"))
                return 0
            state = _train(run, plan, settings, started)
    except Exception as error:  # whatever it is, the page must tell
        traceback.print_exc()
        state = State("failed", _told(error).to_json())
    run.write_state(state)
    return 0 if state.status != "failed" else 1


def _told(error: Exception) -> RecognizerError:
    """What went wrong, for a person; the whole of it is in the run's log."""
    if isinstance(error, RecognizerError):
        return error
    # TensorFlow's own errors carry no number, but the system's words.
    if any(os.strerror(number) in str(error) for number in NO_ROOM):
        return DiskFull()
    return BrokenOff(problem=(str(error).splitlines() or [type(error).__name__])[0])


def _train(run: Run, plan: Plan, settings: Settings, started: float) -> State:
    run.write_state(State("loading"))
    folder = settings.data / "models"
    bundles.check_new(plan.name, folder)
    inherited, gone_on_from = _start(plan, settings)
    sources, held_out = examples.load(
        plan.recipe,
        settings,
        plan.seed,
        lambda here, total: _note_loading(run, "mnist", here, total),
        lambda source, done, total: _note_loading(run, source, done, total),
    )
    trainer = Trainer(
        plan.recipe,
        sources,
        held_out,
        plan.seed,
        inherited,
    )
    if run.checkpoint.exists():
        trainer.resume(run.checkpoint)
    run.write_filters(first_layer(trainer))
    run.write_state(State("training"))
    with tensorboard(run.logs) as log:

        def report(progress: Progress) -> None:
            log(progress)
            run.add_progress(vars(progress))
            run.write_filters(first_layer(trainer))

        fitted = trainer.run(report, run.checkpoint, run.is_asked_to_stop)
    elapsed = time.monotonic() - started
    run.write_state(State("publishing", elapsed_s=elapsed))
    bundle = release.publish(
        fitted,
        plan.recipe,
        plan.name,
        plan.seed,
        sources,
        held_out,
        settings,
        folder,
        elapsed,
        f"the Retrain page, training {run.number}",
        gone_on_from,
    )
    if plan.note:
        bundles.write_note(bundle, plan.note)
    run.checkpoint.unlink(missing_ok=True)
    return State(
        "finished" if fitted.finished else "stopped",
        figures=bundle.card.figures,
        elapsed_s=elapsed,
    )


def _start(plan: Plan, settings: Settings) -> tuple[Inherited | None, ModelCard | None]:
    """What the training inherits, and the model that it merely goes on with."""
    start = plan.start
    if start is None:
        return None, None
    bundle = bundles.find(start.model, settings.model_folders)
    if bundle.card.architecture != plan.recipe.architecture.to_json():
        raise InvalidSetting(
            name="The model to go on from",
            allowed="of the same architecture",
            value=start.model,
        )
    weights = {
        name: array.astype(np.float32)
        for name, array in load_file(bundle.weights).items()
    }
    inherited = Inherited(weights, start.keeps_filters, start.dense_anew)
    return inherited, None if start.dense_anew else bundle.card


def first_layer(trainer: Trainer) -> NDArray[np.float32]:
    """The first layer's weights as pictures: (height, width, at most 64)."""
    weights = architectures.weights_of(trainer.model)
    kernel = next(array for name, array in weights.items() if name.endswith("/kernel"))
    if kernel.ndim == 2:  # from 28 × 28 pixels to units
        kernel = kernel.reshape(28, 28, -1)
    return kernel.reshape(*kernel.shape[:2], -1)[:, :, :MAX_FILTERS]


def _note_loading(run: Run, source: str, done: int, total: int) -> None:
    run.add_progress({"loading": source, "done": done, "total": total})


@contextmanager
def _held(run: Run) -> Iterator[None]:
    """Have the run in hand; a page that looks whether we live may be in the way."""
    with ExitStack() as stack:
        for _ in range(50):
            try:
                stack.enter_context(run.held())
                break
            except BlockingIOError:
                time.sleep(0.02)
        else:
            raise SystemExit(f"training {run.number} is in another worker's hands")
        yield


@contextmanager
def _turn(run: Run) -> Iterator[bool]:
    """Wait for the machine, the older runs first; False if asked to stop meanwhile."""
    with ExitStack() as stack:
        while not (is_ours := _take_machine(run, stack)):
            if run.is_asked_to_stop():
                break
            time.sleep(LOOK_EVERY_S)
        yield is_ours


def _take_machine(run: Run, stack: ExitStack) -> bool:
    folder = run.path.parent
    older = [each for each in runs.all_runs(folder) if each.number < run.number]
    if any(each.state().is_active for each in older):
        return False
    try:
        stack.enter_context(runs.machine(folder))
    except BlockingIOError:
        return False
    return True


def _write_into(log: Path) -> None:
    """From now on, what this process writes goes into the run's folder."""
    with open(log, "ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)


if __name__ == "__main__":
    sys.exit(main())
