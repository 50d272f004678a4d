"""What a person chooses: network, data and settings, and the name of what comes."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from recognizer.datasets import mnist
from recognizer.errors import RecognizerError
from recognizer.network import bundles
from recognizer.network.architecture import Architecture
from recognizer.training.plan import Plan, Start
from recognizer.training.recipe import Patience, Recipe
from recognizer.training.recipes import RECIPES, STRENGTHS
from recognizer.ui import shared, state
from recognizer.ui.retrain import search, trainings
from recognizer.ui.retrain.names import (
    optimizer_names,
    preset_names,
    strength_names,
)
from recognizer.ui.retrain.start import watch_next
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import sources
from recognizer.ui.widgets.texts import plain


def choose_recipe() -> Recipe:
    """A preset, and all of its settings to change.

    Raises:
        InvalidSetting: if the settings cannot work.
    """
    names = preset_names()
    preset = st.selectbox(
        _("Preset"), list(names), format_func=names.__getitem__, key=state.PRESET
    )
    recipe = RECIPES[preset]
    with st.expander(_("Settings"), icon=":material/tune:"):
        recipe = recipe.changed(
            architecture=choose_architecture(recipe),
            mixture=choose_data(recipe),
        )
        return choose_training(recipe)


def choose_architecture(recipe: Recipe) -> Architecture:
    """Choose the network's architecture."""
    shape = recipe.architecture
    filters = []
    for number, count in enumerate(shape.filters, 1):
        label = _("Filters in layer {number}").format(number=number)
        key = state.of_recipe(recipe.name, "filters1" if number == 1 else "filters2")
        help_ = _("Each finds one pattern; more find more and take longer.")
        filters.append(int(st.number_input(label, 1, 256, count, key=key, help=help_)))
    if shape.kind == "softmax":
        return shape
    dense = st.number_input(
        _("Dense units"),
        1,
        4096,
        shape.dense,
        key=state.of_recipe(recipe.name, "dense"),
        help=_("They combine what the filters found."),
    )
    dropout = st.slider(
        _("Dropout"),
        0.0,
        0.9,
        shape.dropout,
        key=state.of_recipe(recipe.name, "dropout"),
        help=_(
            "The fraction of dense units switched off at random, against overfitting."
        ),
    )
    return replace(shape, filters=tuple(filters), dense=int(dense), dropout=dropout)


def choose_data(recipe: Recipe) -> tuple[tuple[str, float], ...]:
    """What is trained on, in equal parts unless it is the preset's own mixture."""
    names = sources.names()
    own = [name for name, _share in recipe.mixture]
    chosen = st.multiselect(
        _("Data"),
        list(names),
        default=own,
        format_func=names.__getitem__,
        key=state.of_recipe(recipe.name, "data"),
        help=_(
            "What the network is trained on; MNIST is downloaded once (11 "
            "MB) if it is missing."
        ),
    )
    size = mnist.missing_bytes("train", shared.settings())
    if size and any(name.startswith("mnist") for name in chosen):
        text = _("MNIST is not on this machine: {size} MB are downloaded first.")
        st.caption(text.format(size=f"{size / 1e6:.0f}"))
    if set(chosen) == set(own):
        return recipe.mixture
    return tuple((name, 1 / len(chosen)) for name in chosen)


