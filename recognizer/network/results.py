"""What programs are told, on the command line and over HTTP."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from recognizer.errors import N_, fill
from recognizer.ink.files import ReadFile
from recognizer.ink.strokes import FloatArray
from recognizer.network import numbers
from recognizer.network.bundles import ModelCard
from recognizer.network.engine import Answers, Recognizer

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
        number: such as "42" or "-3.5"; of several lines with spaces between them; None
        where there is no answer;
        digit: 0 to 9, or None where there is no answer or a number;
        confidence: 0 to 1, of the digit or the whole number;
        probabilities: ten, adding up to 1; without ink every digit is equally
        likely; None for a number and for what cannot be read;
        digits: of a number the digit, confidence and probabilities of
        each; where the network doubts that it is one, digit is the closest;
        reason: why there is no digit, or None.
    """
    images = [file.image for file in files if file.image is not None]
    answers = recognizer.answer(np.stack(images)) if images else None
    found, index = [], 0
    for file in files:
        if file.image is None or answers is None:
            found.append(_without_answer(file, translate))
            continue
        number = _number(file, recognizer, answers.part(index, index + 1))
        found.append(number or _one_digit(file, answers, index, translate))
        index += 1
    return found


def _number(
    file: ReadFile, recognizer: Recognizer, whole: Answers
) -> dict[str, Any] | None:
    """The answer if it is a number; None for a single digit.

    Args:
        whole: the answer to all ink taken for one digit.
    """
    if len(file.lines) < 2 and not any(
        numbers.may_be_several(pieces, whole) for pieces in file.lines
    ):
        return None
    readings = numbers.read_all(file.lines, recognizer)
    digits = [digit for reading in readings for digit in reading.digits]
    is_number = len(readings) > 1 or readings[0].is_number
    if not is_number or not numbers.stand(readings):
        return None
    return {
        "path": file.name,
        "number": " ".join(reading.text for reading in readings),
        "digit": None,
        "confidence": round(math.prod(each.confidence for each in readings), 6),
        "probabilities": None,
        "digits": [
            {
                "digit": digit.label,
                "confidence": round(digit.confidence, 6),
                "probabilities": _rounded(digit.probabilities),
            }
            for digit in digits
        ],
        "reason": None,
    }


def _one_digit(
    file: ReadFile, answers: Answers, index: int, translate: Callable[[str], str]
) -> dict[str, Any]:
    probabilities = answers.probabilities[index]
    digit = int(probabilities.argmax()) if answers.is_digit[index] else None
    return {
        "path": file.name,
        "number": None if digit is None else str(digit),
        "digit": digit,
        "confidence": round(float(answers.confidence[index]), 6),
        "probabilities": _rounded(probabilities),
        "digits": [],
        "reason": translate(NOT_A_DIGIT) if digit is None else None,
    }


def _rounded(probabilities: FloatArray) -> list[float]:
    return [round(float(value), 6) for value in probabilities]


def _without_answer(file: ReadFile, translate: Callable[[str], str]) -> dict[str, Any]:
    problem = file.problem
    return {
        "path": file.name,
        "number": None,
        "digit": None,
        "confidence": 0.0,
        "probabilities": [0.1] * 10 if file.is_readable else None,
        "digits": [],
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
