"""A model's card: what it is, for whom, how good, and what it cannot do."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from recognizer.network import measurement
from recognizer.network.bundles import ModelCard
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import metrics, sources, times
from recognizer.ui.widgets.tables import pairs
from recognizer.ui.widgets.texts import heading, note


def show(card: ModelCard) -> None:
    """The card; what can be done with the model stands around it."""
    note(f"{_what(card)} {_for_whom(card)}")
    heading(_("How good it is"))
    st.html(pairs(metrics.rows(card.figures)))
    heading(_("What it cannot do"))
    st.markdown("\n".join(f"- {each}" for each in _limits(card)))
    written = set(measurement.weak_points(card.figures))
    notes = [each for each in card.notes if each not in written]
    if notes:
        with st.expander(_("Notes from its training"), icon=":material/description:"):
            for each in notes:
                st.text(each)


def _what(card: ModelCard) -> str:
    form = card.architecture
    filters, dense = form["filters"], f"{form['dense']:,}"
    if form["kind"] == "softmax":
        text = _("Softmax regression: every pixel has a weight for every digit.")
    elif form["kind"] == "hidden-layer":
        text = _("One hidden layer of {dense} units.").format(dense=dense)
    elif form["kind"] == "edges":
        text = _("Hand-designed edge filters and a dense layer of {dense} units.")
        text = text.format(dense=dense)
    elif len(filters) == 1:
        text = _(
            "One layer of {first} learned filters, a dense layer of {dense} units."
        )
        text = text.format(first=filters[0], dense=dense)
    else:
        text = _(
            "Two layers of {first} and {second} learned filters, a dense layer of "
            "{dense} units."
        )
        text = text.format(first=filters[0], second=filters[1], dense=dense)
    trained = _("{count} parameters, trained on {data} ({day}).").format(
        count=f"{card.parameters:,}",
        data=_("; ").join(_trained_on(card)),
        day=times.day(card.created),
    )
    return f"{text} {trained}"


def _data(card: ModelCard) -> list[str]:
    """Names of the recipe's sources, if the card, perhaps a stranger's, has them."""
    match card.training.get("recipe"):
        case {"mixture": {**parts}} if parts:
            return list(map(str, parts))
    return ["mnist"]


def _trained_on(card: ModelCard) -> list[str]:
    known = sources.names()
    return [known.get(name, name) for name in _data(card)]


def _for_whom(card: ModelCard) -> str:
    data = _data(card)
    if "own" in data:
        return _("For those whose drawings it was trained on.")
    if "unipen" in data:
        return _("For everybody who draws with pen, finger or mouse, and for photos.")
    return _("For comparison: it has never seen a digit drawn on a screen.")


def _limits(card: ModelCard) -> list[str]:
    found = [_("It reads one digit at a time.")]
    if card.rejection_threshold is None:
        found.append(_("It takes everything for a digit, letters and scribbles too."))
    for data in ("uji-test", "unipen-dev", "mnist-test"):
        if data in card.figures:
            found.append(_weakest(data, card.figures[data]))
            break
    if "uji-test" not in card.figures:
        found.append(_("It was not measured on other people's pen strokes (UJI)."))
    return found


def _weakest(data: str, figures: dict[str, Any]) -> str:
    """The digit that is read worst, and what it is taken for."""
    counts = np.array(figures["confusion"])
    share = np.diagonal(counts) / np.maximum(counts.sum(axis=1), 1)
    digit = int(share.argmin())
    wrong = np.where(np.arange(10) == digit, 0, counts[digit])
    text = _("It reads {digit} worst: {right} of {count}; the others mostly as {wrong}")
    shown = text.format(
        digit=digit,
        right=f"{int(counts[digit, digit]):,}",
        count=f"{int(counts[digit].sum()):,}",
        wrong=int(wrong.argmax()),
    )
    return _("{sentence} ({data}).").format(sentence=shown, data=metrics.name(data))
