"""How good a network is, as its card tells, in words and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.confusion import confusion
from recognizer.ui.widgets.formats import percent
from recognizer.ui.widgets.tables import pairs
from recognizer.ui.widgets.texts import heading


def names() -> dict[str, str]:
    """What accuracy on each data set is called."""
    return {
        "mnist-test": _("MNIST test accuracy"),
        "mnist-train[55000:60000]": _("MNIST validation accuracy"),
        "unipen-dev": _("Pen strokes, validation accuracy (UNIPEN dev)"),
        "uji-test": _("Pen strokes, test accuracy (UJI)"),
    }


def rows(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Accuracy on each data set, and how many letters were rejected as no digit."""
    found = []
    for data, values in figures.items():
        of_all = _("of {count}").format(count=f"{values['count']:,}")
        shown = f"{percent(values['accuracy'], 2)} ({of_all})"
        found.append((names().get(data, data), shown))
    rejected = figures.get("unipen-dev", {}).get("refused")
    if rejected is not None:
        found.append(
            (_("Letters rejected as no digit (UNIPEN dev)"), percent(rejected))
        )
    return found


def show(figures: Mapping[str, Any]) -> None:
    """All figures, and MNIST's test set digit by digit."""
    st.html(pairs(rows(figures)))
    mnist = figures.get("mnist-test")
    if mnist:
        heading(_("MNIST test set: true digit (row) and predicted digit (column)"))
        st.html(confusion(mnist["confusion"]))
