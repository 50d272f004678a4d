"""What Look inside takes apart in the browser is what the server's network computes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser

from recognizer.explanations import forward
from recognizer.ink import mnist_format
from recognizer.network import bundles
from recognizer.network.bundles import Bundle
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from tests.browser import javascript
from tests.browser.javascript import JavaScript
from tests.drawings import synthetic

pytestmark = pytest.mark.browser

MODELS = bundles.names([SHIPPED_WEIGHTS])

_TAKE_APART = """
async ([name, image, asked]) => {
  const anatomy = await import("/recognizer/browser/look_inside/anatomy.js");
  const { card, weights } = models.get(name);
  const { outputs } = network.run(card.layers, weights, image);
  return asked.map(([number, unit, place]) => {
    const inputs = anatomy.inputsOf(outputs, image, number);
    const sum = anatomy.takeApart(card.layers[number], weights, inputs, unit, place);
    const lists = ["inputs", "weights", "products", "sums"];
    for (const name of lists) sum[name] = Array.from(sum[name]);
    return sum;
  });
}
"""
_POOL = """
async ([name, image, number, map, place]) => {
  const anatomy = await import("/recognizer/browser/look_inside/anatomy.js");
  const { card, weights } = models.get(name);
  const { outputs } = network.run(card.layers, weights, image);
  const { pooled, side, maps } = outputs[number];
  return { ...anatomy.takePoolingApart(outputs[number], map, place),
    peak: anatomy.peak(pooled, side >> 1, maps, map) };
}
"""
_SOFTMAX = """
async ([logits, temperature]) => {
  const anatomy = await import("/recognizer/browser/look_inside/anatomy.js");
  return anatomy.takeSoftmaxApart(logits, temperature);
}
"""
_ROUND = """
async ([sums, pairs]) => {
  const rounding = await import("/recognizer/browser/widgets/rounding.js");
  const total = (terms) => terms.reduce((a, b) => a + b, 0);
  return {
    sums: sums.map((terms) => [rounding.addingUp(terms, total(terms))
      .map((each) => rounding.decimal(each)), rounding.decimal(total(terms))]),
    products: pairs.map((pair) => rounding.product(pair)),
    powers: [0, 0.00012345, 0.5, 9999, 3.506e8, 1e-9].map((each) =>
      rounding.scientific(each)),
  };
}
"""
_PLACES = """
async ([name, texts]) => {
  const place = await import("/recognizer/browser/look_inside/place.js");
  const { card, weights } = models.get(name);
  const stages = place.stagesOf(card, weights);
  return texts.map((text) => {
    const way = [];
    for (let at = place.read(text, stages); at; at = place.above(at))
      way.push(place.write(at));
    return way;
  });
}
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[JavaScript]:
    with javascript.modules(browser) as page:
        for name in MODELS:
            page.load(Recognizer.from_bundle(bundle(name)))
        yield page


def bundle(name: str) -> Bundle:
    return bundles.find(name, [SHIPPED_WEIGHTS])


def number(text: str) -> Decimal:
    return Decimal(text.replace("−", "-"))


