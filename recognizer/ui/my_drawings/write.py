"""Collect drawings: digits are asked for one after the other, on one canvas."""

from __future__ import annotations

import secrets
from dataclasses import replace

import streamlit as st

from recognizer.collection.entries import Entry
from recognizer.errors import RecognizerError
from recognizer.ink import mnist_format, strokes
from recognizer.room import saving
from recognizer.training.recipes import OWN
from recognizer.ui import navigation, shared, state, visitor
from recognizer.ui.my_drawings import browser_storage, consent, tiles
from recognizer.ui.my_drawings.series import Series, plan
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets.canvas import PEN_WIDTH, Sent, canvas
from recognizer.ui.widgets.texts import plain

TIMES = (1, 3, 5, 10)
SHOWN = 12


def show() -> None:
    """What to write, the canvas, and how far it is."""
    series = st.session_state.get(state.SERIES)
    if not consent.is_allowed():
        _ask()
    elif series is None:
        _choose()
    elif series.is_over:
        _show_end(series)
    else:
        _write(series)
    browser_storage.remember()


def _ask() -> None:
    with st.container(width=620, gap="small"):
        st.markdown("## " + _("May your drawings be saved?"))
        consent.terms()
        st.button(
            _("Agree"), type="primary", on_click=consent.allow, key="collect-agree"
        )


def _choose() -> None:
    with st.container(width=620, gap="medium"):
        st.markdown(
            "## " + _("Draw digits so that the network can learn your handwriting")
        )
        digits = st.pills(
            _("Which digits"),
            list(range(10)),
            selection_mode="multi",
            default=list(range(10)),
            key=state.ASKED_DIGITS,
        )
        st.segmented_control(
            _("How often each"), TIMES, default=3, required=True, key=state.ASKED_TIMES
        )
        consent.nickname()
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("Begin"),
                type="primary",
                icon=":material/draw:",
                disabled=not digits,
                on_click=_begin,
                key="begin",
            )
            st.button(
                _("Stop saving my drawings"),
                type="tertiary",
                on_click=consent.allow,
                args=(False,),
                key="withdraw",
            )


def _begin() -> None:
    digits = sorted(st.session_state[state.ASKED_DIGITS])
    if digits:
        times = st.session_state[state.ASKED_TIMES]
        digits_asked = plan(digits, times, secrets.randbits(32))
        st.session_state[state.SERIES] = Series(secrets.token_hex(4), digits_asked)


def _write(series: Series) -> None:
    label = series.digits[series.done]
    with st.container(horizontal=True, gap="large", key="workspace"):
        with st.container(width="content", gap="small", key="asked"):
            tiles.asked(label, series.done, len(series.digits))
            problem = st.empty()
        with st.container(gap="small", key="input"):
            canvas(
                "write",
                PEN_WIDTH,
                _note,
                version=series.version,
                counted=series.counted,
            )
            pressed = st.button(
                _("Next"),
                type="primary",
                icon=":material/arrow_forward:",
                width="stretch",
                key="next",
            )
            _show_controls(series)
        with st.container(width="stretch", gap="small", key="written"):
            tiles.show(series.kept[:SHOWN], with_person=False)
    if pressed:
        try:
            _keep(series, label)
        except RecognizerError as error:
            problem.error(plain(explain(error)))


def _note(sent: Sent) -> None:
    """Note what was drawn; strokes of the digit before may still be among it."""
    series: Series = st.session_state[state.SERIES]
    raw = sent.raw
    if sent.version != series.version:
        raw = {**raw, "objects": raw["objects"][series.counted :]}
    st.session_state[state.WRITTEN] = raw


def _show_controls(series: Series) -> None:
    with st.container(horizontal=True, gap="medium"):
        st.button(
            _("Skip"), type="tertiary", on_click=_advance, args=(series,), key="skip"
        )
        st.button(
            _("Finish"), type="tertiary", on_click=_finish, args=(series,), key="end"
        )


def _keep(series: Series, label: int) -> None:
    drawing = strokes.parse(st.session_state.get(state.WRITTEN, state.BLANK))
    image = mnist_format.to_image(drawing)
    given = saving.candidate(image, drawing, shared.recognizer())
    _advance(series, shared.saving().save(visitor.to_pass(), given, label))
    st.rerun(scope="fragment")


def _advance(series: Series, written: Entry | None = None) -> None:
    drawn = st.session_state.pop(state.WRITTEN, state.BLANK)
    st.session_state[state.SERIES] = series.after(len(drawn["objects"]), written)


def _finish(series: Series) -> None:
    st.session_state[state.SERIES] = replace(series, done=len(series.digits))


def _choose_networks() -> None:
    st.session_state[state.PART] = "networks"


def _show_end(series: Series) -> None:
    text = _(
        "{count} drawings were saved; the network recognised {right} of them correctly."
    )
    st.markdown("## " + text.format(count=series.saved, right=series.right))
    tiles.show(series.kept, with_person=False)
    with st.container(horizontal=True, gap="small"):
        if series.saved and st.button(
            _("Train a network on them"),
            type="primary",
            icon=":material/model_training:",
            key="train-on-written",
        ):
            state.prepare_training(OWN.name)
            st.switch_page(navigation.script("retrain"))
        if series.saved and st.button(
            _("Which network reads these best?"),
            icon=":material/leaderboard:",
            on_click=_choose_networks,
            key="compare-on-written",
        ):
            st.rerun()  # another part of the page
        st.button(
            _("Write more"),
            icon=":material/draw:",
            on_click=st.session_state.pop,
            args=(state.SERIES,),
            key="more",
        )
