"""Which network reads the drawings kept here best, and what it forgot for that."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from recognizer.datasets import NO_DIGIT
from recognizer.errors import RecognizerError
from recognizer.store import bundles, drawings
from recognizer.store.entries import Entry
from recognizer.ui import figures, services, state
from recognizer.ui.translation import gettext as _


def show() -> None:
    """A row a network: drawings it was not trained on, all of them, MNIST's test set.

    Raises:
        RecognizerError: if the collection cannot be reached.
    """
    digits = [each for each in services.collection().find() if each.label != NO_DIGIT]
    if not digits:
        st.markdown(_("No digit has been kept yet."))
        return
    rows = []
    for name in bundles.names(services.settings().model_folders):
        try:
            rows.append(_row(name, digits))
        except RecognizerError:
            continue  # the Models page tells of a damaged one
    rows.sort(key=lambda row: row[_("All drawings: right")] or 0, reverse=True)
    percent = st.column_config.NumberColumn(format="percent")
    st.dataframe(
        rows,
        hide_index=True,
        column_config=dict.fromkeys(list(rows[0])[1:], percent),
    )
    st.markdown(
        _(
            "Trainings on 50 drawings and more leave every fifth apart, so that there "
            "are some to judge by. MNIST's test set tells what was forgotten."
        )
    )

    if st.button(_("Retrain on them"), icon=":material/model_training:", key="to-own"):
        state.prepare_training("own")
        st.switch_page("recognizer/ui/pages/retrain.py")


def _row(name: str, digits: Sequence[Entry]) -> dict[str, str | float | None]:
    card = services.bundle(name).card
    own = drawings.as_images(digits)
    answers = services.recognizer(name).answer(own.images)
    right = answers.probabilities.argmax(axis=1) == own.labels
    seen = set(card.training.get("data", {}).get("own", {}).get("sha256", {}).values())
    new = np.array([each.digest not in seen for each in digits])
    mnist = card.figures.get("mnist-test", {})
    return {
        _("Network"): name,
        _("Not trained on: right"): float(right[new].mean()) if new.any() else None,
        _("All drawings: right"): float(right.mean()),
        figures.names()["mnist-test"]: mnist.get("accuracy"),
    }
