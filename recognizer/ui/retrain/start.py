"""What training is, in a sentence, and three trainings at a press."""

from __future__ import annotations

import time

import streamlit as st

from recognizer.collection.collection import Choice
from recognizer.errors import RecognizerError
from recognizer.training import durations, runs
from recognizer.training.plan import Start
from recognizer.training.recipe import Recipe
from recognizer.training.recipes import FAST, OWN, QUICK
from recognizer.training.runs import Run
from recognizer.ui import navigation, shared, state
from recognizer.ui.retrain import trainings
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons
from recognizer.ui.widgets.texts import note


def offer() -> None:
    """The sentence and the buttons."""
    note(
        _(
            "Training shows a network thousands of digits and corrects its weights a "
            "little after every few. Choose one and watch it learn:"
        )
    )
    before = runs.planned(shared.launcher().folder)
    quick, better, own = (
        durations.seconds(each, before) for each in (QUICK, FAST, OWN)
    )
    _button(_("Quick"), ":material/bolt:", QUICK, quick)
    _button(_("Better"), ":material/star:", FAST, better)
    count = _own_count()
    if count:
        text = _("On our drawings ({count})").format(count=f"{count:,}")
        start = Start(shared.settings().model, keeps_filters=True)
        _button(text, ":material/draw:", OWN, own, start)
    else:
        st.page_link(
            navigation.script("my_drawings"),
            label=_("Write digits to train on"),
            icon=":material/draw:",
        )


def watch_next(run: Run) -> None:
    """Watch a training just started; who watches one at work goes on watching it.

    The form may be longer than the screen, so what is watched comes into sight.
    """
    st.session_state[state.CHOSEN_AT] = time.monotonic()
    if not any(
        each.number == st.session_state.get(state.RUN) and each.state().is_active
        for each in runs.all_runs(shared.launcher().folder)
    ):
        st.session_state[state.RUN] = run.number


def _button(
    title: str,
    icon: str,
    recipe: Recipe,
    seconds: float | None,
    start: Start | None = None,
) -> None:
    text = title if seconds is None else f"{title} · {about(seconds)}"
    st.button(
        text,
        icon=icon,
        type="primary" if recipe is QUICK else "secondary",
        on_click=buttons.attempt,
        args=(_train_next, recipe, start),
        key=f"train-{recipe.name}",
        width="stretch",
    )


def _train_next(recipe: Recipe, start: Start | None) -> None:
    watch_next(trainings.start_next(recipe, start))


def about(seconds: float) -> str:
    """A duration in words, as exact as one cares to know."""
    if seconds < 20:
        return _("about {count} s").format(count=max(1, round(seconds)))
    if seconds < 90:
        return _("about {count} s").format(count=10 * round(seconds / 10))
    return _("about {count} min").format(count=round(seconds / 60))


def _own_count() -> int:
    """How many drawings can be trained on; none if the collection cannot be reached."""
    try:
        return shared.collection().count(Choice(for_training=True))
    except RecognizerError:
        return 0
