"""What the browser computes is what the server computes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from playwright.sync_api import Browser

from recognizer.datasets import unipen
from recognizer.datasets.labelled import NO_DIGIT
from recognizer.ink import mnist_format
from recognizer.ink.mnist_format import Image
from recognizer.network import bundles, memory
from recognizer.network.architecture import Architecture
from recognizer.network.bundles import NETWORK, WEIGHTS, ModelCard
from recognizer.network.engine import Recognizer
from recognizer.network.memory import Remembered
from recognizer.network.straightening import WAYS, straighten
from recognizer.settings import SHIPPED_WEIGHTS, Settings
from tests.browser import javascript
from tests.browser.javascript import Agreement, JavaScript, objects_of
from tests.drawings import canvas_objects, on_canvas, synthetic

pytestmark = pytest.mark.browser

MODELS = bundles.names([SHIPPED_WEIGHTS])


@pytest.fixture(scope="module")
def recognizers() -> list[Recognizer]:
    found = [bundles.find(name, [SHIPPED_WEIGHTS]) for name in MODELS]
    return [Recognizer.from_bundle(bundle) for bundle in found]


@pytest.fixture(scope="module")
def page(browser: Browser, recognizers: list[Recognizer]) -> Iterator[JavaScript]:
    with javascript.modules(browser) as page:
        for recognizer in recognizers:
            page.load(recognizer)
        yield page


def assert_same(found: Agreement) -> None:
    assert found.disagreed == 0
    assert found.grey_levels <= 1
    assert max(found.logits.values()) < 1e-3
    assert max(found.confidence.values()) < 1e-3
    assert set(found.answers.values()) == {0}


def test_digits_and_what_is_none_get_the_same_answers(
    page: JavaScript, recognizers: list[Recognizer]
) -> None:
    drawings = [objects_of(synthetic(number)) for number in range(100)]
    found = page.compare(drawings, recognizers)
    assert_same(found)
    assert found.rejected == 0
    assert set(found.logits) == set(MODELS)


@pytest.mark.needs("UNIPEN")
def test_what_people_draw_gets_the_same_answers(
    page: JavaScript, recognizers: list[Recognizer], settings: Settings
) -> None:
    rng = np.random.default_rng(0)
    for part in ("digits-dev", "letters-dev"):
        drawn = unipen.read_strokes(part, settings).drawings[::80]
        drawings = [objects_of(on_canvas(each, rng)) for each in drawn]
        found = page.compare(drawings, recognizers)
        assert_same(found)


@hypothesis.settings(max_examples=60)
@hypothesis.given(st.lists(canvas_objects(), min_size=4, max_size=4))
def test_any_strokes_get_the_same_answers(
    page: JavaScript, recognizers: list[Recognizer], drawings: list[javascript.Objects]
) -> None:
    found = page.compare(drawings, [recognizers[MODELS.index("two-layer-cnn")]])
    assert found.disagreed == 0
    if found.drawings > found.rejected:
        assert_same(found)


def test_only_so_many_strokes_are_a_drawing(page: JavaScript) -> None:
    for count, is_drawing in ((2_000, True), (2_001, False)):
        strokes = [[["M", i % 97, i % 89], ["L", i % 89, 9]] for i in range(count)]
        objects = [{"type": "path", "path": path, "strokeWidth": 1} for path in strokes]
        found = page.compare([objects], [])
        assert (found.disagreed, found.rejected) == (0, not is_drawing)


def test_what_would_take_minutes_is_rejected(page: JavaScript) -> None:
    zigzag = [["L", i % 2 * 250, i / 8] for i in range(2_100)]
    for rest, is_drawing in (
        (zigzag[:1_900], True),
        (zigzag, False),
        ([["L", 1, 1]] * 100_000, False),
    ):
        objects = [{"type": "path", "path": [["M", 0, 0], *rest], "strokeWidth": 16}]
        found = page.compare([objects], [])
        assert (found.disagreed, found.rejected) == (0, not is_drawing)


@pytest.mark.parametrize("model", MODELS)
def test_every_layer_has_the_servers_values(
    page: JavaScript, recognizers: list[Recognizer], model: str
) -> None:
    recognizer = recognizers[MODELS.index(model)]
    drawings = [objects_of(synthetic(number)) for number in range(2)]
    for result in page.recognize(drawings, [model], is_whole=True):
        image = np.array(result["image"], np.uint8).reshape(28, 28)
        assert_same_layers(recognizer, image, result["answers"][0]["layers"])


def assert_same_layers(
    recognizer: Recognizer,
    image: Image,
    layers: Sequence[tuple[list[float], list[float], list[float] | None]],
) -> None:
    expected = recognizer.recognize(image).layers
    for layer, (before, after, pooled) in zip(expected, layers, strict=True):
        assert np.abs(layer.pre_activation.ravel() - before).max() < 1e-3
        assert np.abs(layer.activation.ravel() - after).max() < 1e-3
        assert (layer.pooled is None) == (pooled is None)
        if layer.pooled is not None and pooled is not None:
            assert np.abs(layer.pooled.ravel() - pooled).max() < 1e-3


_CORRECT = """
async ([name, remembered, images]) => {
  const memory = await import("/recognizer/browser/network/memory.js");
  const { card, weights } = models.get(name);
  const values = (pixels) => {
    const image = Uint8Array.from(pixels);
    const { outputs, logits } = network.run(card.layers, weights, image);
    return { logits, activations: memory.activationsOf(outputs, image) };
  };
  const key = ([image, label]) => memory.keyOf(values(image), image, label, card);
  const keys = remembered.map(key);
  return images.map((image) => {
    const found = memory.correct(values(image), image, keys, { card, values });
    const { logits, nearest } = found;
    return [keys.indexOf(nearest), ...logits];
  });
}
"""


_STRAIGHTEN = """
async (images) => {
  const module = await import("/recognizer/browser/network/straightening.js");
  const { straighten, WAYS } = module;
  return WAYS.map((way) => images.map((image) => Array.from(straighten(image, way))));
}
"""


@pytest.mark.parametrize("model", MODELS)
def test_what_is_remembered_corrects_alike(
    page: JavaScript, recognizers: list[Recognizer], model: str
) -> None:
    recognizer = recognizers[MODELS.index(model)]
    images = [mnist_format.to_image(synthetic(number)) for number in range(60)]
    labels = np.random.default_rng(0).integers(NO_DIGIT, 10, 20).tolist()
    pairs = [(images[n % 18], label) for n, label in enumerate(labels)]  # two twice
    slanted = straighten(np.stack(images), ((1, 0.9), (0, 1)))
    pairs += [(slanted[n], n // 2 % 10) for n in range(0, 20, 2)]
    images += list(slanted)
    keys = memory.keys([Remembered(*pair, 0) for pair in pairs], recognizer)
    sent = [(image.ravel().tolist(), label) for image, label in pairs]
    asked = [model, sent, [image.ravel().tolist() for image in images]]
    results = np.array(page.page.evaluate(_CORRECT, asked))
    speaking, looks = set(), 0
    for image, (nearest, *logits) in zip(images, results, strict=True):
        own = recognizer.recognize(image)
        _, found = memory.corrected(own, keys, recognizer)
        assert nearest == found.nearest[0]
        assert np.abs(found.logits[0] - logits).max() < 1e-3
        speaking.add(int(nearest))
        looks += int(found.ways[0] >= 0)
    assert len(speaking) > 15
    assert looks > 2


def test_images_are_straightened_alike(page: JavaScript) -> None:
    images = np.stack(
        [mnist_format.to_image(synthetic(number)) for number in range(40)]
    )
    blank = np.zeros((1, 28, 28), np.uint8)
    images = np.concatenate([images, blank])
    results = page.page.evaluate(
        _STRAIGHTEN, [each.ravel().tolist() for each in images]
    )
    assert len(results) == len(WAYS)
    for way, found in zip(WAYS, results, strict=True):
        expected = straighten(images, way.matrix)
        assert np.array_equal(np.array(found).reshape(expected.shape), expected)


@pytest.mark.training
@pytest.mark.parametrize(
    ("filters", "kernel", "dense"), [((3,), 4, 1), ((5, 7), 2, 9), ((2, 3), 11, 33)]
)
def test_own_networks_of_any_size_answer_the_same(
    page: JavaScript, filters: tuple[int, ...], kernel: int, dense: int
) -> None:
    from recognizer.training.keras.export import to_files

    architecture = Architecture("cnn", filters, kernel, dense)
    rng = np.random.default_rng(1)
    weights = {
        name: rng.normal(0, 0.3, shape).astype(np.float32)
        for name, shape in architecture.shapes.items()
    }
    files = to_files(architecture.layers, weights)
    card = ModelCard("own", architecture.to_json(), architecture.layers, 1.3, -4.0)
    halves = {name: array.astype(np.float16) for name, array in weights.items()}
    recognizer = Recognizer(card, halves, files[NETWORK])
    page.load(recognizer, files[WEIGHTS])
    drawings = [objects_of(synthetic(number)) for number in range(10)]
    assert_same(page.compare(drawings, [recognizer]))
    (result,) = page.recognize(drawings[:1], ["own"], is_whole=True)
    image = np.array(result["image"], np.uint8).reshape(28, 28)
    assert_same_layers(recognizer, image, result["answers"][0]["layers"])
