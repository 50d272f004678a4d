"""Models as zip files: exported, imported, and rejected."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, save

from recognizer.errors import ConversionFailed, InvalidArchive
from recognizer.network import archives, bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS, read_settings
from recognizer.training import conversions

SOFTMAX = bundles.find("softmax-regression", [SHIPPED_WEIGHTS])
Files = dict[str, bytes]


def files_of(content: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_card(**changes: Any) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        card = {**json.loads(files["card.json"]), **changes}
        files["card.json"] = json.dumps(card).encode()

    return change


def with_weights(change_arrays: Callable[[dict[str, Any]], Any]) -> Any:
    def change(files: Files) -> None:
        arrays = load(files["weights.safetensors"])
        change_arrays(arrays)
        files["weights.safetensors"] = save(arrays)

    return change


def form(**changes: Any) -> Callable[[Files], None]:
    return with_card(architecture={**SOFTMAX.card.architecture, **changes})


DAMAGE: dict[str, Callable[[Files], Any]] = {
    "no card": lambda files: files.pop("card.json"),
    "no weights": lambda files: files.pop("weights.safetensors"),
    "card is no JSON": lambda files: files.update({"card.json": b"{"}),
    "card is a list": lambda files: files.update({"card.json": b"[]"}),
    "card is deep": lambda files: files.update({"card.json": b"[" * 100_000}),
    "card is a bomb": lambda files: files.update({"card.json": b" " * 2**24}),
    "weights are a bomb": lambda files: files.update(
        {"weights.safetensors": bytes(80 * 2**20)}
    ),
    "weights are a pickle": lambda files: files.update(
        {"weights.safetensors": b"\x80\x04cos\nsystem\n"}
    ),
    "unknown architecture": form(kind="transformer"),
    "vast architecture": form(kind="hidden-layer", dense=10**9),
    "more settings": form(run="rm -rf /"),
    "another architecture": form(kind="cnn", filters=[4]),
    "another preprocessing": with_card(preprocessing=7),
    "temperature of 0": with_card(temperature=0),
    "temperature in words": with_card(temperature="hot"),
    "threshold is no number": with_card(rejection_threshold=float("nan")),
    "another shape": with_weights(
        lambda arrays: arrays.update({"logits/bias": np.zeros(11, np.float16)})
    ),
    "another type": with_weights(
        lambda arrays: arrays.update({"logits/bias": np.zeros(10, np.int64)})
    ),
    "not finite": with_weights(
        lambda arrays: arrays.update({"logits/bias": np.full(10, np.nan, np.float16)})
    ),
    "one array more": with_weights(
        lambda arrays: arrays.update({"more": np.zeros(1, np.float16)})
    ),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_not_as_it_should_be_is_rejected(
    damage: Callable[[Files], Any],
) -> None:
    files = files_of(archives.pack(SOFTMAX))
    damage(files)
    with pytest.raises(InvalidArchive, match="zip file"):
        archives.unpack(zipped(files))


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip", bytes(1_000)])
def test_what_is_no_zip_is_rejected(content: bytes) -> None:
    with pytest.raises(InvalidArchive):
        archives.unpack(content)
    whole = archives.pack(SOFTMAX)
    for cut in (30, len(whole) // 2, len(whole) - 10):
        with pytest.raises(InvalidArchive):
            archives.unpack(whole[:cut])


def test_paths_in_a_zip_lead_nowhere() -> None:
    files = files_of(archives.pack(SOFTMAX))
    for name in ("../../evil", "/etc/evil"):
        with pytest.raises(InvalidArchive, match="must not lead out of it"):
            archives.unpack(zipped({**files, name: b"x"}))


@pytest.mark.parametrize("name", bundles.names([SHIPPED_WEIGHTS]))
def test_every_shipped_model_is_read_back(name: str) -> None:
    bundle = bundles.find(name, [SHIPPED_WEIGHTS])
    received = archives.unpack(archives.pack(bundle))
    assert received.name == name
    assert received.architecture.to_json() == bundle.card.architecture
    assert received.architecture.layers == bundle.card.layers
    for key, array in load(bundle.weights.read_bytes()).items():
        np.testing.assert_array_equal(received.weights[key], array)


def test_a_conversion_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversions, "MOST_S", 0.01)
    with pytest.raises(ConversionFailed) as failed:
        conversions.export_keras(SOFTMAX)
    assert "timed out" in failed.value.details


@pytest.mark.training
def test_a_model_is_imported_beside_what_is_there(tmp_path: Path) -> None:
    settings = read_settings({"RECOGNIZER_DATA": str(tmp_path)})
    content = archives.pack(SOFTMAX)
    assert conversions.import_model(content, settings) == "softmax-regression-2"
    imported = bundles.find("softmax-regression-2", [tmp_path / "models"])
    images = np.random.default_rng(0).integers(0, 256, (20, 28, 28)).astype(np.uint8)
    np.testing.assert_allclose(
        Recognizer.from_bundle(imported).answer(images).probabilities,
        Recognizer.from_bundle(SOFTMAX).answer(images).probabilities,
        atol=1e-5,
    )
    files = files_of(content)
    with_card(name="../../evil")(files)
    with pytest.raises(InvalidArchive, match="must have a name of 1 to 60 letters"):
        conversions.import_model(zipped(files), settings)
    assert bundles.names([tmp_path / "models"]) == ["softmax-regression-2"]
    assert [path.name for path in (tmp_path / "models").iterdir()] == [
        imported.path.name
    ]
    bundles.delete(imported)
    assert list((tmp_path / "models").iterdir()) == []
