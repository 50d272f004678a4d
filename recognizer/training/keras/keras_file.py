"""Export a model for Keras."""

from __future__ import annotations

from pathlib import Path

from recognizer.network.architecture import Architecture
from recognizer.network.bundles import Bundle
from recognizer.training.keras.model import build, set_weights


def export_keras(bundle: Bundle, file: Path) -> None:
    """Write a network with its weights as a `.keras` file; its output is logits.

    Args:
        file: to write; `keras.models.load_model` reads it.
    """
    model = build(Architecture.from_json(bundle.card.architecture), 0)
    set_weights(model, bundle.read_weights())
    model.save(file)
