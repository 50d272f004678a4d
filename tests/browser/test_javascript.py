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
from recognizer.ink import compact, mnist_format, strokes
from recognizer.ink.mnist_format import SIZE, Image
from recognizer.ink.strokes import Drawing
from recognizer.network import bundles, memory
from recognizer.network.architecture import Architecture
from recognizer.network.bundles import NETWORK, WEIGHTS, ModelCard
from recognizer.network.engine import Recognizer
from recognizer.network.remembered import Remembered
from recognizer.network.straightening import WAYS, straighten
from recognizer.settings import SHIPPED_WEIGHTS, Settings
from tests.browser import javascript
from tests.browser.javascript import Agreement, JavaScript, objects_of
from tests.drawings import canvas_objects, on_canvas, slanted, synthetic

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
async ([name, remembered, given]) => {
  const memory = await import("/recognizer/browser/network/memory.js");
  const { card, weights } = models.get(name);
  const values = (image) => {
    const { outputs, logits } = network.run(card.layers, weights, image);
    return { logits, activations: memory.activationsOf(outputs, image) };
  };
  const image = (each) =>
    each.objects ? ink.preprocess(each.objects).image : Uint8Array.from(each);
  const keys = remembered.map(([each, label]) => {
    const shown = image(each);
    return memory.keyOf(values(shown), shown, label, card);
  });
  return given.map(image).map((image) => {
    const found = memory.correct(values(image), image, keys, { card, values });
    const { logits, nearest } = found;
    return [keys.indexOf(nearest), ...logits];
  });
}
"""


_STRAIGHTEN = """
async (given) => {
  const module = await import("/recognizer/browser/network/straightening.js");
  const { straighten, WAYS } = module;
  const image = (each) =>
    each.objects ? ink.preprocess(each.objects).image : Uint8Array.from(each);
  return WAYS.map((way) =>
    given.map((each) => Array.from(straighten(image(each), way))));
}
"""


_PACK = """
async (drawings) => {
  const { pack, unpack } = await import("/recognizer/browser/network/compact.js");
  return drawings.map(({ objects }) => {
    const packed = pack(ink.strokesOf(ink.preprocess(objects).image));
    const again = unpack(packed)?.map(({ points }) => Array.from(points));
    return [packed, again ?? null];
  });
}
"""


@pytest.mark.parametrize("has_strokes", [True, False])
@pytest.mark.parametrize("model", MODELS)
def test_what_is_remembered_corrects_alike(
    page: JavaScript, recognizers: list[Recognizer], model: str, has_strokes: bool
) -> None:
    recognizer = recognizers[MODELS.index(model)]
    drawings = [synthetic(number) for number in range(60)]
    drawings += [slanted(n // 2 % 10, n, 1.6) for n in range(60)]
    labels = np.random.default_rng(0).integers(NO_DIGIT, 10, 20).tolist()
    pairs = [(drawings[n % 18], label) for n, label in enumerate(labels)]  # two twice
    pairs += [(drawings[60 + n], n // 2 % 10) for n in range(0, 20, 2)]
    said = [
        Remembered(mnist_format.to_image(drawing), label, 0, drawing)
        if has_strokes
        else Remembered(mnist_format.to_image(drawing), label, 0)
        for drawing, label in pairs
    ]
    keys = memory.keys(said, recognizer)
    sent = [(_sent(drawing, has_strokes), label) for drawing, label in pairs]
    asked = [model, sent, [_sent(drawing, has_strokes) for drawing in drawings]]
    results = np.array(page.page.evaluate(_CORRECT, asked))
    speaking, looks = set(), 0
    for drawing, (nearest, *logits) in zip(drawings, results, strict=True):
        own = recognizer.recognize(mnist_format.to_image(drawing))
        known = drawing if has_strokes else None
        _, found = memory.corrected(own, known, keys, recognizer)
        assert nearest == found.nearest[0]
        assert np.abs(found.logits[0] - logits).max() < 1e-3
        speaking.add(int(nearest))
        looks += int(found.ways[0] >= 0)
    assert len(speaking) > 15
    assert looks > 2


def _sent(drawing: Drawing, has_strokes: bool) -> object:
    if has_strokes:
        return strokes.to_json(drawing)
    return mnist_format.to_image(drawing).ravel().tolist()


@pytest.mark.parametrize("has_strokes", [True, False])
def test_images_are_straightened_alike(page: JavaScript, has_strokes: bool) -> None:
    drawings = [synthetic(number) for number in range(40)]
    given = [_sent(each, has_strokes) for each in drawings]
    if not has_strokes:
        given.append([0] * SIZE**2)
    results = page.page.evaluate(_STRAIGHTEN, given)
    assert len(results) == len(WAYS)
    for way, found in zip(WAYS, results, strict=True):
        images = [
            straighten(
                mnist_format.to_image(each), each if has_strokes else None, way.matrix
            )
            for each in drawings
        ]
        if not has_strokes:
            images.append(np.zeros((SIZE, SIZE), np.uint8))
        assert np.array_equal(np.reshape(found, (-1, SIZE, SIZE)), images)


def test_strokes_are_packed_alike(page: JavaScript) -> None:
    drawings = [synthetic(number) for number in range(60)]
    long = np.random.default_rng(0).uniform(0, 280, (600, 2))
    drawings.append(Drawing.from_points([long.astype(np.float32)], 16))
    results = page.page.evaluate(_PACK, [strokes.to_json(each) for each in drawings])
    for drawing, (packed, again) in zip(drawings, results, strict=True):
        assert packed == compact.pack(drawing)
        read = compact.unpack(packed)
        lines = read and [each.points.ravel().tolist() for each in read.strokes]
        assert again == lines
    assert results[-1] == [None, None]


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
