"""Data sets: read right, or refused with a sentence."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recognizer.datasets import by_name, labelled, mnist, small_digits
from recognizer.datasets.idx import read_idx
from recognizer.errors import InvalidData, MissingData, MissingPath, UnknownDataSet
from recognizer.settings import Settings, read_settings

IMAGES = np.arange(2 * 28 * 28, dtype=np.uint16).astype(np.uint8).reshape(2, 28, 28)
LABELS = np.array([3, -1])


def idx(array: np.ndarray) -> bytes:
    """The IDX format as its page describes it."""
    header = bytes([0, 0, 8, array.ndim])
    sizes = b"".join(struct.pack(">I", n) for n in array.shape)
    return header + sizes + array.astype(np.uint8).tobytes()


@pytest.fixture
def without_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty machine that reaches nothing: the proxy it must use does not exist."""
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    return read_settings({"RECOGNIZER_DATA": str(tmp_path)})


@pytest.mark.needs("MNIST")
def test_mnist_is_whole(settings: Settings) -> None:
    train, test = mnist.mnist("train", settings), mnist.mnist("test", settings)
    assert train.images.shape == (60_000, 28, 28)
    assert np.bincount(test.labels).tolist() == [
        980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009
    ]  # fmt: skip


def test_scikit_learns_digits_are_in_mnists_format() -> None:
    data = small_digits.sklearn_digits()
    assert data.images.shape == (1797, 28, 28)
    for image in data.images[::50]:
        rows, columns = np.nonzero(image)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20


@pytest.mark.parametrize("packed", [False, True])
def test_an_idx_pair_is_read(tmp_path: Path, packed: bool) -> None:
    pack = gzip.compress if packed else bytes
    (tmp_path / "images").write_bytes(pack(idx(IMAGES)))
    (tmp_path / "labels").write_bytes(pack(idx(np.array([3, 9]))))
    spec = f"{tmp_path / 'images'},{tmp_path / 'labels'}"
    data = by_name.named(spec, read_settings({}))
    np.testing.assert_array_equal(data.images, IMAGES)
    assert data.labels.tolist() == [3, 9]


def test_an_npz_is_read(tmp_path: Path) -> None:
    np.savez(tmp_path / "own.npz", images=IMAGES, labels=LABELS)
    data = labelled.read_npz(tmp_path / "own.npz")
    np.testing.assert_array_equal(data.images, IMAGES)
    assert data.labels.tolist() == [3, -1]


@pytest.mark.parametrize(
    ("arrays", "problem"),
    [
        ({"images": IMAGES}, "“images” and “labels”, but lacks one"),
        (
            {"images": IMAGES[:, :20], "labels": LABELS},
            r"must have the shape \(n, 28, 28\)",
        ),
        ({"images": IMAGES / 255, "labels": LABELS}, "images .* but .* type float64"),
        (
            {"images": IMAGES, "labels": LABELS[:1]},
            "labels .* one for each of the 2 images",
        ),
        ({"images": IMAGES, "labels": LABELS + 0.5}, "labels .* but .* type float64"),
        (
            {"images": IMAGES, "labels": LABELS + 8},
            "must be 0 to 9, or -1 for no digit, but 11 was found",
        ),
        ({"images": IMAGES[:0], "labels": LABELS[:0]}, "holds no images"),
        (
            {"images": np.array([{}]), "labels": LABELS},
            "damaged or is not an .npz file",
        ),
    ],
)
def test_an_npz_with_something_else_is_rejected(
    tmp_path: Path, arrays: dict[str, Any], problem: str
) -> None:
    np.savez(tmp_path / "own.npz", **arrays)
    with pytest.raises(InvalidData, match=problem):
        labelled.read_npz(tmp_path / "own.npz")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"text", idx(IMAGES)[:-1], b"\x1f\x8b\x08"]
)
def test_damaged_files_are_rejected(tmp_path: Path, content: bytes) -> None:
    for name in ("own.npz", "own.idx"):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidData, match=r"damaged or is not an \.npz file"):
        labelled.read_npz(tmp_path / "own.npz")
    with pytest.raises(InvalidData, match="damaged or is not an IDX file"):
        read_idx(tmp_path / "own.idx")


def test_a_damaged_mnist_file_is_rejected(tmp_path: Path) -> None:
    folder = tmp_path / "mnist"
    folder.mkdir()
    for name in ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"):
        (folder / name).write_bytes(gzip.compress(b"x"))
    settings = read_settings({"RECOGNIZER_DATASETS": str(tmp_path)})
    with pytest.raises(InvalidData, match="damaged or is not MNIST's"):
        mnist.mnist("test", settings)


@pytest.mark.parametrize(
    "spec", ["mnist-test", "unipen-dev", "unipen-dev-unseen", "uji-test"]
)
def test_missing_data_names_file_and_setting(
    without_network: Settings, spec: str
) -> None:
    with pytest.raises(MissingData, match=r"is missing: .* is not in") as caught:
        by_name.named(spec, without_network)
    assert "RECOGNIZER_DATASETS" in caught.value.hint


@pytest.mark.parametrize("spec", ["no-such.npz", "no-such,labels"])
def test_a_missing_file_of_ones_own_is_named(
    without_network: Settings, spec: str
) -> None:
    with pytest.raises(MissingPath, match="no file no-such"):
        by_name.named(spec, without_network)


def test_an_unknown_data_set_is_rejected_with_the_known_ones(
    settings: Settings,
) -> None:
    with pytest.raises(UnknownDataSet, match="no data set named mnist") as caught:
        by_name.named("mnist", settings)
    assert "mnist-test, mnist-train, digits" in caught.value.hint
