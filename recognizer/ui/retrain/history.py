"""All trainings: a table, and curves laid over each other."""

from __future__ import annotations

import time

import streamlit as st

from recognizer.training import runs, trials
from recognizer.training.plan import Plan
from recognizer.training.runs import Run, State
from recognizer.ui import shared, state
from recognizer.ui.retrain.names import preset_names, status_name
from recognizer.ui.retrain.watch import current_run
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import charts, choices, metrics, sight, times
from recognizer.ui.widgets.picker import picker, whole_numbers
from recognizer.ui.widgets.tables import Row, cards
from recognizer.ui.widgets.texts import note

Past = tuple[Run, Plan, State]
MEASURED = "mnist-test"
JUST_S = 10.0
"""So long a choice is new: the page reruns as soon as the training's status does."""
NEWEST, BEST = "newest", "best"


def past_runs() -> None:
    """All runs, to look at again or to compare."""
    planned = runs.planned(shared.launcher().folder)
    if len(planned) < 2:
        return
    found = [(run, plan, run.state()) for run, plan in planned]
    st.markdown("## " + _("All trainings"))
    note(_("Choose one to look at it. –: not measured."))
    names = {NEWEST: _("Newest first"), BEST: _("Best first")}
    order = choices.one_of(
        _("Order"), list(names), state.RUN_ORDER, names.__getitem__, "order"
    )
    _show_table(_sorted(found, order))
    _compare(found)


def bring_into_sight() -> None:
    """Show the beginning of a training that was just chosen, from within its part."""
    chosen = st.session_state.get(state.CHOSEN_AT)
    if chosen is not None and time.monotonic() - chosen < JUST_S:
        sight.bring("output", chosen, "start")


def _sorted(found: list[Past], order: str) -> list[Past]:
    newest = found[::-1]
    if order == NEWEST:
        return newest
    return sorted(newest, key=lambda past: -(_accuracy(past[2]) or 0.0))


def _accuracy(now: State) -> float | None:
    measured = (now.figures or {}).get(MEASURED, {})
    accuracy: float | None = measured.get("accuracy")
    return accuracy


def _show_table(found: list[Past]) -> None:
    head = [
        _("Training"),
        _("Status"),
        _("MNIST test accuracy"),
        _("Duration"),
        _("Recipe"),
        _("Training samples (total)"),
        _("Learning rate"),
        _("Batch size"),
    ]
    has_notes = any(plan.note for _run, plan, _now in found)
    if has_notes:
        head.append(_("Note"))
    current, presets = current_run(), preset_names()
    rows = [
        Row(
            f"{run.number} · {plan.name}",
            [
                status_name(now),
                metrics.accuracy(now.figures or {}, MEASURED),
                times.span(now.elapsed_s) if now.elapsed_s else metrics.NOT_MEASURED,
                presets.get(plan.recipe.name, plan.recipe.name),
                f"{plan.recipe.images:,}",
                f"{trials.recipe_of(run, plan).learning_rate:g}",
                f"{trials.recipe_of(run, plan).batch_size:,}",
                *([plan.note] if has_notes else []),
            ],
            "best" if run.number == current else "",
            pick=f"run.{place}",
        )
        for place, (run, plan, now) in enumerate(found)
    ]

    def pick(parts: list[str]) -> None:
        place = whole_numbers(parts[1:], len(found))
        if place is not None:
            st.session_state[state.RUN] = found[place[0]][0].number
            st.session_state[state.CHOSEN_AT] = time.monotonic()

    picker(cards(head, rows), "runs-table", pick)


def _compare(found: list[Past]) -> None:
    titles = {run.number: f"{run.number} · {plan.name}" for run, plan, _now in found}
    chosen = st.multiselect(
        _("Compare the curves of"),
        list(titles)[::-1],
        format_func=titles.__getitem__,
        placeholder=_("two or more trainings"),
        key=state.COMPARED_RUNS,
        persist_state="session",
    )
    if len(chosen) < 2:
        return
    points = {
        titles[run.number]: (
            trials.recipe_of(run, plan).batch_size,
            [point for point in run.progress() if "loss" in point],
        )
        for run, plan, _now in found
        if run.number in chosen
    }
    for column, quantity in zip(st.columns(2), ("accuracy", "loss"), strict=True):
        with column:
            charts.show(charts.curves(points, quantity))
