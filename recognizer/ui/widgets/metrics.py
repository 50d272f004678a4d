"""How good a network is, as its card tells, in words and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.confusion import confusion
from recognizer.ui.widgets.formats import percent
from recognizer.ui.widgets.tables import pairs
from recognizer.ui.widgets.texts import heading

NOT_MEASURED = "–"


def names() -> dict[str, str]:
    """What accuracy on each data set is called."""
    return {
        "mnist-test": _("MNIST test accuracy"),
        "unipen-dev": _("Pen strokes, validation accuracy (UNIPEN)"),
        "uji-test": _("Pen strokes, test accuracy (UJI)"),
    }


def name(data: str) -> str:
    """What accuracy on a data set is called, by the name that cards have for it."""
    known = names()
    if data in known:
        return known[data]
    source = re.split(r"[\[-]", data)[0]
    if source == "mnist":
        return _("MNIST validation accuracy")
    return _("Validation accuracy")


def accuracy(figures: Mapping[str, Any], data: str) -> str:
    """Accuracy on a data set; a dash if it was not measured."""
    found = figures.get(data, {}).get("accuracy")
    return NOT_MEASURED if found is None else percent(found, 2)


def rows(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Accuracy on each data set, and how many letters were rejected as no digit."""
    found = []
    for data, values in figures.items():
        of_all = _("(of {count})").format(count=f"{values['count']:,}")
        whole = of_all.replace(" ", "\N{NO-BREAK SPACE}")
        found.append((name(data), f"{accuracy(figures, data)} {whole}"))
    rejected = figures.get("unipen-dev", {}).get("refused")
    if rejected is not None:
        found.append((_("Letters rejected as no digit (UNIPEN)"), percent(rejected)))
    return found


def show(figures: Mapping[str, Any]) -> None:
    """All figures, and MNIST's test set digit by digit."""
    st.html(pairs(rows(figures)))
    show_matrix(figures)


def show_matrix(figures: Mapping[str, Any]) -> None:
    """MNIST's test set digit by digit, if the network was measured on it."""
    mnist = figures.get("mnist-test")
    if mnist:
        heading(_("MNIST test set: true digit (row) and predicted digit (column)"))
        st.html(confusion(mnist["confusion"]))
