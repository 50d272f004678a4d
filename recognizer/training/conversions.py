"""Import and export of models that need TensorFlow, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from recognizer import errors
from recognizer.errors import ConversionFailed
from recognizer.network.bundles import Bundle
from recognizer.settings import ROOT, Settings

MOST_S = 900.0
"""The largest network that may be imported is measured within it."""
_one_at_a_time = threading.Lock()
"""Each conversion takes TensorFlow's memory."""
_CONVERT = (sys.executable, "-m", "recognizer.training.keras.convert")


def import_model(content: bytes, settings: Settings) -> str:
    """Import a model from another person's zip; takes seconds.

    Returns:
        The new model's name.

    Raises:
        InvalidArchive: if the zip does not hold a model that can be imported.
        ConversionFailed: if something unforeseen happened.
    """
    return _convert("import", given=content, environment=settings.to_environment())


def export_keras(bundle: Bundle) -> bytes:
    """Export a model's network as a `.keras` file; takes seconds.

    Raises:
        InvalidBundle: if the model is damaged.
        ConversionFailed: if something unforeseen happened.
    """
    with tempfile.TemporaryDirectory() as folder:
        return Path(
            _convert("export", str(bundle.path), f"{folder}/model.keras")
        ).read_bytes()


def _convert(
    *arguments: str, given: bytes = b"", environment: dict[str, str] | None = None
) -> str:
    """The result of the process; see `recognizer.training.keras.convert`."""
    try:
        with _one_at_a_time:
            done = subprocess.run(
                [*_CONVERT, *arguments],
                input=given,
                capture_output=True,
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                timeout=MOST_S,
            )
    except subprocess.TimeoutExpired as late:
        raise ConversionFailed(late) from None
    try:
        answer = json.loads(done.stdout.splitlines()[-1])
        result, failure = answer["result"], answer["error"]
    except (LookupError, TypeError, ValueError):
        raise ConversionFailed(done.stderr.decode(errors="replace")) from None
    if failure is not None:
        raise errors.from_json(failure)
    return str(result)
