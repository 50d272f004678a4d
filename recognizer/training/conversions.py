"""Conversions of models that need TensorFlow, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from recognizer import errors
from recognizer.errors import ConversionFailed
from recognizer.network.bundles import Bundle
from recognizer.settings import ROOT


def adopt(content: bytes) -> str:
    """Take a model over from another person's zip; seconds, in a process of its own.

    Returns:
        The new model's name.

    Raises:
        RecognizerError: if it cannot be taken over.
    """
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(content)
        file.flush()
        return _done_by("model_import", file.name)


def to_keras(bundle: Bundle) -> bytes:
    """A bundle's network as a `.keras` file; seconds, in a process of its own.

    Raises:
        RecognizerError: if it cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.keras"
        _done_by("keras_file", str(bundle.path), str(file))
        return file.read_bytes()


def _done_by(module: str, *arguments: str) -> str:
    """Have a module of `training` do something; the last line that it prints."""
    command = [sys.executable, "-m", f"recognizer.training.keras.{module}", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    if done.returncode == 0 and lines:
        return lines[-1]
    if done.returncode == 1 and lines:
        raise errors.from_json(json.loads(lines[-1]))
    raise ConversionFailed(details=done.stderr)
