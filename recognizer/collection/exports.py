"""Export of drawings as files.

zip     drawings.json, one drawing a line, and each image as PNG: everything saved
npz     images (n, 28, 28) uint8, labels (n,), persons (n,)
IDX     MNIST's own format, two files in a zip; digits only
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from recognizer.collection.entries import Entry, strokes_to_json
from recognizer.datasets import idx
from recognizer.ink.mnist_format import SIZE, Image

LISTING = "drawings.json"
IDX_IMAGES, IDX_LABELS = "drawings-images-idx3-ubyte", "drawings-labels-idx1-ubyte"


def pack_zip(entries: Sequence[Entry]) -> bytes:
    """Write everything saved of drawings, as JSON and PNG in a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            archive.writestr(_png_name(entry), _to_png(entry.image))
        archive.writestr(LISTING, _listing(entries))
    return stream.getvalue()


def pack_npz(entries: Sequence[Entry]) -> bytes:
    """Write images, labels and persons as NumPy arrays."""
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        images=_images(entries),
        labels=np.array([entry.label for entry in entries], np.int64),
        persons=np.array([entry.person for entry in entries], np.str_),
    )
    return stream.getvalue()


def pack_idx(entries: Sequence[Entry]) -> bytes:
    """Write the digits in MNIST's own format, both files in one zip."""
    digits = [entry for entry in entries if entry.label >= 0]
    labels = np.array([entry.label for entry in digits], np.uint8)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(IDX_IMAGES, idx.encode_idx(_images(digits)))
        archive.writestr(IDX_LABELS, idx.encode_idx(labels))
    return stream.getvalue()


def _listing(entries: Sequence[Entry]) -> str:
    """One JSON list, one drawing a line."""
    lines = [json.dumps(_to_json(entry), ensure_ascii=False) for entry in entries]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _to_json(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "label": entry.label,
        "answer": entry.answer,
        "model": entry.model,
        "model_version": entry.model_version,
        "person": entry.person,
        "created_at": entry.created_at,
        "is_left_out": entry.is_left_out,
        "image": _png_name(entry),
        "strokes": None if entry.drawing is None else strokes_to_json(entry.drawing),
    }


def _png_name(entry: Entry) -> str:
    return f"images/{entry.id}.png"


def _to_png(image: Image) -> bytes:
    stream = io.BytesIO()
    Pillow.fromarray(image).save(stream, "PNG")
    return stream.getvalue()


def _images(entries: Sequence[Entry]) -> NDArray[np.uint8]:
    return np.array([entry.image for entry in entries], np.uint8).reshape(
        -1, SIZE, SIZE
    )
