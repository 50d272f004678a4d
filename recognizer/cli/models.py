"""Commands about models: models, handout, measure."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from recognizer.cli.console import without_native_messages
from recognizer.cli.printing import Commands, add_json, print_figures
from recognizer.errors import N_, InvalidBundle, InvalidSetting
from recognizer.network import bundles, measurement, results
from recognizer.settings import Settings


def add_to(commands: Commands) -> None:
    """Add this module's commands."""
    models = commands.add_parser("models", help="list the models")
    add_json(models)
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
    print_figures(added)
    missing = set(measurement.REPORTED) - bundle.card.figures.keys() - added.keys()
    for data in sorted(missing):
        print(f"{data} is not on this machine; see docs/data.md", file=sys.stderr)
    if not added and not missing:
        print(f"{options.name} has all its figures.")
    return 1 if missing else 0
