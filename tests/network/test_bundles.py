"""Bundles: whole or rejected, written in one step."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recognizer.errors import InvalidBundle, InvalidSetting, UnknownModel
from recognizer.network import bundles
from recognizer.network.architecture import Layer
from recognizer.network.bundles import ModelCard
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS

CARD = ModelCard("tiny", {"kind": "softmax"}, (Layer("logits", "logits"),))
FILES = {bundles.WEIGHTS: b"weights", bundles.NETWORK: b"network"}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the shipped bundle, to be damaged."""
    target = tmp_path / "two-layer-cnn"
    shutil.copytree(SHIPPED_WEIGHTS / "two-layer-cnn", target)
    return target


def test_a_published_bundle_is_read_back(tmp_path: Path) -> None:
    published = bundles.publish(CARD, FILES, tmp_path)
    assert bundles.find("tiny", [tmp_path]) == published
    assert published.card.layers == CARD.layers
    assert published.weights.read_bytes() == b"weights"
    assert bundles.names([tmp_path]) == ["tiny"]


def test_a_published_bundle_never_changes(tmp_path: Path) -> None:
    bundles.publish(CARD, FILES, tmp_path)
    with pytest.raises(InvalidSetting, match="A model named tiny already exists"):
        bundles.publish(CARD, FILES, tmp_path)


def test_a_bundle_has_its_folders_name_and_a_note_that_may_change(
    tmp_path: Path,
) -> None:
    bundle = bundles.publish(CARD, FILES, tmp_path)
    assert bundle.note == ""
    bundles.write_note(bundle, "mine <b>日本語")
    bundles.write_note(bundle, "mine <b>日本語 2")
    renamed = bundles.rename(bundle, "other")
    assert renamed.card.name == "other"
    assert renamed.note == "mine <b>日本語 2"
    assert bundles.names([tmp_path]) == ["other"]
    with pytest.raises(InvalidSetting, match="up to 500 characters, but this has 501"):
        bundles.write_note(renamed, "x" * 501)
    bundles.publish(CARD, FILES, tmp_path)
    with pytest.raises(InvalidSetting, match="A model named other already exists"):
        bundles.rename(bundle, "other")


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "x" * 61, "a b"])
def test_a_name_that_is_no_folder_name_is_rejected(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidSetting, match="1 to 60 letters, digits, - or _"):
        bundles.check_new(name, tmp_path)
    with pytest.raises(UnknownModel, match="There is no model named"):
        bundles.find(name, [tmp_path])


@pytest.mark.parametrize("name", [bundles.WEIGHTS, bundles.NETWORK])
def test_one_changed_bit_is_noticed(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)
    with pytest.raises(InvalidBundle, match=f"{name} .* is damaged or was replaced"):
        bundles.read(copied)


@pytest.mark.parametrize("name", [bundles.WEIGHTS, bundles.NETWORK, bundles.CARD])
def test_a_half_written_file_is_rejected(copied: Path, name: str) -> None:
    content = (copied / name).read_bytes()
    (copied / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(InvalidBundle, match=f"{name} of the model in .* is damaged"):
        bundles.read(copied)


@pytest.mark.parametrize("name", [bundles.WEIGHTS, bundles.NETWORK, bundles.CARD])
def test_a_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(InvalidBundle, match=f"has no file {name}"):
        bundles.read(copied)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"format": 99}, "must have format 1, but has format 99"),
        (
            {"preprocessing": 99},
            "version 1 of the preprocessing, but was trained with version 99",
        ),
        ({"layers": "x"}, "card.json of the model in .* is damaged"),
        ({"layers": None}, "card.json of the model in .* is damaged"),
    ],
)
def test_a_foreign_card_is_rejected(
    copied: Path, change: dict[str, Any], problem: str
) -> None:
    card = json.loads((copied / bundles.CARD).read_text())
    (copied / bundles.CARD).write_text(json.dumps({**card, **change}))
    with pytest.raises(InvalidBundle, match=problem):
        bundles.read(copied)


@pytest.mark.parametrize("text", ["", "[]", "null", '"card"', "{}", "\0", "[" * 9999])
def test_a_card_that_is_none_is_rejected(copied: Path, text: str) -> None:
    (copied / bundles.CARD).write_text(text)
    with pytest.raises(
        InvalidBundle, match=r"card\.json of the model in .* is damaged"
    ):
        bundles.read(copied)


def test_foreign_files_are_rejected_though_their_hashes_fit(tmp_path: Path) -> None:
    bundle = bundles.publish(CARD, FILES, tmp_path)
    with pytest.raises(
        InvalidBundle, match=r"The files of the model in .* cannot be read"
    ):
        Recognizer.from_bundle(bundle)
    weights = (SHIPPED_WEIGHTS / "softmax-regression" / bundles.WEIGHTS).read_bytes()
    files = {**FILES, bundles.WEIGHTS: weights}
    bundle = bundles.publish(replace(CARD, name="other"), files, tmp_path)
    with pytest.raises(
        InvalidBundle, match="The network of the model other cannot be run"
    ):
        Recognizer.from_bundle(bundle)


_SLOW_PUBLISH = """
import signal, sys
from pathlib import Path
from recognizer.network import bundles
from recognizer.network.bundles import Layer, ModelCard
real = bundles.os.fsync
def slow(descriptor):
    print("writing", flush=True)
    signal.pause()  # until it is killed
    real(descriptor)
bundles.os.fsync = slow
card = ModelCard("killed", {}, (Layer("logits", "logits"),))
bundles.publish(card, {bundles.WEIGHTS: b"w", bundles.NETWORK: b"n"}, Path(sys.argv[1]))
"""


def test_a_writer_killed_half_way_leaves_no_bundle(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _SLOW_PUBLISH, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=SHIPPED_WEIGHTS.parent,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert os.listdir(tmp_path)  # what it had begun is there, beside
    assert bundles.names([tmp_path]) == []
    bundles.publish(
        ModelCard("killed", {}, (Layer("logits", "logits"),)), FILES, tmp_path
    )
    assert bundles.names([tmp_path]) == ["killed"]


def test_the_first_folder_counts(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    bundles.publish(CARD, FILES, first)
    bundles.publish(CARD, {**FILES, bundles.WEIGHTS: b"other"}, second)
    assert bundles.find("tiny", [first, second]).weights.read_bytes() == b"weights"
    assert bundles.names([first, second]) == ["tiny"]
