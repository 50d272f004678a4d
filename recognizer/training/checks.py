"""Checks of a plan before it is trained, in milliseconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from recognizer.datasets import stroke_files
from recognizer.errors import N_, InvalidSetting, NotAllowed
from recognizer.network import bundles
from recognizer.network.bundles import Bundle
from recognizer.settings import Settings
from recognizer.training import runs
from recognizer.training.plan import Plan
from recognizer.training.recipes import RECIPES

_UNIPEN = {"unipen": "digits-train", "nondigits": "letters-train"}
"""Files that cannot be downloaded, by the source that needs them."""
VISITORS_IMAGES = 100_000
"""Most training samples of a preset that visitors may train; takes two minutes."""


def check(plan: Plan, settings: Settings) -> None:
    """Reject a plan that would fail later.

    Raises:
        InvalidSetting: if its name is invalid or taken, or if it starts from a model of
            another architecture.
        UnknownModel, InvalidBundle: if the model it starts from cannot be read.
        MissingData: if its data is neither here nor downloadable.
        NoDrawings: if it trains on saved drawings, and there are none.
    """
    folders = (plan.folder(settings),) if plan.ship else settings.model_folders
    for folder in folders:
        bundles.check_new(plan.name, folder)
    starting_model(plan, settings)
    if plan.start is not None and plan.search is not None:
        for recipe in plan.search.recipes(plan.recipe, plan.seed):
            starting_model(replace(plan, recipe=recipe, search=None), settings)
    for source, _fraction in plan.recipe.mixture:
        if source in _UNIPEN:
            stroke_files.locate("unipen", _UNIPEN[source], settings)
    if plan.recipe.needs_own:
        # Imported here, because SQLAlchemy takes a quarter of a second.
        from recognizer.training import own

        own.saved(settings, at_most=1)


def visitors_presets() -> tuple[str, ...]:
    """Names of the presets that visitors may train, where they may train at all."""
    return tuple(
        name for name, recipe in RECIPES.items() if recipe.images <= VISITORS_IMAGES
    )


def check_visitors(plan: Plan, settings: Settings) -> None:
    """Reject what a visitor may not train, though visitors may train.

    Raises:
        NotAllowed: if it is a search, or not one of the short presets as it comes, or
            if this visitor has another training that is queued or at work.
    """
    preset = RECIPES.get(plan.recipe.name)
    if (
        plan.search is not None
        or plan.recipe != preset
        or plan.recipe.name not in visitors_presets()
    ):
        raise NotAllowed(
            N_(
                "Visitors can train presets of up to {limit} samples, without changing "
                "their settings."
            ),
            hint=N_("Choose one of {known}."),
            limit=f"{VISITORS_IMAGES:,}",
            known=", ".join(visitors_presets()),
        )
    for run in runs.all_runs(settings.runs):
        if run.state().is_active and run.owner() == plan.owner:
            raise NotAllowed(
                N_(
                    "Each visitor can have one training at a time, and training "
                    "{number} is yours."
                ),
                hint=N_("Stop it first, or wait until it has finished."),
                number=run.number,
            )


def free_name(stem: str, settings: Settings, others: Iterable[str] = ()) -> str:
    """A name that no model and no run has yet, such as fast-1.

    Args:
        others: names that other machines' runs have.
    """
    taken = {*others, *bundles.names(settings.model_folders)}
    taken |= {plan.name for _run, plan in runs.planned(settings.runs)}
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def check_queue(plan: Plan, settings: Settings) -> None:
    """Reject a name that a queued or running training will give its model.

    Raises:
        InvalidSetting: if there is one.
    """
    for run, other in runs.planned(settings.runs):
        if other.name == plan.name and run.state().is_active:
            raise name_is_taken(plan.name, run.number)


def name_is_taken(name: str, number: int) -> InvalidSetting:
    """What there is to say of a name that a run will give its model."""
    return InvalidSetting(
        N_("The model of training {number} will be named {name}."),
        hint=N_("Choose another name."),
        number=number,
        name=name,
    )


def starting_model(plan: Plan, settings: Settings) -> Bundle | None:
    """The model that a training fine-tunes; None for random weights.

    Raises:
        UnknownModel, InvalidBundle: if it cannot be read.
        InvalidSetting: if it has another architecture.
    """
    if plan.start is None:
        return None
    bundle = bundles.find(plan.start.model, settings.model_folders)
    if not plan.recipe.architecture.takes_weights_of(bundle.card.architecture):
        raise InvalidSetting(
            N_("The model {name} has another architecture than the one to be trained."),
            hint=N_("Choose a model of the same architecture, or random weights."),
            name=plan.start.model,
        )
    return bundle
