"""Commands that ask a model: predict, read, evaluate."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from pathlib import Path

from recognizer.cli.console import ProgressLine, without_native_messages
from recognizer.cli.printing import Commands, add_json, print_error
from recognizer.datasets import by_name
from recognizer.datasets.labelled import NO_DIGIT
from recognizer.errors import RecognizerError
from recognizer.ink import files, picture_files
from recognizer.ink import pages as ink_pages
from recognizer.network import evaluation, pages, results
from recognizer.network.engine import Recognizer
from recognizer.network.evaluation import Evaluation
from recognizer.network.loading import load_model
from recognizer.network.pages import Table
from recognizer.settings import Settings


def add_to(commands: Commands) -> None:
    """Add this module's commands."""
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

    for command in (predict, evaluate):
        add_json(command)


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
            picture = picture_files.open_picture(path, str(path), ink_pages.SIDE)
            table = pages.read(picture, str(path), recognizer)
        except RecognizerError as error:
            all_readable = False
            print_error(error)
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
    answers = recognizer.answer(data.images)
    figures = evaluation.evaluate(answers, data.labels, data.writers)
    if options.json:
        content = {"model": recognizer.card.name, "data": data.name}
        print(json.dumps({**content, **figures.to_json()}))
    else:
        print(f"{recognizer.card.name} on {data.name}")
        probabilities = answers.probabilities[data.labels != NO_DIGIT]
        chance = evaluation.calibration_error_by_chance(probabilities)
        print("\n".join(_table(figures, chance)))
    return 0


def _table(figures: Evaluation, chance: float) -> list[str]:
    lines = [
        f"accuracy            {figures.accuracy:.2%}"
        f"  ({figures.errors} errors of {figures.count:,})",
        f"calibration error   {figures.calibration_error:.2%}"
        f"  (perfectly calibrated: {chance:.2%})",
        f"digits accepted     {figures.accepted:.2%}",
    ]
    if figures.worst_writer is not None:
        lines.insert(1, f"worst writer        {figures.worst_writer:.2%}")
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
