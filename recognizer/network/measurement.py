"""What a card says of how good its network is, measured as the app answers.

    mnist-test    the test set that everybody compares by
    unipen-dev    real pen strokes; recipes and rejection threshold are chosen by it
    uji-test      real pen strokes that nothing is trained on or chosen by

So that uji-test stays a test set, each published model is measured on it once: by the
training that publishes it, or later by `measure`, if the file was not there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from recognizer.datasets import by_name
from recognizer.datasets.labelled import LabelledImages
from recognizer.errors import MissingData
from recognizer.network import bundles, evaluation
from recognizer.network.bundles import Bundle
from recognizer.network.engine import Recognizer
from recognizer.network.evaluation import Evaluation
from recognizer.settings import Settings

REPORTED = ("mnist-test", "unipen-dev", "uji-test")
"""Names of the data sets in a card's figures."""


def measure(
    network: Recognizer, judged: Iterable[LabelledImages]
) -> dict[str, dict[str, Any]]:
    """A network's figures by data set, as a card keeps them."""
    return {
        data.name: _to_json(
            evaluation.evaluate(network.answer(data.images), data.labels, data.writers)
        )
        for data in judged
    }


def here(name: str, settings: Settings) -> LabelledImages | None:
    """A data set, if it is on this machine or can be downloaded."""
    try:
        return by_name.named(name, settings)
    except MissingData:
        return None


def reported(
    settings: Settings, known: Mapping[str, Any] = {}
) -> Iterator[LabelledImages]:
    """The data sets to measure on that are here, without those that are known."""
    for name in REPORTED:
        data = None if name in known else here(name, settings)
        if data is not None:
            yield data


def complete(bundle: Bundle, settings: Settings) -> dict[str, dict[str, Any]]:
    """Add the figures that a published model's card lacks.

    Returns:
        What was added, by data set.

    Raises:
        InvalidBundle: if the model cannot be run.
    """
    network = Recognizer.from_bundle(bundle)
    added = measure(network, reported(settings, bundle.card.figures))
    if added:
        bundles.add_figures(bundle, added, weak_points(added))
    return added


def weak_points(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """What a network is bad at, one sentence for each data set it was judged on."""
    sentences = []
    for data, values in figures.items():
        counts = np.array(values["confusion"])
        np.fill_diagonal(counts, 0)
        worst = np.argsort(-counts, axis=None, kind="stable")[:3]
        mistakes = ", ".join(
            f"{place // 10} read as {place % 10} ({counts.flat[place]} times)"
            for place in worst.tolist()
            if counts.flat[place]
        )
        accuracies = [
            1.0 if accuracy is None else accuracy for accuracy in values["per_class"]
        ]
        digit = int(np.argmin(accuracies))
        sentences.append(
            f"On {data} it is worst at {digit} ({accuracies[digit]:.2%} right)"
            + (f"; most frequent mistakes: {mistakes}." if mistakes else ".")
        )
    return tuple(sentences)


def _to_json(figures: Evaluation) -> dict[str, Any]:
    return {
        name: _rounded(value)
        for name, value in figures.to_json().items()
        if value is not None
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 5)
    if isinstance(value, tuple):
        return [_rounded(each) for each in value]
    return value
