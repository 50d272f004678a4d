"""Stores of models that cannot be used."""

from __future__ import annotations

from recognizer.mirror.store import Store
from recognizer.network import bundles
from recognizer.object_store import ObjectStore
from recognizer.settings import SHIPPED_WEIGHTS, read_settings
from recognizer.training.runs import Run
from recognizer.training.shelf import Shelf
from tests.causes import Cause, Place

SOFTMAX = SHIPPED_WEIGHTS / "softmax-regression"


def unreachable(place: Place) -> None:
    file = place.file("no-folder")
    Store(f"file://{file}").put(bundles.read(SOFTMAX))


def another_model(place: Place) -> None:
    store = Store(f"file://{place.folder}/store")
    found = bundles.read(SOFTMAX)
    store.put(found)
    (place.folder / "store" / found.version).rename(place.folder / "store" / "0000")
    into = place.folder / "softmax-regression"
    into.mkdir()
    store.fetch("0000", into)


def another_checkpoint(place: Place) -> None:
    store = ObjectStore(f"file://{place.folder}/store")
    store.put(f"runs/7/{'0' * 64}", b"something else")
    run = Run(place.folder / "0007")
    Shelf(store).fetch(run, {"checkpoint.safetensors": "0" * 64})


CAUSES = [
    Cause("another checkpoint in a store", another_checkpoint, ("runs/7",)),
    Cause("an address that nothing reads", lambda place: Store("gopher://x/models")),
    Cause("a file for a store", unreachable),
    Cause("another model in a store", another_model, ("0000",)),
    Cause(
        "a store without a server",
        lambda place: read_settings({"RECOGNIZER_MODELS_URL": "s3://digits/models"}),
        ("RECOGNIZER_MODELS_URL", "RECOGNIZER_DATABASE_URL"),
    ),
]
