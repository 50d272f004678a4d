"""All trainings: a table to sort, and curves laid over each other."""

from __future__ import annotations

import streamlit as st

from recognizer.training import runs
from recognizer.training.plan import Plan
from recognizer.training.runs import Run
from recognizer.ui import shared, state
from recognizer.ui.retrain.names import preset_names
from recognizer.ui.retrain.watch import status_names
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import charts, metrics


def past_runs() -> None:
    """All runs, to look at again or to lay over each other."""
    found = runs.planned(shared.launcher().folder)[::-1]
    if len(found) < 2:
        return
    st.markdown("## " + _("All trainings"))
    st.markdown(_("Choose one to look at it, several to compare their curves."))
    chosen = [found[row] for row in _selected(found)]
    if len(chosen) == 1:
        number = chosen[0][0].number
        if st.session_state.get(state.RUN) != number:
            st.session_state[state.RUN] = number
            st.rerun()
    elif chosen:
        _lay_over(chosen)


def _selected(found: list[tuple[Run, Plan]]) -> list[int]:
    rows, presets = [], preset_names()
    for run, plan in found:
        now = run.state()
        rows.append(
            {
                _("Number"): run.number,
                _("Name"): plan.name,
                _("Recipe"): presets.get(plan.recipe.name, plan.recipe.name),
                _("Status"): status_names()[now.status],
                _("MNIST test accuracy"): metrics.accuracy(
                    now.figures or {}, "mnist-test"
                ),
                _("Seconds"): round(now.elapsed_s),
                _("Training samples (total)"): plan.recipe.images,
                _("Learning rate"): plan.recipe.learning_rate,
                _("Batch size"): plan.recipe.batch_size,
                _("Note"): plan.note,
            }
        )
    table = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key=state.variant(state.RUNS, len(rows)),  # a new training is looked at
    )
    selected: list[int] = table["selection"]["rows"]
    return [row for row in selected if row < len(found)]


def _lay_over(chosen: list[tuple[Run, Plan]]) -> None:
    points = {
        f"{run.number} · {plan.name}": (
            plan.recipe.batch_size,
            [point for point in run.progress() if "loss" in point],
        )
        for run, plan in chosen
    }
    for column, quantity in zip(st.columns(2), ("accuracy", "loss"), strict=True):
        with column:
            charts.show(charts.curves(points, quantity))
