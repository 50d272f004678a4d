"""Ten digits that turn from wrong to right while a network trains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from recognizer.training import watched
from recognizer.training.runs import Run
from recognizer.training.watched import Watched
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours
from recognizer.ui.widgets.texts import heading
from recognizer.ui.widgets.tiles import Line, Tile, tiles


def show(run: Run, points: Sequence[Mapping[str, Any]]) -> None:
    """What the digits are read as: before, and now or in the end."""
    digits = watched.read(run.watched)
    if digits is None or not len(digits.labels):
        return
    now = digits.before
    if digits.after is not None:
        now = digits.after
    elif points and "answers" in points[-1]:
        now = np.array(points[-1]["answers"])
    _show(digits, now)


def _show(digits: Watched, now: NDArray[np.int64]) -> None:
    count = len(digits.labels)
    before, right = (
        int((each == digits.labels).sum()) for each in (digits.before, now)
    )
    text = _("{count} digits: {before} correct before, {now} now")
    if digits.after is not None:
        text = _("{count} digits: {before} correct before, {now} after")
    heading(text.format(count=count, before=before, now=right))
    pictures = []
    for image, label, was, is_ in zip(
        digits.images,
        digits.labels.tolist(),
        digits.before.tolist(),
        now.tolist(),
        strict=True,
    ):
        mark = "✓" if is_ == label else "✗"
        line = Line(f"{was} → {is_} {mark}", "accent" if is_ == label else "")
        pictures.append(Tile(colours.grey(image), str(label), [line]))
    st.html(tiles(pictures, "4rem", fills=False))
