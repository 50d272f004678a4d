"""The command line: handwriting-recognizer COMMAND, or python -m recognizer COMMAND."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from recognizer.console import (
    STATUS,
    ProgressLine,
    follow,
    without_native_messages,
)
from recognizer.datasets import (
    by_name,
    stroke_files,
    uji_distribution,
    unipen_distribution,
)
from recognizer.datasets.stroke_files import Line
from recognizer.errors import (
    N_,
    DamagedRun,
    InvalidBundle,
    InvalidSetting,
    RecognizerError,
)
from recognizer.ink import files, photos
from recognizer.ink import pages as ink_pages
from recognizer.network import bundles, evaluation, measurement, pages, results
from recognizer.network.engine import Recognizer
from recognizer.network.evaluation import Evaluation
from recognizer.network.loading import load_model
from recognizer.network.pages import Table
from recognizer.serving import processes
from recognizer.settings import SHIPPED, Settings, read_settings
from recognizer.training import checks, runs, space, trials
from recognizer.training.launcher import Launcher
from recognizer.training.plan import Plan
from recognizer.training.recipes import BEST, RECIPES
from recognizer.training.runs import Run, State
from recognizer.training.sharing import sharing
from recognizer.training.space import SETTINGS, Search


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns:
        Exit status: 0 if all went well, 1 if some files could not be read or a
        training ended before its last step, 2 for a wrong call.
    """
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options, read_settings())
    except RecognizerError as error:
        _print_error(error)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return status


def _print_error(error: RecognizerError) -> None:
    print(f"{error} {error.hint}", file=sys.stderr)
    if error.details:
        print(error.details, file=sys.stderr)


def _program() -> str:
    """The command that started this program."""
    name = Path(sys.argv[0]).name
    return "python -m recognizer" if name == "__main__.py" else name


def parser() -> argparse.ArgumentParser:
    """Make what reads the words of a call."""
    whole = argparse.ArgumentParser(
        prog=_program(), description="Recognise handwritten digits."
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="start the app")
    run.add_argument("--port", type=int, help="default: 8501, or the next free one")
    run.add_argument(
        "--address", help="localhost keeps it to this machine (default: all networks)"
    )
    run.set_defaults(run=_run)

    serve = commands.add_parser(
        "serve", help="start several processes of the app, behind nginx"
    )
    serve.add_argument("--processes", type=int, default=2, help="how many (default: 2)")
    serve.add_argument("--port", type=int, default=8501, help="default: 8501")
    serve.add_argument(
        "--address", help="localhost keeps it to this machine (default: all networks)"
    )
    serve.set_defaults(run=_serve)

    predict = commands.add_parser("predict", help="recognise the digits in files")
    predict.add_argument("path", nargs="+", type=Path, help="picture, .json or folder")
    predict.set_defaults(run=_predict)

    read = commands.add_parser("read", help="read the numbers on photos of pages")
    read.add_argument("path", nargs="+", type=Path, help="picture or folder")
    read.add_argument("--csv", action="store_true", help="print CSV")
    read.set_defaults(run=_read)

    evaluate = commands.add_parser("evaluate", help="evaluate a model on a data set")
    evaluate.add_argument(
        "--data",
        required=True,
        help="mnist-test, uji-test, unipen-dev, unipen-dev-unseen, digits, an .npz "
        "file or IMAGES,LABELS (IDX)",
    )
    evaluate.set_defaults(run=_evaluate)

    for command in (predict, read, evaluate):
        command.add_argument("--model", help="name of the model that answers")

    models = commands.add_parser("models", help="list the models")
    models.set_defaults(run=_models)

    handout = commands.add_parser(
        "handout", help="write a page that recognises digits without a server"
    )
    handout.add_argument("file", type=Path, help="HTML file to write")
    handout.add_argument("--model", help="name of the model on the page")
    handout.set_defaults(run=_handout)

    measure = commands.add_parser(
        "measure", help="add the figures that a model's card lacks"
    )
    measure.add_argument("name", help="of the model")
    measure.set_defaults(run=_measure)

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
    listed.set_defaults(run=_runs)
    for command in (predict, evaluate, models, listed):
        command.add_argument("--json", action="store_true", help="print JSON")

    unipen = commands.add_parser(
        "prepare-unipen", help="make UNIPEN's four files from the public distribution"
    )
    unipen.add_argument("source", type=Path, help="folder with data/ and include/")
    unipen.set_defaults(run=_prepare_unipen)
    uji = commands.add_parser(
        "prepare-uji", help="make the UJI test set from the public file"
    )
    uji.add_argument("source", type=Path, help="ujipenchars2.txt")
    uji.set_defaults(run=_prepare_uji)
    for command in (unipen, uji):
        command.add_argument(
            "out", type=Path, nargs="?", help="folder (default: where the app looks)"
        )
    return whole


