"""From trained weights to a published bundle: export, calibrate, measure, describe.

Temperature and rejection threshold are chosen on the validation set and UNIPEN's dev
drawings; the test sets are used once, at the end, for the card.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime

import numpy as np
from safetensors import numpy as safetensors

from recognizer.datasets.labelled import NO_DIGIT, LabelledImages
from recognizer.network import bundles, evaluation, measurement
from recognizer.network.bundles import NETWORK, WEIGHTS, Bundle, ModelCard
from recognizer.network.engine import Recognizer
from recognizer.settings import Settings
from recognizer.training.keras import export
from recognizer.training.keras.trainer import Fitted
from recognizer.training.plan import Plan
from recognizer.training.sources import TrainingData

ACCEPTED = 0.998
"""Fraction of the held-out digits that the rejection threshold accepts."""

_LIBRARIES = ("tensorflow-cpu", "tensorflow", "keras", "numpy", "ai-edge-litert")


def publish(
    plan: Plan,
    fitted: Fitted,
    data: TrainingData,
    settings: Settings,
    fine_tuned: ModelCard | None = None,
) -> Bundle:
    """Publish the result of a training, into the folder that its plan names.

    Args:
        data: the training's data. Calibration uses its validation set, and UNIPEN's dev
            drawings if they are on this machine.
        fine_tuned: the model that was fine-tuned, if its dense layers were kept; its
            temperature and rejection threshold are copied, because they were chosen on
            more data than this machine may have.

    Raises:
        InvalidSetting: if the name is taken.
    """
    recipe = plan.recipe
    files = export.to_files(recipe.architecture.layers, fitted.weights)
    card = _described(plan, fitted, data)
    if fine_tuned is None:
        drawings = measurement.here("unipen-dev", settings)
        card = _calibrated(card, files, data.validation, drawings, recipe.rejects)
    else:
        card = replace(
            card,
            temperature=fine_tuned.temperature,
            rejection_threshold=fine_tuned.rejection_threshold,
        )
    network = load(card, files)
    judged = (data.validation, *measurement.reported(settings))
    figures = measurement.measure(network, judged)
    notes = (*recipe.notes, *measurement.weak_points(figures))
    card = replace(card, figures=figures, notes=notes)
    return bundles.publish(card, files, plan.folder(settings))


def _described(plan: Plan, fitted: Fitted, data: TrainingData) -> ModelCard:
    """The card without calibration and figures."""
    architecture = plan.recipe.architecture
    return ModelCard(
        name=plan.name,
        architecture=architecture.to_json(),
        layers=architecture.layers,
        parameters=sum(array.size for array in fitted.weights.values()),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        training={
            "recipe": plan.recipe.to_json(),
            "seed": plan.seed,
            **({"search": asdict(plan.search)} if plan.search else {}),
            "command": plan.command or "the Retrain page",
            "finished": fitted.finished,
            "elapsed_s": round(fitted.elapsed_s),
            "data": {
                source.name: {
                    "images": len(source),
                    "no_digit": int((source.labels == NO_DIGIT).sum()),
                    "sha256": source.sha256,
                }
                for source in (*data.sources.values(), data.validation)
            },
            "libraries": _versions(),
        },
    )


def load(card: ModelCard, files: Mapping[str, bytes]) -> Recognizer:
    """The network as it will be published."""
    return Recognizer(card, safetensors.load(files[WEIGHTS]), files[NETWORK])


def _calibrated(
    card: ModelCard,
    files: Mapping[str, bytes],
    validation: LabelledImages,
    drawings: LabelledImages | None,
    rejects: bool,
) -> ModelCard:
    """Choose temperature and rejection threshold.

    The temperature is chosen on MNIST's validation set alone: about 1 % of UNIPEN's
    labels are wrong, which would lower the confidence too much.
    """
    network = load(card, files)
    answers = network.answer(validation.images)
    temperature = evaluation.fit_temperature(answers.logits, validation.labels)
    everything = validation if drawings is None else validation + drawings
    evidence = network.answer(everything.images).evidence
    digits = evidence[everything.labels != NO_DIGIT]
    threshold = float(np.quantile(digits, 1 - ACCEPTED))
    return replace(
        card,
        temperature=round(temperature, 4),
        rejection_threshold=round(threshold, 4) if rejects else None,
    )


def _versions() -> dict[str, str]:
    found = {}
    for library in _LIBRARIES:
        try:
            found[library] = importlib.metadata.version(library)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
