"""python -m recognizer.training.keras.model_import ZIP: import a model.

Writes the network anew from the zip's arrays and measures it here; nothing that came
in the zip is run. Prints the new model's name, or an error as JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from recognizer.errors import RecognizerError
from recognizer.network import archives, bundles, measurement
from recognizer.network.bundles import ModelCard
from recognizer.settings import Settings, read_settings
from recognizer.training.keras import export, publishing


def adopt(content: bytes, settings: Settings) -> str:
    """Publish what a zip holds, under its name or the next free one.

    Raises:
        InvalidArchive: if it is not what it should be.
    """
    received = archives.unpack(content)
    folder = settings.data / "models"
    taken = set(bundles.names(settings.model_folders))
    name, number = received.name, 2
    while name in taken:
        name, number = f"{received.name}-{number}", number + 1
    bundles.check_new(name, folder)
    layers = received.architecture.layers
    files = export.to_files(layers, received.weights)
    card = ModelCard(
        name=name,
        architecture=received.architecture.to_json(),
        layers=layers,
        temperature=received.temperature,
        rejection_threshold=received.rejection_threshold,
        parameters=sum(array.size for array in received.weights.values()),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        training={"imported": True},
        notes=received.notes,
    )
    network = publishing.load(card, files)
    figures = measurement.measure(network, measurement.reported(settings))
    bundles.publish(replace(card, figures=figures), files, folder)
    return name


def main() -> int:
    """Take over the zip named on the command line."""
    try:
        print(adopt(Path(sys.argv[1]).read_bytes(), read_settings()))
    except RecognizerError as error:
        print(json.dumps(error.to_json()))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
