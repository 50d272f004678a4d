"""Commands that train: train, search, runs."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from recognizer.cli.console import STATUS, follow
from recognizer.cli.printing import (
    Commands,
    add_json,
    print_error,
    print_figures,
    program,
)
from recognizer.errors import N_, DamagedRun, InvalidSetting
from recognizer.settings import Settings
from recognizer.training import runs, space, trials
from recognizer.training.launcher import Launcher
from recognizer.training.plan import Plan
from recognizer.training.recipes import BEST, RECIPES
from recognizer.training.runs import Run, State
from recognizer.training.sharing import sharing
from recognizer.training.space import SETTINGS, Search

_ENDS = {
    "failed": "failed",
    "interrupted": "was interrupted",
    "stopped": "was stopped before its first step",
}
_PLANNED = ("recipe", "seed", "images", "batch_size", "learning_rate", "ship")


def add_to(commands: Commands) -> None:
    """Add this module's commands."""
    train = commands.add_parser("train", help="train a model and publish it")
    which = train.add_mutually_exclusive_group(required=True)
    which.add_argument("--name", help="of the new model")
    which.add_argument("--resume", type=int, metavar="NUMBER", help="resume a training")
    train.add_argument("--recipe", help="how (default: best)")
    train.add_argument("--seed", type=int, help="default: 0")
    train.add_argument("--images", type=int, help="training samples in total")
    train.add_argument("--batch-size", type=int, help="images for each step")
    train.add_argument("--learning-rate", type=float, help="constant or peak")
    train.add_argument(
        "--ship",
        action="store_true",
        default=None,
        help="publish into weights/ of this checkout",
    )
    train.set_defaults(run=_train)

    search = commands.add_parser(
        "search", help="train with many settings and publish the best model"
    )
    search.add_argument("--recipe", default="quick", help="to begin from: quick")
    search.add_argument("--trials", type=int, default=24, help="default: 24")
    search.add_argument(
        "--try",
        action="append",
        dest="values",
        metavar="SETTING=VALUES",
        help=f"a range as 0.001..0.01 or a list as 32,64 of one of "
        f"{', '.join(SETTINGS)}; may be given several times",
    )
    search.add_argument("--name", help="of the new model")
    search.add_argument("--seed", type=int, help="default: 0")
    search.add_argument("--images", type=int, help="training samples of each trial")
    search.set_defaults(run=_search)

    listed = commands.add_parser("runs", help="list the trainings")
    add_json(listed)
    listed.set_defaults(run=_runs)


def _train(options: argparse.Namespace, settings: Settings) -> int:
    if options.resume is not None and any(
        getattr(options, name) is not None for name in _PLANNED
    ):
        raise InvalidSetting(
            N_(
                "A training is resumed as it was planned, but other options were given."
            ),
            hint=N_("Leave out the options other than --resume."),
        )
    with _launching(settings) as launcher:
        if options.resume is None:
            run = launcher.start(_plan(options))
        else:
            run = runs.find(options.resume, settings.runs)
            launcher.resume(run)
        state = _follow(run)
    if state is None:
        return 1
    return _report(run, state, settings)


@contextmanager
def _launching(settings: Settings) -> Iterator[Launcher]:
    """A launcher, with the runs of other machines where there are some."""
    launcher = Launcher(settings)
    with sharing(settings, launcher):
        yield launcher


def _follow(run: Run) -> State | None:
    """Show a run until it ends; None once nobody waits for it."""
    print(f"Training {run.number}", file=sys.stderr)
    try:
        return follow(run)
    except KeyboardInterrupt:
        print(f"Training {run.number} will stop by itself.", file=sys.stderr)
        return None


def _search(options: argparse.Namespace, settings: Settings) -> int:
    with _launching(settings) as launcher:
        start = launcher.start if options.name else launcher.start_next
        options.name = options.name or f"{options.recipe}-search"
        plan = _plan(options)
        values = dict(
            (each.split("=", 1) if "=" in each else (each, ""))
            for each in options.values or ()
        )
        tried = values or space.usual(plan.recipe)
        search = Search(options.trials, tuple(tried.items()))
        run = start(replace(plan, search=search))
        state = _follow(run)
    if state is None:
        return 1
    for trial in sorted(trials.of(run), key=lambda each: -(each.accuracy or 0.0)):
        measured = "-" if trial.accuracy is None else f"{trial.accuracy:.2%}"
        shown = "  ".join(
            f"{name} {value}"
            for name, value in space.values_of(trial.recipe).items()
            if name in tried
        )
        status = STATUS[trial.status]
        print(f"{trial.run.number:4}  {status:13} {measured:8} {shown}")
    return _report(run, state, settings)


def _plan(options: argparse.Namespace) -> Plan:
    """The plan that the options describe."""
    name = options.recipe or BEST.name
    if name not in RECIPES:
        raise InvalidSetting(
            N_("There is no recipe named {name}."),
            hint=N_("Choose one of {known}."),
            name=name,
            known=", ".join(sorted(RECIPES)),
        )
    changes = {
        setting: getattr(options, setting)
        for setting in ("images", "batch_size", "learning_rate")
        if getattr(options, setting, None) is not None
    }
    return Plan(
        options.name,
        RECIPES[name].changed(**changes),
        options.seed or 0,
        ship=bool(getattr(options, "ship", False)),
        command=f"{program()} {shlex.join(sys.argv[1:])}",
    )


def _report(run: Run, state: State, settings: Settings) -> int:
    """Print how a training ended, and its model's figures."""
    if state.error is not None:
        print_error(state.error)
    if state.figures is None:
        print(
            f"Training {run.number} {_ENDS[state.status]}; its log is {run.log}."
            f" To go on: {program()} train --resume {run.number}",
            file=sys.stderr,
        )
        return 1
    plan = run.plan()
    print(plan.folder(settings) / plan.name)
    print_figures(state.figures)
    if state.status == "stopped":
        print("Stopped early; this is the best model so far.", file=sys.stderr)
        return 1
    return 0


def _runs(options: argparse.Namespace, settings: Settings) -> int:
    with sharing(settings):
        return _list(options, settings)


def _list(options: argparse.Namespace, settings: Settings) -> int:
    all_whole = True
    for run in runs.all_runs(settings.runs):
        try:
            plan = run.plan()
        except DamagedRun as error:
            all_whole = False
            print_error(error)
            continue
        state, point = run.state(), run.newest_point() or {}
        step, steps = point.get("step", 0), plan.recipe.steps
        if options.json:
            summary = {
                "number": run.number,
                "name": plan.name,
                "recipe": plan.recipe.name,
                "status": STATUS[state.status],
                "step": step,
                "steps": steps,
                "error": state.error and f"{state.error} {state.error.hint}",
            }
            print(json.dumps(summary))
        else:
            if found := trials.of(run):
                step, steps = sum(each.has_ended for each in found), len(found)
            done = f"{step / steps:4.0%}" if state.status == "training" else ""
            row = f"{run.number:4}  {STATUS[state.status]:12} {done:4}"
            print(f"{row}  {plan.name:24} {plan.recipe.name}")
    return 0 if all_whole else 1