def _run(options: argparse.Namespace, settings: Settings) -> NoReturn:
    command = [sys.executable, "-m", "streamlit", "run", str(SHIPPED / "app.py")]
    if options.port is not None:
        command += ["--server.port", str(options.port)]
    if options.address is not None:
        command += ["--server.address", options.address]
    os.execv(sys.executable, command)


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    processes.serve(settings, options.processes, options.port, options.address)
    return 0


def _load(options: argparse.Namespace, settings: Settings) -> Recognizer:
    with without_native_messages():
        return load_model(options.model, settings)


def _predict(options: argparse.Namespace, settings: Settings) -> int:
    recognizer = _load(options, settings)
    all_readable = True
    for chunk in files.read_all(files.files(options.path)):
        found = results.results(chunk, recognizer)
        for file, result in zip(chunk, found, strict=True):
            all_readable &= file.is_readable
            if options.json:
                print(json.dumps(result, ensure_ascii=False))
            elif not file.is_readable:
                print(f"{file.name}: {result['reason']}", file=sys.stderr)
            elif result["number"] is None:
                print(f"{file.name}: no digit ({result['reason']})")
            else:
                print(f"{file.name}: {result['number']}  {result['confidence']:.1%}")
    return 0 if all_readable else 1


def _read(options: argparse.Namespace, settings: Settings) -> int:
    recognizer = _load(options, settings)
    tables = []
    all_readable = True
    for path in files.files(options.path):
        if path.suffix.lower() == ".json":
            continue
        try:
            picture = photos.open_picture(path, str(path), ink_pages.SIDE)
            table = pages.read(picture, str(path), recognizer)
        except RecognizerError as error:
            all_readable = False
            _print_error(error)
            continue
        tables.append((str(path), table))
        if not options.csv:
            print(f"{path}: {table.rows} rows, {table.columns} columns")
            print("\n".join(_columns(table)))
    if options.csv and tables:
        print(pages.to_csv(tables), end="")
    return 0 if all_readable else 1


def _columns(table: Table) -> list[str]:
    """A table's lines, the sums below a rule."""
    cells = table.cells()
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]
    rule = "  ".join("-" * width for width in widths)
    return [*lines[:-1], rule, lines[-1]]


def _evaluate(options: argparse.Namespace, settings: Settings) -> int:
    recognizer = _load(options, settings)
    with closing(ProgressLine()) as line:
        data = by_name.named(options.data, settings, line.show_bytes)
    figures = evaluation.evaluate(recognizer.answer(data.images), data.labels)
    if options.json:
        content = {"model": recognizer.card.name, "data": data.name}
        print(json.dumps({**content, **figures.to_json()}))
    else:
        print(f"{recognizer.card.name} on {data.name}")
        print("\n".join(_table(figures)))
    return 0


def _table(figures: Evaluation) -> list[str]:
    lines = [
        f"accuracy            {figures.accuracy:.2%}"
        f"  ({figures.errors} errors of {figures.count:,})",
        f"calibration error   {figures.calibration_error:.2%}",
        f"digits accepted     {figures.accepted:.2%}",
    ]
    if figures.rejected is not None:
        lines.append(f"non-digits rejected {figures.rejected:.2%}")
        lines.append(f"AUROC               {figures.auroc:.4f}")
    lines.append("")
    lines.append("digit  accuracy   answers" + " " * 2)
    lines.append(" " * 15 + "".join(f"{answer:6}" for answer in range(10)))
    for digit, row in enumerate(figures.confusion):
        counts = "".join(f"{count:6}" for count in row)
        lines.append(f"{digit:5}  {figures.per_class[digit]:8.2%}{counts}")
    return lines


