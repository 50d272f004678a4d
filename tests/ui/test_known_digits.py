"""The index of training digits: built once, kept in a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recognizer.datasets.labelled import LabelledImages
from recognizer.datasets.small_digits import sklearn_digits
from recognizer.errors import Message, MissingData
from recognizer.explanations import forward, neighbours
from recognizer.explanations.forward import Network
from recognizer.network import bundles
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.ui.look_inside import known_digits
from recognizer.ui.look_inside.known_digits import IndexBuilder


@pytest.fixture(scope="module")
def network() -> Network:
    return forward.read(bundles.find("hidden-layer", [SHIPPED_WEIGHTS]))


@pytest.fixture(scope="module")
def digits() -> LabelledImages:
    data = sklearn_digits()
    return LabelledImages("digits", data.images[:100], data.labels[:100], {})


def test_an_index_is_kept_whole(
    network: Network, digits: LabelledImages, tmp_path: Path
) -> None:
    file = tmp_path / "new" / "index.npz"
    assert known_digits.load(file) is None
    built = neighbours.build(network, digits)
    known_digits.save(built, file)
    kept = known_digits.load(file)
    assert kept is not None
    np.testing.assert_array_equal(kept.vectors, built.vectors)
    np.testing.assert_array_equal(kept.images, digits.images)
    np.testing.assert_array_equal(kept.labels, digits.labels)


def test_a_damaged_index_is_none(
    network: Network, digits: LabelledImages, tmp_path: Path
) -> None:
    file = tmp_path / "index.npz"
    known_digits.save(neighbours.build(network, digits), file)
    file.write_bytes(file.read_bytes()[:5000])
    assert known_digits.load(file) is None


def test_an_index_is_built_in_a_thread_of_its_own(
    network: Network, digits: LabelledImages, tmp_path: Path
) -> None:
    builder = IndexBuilder(network, lambda: digits, tmp_path / "index.npz")
    builder.wait()
    assert builder.is_done
    assert builder.progress == 1
    assert builder.index is not None
    kept = known_digits.load(tmp_path / "index.npz")
    assert kept is not None
    np.testing.assert_array_equal(kept.vectors, builder.index.vectors)


def test_an_index_that_cannot_be_built_says_why(
    network: Network, tmp_path: Path
) -> None:
    def read() -> LabelledImages:
        raise MissingData(Message("There is no data."))

    builder = IndexBuilder(network, read, tmp_path / "index.npz")
    builder.wait()
    assert builder.is_done
    assert isinstance(builder.error, MissingData)
    assert builder.index is None


def test_other_weights_have_another_file(tmp_path: Path) -> None:
    names = ("hidden-layer", "edge-filters")
    cards = [bundles.find(name, [SHIPPED_WEIGHTS]).card for name in names]
    assert len({known_digits.file_of(card, tmp_path) for card in cards}) == 2
