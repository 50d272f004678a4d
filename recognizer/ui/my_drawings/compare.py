"""Which network reads the drawings kept here best, and what it forgot for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from recognizer.collection import collection
from recognizer.collection.collection import Choice
from recognizer.collection.entries import Entry
from recognizer.datasets.labelled import NO_DIGIT
from recognizer.errors import RecognizerError
from recognizer.network import bundles
from recognizer.network.bundles import NETWORK, ModelCard
from recognizer.ui import navigation, shared, state
from recognizer.ui.my_drawings import classes, tiles
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import metrics
from recognizer.ui.widgets.formats import percent
from recognizer.ui.widgets.picker import picker, whole_numbers
from recognizer.ui.widgets.tables import Row, cards
from recognizer.ui.widgets.texts import note

SHOWN = 36


@dataclass(frozen=True)
class Reading:
    """How a network reads the digits kept here.

    Attributes:
        card: of the network.
        answers: (n,) int64, 0 to 9: the most probable digit of each.
        right: (n,) bool.
        new: (n,) bool, those that it was not trained on.
    """

    card: ModelCard
    answers: NDArray[np.int64]
    right: NDArray[np.bool_]
    new: NDArray[np.bool_]


def show() -> None:
    """All networks in a table, then two of them drawing by drawing.

    Raises:
        RecognizerError: if the collection cannot be reached.
    """
    found = shared.collection().find(Choice(class_id=classes.choose()))
    kept = {each.label for each in found} - {NO_DIGIT}
    wanted = _choose_digit(sorted(kept))
    digits = [
        each
        for each in found
        if each.label != NO_DIGIT and wanted in (None, each.label)
    ]
    if not digits:
        st.markdown(_("No digits have been saved yet."))
        return
    readings = {}
    with st.spinner(_("Evaluating every network on every drawing")):
        for name in bundles.names(shared.settings().model_folders):
            try:
                readings[name] = _read(name, digits)
            except RecognizerError:
                continue  # the Models page tells of a damaged one
    _show_table(readings)
    if st.button(_("Retrain on them"), icon=":material/model_training:", key="to-own"):
        state.prepare_training("own")
        st.switch_page(navigation.script("retrain"))
    _show_before_and_after(digits, readings)


def _choose_digit(kept: Sequence[int]) -> int | None:
    """Which digits the networks are to be compared on; None for all."""
    choices = [None, *kept]
    if st.session_state.get(state.COMPARED) not in choices:
        st.session_state[state.COMPARED] = None
    if not kept:
        return None
    texts = {digit: _("Only {digit}").format(digit=digit) for digit in kept}
    every = _("All digits")
    chosen = st.selectbox(
        _("Which network reads these best?"),
        choices,
        format_func=lambda digit: texts.get(digit, every),
        placeholder=every,
        key=state.COMPARED,
        width=260,
    )
    return chosen if chosen in kept else None


def _read(name: str, digits: Sequence[Entry]) -> Reading:
    card = shared.bundle(name).card
    known = _known_answers(card.sha256[NETWORK])
    unknown = [each for each in digits if each.digest not in known]
    if unknown:
        images = collection.as_images(unknown).images
        found = shared.recognizer(name).answer(images).probabilities.argmax(axis=1)
        known |= {
            each.digest: int(answer)
            for each, answer in zip(unknown, found, strict=True)
        }
    answers = np.array([known[each.digest] for each in digits])
    labels = np.array([each.label for each in digits])
    seen = set(_trained_on(card).values())
    new = np.array([each.digest not in seen for each in digits])
    return Reading(card, answers, answers == labels, new)


@st.cache_resource(max_entries=64, show_spinner=False)
def _known_answers(version: str) -> dict[str, int]:
    """What a network said already, for all visitors: its answer by image's digest."""
    return {}


def _trained_on(card: ModelCard) -> dict[str, str]:
    hashes: dict[str, str] = (
        card.training.get("data", {}).get("own", {}).get("sha256", {})
    )
    return hashes


def _show_table(readings: dict[str, Reading]) -> None:
    """A row a network: drawings it was not trained on, all of them, MNIST."""
    head = (
        _("Network"),
        _("Accuracy, not trained on"),
        _("Accuracy, all drawings"),
        metrics.names()["mnist-test"],
    )
    best_first = sorted(
        readings.items(), key=lambda each: float(each[1].right.mean()), reverse=True
    )
    answering = shared.answering_model()
    rows = [
        Row(
            name,
            (
                _accuracy(each.right[each.new]),
                _accuracy(each.right),
                metrics.accuracy(each.card.figures, "mnist-test"),
            ),
            "best" if name == answering else "",
            pick=f"network.{number}",
        )
        for number, (name, each) in enumerate(best_first)
    ]

    def pick(parts: list[str]) -> None:
        place = whole_numbers(parts[1:], len(rows))
        if place is not None:
            state.choose_model(rows[place[0]].name)

    picker(cards(head, rows), "networks-table", pick)
    note(
        _(
            "Press a network to use it; the one in use is bold. –: trained on all of "
            "these. From 50 drawings on, training leaves every fifth one out for "
            "evaluation. The MNIST test set shows what was forgotten."
        )
    )


def _accuracy(right: NDArray[np.bool_]) -> str:
    return percent(float(right.mean())) if len(right) else metrics.NOT_MEASURED


def _show_before_and_after(
    digits: Sequence[Entry], readings: dict[str, Reading]
) -> None:
    """The same drawings on two networks: what was learned, and what forgotten."""
    st.markdown("## " + _("Before and after"))
    names = list(readings)
    usual = shared.settings().model
    own = [name for name in names if _trained_on(readings[name].card)]
    newest = max(own, key=lambda name: readings[name].card.created, default=usual)
    with st.container(horizontal=True, gap="small"):
        before, after = (
            readings[
                st.selectbox(
                    title,
                    names,
                    index=names.index(chosen) if chosen in names else 0,
                    key=key,
                    width=260,
                )
            ]
            for title, chosen, key in (
                (_("Before"), usual, state.BEFORE),
                (_("After"), newest, state.AFTER),
            )
        )
    new = before.new & after.new
    parts = ((_("Not trained on"), new), (_("Trained on"), ~new))
    for title, part in parts:
        if not part.any():
            continue
        text = _("{part}: {before} of {count} correct before, {after} after").format(
            part=title,
            before=int(before.right[part].sum()),
            after=int(after.right[part].sum()),
            count=int(part.sum()),
        )
        st.markdown(f"**{text}**")
        changed = np.flatnonzero(part & (before.answers != after.answers))
        changed = changed[np.argsort(~after.right[changed], kind="stable")]
        tiles.changes(
            [
                (digits[index], int(before.answers[index]), int(after.answers[index]))
                for index in changed[:SHOWN]
            ]
        )
