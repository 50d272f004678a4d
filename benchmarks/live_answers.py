"""One answer: the browser's and the server's on thousands of drawings.

UNIPEN's dev digits and letters, placed on the canvas at random size and place with
random pens; synthetic digits and non-digits; and strokes of Hypothesis, many of
them no drawings: dots, huge, tiny, long and damaged ones. Each goes as the canvas's
JSON through ink.js and network.js in Chromium, and through strokes, mnist_format and
LiteRT, for every shipped model.
"""

from __future__ import annotations

from collections.abc import Iterator

import hypothesis
import numpy as np
from hypothesis import strategies as st

from recognizer.datasets import unipen
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS, read_settings
from tests.browser import chromium, javascript
from tests.browser.javascript import Objects, objects_of
from tests.drawings import canvas_objects, on_canvas, synthetic

SYNTHETIC = 2_000
EXAMPLES, TOGETHER = 500, 4
SEED = 11


def run() -> None:
    """Print how many images, logits and answers differ, and by how much."""
    names = bundles.names([SHIPPED_WEIGHTS])
    found = [bundles.find(name, [SHIPPED_WEIGHTS]) for name in names]
    recognizers = [Recognizer.from_bundle(bundle) for bundle in found]
    with chromium.launched() as browser, javascript.modules(browser) as page:
        for recognizer in recognizers:
            page.load(recognizer)
        print(
            "| drawings | | not drawings, for both | for one alone | images that",
            end="",
        )
        print(" differ | grey levels | logits | confidence | answers that differ |")
        print("|---|---|---|---|---|---|---|---|---|")
        for title, drawings in _sets():
            same = page.compare(drawings, recognizers)
            print(
                f"| {title} | {same.drawings:,} | {same.rejected:,} |"
                f" {same.disagreed} |"
                f" {same.differing_images} | {same.grey_levels} |"
                f" {max(same.logits.values()):.1e} |"
                f" {max(same.confidence.values()):.1e} |"
                f" {sum(same.answers.values())} |",
                flush=True,
            )
    print(f"\nFor each of {', '.join(names)}.")


def _sets() -> Iterator[tuple[str, list[Objects]]]:
    rng = np.random.default_rng(SEED)
    for part in ("digits-dev", "letters-dev"):
        drawings = unipen.read_strokes(part, read_settings()).drawings
        yield f"UNIPEN {part}", [objects_of(on_canvas(each, rng)) for each in drawings]
    yield "synthetic", [objects_of(synthetic(n)) for n in range(SYNTHETIC)]
    yield "strokes of Hypothesis", _strange()


def _strange() -> list[Objects]:
    found: list[Objects] = []

    @hypothesis.seed(SEED)
    @hypothesis.settings(max_examples=EXAMPLES, database=None, deadline=None)
    @hypothesis.given(st.lists(canvas_objects(), min_size=TOGETHER, max_size=TOGETHER))
    def collect(drawings: list[Objects]) -> None:
        found.extend(drawings)

    collect()
    return found
