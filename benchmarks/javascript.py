"""The network in the browser: our JavaScript, TensorFlow.js, and the server's LiteRT.

All three run the shipped network with the same weights on the same images, one at a
time. TensorFlow.js is its core and its WebAssembly backend alone (SIMD, one thread, as
on any page that is not cross-origin isolated), without its layers and converter; it
comes from npm, into a folder that is thrown away. "Slowed four times" is the
developer tools' throttling of the page's thread.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

from recognizer.ink import mnist_format
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import ROOT, SHIPPED_WEIGHTS
from tests.browser import chromium, javascript
from tests.drawings import synthetic

MODEL = "two-layer-cnn"
PACKAGES = ("@tensorflow/tfjs-core@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0")
IMAGES, WARM_UP, ROUNDS, STARTS = 200, 20, 3, 7
ENGINES = {
    "ours": ("our JavaScript", ("all",)),
    "tensorflow": ("TensorFlow.js", ("all", "logits")),
}
WAYS = {"all": "logits and every layer", "logits": "logits alone"}
SPEEDS = {1: "", 4: ", slowed four times"}
CALL = "([name, ...values]) => import('/benchmarks/javascript.js').then("
CALL += "(module) => module[name](...values))"


def run() -> None:
    """Print time for an image, bytes of code and time to the first answer."""
    bundle = bundles.find(MODEL, [SHIPPED_WEIGHTS])
    card = json.loads((bundle.path / "card.json").read_text("utf-8"))
    recognizer = Recognizer.from_bundle(bundle)
    images = np.stack([mnist_format.to_image(synthetic(n)) for n in range(IMAGES)])
    with tempfile.TemporaryDirectory() as folder:
        npm = ["npm", "install", "--silent", "--no-audit", "--ignore-scripts"]
        subprocess.run([*npm, "--prefix", folder, *PACKAGES], check=True)
        for name in ("recognizer", "weights", "benchmarks"):
            (Path(folder) / name).symlink_to(ROOT / name)
        with chromium.launched() as browser, javascript.serving(Path(folder)) as server:
            _print_starts(browser, server, card)
            _print_times(browser, server, card, recognizer, images)


def _print_starts(browser: Browser, server: str, card: Mapping[str, object]) -> None:
    print("| | code | first answer on a fresh page |\n|---|---|---|")
    for engine, (name, _) in ENGINES.items():
        starts = []
        for _ in range(STARTS):
            page, start = _started(browser, server, engine, card)
            page.context.close()
            starts.append(start)
        ms = statistics.median(each["ms"] for each in starts)
        print(f"| {name} | {starts[0]['bytes'] / 1000:,.0f} kB | {ms:.0f} ms |")


def _print_times(
    browser: Browser,
    server: str,
    card: Mapping[str, object],
    recognizer: Recognizer,
    images: NDArray[np.uint8],
) -> None:
    expected = recognizer.answer(images).logits
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        _time_server(recognizer, images, times)
        for engine, (name, ways) in ENGINES.items():
            page, _ = _started(browser, server, engine, card)
            for rate, speed in SPEEDS.items():
                page.context.new_cdp_session(page).send(
                    "Emulation.setCPUThrottlingRate", {"rate": rate}
                )
                for way in ways:
                    _time(page, way, images[:WARM_UP])
                    ms, logits = _time(page, way, images)
                    if np.abs(logits - expected).max() > 1e-3:
                        raise RuntimeError(f"{name} does not compute the same")
                    row = f"{name}, {WAYS[way]}{speed}"
                    times.setdefault(row, []).extend(ms)
            page.context.close()
    print("\n| one image | median | p95 |\n|---|---|---|")
    for row, values in times.items():
        median, late = np.percentile(values, (50, 95))
        print(f"| {row} | {median:.2f} ms | {late:.2f} ms |")


def _started(
    browser: Browser, server: str, engine: str, card: Mapping[str, object]
) -> tuple[Page, dict[str, float]]:
    """A fresh page that has answered once, and what that took."""
    page = browser.new_context().new_page()
    page.goto(f"{server}/recognizer/browser/network/ink.js")
    return page, page.evaluate(CALL, ["start", engine, card])


def _time(
    page: Page, way: str, images: NDArray[np.uint8]
) -> tuple[list[float], NDArray[np.float64]]:
    flat = images.reshape(len(images), -1).tolist()
    found = np.array(page.evaluate(CALL, ["time", way, flat]))
    return found[:, 0].tolist(), found[:, 1:]


def _time_server(
    recognizer: Recognizer, images: NDArray[np.uint8], times: dict[str, list[float]]
) -> None:
    for way in ("all", "logits"):
        for image in images:
            begun = time.perf_counter()
            if way == "all":
                recognizer.recognize(image)
            else:
                recognizer.answer(image[None])
            ms = 1000 * (time.perf_counter() - begun)
            times.setdefault(f"LiteRT on the server, {WAYS[way]}", []).append(ms)
