"""Does a network read every hand, and reject what is no digit: the figures to improve.

Everything here may be looked at while a recipe is chosen; the test sets are not among
it. Digits: UNIPEN's dev drawings, by writer, and scikit-learn's 8 × 8 digits. No
digits: UNIPEN's clear dev letters, what the generator draws, and kinds that no training
has seen (`benchmarks.unseen`). The threshold is the card's, which accepts 99.8 % of the
held-out digits. There is a column for each model that rejects, built in or trained on
this machine, so that trainings with other seeds stand beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from benchmarks import unseen
from recognizer.datasets import small_digits, unipen
from recognizer.datasets.labelled import FINE_PEN, LabelledImages, draw
from recognizer.ink.mnist_format import SIZE
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles, evaluation
from recognizer.network.engine import Recognizer
from recognizer.settings import read_settings
from recognizer.synthesis.nondigits import KINDS
from recognizer.training.sources import draw_variant

SEED = 20_261_126
OF_EACH_THING = 60
OF_EACH_CHARACTER = 10
OF_EACH_KIND = 100
BY_RULE = {"things": unseen.THINGS, "shapes": unseen.SHAPES}


def run() -> None:
    """Print the figures of each model that rejects."""
    settings = read_settings()
    models = {
        name: Recognizer.from_bundle(bundle)
        for name in bundles.names(settings.model_folders)
        if (bundle := bundles.find(name, settings.model_folders))
        and bundle.card.rejection_threshold is not None
    }
    dev = draw(unipen.read_strokes("digits-dev", settings))
    letters = draw(
        unipen.clear_letters(unipen.read_strokes("letters-dev", settings))
    ).images
    small = small_digits.sklearn_digits()
    columns = []
    for network in models.values():
        rows = _of_digits(network, dev, letters)
        small_answers = network.answer(small.images)
        judged = evaluation.evaluate(small_answers, small.labels)
        rows["8 × 8 digits, accuracy"] = judged.accuracy
        columns.append(rows)
    others = _kinds()
    for network, rows in zip(models.values(), columns, strict=True):
        rows.update(
            {
                f"rejected: {name}": _rejected(network, them)
                for name, them in others.items()
            }
        )
    print("| figure | " + " | ".join(models) + " |")
    print("|---|" + "---|" * len(models))
    for name in columns[0]:
        values = " | ".join(f"{rows[name]:.2%}" for rows in columns)
        print(f"| {name} | {values} |")
    for name, network in models.items():
        found = ", ".join(_taken_for_digits(network, others))
        print(f"\nAccepted by {name} more often than not, and read as: {found}.")


def _taken_for_digits(
    network: Recognizer, kinds: Mapping[str, NDArray[np.uint8]]
) -> Iterator[str]:
    """Characters, things and shapes of which a network accepts more than half."""
    for name, script in unseen.SCRIPTS.items():
        images = kinds[_of_font(name)].reshape(OF_EACH_CHARACTER, -1, SIZE, SIZE)
        for character, drawn in zip(
            script.characters, images.swapaxes(0, 1), strict=True
        ):
            yield from _if_taken(network, character, drawn)
    for title, draws in BY_RULE.items():
        parts = np.split(kinds[_by_rule(title)], len(draws))
        for thing, drawn in zip(draws, parts, strict=True):
            yield from _if_taken(network, thing, drawn)


def _if_taken(
    network: Recognizer, name: str, images: NDArray[np.uint8]
) -> Iterator[str]:
    answers = network.answer(images)
    if answers.is_digit.mean() > 0.5:
        read = np.bincount(answers.logits[answers.is_digit].argmax(axis=1))
        yield f"{name} ({read.argmax()})"


def _of_digits(
    network: Recognizer,
    dev: LabelledImages,
    letters: NDArray[np.uint8],
) -> dict[str, float]:
    answers = network.answer(dev.images)
    figures = evaluation.evaluate(answers, dev.labels, dev.writers)
    worst = figures.worst_writer
    return {
        "UNIPEN dev, accuracy": figures.accuracy,
        "its worst digit": min(figures.per_class),
        "its worst writer": float("nan") if worst is None else worst,
        "accepted of its digits": figures.accepted,
        "calibration error": figures.calibration_error,
        "rejected: letters": _rejected(network, letters),
    }


def _rejected(network: Recognizer, images: NDArray[np.uint8]) -> float:
    return float((~network.answer(images).is_digit).mean())


def _of_font(script: str) -> str:
    return f"{script}, of a font"


def _by_rule(title: str) -> str:
    return f"{title}, by rule"


def _kinds() -> Mapping[str, NDArray[np.uint8]]:
    """Images of what is no digit, by kind."""
    rng = np.random.default_rng(SEED)
    kinds = {
        _of_font(name): np.concatenate(
            [unseen.of_font(script, rng) for _ in range(OF_EACH_CHARACTER)]
        )
        for name, script in unseen.SCRIPTS.items()
    }
    for title, draws in BY_RULE.items():
        kinds[_by_rule(title)] = np.concatenate(
            [unseen.drawn(each, OF_EACH_THING, rng) for each in draws.values()]
        )
    kinds["all of these"] = np.concatenate(list(kinds.values()))
    for name, kind in KINDS.items():
        lines = [kind.draw(rng) for _ in range(OF_EACH_KIND)]
        drawings = [Drawing.from_points(each, FINE_PEN) for each in lines]
        kinds[f"generator, {name}"] = np.stack(
            [draw_variant(each, rng) for each in drawings]
        )
    return kinds