def choose_training(recipe: Recipe) -> Recipe:
    """Length, optimiser, distortion, what is held out, when to stop."""

    images = st.number_input(
        _("Training samples (total)"),
        1_000,
        10_000_000,
        recipe.images,
        step=1_000,
        key=state.of_recipe(recipe.name, "images"),
        help=_("MNIST's training set has 60,000; seen twice they count twice."),
    )
    optimizers = optimizer_names()
    optimizer = st.selectbox(
        _("Optimiser"),
        list(optimizers),
        index=list(optimizers).index(recipe.optimizer),
        format_func=optimizers.__getitem__,
        key=state.of_recipe(recipe.name, "optimizer"),
        help=_("Adam adapts each weight's step; gradient descent does not."),
    )
    rate = st.number_input(
        _("Learning rate"),
        1e-6,
        10.0,
        recipe.learning_rate,
        format="%.6f",
        key=state.of_recipe(recipe.name, "rate"),
        help=_("Too small and it crawls, too large and it diverges."),
    )
    batch_size = st.number_input(
        _("Batch size"),
        1,
        8_192,
        recipe.batch_size,
        key=state.of_recipe(recipe.name, "batch"),
        help=_("Images for each step."),
    )
    strengths = strength_names()
    own = next(name for name, each in STRENGTHS.items() if each == recipe.distortion)
    distortion = st.selectbox(
        _("Distortion"),
        list(strengths),
        index=list(strengths).index(own),
        format_func=strengths.__getitem__,
        key=state.of_recipe(recipe.name, "distortion"),
        help=_("Every image is rotated, stretched and bent at random."),
    )
    held_out = st.number_input(
        _("Validation images"),
        100,
        30_000,
        recipe.held_out,
        step=100,
        key=state.of_recipe(recipe.name, "held_out"),
        help=_("Never trained on: they show whether the network learns or memorises."),
    )
    stops_early = st.toggle(
        _("Stop early"),
        recipe.patience is not None,
        key=state.of_recipe(recipe.name, "patience"),
        help=_("Stop when validation accuracy has not improved for a while."),
    )
    patience = recipe.patience or Patience(steps=500, every=50)
    return recipe.changed(
        images=int(images),
        optimizer=optimizer,
        learning_rate=rate,
        batch_size=int(batch_size),
        distortion=STRENGTHS[distortion],
        held_out=int(held_out),
        patience=patience if stops_early else None,
    )


def choose_start(recipe: Recipe) -> Start | None:
    """Fresh weights, a model to go on from, or its filters alone."""
    fitting = []
    for name in bundles.names(shared.settings().model_folders):
        try:
            card = shared.bundle(name).card
        except RecognizerError:
            continue
        if recipe.architecture.takes_weights_of(card.architecture):
            fitting.append(name)
    usual = shared.settings().model
    choices = [None, *fitting]
    model = st.selectbox(
        _("Start from"),
        choices,
        index=choices.index(usual) if recipe.needs_own and usual in choices else 0,
        format_func=lambda name: name or _("random weights"),
        key=state.of_recipe(recipe.name, "start"),
        help=_("Random weights, or those of a model of the same architecture."),
    )
    if model is None:
        return None
    if recipe.architecture.kind != "cnn":
        return Start(model)
    keeps_filters = st.toggle(
        _("Freeze convolution layers"),
        recipe.needs_own,
        key=state.of_recipe(recipe.name, "keeps_filters"),
        help=_("The filters stay as they are; only the dense layers are trained."),
    )
    dense_anew = st.toggle(
        _("Reinitialise dense layers"),
        key=state.of_recipe(recipe.name, "dense_anew"),
        help=_("With frozen filters, this is transfer learning."),
    )
    return Start(model, keeps_filters, dense_anew)


def choose_and_train() -> None:
    """All that is chosen, and the button."""
    try:
        recipe = choose_recipe()
        start = choose_start(recipe)
        seed = st.number_input(
            _("Random seed"),
            0,
            2**31 - 1,
            0,
            key=state.SEED,
            help=_("The same seed gives the same images in the same order."),
        )
        name = trainings.new_name(recipe)
        name = st.text_input(
            _("Name"), name, key=state.variant(state.NEW_NAME, name), max_chars=60
        )
        note = st.text_input(
            _("Note"),
            key=state.variant(state.NEW_NOTE, name),
            max_chars=bundles.MAX_NOTE,
        )
        if st.button(
            _("Train"), type="primary", icon=":material/play_arrow:", key="train"
        ):
            plan = Plan(name, recipe, int(seed), start, note)
            watch_next(trainings.start(plan))
        with st.expander(_("Try many settings"), icon=":material/manage_search:"):
            chosen = search.choose(recipe)
            if st.button(
                _("Start the search"), icon=":material/play_arrow:", key="search"
            ):
                plan = Plan(name, recipe, int(seed), start, note, search=chosen)
                watch_next(trainings.start(plan))
    except RecognizerError as error:
        st.error(plain(explain(error)))
