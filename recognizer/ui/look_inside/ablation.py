"""Switch filters off, and find those that this digit needs most."""

from __future__ import annotations

from html import escape

import streamlit as st

from recognizer.explanations import knockout
from recognizer.explanations.occlusion import log_odds
from recognizer.network.engine import softmax
from recognizer.ui import state
from recognizer.ui.look_inside.subject import Subject, layer_name
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import answer, figures
from recognizer.ui.widgets.picker import picker, whole_numbers

SHOWN = 5
"""Filters listed as the ones needed most."""

Off = dict[int, set[int]]


@st.fragment
def show(subject: Subject) -> None:
    """The maps of each layer as switches, and what the network says without some."""
    if not subject.filter_layers:
        figures.note(_("This network has no filters that could be switched off."))
        return
    off = _off(subject)
    figures.note(
        _(
            "Click on a map to switch its filter off: the layers behind it are "
            "computed again without it. The marks show the shares with all filters."
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
            count = subject.prediction.layers[number].before.shape[-1]
            st.button(
                _("{layer}: all off").format(layer=layer_name(subject, number)),
                on_click=_switch,
                args=(subject, {**off, number: set(range(count))}),
                key=f"inside-all-off-{number}",
            )
    with st.container(horizontal=True, gap="large"):
        with st.container(width=560):
            _show_switches(subject, off)
        with st.container(width=420):
            logits = knockout.logits_without(
                subject.network, subject.prediction.image, off
            )
            shares = softmax(logits / subject.recognizer.card.temperature)
            best = int(shares.argmax())
            title = _("Probability of each digit")
            st.html(
                figures.figure(
                    title,
                    figures.bars(shares, best, title, subject.prediction.probabilities),
                )
            )
    _show_needs(subject)


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
        filters = whole_numbers(chosen[1:], layers[number].before.shape[-1])
        if filters is not None:
            changed = off.get(number, set()) ^ set(filters)
            _switch(subject, {**off, number: changed})

    html = []
    for number in subject.filter_layers:
        layer = layers[number]
        count = layer.after.shape[-1]
        css = f"hi-switch{number}"
        style = figures.sprites(css, layer.after, "active", float(layer.after.max()))
        text = _("Filter {number}")
        cells = []
        for each in range(count):
            is_off = each in off.get(number, ())
            label = escape(text.format(number=each + 1))
            cells.append(
                f'<button class="hi-map {css}{" off" if is_off else ""}" '
                f'data-pick="{number}.{each}" role="switch" '
                f'aria-checked="{"false" if is_off else "true"}" '
                f'aria-label="{label}" title="{label}" '
                f'style="{figures.place(each, count)}"></button>'
            )
        columns = min(count, 16)
        html.append(
            figures.figure(
                layer_name(subject, number),
                f'<style>{style}</style><div class="hi-maps wide" '
                f'style="--columns:{columns};--cell:2rem">{"".join(cells)}</div>',
            )
        )
    picker("".join(html), "inside-switches", toggle)


def _show_needs(subject: Subject) -> None:
    """The filters without which, one at a time, the digit falls most."""
    temperature = subject.recognizer.card.temperature
    traces = subject.traces()
    digit = subject.best
    whole = log_odds(traces[-1].before / temperature, digit)[0]
    needs = []
    for number in subject.filter_layers:
        each = knockout.logits_without_each(subject.network, traces, number)
        falls = whole - log_odds(each / temperature, digit)
        shares = softmax(each / temperature)
        needs += [
            (float(fall), number, filter_, float(shares[filter_, digit]))
            for filter_, fall in enumerate(falls)
        ]
    needs.sort(key=lambda need: -need[0])
    text = _("The filters that this {digit} needs most, each switched off alone")
    head = (_("Filter"), _("Log-odds of the {digit}"), _("Share of the {digit}"))
    cells = "".join(f"<th>{escape(each.format(digit=digit))}</th>" for each in head)
    before = answer.percent(float(subject.prediction.probabilities[digit]))
    rows = []
    for fall, number, filter_, share in needs[:SHOWN]:
        name = _("{layer}, filter {number}").format(
            layer=layer_name(subject, number), number=filter_ + 1
        )
        odds = figures.number(float(whole), 2), figures.number(float(whole) - fall, 2)
        rows.append(
            f"<tr><td>{escape(name)}</td><td>{odds[0]} → <b>{odds[1]}</b></td>"
            f"<td>{before} → <b>{answer.percent(share)}</b></td></tr>"
        )
    answer.heading(text.format(digit=digit))
    st.html(
        f'<div class="hi-wide"><table class="hi-table"><tr>{cells}</tr>'
        f"{''.join(rows)}</table></div>"
    )
