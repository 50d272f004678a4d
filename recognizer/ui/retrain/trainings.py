"""What can be done with trainings: each asks first whether this visitor may."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace

from recognizer.room.rights import Action, Role
from recognizer.training import checks, runs
from recognizer.training.plan import Plan, Start
from recognizer.training.recipe import Recipe
from recognizer.training.runs import Run
from recognizer.ui import limits, shared, visitor


def are_open() -> bool:
    """Whether the presenter lets visitors train."""
    return shared.choices().now().may_train


def open_to_visitors(is_open: bool) -> None:
    """Let visitors train, or no longer.

    Raises:
        NotAllowed: if this visitor may not decide it.
        RecognizerError: if it cannot be noted.
    """
    visitor.check(Action.ALLOW_TRAINING)
    shared.choices().choose(may_train=is_open)


def may_train(owner: str | None = None) -> bool:
    """Whether this visitor may start a training, or resume that of an owner."""
    return visitor.may(Action.TRAIN, owner, are_open())


def start(plan: Plan) -> Run:
    """Start a training, as this visitor's own.

    Raises:
        NotAllowed: if this visitor may not train, or not this.
        LimitReached: if there may be no more trainings.
        RecognizerError: if it cannot be trained, see `checks`, or written.
    """
    with _starting():
        return shared.launcher().start(_own(plan))


def start_next(recipe: Recipe, start_from: Start | None = None) -> Run:
    """Start a training under the next free name, whoever else presses just now.

    Args:
        start_from: the model to fine-tune; None for random weights.

    Raises:
        NotAllowed, LimitReached, RecognizerError: as `start` does.
    """
    with _starting():
        plan = _own(Plan(recipe.name, recipe, start=start_from))
        return shared.launcher().start_next(plan)


def new_name(recipe: Recipe) -> str:
    """A name that no model and no run has yet."""
    return checks.free_name(recipe.name, shared.settings())


def resume(run: Run) -> None:
    """Resume a training.

    Raises:
        NotAllowed: if this visitor may not train, or not this.
        LimitReached: if there may be no more trainings.
        RunActive, RunFinished, DamagedRun: if there is nothing to resume.
    """
    with _starting():
        _check(run.plan(), run.owner())
        shared.launcher().resume(run)


def go_on(run: Run) -> Run:
    """Continue a stopped training under the next free name, as this visitor's own.

    Raises:
        NotAllowed: if this visitor may not train, or not this.
        LimitReached: if there may be no more trainings.
        RunActive, RunFinished, DamagedRun: if there is nothing to continue.
        RecognizerError: if it cannot be trained, see `checks`, or written.
    """
    before, owner = run.plan(), visitor.current().mark
    with _starting():
        plan = replace(before, name=before.recipe.name, owner=owner)
        _check(plan, before.owner)
        return shared.launcher().start_next(plan, run)


def stop(run: Run) -> None:
    """Stop a training soon.

    Raises:
        NotAllowed: if it is not this visitor's to stop.
    """
    visitor.check(Action.STOP_TRAINING, run.owner())
    run.ask_to_stop()


def delete(run: Run) -> None:
    """Delete a training; its model stays.

    Raises:
        NotAllowed: if it is not this visitor's to delete.
        RunActive: if it is still running.
        RecognizerError: if other machines that have it too cannot be told.
    """
    visitor.check(Action.DELETE_TRAINING, run.owner())
    shared.launcher().delete(run)


def _own(plan: Plan) -> Plan:
    """A plan as this visitor's, who may train it."""
    own = replace(plan, owner=visitor.current().mark)
    _check(own, None)
    return own


def _starting() -> AbstractContextManager[None]:
    """Held from counting trainings and finding a name until there is one more."""
    return runs.one_at_a_time(shared.settings().runs)


def _check(plan: Plan, owner: str | None) -> None:
    visitor.check(Action.TRAIN, owner, are_open())
    if visitor.current().role is Role.VISITOR:
        checks.check_visitors(plan, shared.settings())
    limits.check_training()
