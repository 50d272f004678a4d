"""A search on a Ray cluster: Ray Tune runs the trials side by side and ends the worst.

The search itself is a task without resources of its own; each trial is an actor that
trains in the trial's folder, which all nodes see. Trials of a lost node, and of a
search that is begun again, go on from their checkpoints.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ray import tune
from ray.tune.experiment import Trial as Begun
from ray.tune.schedulers import ASHAScheduler

from recognizer.settings import Settings
from recognizer.training import loading, trials, worker
from recognizer.training.halving import KEEPS
from recognizer.training.plan import Plan
from recognizer.training.runs import Run, State
from recognizer.training.sources import TrainingData

LOST_NODES = 5
"""That one trial may survive."""


def scheduler() -> ASHAScheduler:
    """The rule of `recognizer.training.halving`, as Ray Tune applies it."""
    return ASHAScheduler(
        time_attr="ninths",
        metric="accuracy",
        mode="max",
        max_t=KEEPS**2,
        grace_period=1,
        reduction_factor=KEEPS,
    )


class ClusterSearch:
    """What a search's worker does in place of training."""

    def warm_up(self) -> None:
        """Nothing: TensorFlow is for the trials."""

    def train(self, run: Run, plan: Plan, settings: Settings) -> State:
        """Try, and choose the best.

        Returns:
            "waiting" if the run goes on with the best trial.
        """
        assert plan.search is not None  # noqa: S101
        started = time.monotonic()
        data = loading.load(run, plan, settings)
        run.write_state(State("training"))
        numbers = [each.number for each in trials.prepare(run, plan, plan.search)]
        os.environ["TUNE_DISABLE_AUTO_CALLBACK_LOGGERS"] = "1"
        trainable: Any = tune.with_resources(
            tune.with_parameters(
                _trial, data=data, folder=str(run.path), settings=settings
            ),
            {"cpu": settings.ray_cpus, "gpu": settings.ray_gpus},
        )
        tune.Tuner(
            trainable,
            param_space={"number": tune.grid_search(numbers)},
            tune_config=tune.TuneConfig(scheduler=scheduler(), reuse_actors=True),
            run_config=tune.RunConfig(
                name="tune",
                storage_path=str(run.path),
                stop=_Stop(run),
                callbacks=[_Notes(run)],
                failure_config=tune.FailureConfig(max_failures=LOST_NODES),
                verbose=0,
            ),
        ).fit()
        shutil.rmtree(run.path / "tune", ignore_errors=True)
        is_chosen = trials.choose(run) is not None
        elapsed = time.monotonic() - started
        return State("waiting" if is_chosen else "stopped", elapsed_s=elapsed)


def _trial(
    config: Mapping[str, Any], data: TrainingData, folder: str, settings: Settings
) -> None:
    """Train one trial, or tell again of one that has ended."""
    run = Run(Path(folder))
    trial = Run(run.trials / f"{config['number']:04}")

    def goes_on(part: float, accuracy: float) -> bool:
        tune.report(
            {"ninths": part * KEEPS**2, "accuracy": accuracy}
        )  # Tune ends it here
        return True

    if trial.last_state().status in ("finished", "pruned"):
        trials.retell(trial, goes_on)
    elif not run.is_asked_to_stop():
        session = worker.load_keras()
        session.train_trial(trial, settings, data, goes_on, run.is_asked_to_stop)
        trials.keep_best(run)


class _Notes(tune.Callback):
    """Writes into a trial's run that Tune ended it, which its own process cannot."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def on_trial_complete(
        self, iteration: int, trials: list[Begun], trial: Begun, **info: Any
    ) -> None:
        """Note that others did better, if it had not ended by itself."""
        ended = Run(self._run.trials / f"{trial.config['number']:04}")
        state = ended.last_state()
        if state.is_active and not self._run.is_asked_to_stop():
            ended.write_state(State("pruned", elapsed_s=state.elapsed_s))
            ended.checkpoint.unlink(missing_ok=True)


class _Stop(tune.Stopper):
    """Ends the search when somebody presses Stop."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __call__(self, trial_id: str, result: dict[str, Any]) -> bool:
        return False

    def stop_all(self) -> bool:
        """Whether to end all trials."""
        return self._run.is_asked_to_stop()
