"""Figures and notes of cards, and how a published card gets those that it lacks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from recognizer.cli import main as cli
from recognizer.datasets import by_name, stroke_files
from recognizer.datasets.stroke_files import Line
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.network.measurement import weak_points
from recognizer.settings import SHIPPED_WEIGHTS, Settings, read_settings

NAME = "softmax-regression"
ONE, CIRCLE = [(9, 0), (5, 80)], [(0, 40), (30, 0), (60, 40), (30, 80), (0, 40)]
TEST_SET = [
    Line(label, "uji00", [shape])
    for label, shape in (("1", ONE), ("0", CIRCLE), ("7", ONE), ("0", ONE[::-1]))
]


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine with a copy of a model that UJI's figures were taken from, offline."""
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("RECOGNIZER_DATA", str(tmp_path))
    monkeypatch.delenv("RECOGNIZER_DATASETS", raising=False)
    target = tmp_path / "models" / "mine"
    shutil.copytree(SHIPPED_WEIGHTS / NAME, target)
    card = json.loads((target / "card.json").read_text("utf-8"))
    card["figures"].pop("uji-test", None)
    card["notes"] = [note for note in card["notes"] if "uji-test" not in note]
    text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    (target / "card.json").write_text(text, "utf-8")
    return read_settings()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_published_card_gets_the_figures_that_it_lacks_once(
    mine: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    stroke_files.write(mine.datasets / "uji" / "digits-test.jsonl.gz", TEST_SET)
    bundle = bundles.find("mine", mine.model_folders)
    before = contents(bundle.path)
    assert cli.main(["measure", "mine"]) == 0
    assert capsys.readouterr().out.startswith("uji-test ")
    after = contents(bundle.path)

    network = Recognizer.from_bundle(bundle)
    data = by_name.named("uji-test", mine)
    given = [
        int(network.recognize(image).probabilities.argmax()) for image in data.images
    ]
    right = int((np.array(given) == data.labels).sum())
    figures = bundles.find("mine", mine.model_folders).card.figures["uji-test"]
    assert (figures["count"], figures["errors"]) == (4, 4 - right)

    card, new = (json.loads(files.pop("card.json")) for files in (before, after))
    assert after == before
    assert new["figures"].pop("uji-test") == figures
    assert new["notes"].pop().startswith("On uji-test it is worst at ")
    assert new == card

    measured = contents(bundle.path)
    assert cli.main(["measure", "mine"]) == 0
    assert capsys.readouterr().out == "mine has all its figures.\n"
    assert contents(bundle.path) == measured


def test_a_card_stays_as_it_is_where_the_test_set_is_not(
    mine: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = bundles.find("mine", mine.model_folders)
    before = contents(bundle.path)
    assert cli.main(["measure", "mine"]) == 1
    assert capsys.readouterr().err == (
        "uji-test is not on this machine; see docs/data.md\n"
    )
    assert contents(bundle.path) == before


def test_a_figure_is_never_taken_again(mine: Settings) -> None:
    bundle = bundles.find("mine", mine.model_folders)
    before = contents(bundle.path)
    with pytest.raises(ValueError, match="has figures on mnist-test"):
        bundles.add_figures(bundle, {"mnist-test": {}, "uji-test": {}}, [])
    assert contents(bundle.path) == before


@pytest.mark.training
def test_a_training_measures_what_it_publishes(mine: Settings) -> None:
    from recognizer.training.keras import publishing
    from recognizer.training.keras.trainer import Fitted
    from recognizer.training.plan import Plan
    from recognizer.training.recipes import SOFTMAX
    from recognizer.training.sources import TrainingData

    stroke_files.write(mine.datasets / "uji" / "digits-test.jsonl.gz", TEST_SET)
    data = by_name.named("uji-test", mine)
    weights = {
        "logits/kernel": np.zeros((784, 10), np.float32),
        "logits/bias": np.eye(10, dtype=np.float32)[1],  # whatever it is, it is a 1
    }
    fitted = Fitted(weights, 0.1, finished=True, elapsed_s=1.0, curve=())
    bundle = publishing.publish(
        Plan("ones", SOFTMAX), fitted, TrainingData({"mnist": data}, data), mine
    )
    assert bundle.card.figures["uji-test"]["errors"] == 3
    assert any(note.startswith("On uji-test") for note in bundle.card.notes)


def test_weak_points_are_named_by_digit_and_mistake() -> None:
    confusion = np.eye(10, dtype=int) * 20
    confusion[4, 9], confusion[7, 1] = 5, 2
    per_class = [1.0] * 10
    per_class[4], per_class[7] = 0.8, 20 / 22
    figures = {"drawings": {"confusion": confusion.tolist(), "per_class": per_class}}
    assert weak_points(figures) == (
        "On drawings it is worst at 4 (80.00% right); most frequent mistakes: "
        "4 read as 9 (5 times), 7 read as 1 (2 times).",
    )


def test_a_digit_that_was_not_judged_is_no_weak_point() -> None:
    figures = {
        "few": {
            "confusion": np.diag([3, 0, *[1] * 8]).tolist(),
            "per_class": [1.0, None, *[1.0] * 8],
        }
    }
    assert weak_points(figures) == ("On few it is worst at 0 (100.00% right).",)
