"""The lesson on softmax and cross-entropy, on one's own drawing."""

from __future__ import annotations

import streamlit as st

from recognizer.lessons import experiments
from recognizer.ui import shared
from recognizer.ui.learn import data, live
from recognizer.ui.learn.live import Scene, Steps
from recognizer.ui.translation import gettext as _

NETWORK = "softmax-regression"
PASSES = 5
BATCHES = (1, 5, 10, 20, 50, 100, 200, 500, 1_000)


def softmax_and_cross_entropy() -> Scene:
    """Every step from the logits to the loss; then the size of a batch."""
    image = data.drawing()
    logits = shared.recognizer(NETWORK).recognize(image).logits
    digits = list(map(str, range(10)))
    about = _(
        "Softmax regression on scikit-learn's 8 × 8 digits, learning rate 0.5: {small} "
        "steps in batches, {full} with the full batch."
    )
    losses = _losses()
    start = max(loss for _step, loss in losses[str(BATCHES[-1])])
    return Scene(
        [
            Steps(
                "truth",
                _("The true digit"),
                list(range(10)),
                int(logits.argmax()),
                digits,
                kind="choice",
            ),
            Steps(
                "batch",
                _("Batch size"),
                BATCHES,
                50,
                [f"{size:,}" for size in BATCHES],
            ),
        ],
        {
            "image": _("What the network sees"),
            "columns": [
                _("logit"),
                _("softmax"),
                _("log"),
                _("label"),
                _("log × label"),
            ],
            "total": _("Sum: {total}. With the sign flipped: loss = {loss}"),
            "batches": _("batches of {size}"),
            "full": _("full batch: all {size}"),
            "passes": _("passes over the {count} digits").format(
                count=f"{BATCHES[-1]:,}"
            ),
            "loss": _("Loss"),
            "about": about,
        },
        {
            "logits": logits.astype(float).tolist(),
            "image": live.packed(image / 255),
            "batches": {
                "size": BATCHES[-1],
                "passes": PASSES,
                "losses": losses,
                "range": (0, start),
            },
        },
    )


@st.cache_resource(show_spinner=False)
def _losses() -> dict[str, list[tuple[float, float]]]:
    """Step and loss of each measurement, by the size of a batch."""
    digits = data.small_digits()
    return {
        str(size): [
            (point["step"], live.rounded(point["loss"]))
            for point in experiments.in_batches(digits, size, PASSES)
        ]
        for size in BATCHES
    }
