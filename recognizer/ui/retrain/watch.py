"""One training, live: its curves, its filters, what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from recognizer.errors import DamagedRun
from recognizer.network import bundles
from recognizer.room.rights import Action
from recognizer.training import runs, trials
from recognizer.training.plan import Plan
from recognizer.training.recipe import Recipe
from recognizer.training.runs import Run, State
from recognizer.ui import navigation, shared, state, visitor
from recognizer.ui.retrain import digits, search, trainings
from recognizer.ui.retrain.names import (
    optimizer_names,
    preset_names,
    status_name,
)
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import (
    buttons,
    charts,
    feature_maps,
    metrics,
    sources,
    times,
)
from recognizer.ui.widgets.formats import percent
from recognizer.ui.widgets.tables import pairs
from recognizer.ui.widgets.texts import heading, note, plain

Points = Sequence[Mapping[str, Any]]
NAMED = 5
"""Most other trainings that are named one by one."""


def is_training() -> bool:
    """Whether any run is at work or waits."""
    found = runs.all_runs(shared.launcher().folder)
    return any(run.state().is_active for run in found)


def statuses() -> dict[int, str]:
    """The status of every run, by its number."""
    found = runs.all_runs(shared.launcher().folder)
    return {run.number: run.state().status for run in found}


def watch_while(known: Mapping[int, str]) -> None:
    """Watch; when a run begins, ends or changes its status, the page follows."""
    watch()
    if statuses() != known:
        st.rerun()


def watch_until_begun() -> None:
    """Watch, for a visitor who waits until the presenter trains, or lets visitors."""
    watch()
    if is_training() or trainings.may_train():
        st.rerun()


def watch() -> None:
    """One run, live, and who waits."""
    states = {
        run.number: (run, run.state())
        for run in runs.all_runs(shared.launcher().folder)
    }
    if not states:
        st.markdown("## " + _("Nothing has been trained yet"))
        if trainings.may_train():
            st.markdown(
                _("Start a training: within seconds its curves and filters appear.")
            )
        else:
            st.markdown(_("The curves and filters of the first training appear here."))
        return
    run, now = states[_shown(states)]
    try:
        plan = run.plan()
    except DamagedRun as error:
        st.error(plain(explain(error)))
        _offer_deletion(run)
        return
    title = f"{run.number} · {plan.name} · {status_name(now)}"
    st.markdown("## " + plain(title))
    others = {
        number: theirs
        for number, (other, theirs) in states.items()
        if theirs.is_active and other != run
    }
    if others:
        note(_named(others) if len(others) <= NAMED else _counted(others))
    if now.error is not None:
        st.error(plain(explain(now.error)))
    points = run.progress()
    is_searching = now.status == "training" and plan.search is not None
    if now.is_active and points and not is_searching:
        _show_progress(now, points[-1])
    _steer(run, plan, now)
    search.show(run, plan, now)
    digits.show(run, points)
    _show_curves(run, plan, points)
    weights = run.filters()
    if weights is not None:
        heading(_("Current first-layer weights"))
        st.html(feature_maps.kernels(weights))
    if now.figures:
        metrics.show(now.figures)
    _show_details(run, plan, now)


def _named(others: Mapping[int, State]) -> str:
    each = [f"{number} ({status_name(theirs)})" for number, theirs in others.items()]
    return _("Other trainings: {numbers}").format(numbers=", ".join(each))


def _counted(others: Mapping[int, State]) -> str:
    queued = sum(theirs.status == "waiting" for theirs in others.values())
    return _("Other trainings: {active} at work, {queued} queued").format(
        active=len(others) - queued, queued=queued
    )


def current_run() -> int:
    """Number of the run that is looked at; there is one."""
    found = runs.all_runs(shared.launcher().folder)
    return _shown({run.number: (run, run.state()) for run in found})


def _shown(states: Mapping[int, tuple[Run, State]]) -> int:
    """The run that is looked at: the chosen one, else the one at work, or the last."""
    chosen = st.session_state.get(state.RUN)
    if isinstance(chosen, int) and chosen in states:
        return chosen
    active = [number for number, (_run, now) in states.items() if now.is_active]
    return min(active) if active else max(states)


def _show_progress(now: State, last: Mapping[str, Any]) -> None:
    """Bar, speed and remaining time; of one that waits again, where it will go on."""
    if now.status == "waiting":
        if "step" in last:
            text = _("Goes on from its last checkpoint as soon as there is room for it")
            st.progress(last["step"] / last["steps"], text)
        return
    if "loading" in last:
        fraction = last["done"] / max(1, last["total"])
        text = _("Loading data")
        if last["loading"] == "mnist":
            text = _("Downloading MNIST: {here} of {total} MB").format(
                here=f"{last['done'] / 1e6:.1f}", total=f"{last['total'] / 1e6:.1f}"
            )
        st.progress(fraction, text)
        return
    text = _("{speed} images per second, {time} left").format(
        speed=f"{last['images_per_s']:,.0f}", time=times.span(last["remaining_s"])
    )
    st.progress(last["step"] / last["steps"], text)


def _show_curves(run: Run, plan: Plan, points: Points) -> None:
    measured = [point for point in points if "loss" in point]
    if not measured:
        return
    recipe = trials.recipe_of(run, plan)
    both = {plan.name: (recipe.batch_size, measured)}
    for column, quantity in zip(st.columns(2), ("accuracy", "loss"), strict=True):
        with column:
            charts.show(charts.curves(both, quantity))
    st.page_link(
        navigation.script("learn"),
        label=_("What is overfitting?"),
        icon=":material/school:",
        query_params={"lesson": "overfitting"},
    )


def _steer(run: Run, plan: Plan, now: State) -> None:
    """Stop it, let it go on, use what came of it, or delete it."""
    with st.container(horizontal=True, gap="small"):
        if now.is_active:
            _offer_stop(run, plan)
            return
        if now.can_resume and trainings.may_train(plan.owner):
            st.button(
                _("Resume"),
                icon=":material/play_arrow:",
                on_click=buttons.attempt,
                args=(trainings.resume, run),
                key="resume",
            )
        if run.can_go_on() and trainings.may_train(plan.owner):
            st.button(
                _("Go on"),
                icon=":material/play_arrow:",
                on_click=buttons.attempt,
                args=(_go_on, run),
                key="go-on-training",
            )
        if plan.name in bundles.names(shared.settings().model_folders):
            _offer_trial(plan.name)
            buttons.offer_to_answer(plan.name)
            buttons.offer_gallery(plan.name)
        _offer_deletion(run)


def _go_on(run: Run) -> None:
    """Continue a stopped training, and watch the new one."""
    st.session_state[state.RUN] = trainings.go_on(run).number


def _offer_trial(name: str) -> None:
    if st.button(_("Try it"), icon=":material/draw:", type="primary", key="try"):
        state.choose_model(name)
        st.switch_page(navigation.script("draw"))


def _offer_stop(run: Run, plan: Plan) -> None:
    """Stop one's own training at once, another's after asking back."""
    if visitor.current().owns(plan.owner):
        st.button(
            _("Stop"),
            icon=":material/stop:",
            on_click=buttons.attempt,
            args=(trainings.stop, run),
            key="stop",
        )
    elif visitor.may(Action.STOP_TRAINING, plan.owner):
        buttons.ask_back(
            _("Stop"),
            ":material/stop:",
            _(
                "Somebody else started training {number}. The best weights so far will "
                "be saved."
            ).format(number=run.number),
            trainings.stop,
            run,
            key="stop",
        )


def _offer_deletion(run: Run) -> None:
    if not visitor.may(Action.DELETE_TRAINING, run.owner()):
        return
    buttons.ask_back(
        _("Delete"),
        ":material/delete:",
        _(
            "Training {number} will be deleted for good, with its curves. Its model "
            "stays."
        ).format(number=run.number),
        trainings.delete,
        run,
        key="delete",
    )


def _show_details(run: Run, plan: Plan, now: State) -> None:
    with st.expander(_("Settings"), icon=":material/tune:"):
        if plan.note:
            st.text(plan.note)
        rows = settings_of(trials.recipe_of(run, plan))
        rows.append((_("Random seed"), str(plan.seed)))
        start = plan.start.model if plan.start else _("random weights")
        rows.append((_("Start from"), start))
        if now.elapsed_s:
            rows.append((_("Duration"), times.span(now.elapsed_s)))
        st.html(pairs(rows))
    with st.expander("TensorBoard", icon=":material/monitoring:"):
        st.markdown(_("In a terminal on the machine that trains, in the data folder:"))
        logs = run.logs.relative_to(shared.settings().data)
        st.code(f"tensorboard --logdir {logs}", language="bash")


def settings_of(recipe: Recipe) -> list[tuple[str, str]]:
    """A recipe's settings in words, as the form calls them."""
    form = recipe.architecture
    presets, data = preset_names(), sources.names()
    rows = [(_("Recipe"), presets.get(recipe.name, recipe.name))]
    rows += [
        (_("Filters in layer {number}").format(number=number), str(count))
        for number, count in enumerate(form.filters, 1)
    ]
    if form.kind != "softmax":
        rows += [(_("Dense units"), str(form.dense))]
        rows += [(_("Dropout"), f"{form.dropout:g}")]
    mixture = ", ".join(
        f"{data.get(source, source)} {percent(fraction, 0)}"
        for source, fraction in recipe.mixture
    )
    return [
        *rows,
        (_("Data"), mixture),
        (_("Training samples (total)"), f"{recipe.images:,}"),
        (_("Optimiser"), optimizer_names()[recipe.optimizer]),
        (_("Learning rate"), f"{recipe.learning_rate:g}"),
        (_("Batch size"), str(recipe.batch_size)),
        (_("Validation images"), f"{recipe.held_out:,}"),
    ]
