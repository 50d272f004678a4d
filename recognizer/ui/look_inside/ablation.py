"""Switch filters off, and find those that this digit needs most."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from recognizer.explanations import ablation
from recognizer.explanations.occlusion import log_odds
from recognizer.network.engine import softmax
from recognizer.ui import state
from recognizer.ui.look_inside.subject import Subject, layer_name
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import figures
from recognizer.ui.widgets.bars import bars
from recognizer.ui.widgets.formats import decimal, probability
from recognizer.ui.widgets.map_buttons import map_buttons
from recognizer.ui.widgets.picker import picker, whole_numbers
from recognizer.ui.widgets.sprites import sprites
from recognizer.ui.widgets.tables import Row, cards
from recognizer.ui.widgets.texts import heading, note

SHOWN = 5
"""Filters listed as the ones needed most."""

Off = dict[int, set[int]]


@st.fragment
def show(subject: Subject) -> None:
    """The maps of each layer as switches, and what the network says without some."""
    if not subject.filter_layers:
        note(_("This network has no filters that could be switched off."))
        return
    off = _off(subject)
    note(
        _(
            "Click on a map to switch its filter off: the layers behind it are "
            "computed again without it. The marks show the probabilities with all "
            "filters."
        )
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("All on"),
            on_click=_switch,
            args=(subject, {}),
            disabled=not any(off.values()),
            key="inside-all-on",
        )
        for number in subject.filter_layers:
            count = subject.prediction.layers[number].pre_activation.shape[-1]
            st.button(
                _("{layer}: all off").format(layer=layer_name(subject, number)),
                on_click=_switch,
                args=(subject, {**off, number: set(range(count))}),
                key=f"inside-all-off-{number}",
            )
    with st.container(horizontal=True, gap="large"):
        with st.container(width=520):
            _show_switches(subject, off)
        with st.container(width=380, key="without"):
            logits = ablation.logits_without(
                subject.network, subject.prediction.image, off
            )
            found = softmax(logits / subject.recognizer.card.temperature)
            best = int(found.argmax())
            shown = bars(found, best, before=subject.prediction.probabilities)
            st.html(figures.figure(_("Probability of each digit"), shown))
    _show_needs(subject)


def _change(before: str, after: str) -> str:
    return before if after == before else f"{before} → {after}"


def _off(subject: Subject) -> Off:
    """What is switched off of this network, as far as it has such filters."""
    name, off = st.session_state.get(state.OFF, ("", {}))
    return dict(off) if name == subject.recognizer.card.name else {}


def _switch(subject: Subject, off: Off) -> None:
    st.session_state[state.OFF] = (subject.recognizer.card.name, off)


def _show_switches(subject: Subject, off: Off) -> None:
    layers = subject.prediction.layers

    def toggle(chosen: list[str]) -> None:
        numbers = whole_numbers(chosen[:1], len(subject.filter_layers))
        if numbers is None:
            return
        (number,) = numbers
        filters = whole_numbers(chosen[1:], layers[number].pre_activation.shape[-1])
        if filters is not None:
            changed = off.get(number, set()) ^ set(filters)
            _switch(subject, {**off, number: changed})

    parts = []
    for number in subject.filter_layers:
        maps, name = layers[number].activation, layer_name(subject, number)
        sheet = sprites(maps, "activation", float(maps.max()))
        switches = map_buttons(
            sheet,
            str(number),
            name,
            columns=min(sheet.count, 16),
            side="1.8rem",
            off=off.get(number, set()),
        )
        parts.append(figures.figure(name, switches))
    picker(Markup().join(parts), "inside-switches", toggle)


def _show_needs(subject: Subject) -> None:
    """The filters without which, one at a time, the digit falls most."""
    temperature = subject.recognizer.card.temperature
    traces = subject.traces
    digit = subject.best
    whole = log_odds(traces[-1].pre_activation / temperature, digit)[0]
    needs = []
    for number in subject.filter_layers:
        each = ablation.logits_without_each(subject.network, traces, number)
        falls = whole - log_odds(each / temperature, digit)
        probabilities = softmax(each / temperature)
        needs += [
            (float(fall), number, filter_, float(probabilities[filter_, digit]))
            for filter_, fall in enumerate(falls)
        ]
    needs.sort(key=lambda need: -need[0])
    heading(
        _("The filters that this {digit} needs most, each switched off alone").format(
            digit=digit
        )
    )
    head = (
        _("Filter"),
        _("Log-odds of {digit}").format(digit=digit),
        _("Probability of {digit}").format(digit=digit),
    )
    before = probability(float(subject.prediction.probabilities[digit]))
    rows = [
        Row(
            _("{layer}, filter {number}").format(
                layer=layer_name(subject, number), number=filter_ + 1
            ),
            (
                f"{decimal(float(whole), 2)} → {decimal(float(whole) - fall, 2)}",
                _change(before, probability(without)),
            ),
        )
        for fall, number, filter_, without in needs[:SHOWN]
    ]
    st.html(cards(head, rows))
