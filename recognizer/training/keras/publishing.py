"""From trained weights to a published bundle: export, calibrate, measure, describe.

Temperature and rejection threshold are chosen on held-out data; MNIST's test set is
looked at once, at the end, for the card.
"""

from __future__ import annotations

import importlib.metadata
import math
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np

from recognizer.datasets import by_name
from recognizer.datasets.labelled import NO_DIGIT, LabelledImages
from recognizer.errors import MissingData
from recognizer.network import bundles, evaluation
from recognizer.network.bundles import Bundle, ModelCard
from recognizer.network.engine import Recognizer
from recognizer.network.evaluation import Evaluation
from recognizer.settings import Settings
from recognizer.training.keras import export
from recognizer.training.keras.trainer import Fitted
from recognizer.training.recipe import Recipe

KEPT = 0.998
"""Share of the held-out digits that are taken for digits: the rejection threshold."""

_LIBRARIES = ("tensorflow-cpu", "tensorflow", "keras", "numpy", "ai-edge-litert")


def publish(
    fitted: Fitted,
    recipe: Recipe,
    name: str,
    seed: int,
    sources: Mapping[str, LabelledImages],
    held_out: LabelledImages,
    settings: Settings,
    folder: Path,
    elapsed_s: float,
    command: str,
    gone_on_from: ModelCard | None = None,
) -> Bundle:
    """Publish what a training gave.

    Args:
        name: of the bundle.
        sources: what was trained on.
        held_out: what calibration is chosen on, with UNIPEN's dev drawings if they
            are here.
        folder: that the bundle is written into.
        elapsed_s: how long the training took, in seconds.
        command: that makes the bundle again.
        gone_on_from: model whose weights were trained on; temperature and rejection
            threshold stay as they were chosen for it, on more than may be here.

    Raises:
        InvalidSetting: if the name is taken.
    """
    architecture = recipe.architecture
    files = export.to_files(architecture.layers, fitted.weights)
    card = ModelCard(
        name=name,
        architecture=architecture.to_json(),
        layers=architecture.layers,
        parameters=sum(array.size for array in fitted.weights.values()),
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        training={
            "recipe": recipe.to_json(),
            "seed": seed,
            "command": command,
            "finished": fitted.finished,
            "elapsed_s": round(elapsed_s),
            "data": {
                source.name: {
                    "images": len(source),
                    "no_digit": int((source.labels == NO_DIGIT).sum()),
                    "sha256": source.sha256,
                }
                for source in (*sources.values(), held_out)
            },
            "libraries": _versions(),
        },
    )
    if gone_on_from is None:
        with tempfile.TemporaryDirectory() as beside:
            draft = _draft(card, files, Path(beside))
            drawings = _here("unipen-dev", settings)
            card = _calibrated(draft, held_out, drawings, recipe.rejects)
    else:
        card = replace(
            card,
            temperature=gone_on_from.temperature,
            rejection_threshold=gone_on_from.rejection_threshold,
        )
    card = measured(card, files, settings, held_out)
    notes = (*recipe.notes, *weak_points(card.figures))
    return bundles.publish(replace(card, notes=notes), files, folder)


def measured(
    card: ModelCard,
    files: dict[str, bytes],
    settings: Settings,
    held_out: LabelledImages | None = None,
) -> ModelCard:
    """The card with figures on every data set for judging that is here.

    Args:
        files: of the bundle.
        held_out: from the training data.
    """
    judged = [held_out, _here("mnist-test", settings), _here("unipen-dev", settings)]
    with tempfile.TemporaryDirectory() as beside:
        draft = _draft(card, files, Path(beside))
        figures = {
            data.name: _to_json(
                evaluation.evaluate(draft.answer(data.images), data.labels)
            )
            for data in judged
            if data is not None
        }
    return replace(card, figures=figures)


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
        shares = [1.0 if share is None else share for share in values["per_class"]]
        digit = int(np.argmin(shares))
        sentences.append(
            f"On {data} it is worst at {digit} ({shares[digit]:.2%} right)"
            + (f"; most frequent mistakes: {mistakes}." if mistakes else ".")
        )
    return tuple(sentences)


def _draft(card: ModelCard, files: dict[str, bytes], folder: Path) -> Recognizer:
    """The network that will ship, loaded as it will be."""
    return Recognizer.from_bundle(bundles.publish(card, files, folder))


def _calibrated(
    draft: Recognizer,
    held_out: LabelledImages,
    drawings: LabelledImages | None,
    rejects: bool,
) -> ModelCard:
    """Choose temperature and rejection threshold.

    The temperature on MNIST's held-out images alone: about 1 % of UNIPEN's labels are
    wrong, and would make the network less sure than it may be.
    """
    answers = draft.answer(held_out.images)
    temperature = evaluation.fit_temperature(answers.logits, held_out.labels)
    everything = held_out if drawings is None else held_out + drawings
    evidence = draft.answer(everything.images).evidence
    digits = evidence[everything.labels != NO_DIGIT]
    threshold = float(np.quantile(digits, 1 - KEPT))
    return replace(
        draft.card,
        temperature=round(temperature, 4),
        rejection_threshold=round(threshold, 4) if rejects else None,
    )


def _here(data: str, settings: Settings) -> LabelledImages | None:
    """A data set, if it is on this machine or can be fetched."""
    try:
        return by_name.named(data, settings)
    except MissingData:
        return None


def _to_json(figures: Evaluation) -> dict[str, Any]:
    values = {**asdict(figures), "confusion": figures.confusion.tolist()}
    return {
        name: _rounded(value) for name, value in values.items() if value is not None
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 5)
    if isinstance(value, tuple):
        return [_rounded(each) for each in value]
    return value


def _versions() -> dict[str, str]:
    found = {}
    for library in _LIBRARIES:
        try:
            found[library] = importlib.metadata.version(library)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
