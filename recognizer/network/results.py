"""What programs are told, on the command line and over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from recognizer.errors import N_, fill
from recognizer.ink.files import ReadFile
from recognizer.network.bundles import ModelCard
from recognizer.network.engine import Recognizer

NOT_A_DIGIT = N_("The network says that this is no digit.")


def results(
    files: Sequence[ReadFile],
    recognizer: Recognizer,
    translate: Callable[[str], str] = str,
) -> list[dict[str, Any]]:
    """Answer drawings, in their order.

    Args:
        translate: brings the reasons into another language than English.

    Returns:
        For each, what JSON can hold:
        path: the file's name;
        digit: 0 to 9, or None where there is no answer;
        confidence: 0 to 1;
        probabilities: ten, adding up to 1; without ink every digit is equally
        likely; None for what cannot be read;
        reason: why there is no digit, or None.
    """
    images = [file.image for file in files if file.image is not None]
    answers = recognizer.answer(np.stack(images)) if images else None
    found, index = [], 0
    for file in files:
        if file.image is None or answers is None:
            found.append(_without_answer(file, translate))
            continue
        probabilities = answers.probabilities[index]
        is_digit = bool(answers.is_digit[index])
        found.append(
            {
                "path": file.name,
                "digit": int(probabilities.argmax()) if is_digit else None,
                "confidence": round(float(answers.confidence[index]), 6),
                "probabilities": [round(float(value), 6) for value in probabilities],
                "reason": None if is_digit else translate(NOT_A_DIGIT),
            }
        )
        index += 1
    return found


def _without_answer(file: ReadFile, translate: Callable[[str], str]) -> dict[str, Any]:
    problem = file.problem
    return {
        "path": file.name,
        "digit": None,
        "confidence": 0.0,
        "probabilities": [0.1] * 10 if file.is_readable else None,
        "reason": problem and fill(problem.message, problem.values, translate),
    }


def summary(card: ModelCard) -> dict[str, Any]:
    """A model in a list: name, number of parameters, two accuracies if measured."""
    mnist, uji = (
        card.figures.get(data, {}).get("accuracy")
        for data in ("mnist-test", "uji-test")
    )
    return {
        "name": card.name,
        "parameters": card.parameters,
        "mnist_test_accuracy": mnist,
        "uji_test_accuracy": uji,
    }
