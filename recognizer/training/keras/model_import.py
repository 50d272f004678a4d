"""Import a model from another person's zip.

The network is built again from the zip's arrays and measured here; no code of the zip
is run.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from recognizer.network import archives, bundles, measurement
from recognizer.network.bundles import ModelCard
from recognizer.settings import Settings
from recognizer.training.keras import export, publishing


def import_model(content: bytes, settings: Settings) -> str:
    """Publish the model in a zip, under its name or the next free one.

    Returns:
        The new model's name.

    Raises:
        InvalidArchive: if the zip holds no valid model.
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
