"""Models, their names and notes, and zip files with models."""

from __future__ import annotations

import json
import resource
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from recognizer.explanations import forward
from recognizer.network import archives, bundles
from recognizer.network.architecture import Architecture
from recognizer.network.bundles import Bundle
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from tests.causes import Cause, Place, as_nobody, run
from tests.network.test_archives import (
    SOFTMAX,
    files_of,
    form,
    with_card,
    with_weights,
    zipped,
)
from tests.network.test_bundles import CARD, FILES


def building(name: str, *given: str, **settings: Any) -> Cause:
    return Cause(name, lambda place: Architecture(**settings), given)


def received(
    name: str, change: Callable[[dict[str, bytes]], Any], *given: str
) -> Cause:
    """A zip that another person changed."""

    def act(place: Place) -> object:
        files = files_of(archives.pack(SOFTMAX))
        change(files)
        return archives.unpack(zipped(files))

    return Cause(name, act, given)


def damaged(name: str, damage: Callable[[Bundle], object]) -> Cause:
    """A model of which a file was changed."""

    def act(place: Place) -> object:
        copied = place.folder / "softmax"
        shutil.copytree(SOFTMAX.path, copied)
        damage(replace(SOFTMAX, path=copied))
        return bundles.read(copied)

    return Cause(name, act)


def card(**changes: Any) -> Callable[[Bundle], object]:
    def change(bundle: Bundle) -> None:
        content = json.loads((bundle.path / "card.json").read_text())
        (bundle.path / "card.json").write_text(json.dumps({**content, **changes}))

    return change


def vast(bundle: Bundle) -> None:
    with open(bundle.network, "r+b") as file:
        file.truncate(bundles.MAX_FILE_BYTES + 1)


def foreign_network(place: Place) -> object:
    weights = SOFTMAX.weights.read_bytes()
    files = {**FILES, bundles.WEIGHTS: weights}
    return Recognizer.from_bundle(bundles.publish(CARD, files, place.folder))


def other_layers(place: Place) -> object:
    files = {
        bundles.WEIGHTS: SOFTMAX.weights.read_bytes(),
        bundles.NETWORK: SOFTMAX.network.read_bytes(),
    }
    hidden = Architecture("hidden-layer", dense=10)
    known = replace(SOFTMAX.card, name="other", layers=hidden.layers)
    return forward.read(bundles.publish(known, files, place.folder))


def taken_name(place: Place) -> object:
    bundles.publish(CARD, FILES, place.folder)
    return bundles.publish(CARD, FILES, place.folder)


def long_note(place: Place) -> None:
    bundle = bundles.publish(CARD, FILES, place.folder)
    bundles.write_note(bundle, "x" * 501)


def full_disk(place: Place) -> object:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        files = {**FILES, bundles.WEIGHTS: bytes(10_000)}
        return bundles.publish(CARD, files, place.folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def folder_of_another(place: Place) -> object:
    with as_nobody():
        return bundles.publish(CARD, FILES, Path("/"))


CAUSES = [
    Cause(
        "a handout for a folder that is not there",
        lambda place: run(place, "handout", place.folder / "none" / "page.html"),
    ),
    building("an unknown architecture", "transformer", kind="transformer"),
    building("a CNN without filters", kind="cnn"),
    building("a CNN of a layer without filters", kind="cnn", filters=(8, 0)),
    building("a vast dense layer", kind="hidden-layer", dense=10_000),
    building("a vast kernel", kind="cnn", filters=(8,), kernel=29),
    building("a network of many weights", kind="cnn", filters=(256, 256), dense=4_096),
    building("a slow network", kind="cnn", filters=(256, 256), kernel=11, dense=1),
    building("dropout of all units", kind="hidden-layer", dropout=1.0),
    Cause(
        "a misspelt model",
        lambda place: bundles.find("sofmax", place.settings.model_folders),
        ("sofmax", *bundles.names([SHIPPED_WEIGHTS])),
    ),
    Cause(
        "an app without models",
        lambda place: bundles.find("softmax", [place.folder]),
        ("softmax",),
    ),
    Cause(
        "a name that is no folder's",
        lambda place: bundles.check_new("my model", place.folder),
        ("my model",),
    ),
    Cause("a name that is taken", taken_name, (CARD.name,)),
    Cause("a long note", long_note),
    Cause("a full disk", full_disk),
    Cause("a folder of another person", folder_of_another),
    damaged("a model without a network", lambda bundle: bundle.network.unlink()),
    damaged("a model with half a card", lambda bundle: card(layers=None)(bundle)),
    damaged("a changed network", lambda bundle: bundle.network.write_bytes(b"x")),
    damaged("a vast network", vast),
    damaged("a model of a later app", card(format=2)),
    damaged("a model of an older app", card(preprocessing=0)),
    Cause(
        "files that are no model's",
        lambda place: Recognizer.from_bundle(
            bundles.publish(CARD, FILES, place.folder)
        ),
    ),
    Cause("a network that is none", foreign_network, (CARD.name,)),
    Cause("weights of other layers", other_layers),
    Cause("text for a zip with a model", lambda place: archives.unpack(b"text")),
    received(
        "no weights",
        lambda files: files.pop("weights.safetensors"),
    ),
    received(
        "a vast card",
        lambda files: files.update({"card.json": b" " * 2**21}),
    ),
    received(
        "a vast header",
        lambda files: files.update({"weights.safetensors": b"\xff" * 100}),
    ),
    received("an impossible architecture", form(kind="transformer")),
    received("another preprocessing", with_card(preprocessing=7)),
    received("a name with a path", with_card(name="../../evil"), "evil"),
    received("another architecture's weights", form(kind="cnn", filters=[4])),
    received("a temperature of 0", with_card(temperature=0)),
    received("a threshold of a million", with_card(rejection_threshold=1e6)),
    received(
        "weights of another shape",
        with_weights(
            lambda arrays: arrays.update({"logits/bias": np.zeros(11, np.float16)})
        ),
        "logits/bias",
    ),
    received(
        "weights that are no numbers",
        with_weights(
            lambda arrays: arrays.update(
                {"logits/bias": np.full(10, np.nan, np.float16)}
            )
        ),
        "logits/bias",
    ),
]