def _models(options: argparse.Namespace, settings: Settings) -> int:
    all_whole = True
    for name in bundles.names(settings.model_folders):
        try:
            card = bundles.find(name, settings.model_folders).card
        except InvalidBundle as error:
            all_whole = False
            print(error, file=sys.stderr)
            continue
        summary = results.summary(card)
        if options.json:
            print(json.dumps(summary))
        else:
            mnist, uji = (
                "-" if accuracy is None else f"{accuracy:.2%}"
                for accuracy in (
                    summary["mnist_test_accuracy"],
                    summary["uji_test_accuracy"],
                )
            )
            print(
                f"{name:24} {card.parameters:>10,} parameters"
                f"  MNIST test {mnist:7} UJI test {uji}"
            )
    return 0 if all_whole else 1


def _handout(options: argparse.Namespace, settings: Settings) -> int:
    from recognizer.ui import handout

    name = options.model or settings.model
    content = handout.page(bundles.find(name, settings.model_folders)).encode()
    try:
        options.file.write_bytes(content)
    except OSError as error:
        raise InvalidSetting(
            N_("{path} cannot be written."),
            hint=N_("Give a file in a folder that exists and that you may write to."),
            path=options.file,
            details=error,
        ) from error
    print(f"{options.file}: {len(content) / 1e6:.1f} MB")
    return 0


def _measure(options: argparse.Namespace, settings: Settings) -> int:
    bundle = bundles.find(options.name, settings.model_folders)
    with without_native_messages():
        added = measurement.complete(bundle, settings)
    _print_figures(added)
    missing = set(measurement.REPORTED) - bundle.card.figures.keys() - added.keys()
    for data in sorted(missing):
        print(f"{data} is not on this machine; see docs/data.md", file=sys.stderr)
    if not added and not missing:
        print(f"{options.name} has all its figures.")
    return 1 if missing else 0


def _print_figures(figures: Mapping[str, Any]) -> None:
    for data, found in figures.items():
        print(f"{data:24} {found['accuracy']:.2%}  ({found['errors']} errors)")


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
        options.name = options.name or checks.free_name(
            f"{options.recipe}-search", settings
        )
        plan = _plan(options)
        values = dict(
            (each.split("=", 1) if "=" in each else (each, ""))
            for each in options.values or ()
        )
        tried = values or space.usual(plan.recipe)
        search = Search(options.trials, tuple(tried.items()))
        run = launcher.start(replace(plan, search=search))
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


_ENDS = {
    "failed": "failed",
    "interrupted": "was interrupted",
    "stopped": "was stopped before its first step",
}
_PLANNED = ("recipe", "seed", "images", "batch_size", "learning_rate", "ship")


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
        command=f"{_program()} {shlex.join(sys.argv[1:])}",
    )


def _report(run: Run, state: State, settings: Settings) -> int:
    """Print how a training ended, and its model's figures."""
    if state.error is not None:
        _print_error(state.error)
    if state.figures is None:
        print(
            f"Training {run.number} {_ENDS[state.status]}; its log is {run.log}."
            f" To go on: {_program()} train --resume {run.number}",
            file=sys.stderr,
        )
        return 1
    plan = run.plan()
    print(plan.folder(settings) / plan.name)
    _print_figures(state.figures)
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
            _print_error(error)
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


def _prepare_unipen(options: argparse.Namespace, settings: Settings) -> int:
    out = options.out or settings.datasets / "unipen"
    paths = {part: out / f"{part}.jsonl.gz" for part in unipen_distribution.PARTS}
    _check_new(*paths.values())
    with closing(ProgressLine()) as line:
        prepared = unipen_distribution.read(options.source, line.show_files)
    for part, path in paths.items():
        _write_strokes(path, prepared.lines[part])
    for reason, count in prepared.passed_over.most_common():
        print(f"passed over: {count:,} ({reason})")
    for file, problem in prepared.unreadable.items():
        print(f"{file}: {problem}", file=sys.stderr)
    return 1 if prepared.unreadable else 0


def _prepare_uji(options: argparse.Namespace, settings: Settings) -> int:
    path = (options.out or settings.datasets / "uji") / "digits-test.jsonl.gz"
    _check_new(path)
    _write_strokes(path, uji_distribution.read(options.source))
    return 0


def _check_new(*paths: Path) -> None:
    for path in paths:
        if path.exists():
            raise InvalidSetting(
                N_("{path} already exists."),
                hint=N_("Delete it, or give another folder."),
                path=path,
            )


def _write_strokes(path: Path, lines: Sequence[Line]) -> None:
    stroke_files.write(path, lines)
    print(f"{path}: {len(lines):,} drawings")
