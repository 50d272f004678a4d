"""What the shipped networks' cards say is so."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from recognizer.datasets.labelled import LabelledImages
from recognizer.network import bundles, evaluation
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from tests.conftest import MODEL

FAMILY = (
    "softmax-regression",
    "hidden-layer",
    "edge-filters",
    "one-layer-cnn",
    "two-layer-cnn-tutorial",
    MODEL,
)


def test_the_whole_family_ships_within_60_mb() -> None:
    assert set(bundles.names([SHIPPED_WEIGHTS])) == set(FAMILY)
    files = [file for file in SHIPPED_WEIGHTS.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 60e6


@pytest.mark.parametrize("name", FAMILY)
def test_a_card_tells_how_to_make_the_bundle_again(name: str) -> None:
    card = bundles.find(name, [SHIPPED_WEIGHTS]).card
    assert card.training["finished"]
    assert card.training["command"].endswith(f"--name {name} --ship")
    assert card.training["elapsed_s"] <= 60 * 60
    assert card.training["seed"] == 0
    hashes = [source["sha256"] for source in card.training["data"].values()]
    assert any(hashes)
    assert card.notes
    assert len(card.figures["mnist-test"]["per_class"]) == 10


@pytest.mark.parametrize("name", FAMILY)
def test_a_card_has_figures_of_the_test_set_that_nothing_was_chosen_by(
    name: str,
) -> None:
    """Looked at once, when it was published: here it is only added up again."""
    figures = bundles.find(name, [SHIPPED_WEIGHTS]).card.figures["uji-test"]
    confusion = np.array(figures["confusion"])
    assert confusion.sum(axis=1).tolist() == [120] * 10
    assert figures["count"] == 1_200
    assert figures["errors"] == 1_200 - np.trace(confusion)
    assert figures["accuracy"] == pytest.approx(np.trace(confusion) / 1_200, abs=1e-5)
    assert figures["per_class"] == pytest.approx(np.diag(confusion) / 120, abs=1e-5)


@pytest.mark.parametrize("name", FAMILY)
@pytest.mark.parametrize(
    "data",
    [
        pytest.param("mnist-test", marks=pytest.mark.needs("MNIST")),
        pytest.param("unipen-dev", marks=pytest.mark.needs("UNIPEN")),
    ],
)
def test_a_cards_figures_are_measured_again(
    name: str, data: str, data_set: Callable[[str], LabelledImages]
) -> None:
    recognizer = Recognizer.from_bundle(bundles.find(name, [SHIPPED_WEIGHTS]))
    examples = data_set(data)
    found = evaluation.evaluate(recognizer.answer(examples.images), examples.labels)
    said = recognizer.card.figures[data]
    # Other processors add up in another order: one digit in a thousand may differ.
    assert found.accuracy == pytest.approx(said["accuracy"], abs=0.001)
    assert found.calibration_error == pytest.approx(
        said["calibration_error"], abs=0.002
    )
    assert np.abs(found.confusion - np.array(said["confusion"])).sum() <= 10
    assert set(said) <= set(found.to_json())


def test_the_network_that_answers_is_as_good_as_we_promise(
    recognizer: Recognizer,
) -> None:
    mnist, drawings = (
        recognizer.card.figures[data] for data in ("mnist-test", "unipen-dev")
    )
    assert mnist["errors"] <= 50
    assert mnist["calibration_error"] <= 0.005
    assert drawings["accuracy"] >= 0.992
    assert min(drawings["per_class"]) >= 0.985
    assert drawings["calibration_error"] <= 0.005
    assert drawings["auroc"] >= 0.998
    assert drawings["refused"] >= 0.95
    assert drawings["kept"] >= 0.99
    assert recognizer.card.parameters == 3_274_634
