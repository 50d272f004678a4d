"""Data sets that are missing, damaged or of another kind."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from recognizer.datasets import by_name, downloads, uji_distribution
from tests.causes import Cause, Place, run
from tests.datasets.test_downloads import HASH, Server

IMAGES = np.full((2, 28, 28), 9, np.uint8)
LABELS = np.array([3, -1])


def evaluating(name: str, data: str, *given: str) -> Cause:
    return Cause(name, lambda place: by_name.named(data, place.settings), given)


def npz(name: str, **arrays: Any) -> Cause:
    def act(place: Place) -> object:
        np.savez(place.folder / "own.npz", **arrays)
        return by_name.named(str(place.folder / "own.npz"), place.settings)

    return Cause(name, act)


def of_file(name: str, file: str, content: bytes, data: str) -> Cause:
    """A data set of which one file holds something else."""

    def act(place: Place) -> object:
        path = place.folder / "datasets" / file
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        return by_name.named(data.format(path=path), place.settings)

    return Cause(name, act)


def offline(place: Place) -> object:
    place.monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    return by_name.named("mnist-test", place.settings)


def captive_portal(place: Place) -> None:
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            downloads.fetch([server.url("other")], place.folder / "file", HASH)
        finally:
            server.shutdown()


def preparing_over_what_is_there(place: Place) -> object:
    place.file("digits-test.jsonl.gz", "mine")
    return run(place, "prepare-uji", place.folder / "source", place.folder)


CAUSES = [
    evaluating(
        "a misspelt data set",
        "mnits-test",
        *("mnits-test", "mnist-test", "mnist-train", "digits"),
        *("unipen-dev", "unipen-dev-unseen", "uji-test"),
    ),
    evaluating("UNIPEN that is not here", "unipen-dev"),
    evaluating("an .npz that is not there", "no-such.npz", "no-such.npz"),
    Cause("MNIST without a network", offline),
    Cause("a page to log in for a download", captive_portal, ("http", "other")),
    npz("an .npz without labels", images=IMAGES),
    npz("an .npz of small images", images=IMAGES[:, :20], labels=LABELS),
    npz("an .npz with a label for two", images=IMAGES, labels=LABELS[:1]),
    npz("an .npz of letters", images=IMAGES, labels=LABELS + 8),
    npz("an empty .npz", images=IMAGES[:0], labels=LABELS[:0]),
    of_file("text for an .npz", "text.npz", b"text", "{path}"),
    of_file("text for an IDX pair", "text.idx", b"text", "{path},{path}"),
    of_file("text for MNIST", "mnist/t10k-images-idx3-ubyte.gz", b"text", "mnist-test"),
    of_file("text for UNIPEN", "unipen/digits-dev.jsonl.gz", b"text", "unipen-dev"),
    Cause(
        "another folder for UNIPEN's",
        lambda place: run(place, "prepare-unipen", place.folder, place.folder / "out"),
    ),
    Cause("files of strokes that are there", preparing_over_what_is_there),
    Cause(
        "text for UJI's file",
        lambda place: uji_distribution.read(place.file("text.txt", "text")),
    ),
    Cause(
        "half of UJI's file",
        lambda place: uji_distribution.read(
            place.file("half.txt", "WORD 7 a_W01-01\n NUMSTROKES 0\n")
        ),
    ),
]
