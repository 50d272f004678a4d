"""The peer of the HTTP interface: FastAPI around ONNX Runtime, and nothing else.

Served by uvicorn, which serves the app too. Drawings become images by our own code, as
they must for these weights.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
from fastapi import FastAPI

from benchmarks.serving import THREADS, onnx_network, weights
from recognizer.ink import mnist_format, strokes

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = THREADS
session = onnxruntime.InferenceSession(
    onnx_network(weights()), options, providers=["CPUExecutionProvider"]
)
app = FastAPI()


def _answer(drawing: dict[str, Any]) -> dict[str, Any]:
    image = mnist_format.to_image(strokes.parse(drawing))
    values = image.astype(np.float32)[None, None] / 255
    logits = np.asarray(session.run(None, {"image": values})[0], np.float64)[0]
    exponentials = np.exp(logits - logits.max())
    probabilities = exponentials / exponentials.sum()
    return {
        "digit": int(probabilities.argmax()),
        "probabilities": [float(value) for value in probabilities],
    }


@app.post("/predict")
def predict(drawing: dict[str, Any]) -> dict[str, Any]:
    """Answer in one of FastAPI's threads, as its manual says for such work."""
    return _answer(drawing)


@app.post("/blocking")
async def blocking(drawing: dict[str, Any]) -> dict[str, Any]:
    """Answer on the event loop, where all others wait meanwhile."""
    return _answer(drawing)
