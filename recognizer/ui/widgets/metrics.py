"""How good a network is, as its card tells, in words and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import answer


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
        shown = f"{values['accuracy']:.2%} ({of_all})"
        found.append((names().get(data, data), shown))
    refused = figures.get("unipen-dev", {}).get("refused")
    if refused is not None:
        found.append((_("Letters rejected as no digit (UNIPEN dev)"), f"{refused:.1%}"))
    return found


def show(figures: Mapping[str, Any]) -> None:
    """All figures, and MNIST's test set digit by digit."""
    answer.table(rows(figures))
    mnist = figures.get("mnist-test")
    if mnist:
        answer.heading(_("MNIST's test set: true digit and answer"))
        answer.confusion(mnist["confusion"])
