"""A search over settings: what is tried, and how the trials do, live."""

from __future__ import annotations

import math
from collections.abc import Mapping

import streamlit as st

from recognizer.training import trials
from recognizer.training.plan import Plan
from recognizer.training.recipe import Recipe
from recognizer.training.runs import Run, State, Status
from recognizer.training.space import (
    MAX_TRIALS,
    SETTINGS,
    Search,
    Value,
    searchable,
    usual,
    values_of,
)
from recognizer.training.trials import Trial
from recognizer.ui import state
from recognizer.ui.retrain.names import status_names, strength_names
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import charts, metrics
from recognizer.ui.widgets.charts import Axis
from recognizer.ui.widgets.formats import percent
from recognizer.ui.widgets.tables import Row, cards
from recognizer.ui.widgets.texts import heading, note

COMPARED = 3
"""Curves of the best so many are laid over each other."""


def choose(recipe: Recipe) -> Search:
    """How many trials, and what each setting may be."""
    note(
        _(
            "Several trainings with other settings, drawn at random; the worst are "
            "stopped early. Give a range such as 0.001..0.01 or a list such as 32, 64, "
            "128. What is left empty stays as chosen above."
        )
    )
    count = st.number_input(_("Trials"), 2, MAX_TRIALS, 12, key=state.TRIALS)
    before = usual(recipe)
    values = []
    for name in searchable(recipe):
        text = _choose_values(recipe, name, before.get(name, ""))
        if text.strip():
            values.append((name, text.strip()))
    return Search(int(count), tuple(values))


def _choose_values(recipe: Recipe, name: str, before: str) -> str:
    """What to try of a setting, as `Search` has it."""
    key, names = state.variant(state.TRIED, recipe.name, name), SETTINGS[name].names
    if not names:
        return st.text_input(setting_name(name), before, key=key, max_chars=200)
    chosen = st.multiselect(
        setting_name(name),
        names,
        before.split(", ") if before else [],
        format_func=lambda each: _shown(name, each),
        key=key,
    )
    return ", ".join(chosen)


def setting_name(name: str) -> str:
    """What a setting that can be searched is called."""
    return _(SETTINGS[name].label)


def show(run: Run, plan: Plan, now: State) -> None:
    """How far the search is, and each trial beside the others."""
    found = trials.of(run)
    if plan.search is None or not found:
        return
    _show_progress(found)
    searched = [name for name, _text in plan.search.values]
    measured = [trial for trial in found if trial.accuracy is not None]
    if len(measured) > 1:
        _show_parallel(searched, measured)
    ranked = sorted(found, key=_rank)
    names = status_names()
    if not now.is_active:
        names |= {"waiting": _("not begun"), "training": names["interrupted"]}
    _show_table(searched, ranked, trials.chosen(run), names)
    curves = {
        _("Trial {number}").format(number=trial.run.number): (
            trial.recipe.batch_size,
            [point for point in trial.run.progress() if "loss" in point],
        )
        for trial in ranked[:COMPARED]
        if trial.accuracy is not None
    }
    if curves:
        charts.show(charts.curves(curves, "accuracy"))


def _show_progress(found: list[Trial]) -> None:
    ended = sum(trial.has_ended for trial in found)
    leading = trials.best(found)
    if leading is None or leading.accuracy is None:
        text = _("{ended} of {count} trials have ended").format(
            ended=ended, count=len(found)
        )
    else:
        text = _(
            "{ended} of {count} trials have ended; the best is trial {number} with "
            "{accuracy} of the validation images right"
        ).format(
            ended=ended,
            count=len(found),
            number=leading.run.number,
            accuracy=percent(leading.accuracy),
        )
    done = sum(1.0 if trial.has_ended else trial.part for trial in found)
    st.progress(min(1.0, done / len(found)), text)


def _rank(trial: Trial) -> tuple[bool, float, int]:
    """Finished ones first, then the most accurate."""
    return (trial.status != "finished", -(trial.accuracy or 0.0), trial.run.number)


def _show_parallel(searched: list[str], measured: list[Trial]) -> None:
    heading(_("Each line is a trial, from its settings to its accuracy"))
    axes = []
    for name in searched:
        values = [values_of(trial.recipe)[name] for trial in measured]
        setting = SETTINGS[name]
        if setting.names:
            used = [each for each in setting.names if each in values]
            places = [float(used.index(str(value))) for value in values]
        else:
            place = math.log if setting.is_log else float
            places = [place(float(value)) for value in values]
        axes.append(Axis(setting_name(name), places, [_shown(name, v) for v in values]))
    charts.show(charts.parallel(axes, [trial.accuracy or 0.0 for trial in measured]))


def _show_table(
    searched: list[str],
    ranked: list[Trial],
    chosen: Run | None,
    names: Mapping[Status, str],
) -> None:
    head = [
        _("Trial"),
        _("Status"),
        _("Validation accuracy"),
        _("Training samples"),
        *map(setting_name, searched),
    ]
    title = _("Trial {number}").replace(" ", "\N{NBSP}")
    rows = [
        Row(
            title.format(number=trial.run.number),
            [
                names[trial.status],
                metrics.NOT_MEASURED
                if trial.accuracy is None
                else percent(trial.accuracy),
                f"{trial.images:,}",
                *(_shown(name, values_of(trial.recipe)[name]) for name in searched),
            ],
            "best" if trial.run == chosen else "",
        )
        for trial in ranked
    ]
    st.html(cards(head, rows))


def _shown(name: str, value: Value) -> str:
    if name == "distortion":
        return strength_names().get(str(value), str(value))
    return f"{float(value):g}"