def window(
    inputs: NDArray[np.floating], side: int, place: tuple[int, int]
) -> NDArray[np.floating]:
    """What lies under a kernel, (channels, side, side); zero beyond the edge."""
    padded = np.pad(inputs, [(side // 2, side // 2)] * 2 + [(0, 0)])
    row, column = place
    under = padded[row : row + side, column : column + side]
    return np.moveaxis(under, -1, 0)


@pytest.mark.parametrize("model", MODELS)
def test_every_value_is_the_sum_of_what_is_shown(page: JavaScript, model: str) -> None:
    network = forward.read(bundle(model))
    prediction = Recognizer.from_bundle(bundle(model)).recognize(
        mnist_format.to_image(synthetic(3))
    )
    rng = np.random.default_rng(4)
    asked, expected = [], []
    inputs: NDArray[np.floating] = (prediction.image / np.float32(255))[..., None]
    befores = [each.pre_activation for each in prediction.layers] + [prediction.logits]
    for number_, before in enumerate(befores):
        kernel = network.kernel(network.layers[number_])
        for _ in range(6):
            unit = int(rng.integers(before.shape[-1]))
            place = (0, 0)
            if before.ndim == 3:
                place = (int(rng.integers(28)), int(rng.integers(28)))
                place = (place[0] % before.shape[0], place[1] % before.shape[1])
                given = window(inputs, kernel.shape[0], place)
                weights = kernel[..., unit].transpose(2, 0, 1)
                value = before[(*place, unit)]
            else:
                shape = inputs.shape if inputs.ndim == 3 else (-1, 1)
                given = np.moveaxis(np.reshape(inputs, shape), -1, 0)
                weights = np.moveaxis(np.reshape(kernel[:, unit], shape), -1, 0)
                value = before[unit]
            asked.append((number_, unit, place))
            expected.append((given, weights, value))
        if number_ < len(prediction.layers):
            layer = prediction.layers[number_]
            inputs = layer.activation if layer.pooled is None else layer.pooled
    sent = [model, prediction.image.ravel().tolist(), asked]
    found = page.page.evaluate(_TAKE_APART, sent)
    for sum_, (given, weights, value) in zip(found, expected, strict=True):
        assert np.abs(given.ravel() - sum_["inputs"]).max() < 1e-3
        assert np.array_equal(weights.ravel(), sum_["weights"])
        products = np.multiply(sum_["inputs"], sum_["weights"])
        assert np.allclose(products, sum_["products"], atol=1e-12)
        by_channel = products.reshape(sum_["channels"], -1).sum(axis=1)
        assert np.allclose(by_channel, sum_["sums"], atol=1e-9)
        assert by_channel.sum() + sum_["bias"] == pytest.approx(value, abs=1e-3)
        assert sum_["preActivation"] == pytest.approx(value, abs=1e-3)


def test_the_largest_of_four_is_kept(page: JavaScript) -> None:
    name = "two-layer-cnn"
    image = mnist_format.to_image(synthetic(3))
    layers = Recognizer.from_bundle(bundle(name)).recognize(image).layers
    for number_, map_, place in ((0, 4, [6, 7]), (1, 11, [3, 2])):
        layer = layers[number_]
        assert layer.pooled is not None
        row, column = place
        four = layer.activation[
            2 * row : 2 * row + 2, 2 * column : 2 * column + 2, map_
        ]
        asked = [name, image.ravel().tolist(), number_, map_, place]
        found = page.page.evaluate(_POOL, asked)
        assert found["values"] == pytest.approx(four.ravel(), abs=1e-4)
        assert found["winner"] == four.argmax()
        pooled = layer.pooled[..., map_]
        assert tuple(found["peak"]) == np.unravel_index(pooled.argmax(), pooled.shape)


def test_softmax_is_that_of_numpy_however_large_the_logits(page: JavaScript) -> None:
    for logits, temperature in (
        ([1.5, -2, 0.25, 9, 3, -40, 0, 1, 2, 8.5], 1.5),
        ([1e4] + [0.0] * 9, 1.0),
    ):
        found = page.page.evaluate(_SOFTMAX, [logits, temperature])
        scaled = np.array(logits) / temperature
        exact = np.exp(scaled - scaled.max())
        assert found["scaled"] == pytest.approx(scaled)
        assert found["probabilities"] == pytest.approx(exact / exact.sum(), abs=1e-12)
        assert found["total"] == pytest.approx(sum(found["exponentials"]))
        assert np.isfinite(found["total"])


def test_numbers_shown_add_up_and_multiply_as_they_stand(page: JavaScript) -> None:
    rng = np.random.default_rng(0)
    sums = [rng.normal(0, 3, size).tolist() for size in (1, 2, 2, 5, 25, 64) * 30]
    sums.append([25.706, 2.7984])  # 25.71 + 2.80 is not 28.50
    pairs = [*rng.normal(0, 2, (400, 2)).tolist(), [0.0, -1.5], [237 / 255, -0.2]]
    found: dict[str, Any] = page.page.evaluate(_ROUND, [sums, pairs])
    for terms, (shown, total) in zip(sums, found["sums"], strict=True):
        assert sum(map(number, shown)) == number(total)
        assert float(number(total)) == pytest.approx(sum(terms), abs=6e-4)
        for term, text in zip(terms, shown, strict=True):
            assert abs(float(number(text)) - term) < 1e-3 + 1e-9
    for (a, b), (left, right, product) in zip(pairs, found["products"], strict=True):
        multiplied = number(left) * number(right)
        assert abs(multiplied - number(product)) <= Decimal("0.0005")
        assert abs(float(number(left)) - a) < 1e-3
        assert float(number(product)) == pytest.approx(a * b, abs=6e-4)
    assert found["powers"] == [
        "0.000",
        "1.234 × 10⁻⁴",
        "0.500",
        "9999.000",
        "3.506 × 10⁸",
        "1.000 × 10⁻⁹",
    ]


def test_a_place_leads_back_to_its_stage_step_by_step(page: JavaScript) -> None:
    ways = {
        "convolution_1.12.5.9.1.13": ["convolution_1.12.5.9", "convolution_1.12", ""],
        "convolution_2.64.13.0.32.24": [
            "convolution_2.64.13.0.32",
            "convolution_2.64.13.0",
            "convolution_2.64",
            "",
        ],
        "pool_2.64.6.6": ["pool_2.64", ""],
        "dense.1024.64.48": ["dense.1024.64", "dense.1024", ""],
        "logits.0.1.1023": ["logits.0", ""],
        "input.27.0": [""],
        "softmax": [],
    }
    found = page.page.evaluate(_PLACES, ["two-layer-cnn", list(ways)])
    for (text, way), each in zip(ways.items(), found, strict=True):
        name = text.partition(".")[0]
        assert each == [text, *(step or name for step in way)]


def test_a_place_of_another_network_is_as_deep_as_this_one_has_it(
    page: JavaScript,
) -> None:
    asked = {
        "": [],
        "nothing.1": [],
        "convolution_1.33": ["convolution_1"],
        "convolution_1.12.28.0": ["convolution_1.12", "convolution_1"],
        "convolution_1.12.5": ["convolution_1.12", "convolution_1"],
        "dense.0": ["dense"],
        "logits.10": ["logits"],
        "dense.-1": ["dense"],
        "dense.1e2": ["dense"],
        "softmax.3": ["softmax"],
    }
    found = page.page.evaluate(_PLACES, ["two-layer-cnn", list(asked)])
    assert found == list(asked.values())
