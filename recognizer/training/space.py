"""A search over settings: which values are tried, and what each trial trains by.

Random search (Bergstra and Bengio, 2012, Random search for hyper-parameter
optimization): with the same number of trainings it tries more different values of the
settings that matter than a grid does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.random import Generator

from recognizer.errors import N_, InvalidSetting, Message, check_range, quoted
from recognizer.training.recipe import Recipe
from recognizer.training.recipes import STRENGTHS

MAX_TRIALS = 200
DRAWS = 50
"""How often to draw for each trial, until it differs from those before."""

Value = float | str


@dataclass(frozen=True)
class Setting:
    """A setting that can be searched.

    Attributes:
        label: as the form calls it.
        apply: a recipe with another value.
        is_whole: whether only whole numbers will do.
        is_log: whether twice as much is as far as half as much.
        names: what it can be, if it is no number.
    """

    label: Message
    apply: Callable[[Recipe, Value], Recipe]
    is_whole: bool = False
    is_log: bool = True
    names: tuple[str, ...] = ()


def _filters(layer: int) -> Callable[[Recipe, Value], Recipe]:
    def apply(recipe: Recipe, value: Value) -> Recipe:
        filters = list(recipe.architecture.filters)
        filters[layer] = int(value)
        shape = replace(recipe.architecture, filters=tuple(filters))
        return replace(recipe, architecture=shape)

    return apply


def _units(recipe: Recipe, value: Value) -> Recipe:
    shape = replace(recipe.architecture, dense=int(value))
    return replace(recipe, architecture=shape)


def _dropout(recipe: Recipe, value: Value) -> Recipe:
    shape = replace(recipe.architecture, dropout=float(value))
    return replace(recipe, architecture=shape)


SETTINGS = {
    "learning-rate": Setting(
        N_("Learning rate"), lambda recipe, v: replace(recipe, learning_rate=float(v))
    ),
    "batch-size": Setting(
        N_("Batch size"),
        lambda recipe, v: replace(recipe, batch_size=int(v)),
        is_whole=True,
    ),
    "filters-1": Setting(N_("Filters in layer 1"), _filters(0), is_whole=True),
    "filters-2": Setting(N_("Filters in layer 2"), _filters(1), is_whole=True),
    "units": Setting(N_("Dense units"), _units, is_whole=True),
    "dropout": Setting(N_("Dropout"), _dropout, is_log=False),
    "distortion": Setting(
        N_("Distortion"),
        lambda recipe, v: replace(recipe, distortion=STRENGTHS[str(v)]),
        names=tuple(STRENGTHS),
    ),
}
"""What can be searched, by its name on the command line."""


def searchable(recipe: Recipe) -> tuple[str, ...]:
    """The settings that a recipe's network has."""
    shape = recipe.architecture
    return tuple(
        name
        for name in SETTINGS
        if not (name == "filters-1" and not shape.filters)
        and not (name == "filters-2" and len(shape.filters) < 2)
        and not (name in ("units", "dropout") and shape.kind == "softmax")
    )


def usual(recipe: Recipe) -> dict[str, str]:
    """Values to try round those of a recipe, as they are written."""
    rate, batch = recipe.learning_rate, recipe.batch_size
    found = {
        "learning-rate": f"{rate / 4:.3g}..{min(10, rate * 4):.3g}",
        "batch-size": f"{max(1, batch // 2)}, {batch}, {batch * 2}",
        "dropout": "0..0.8",
        "distortion": "none, light",
    }
    return {name: text for name, text in found.items() if name in searchable(recipe)}


@dataclass(frozen=True)
class Search:
    """What is searched.

    Attributes:
        trials: how many trainings are begun.
        values: by setting, what is tried: a range as "0.001..0.01", or a list as
            "32, 64, 128".
    """

    trials: int
    values: tuple[tuple[str, str], ...]

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Search:
        """Read what `dataclasses.asdict` gave.

        Raises:
            TypeError, KeyError, ValueError: if it was written by something else.
        """
        return cls(content["trials"], tuple((name, t) for name, t in content["values"]))

    def recipes(self, base: Recipe, seed: int) -> tuple[Recipe, ...]:
        """What each trial trains by; the same for the same seed.

        Returns:
            All different; fewer than `trials`, if there are no more.

        Raises:
            InvalidSetting: for a setting or value that is not allowed.
        """
        check_range(N_("Trials"), self.trials, 2, MAX_TRIALS)
        if not self.values:
            raise InvalidSetting(
                N_("A search must try values of at least one setting."),
                hint=N_("Choose a setting, and the values to try."),
            )
        draws = {
            name: _reader(name, text, base) for name, text in dict(self.values).items()
        }
        rng = np.random.default_rng([seed, 18])
        found: dict[Recipe, None] = {}
        for _ in range(self.trials * DRAWS):
            recipe = base
            for name, draw in draws.items():
                recipe = SETTINGS[name].apply(recipe, draw(rng))
            found[replace(recipe, notes=())] = None
            if len(found) == self.trials:
                break
        return tuple(found)


def values_of(recipe: Recipe) -> Mapping[str, Value]:
    """A recipe's values of all settings that can be searched and that it has."""
    shape = recipe.architecture
    known: dict[str, Value] = {
        "learning-rate": recipe.learning_rate,
        "batch-size": recipe.batch_size,
        "units": shape.dense,
        "dropout": shape.dropout,
        **{f"filters-{layer}": count for layer, count in enumerate(shape.filters, 1)},
        "distortion": next(
            (name for name, each in STRENGTHS.items() if each == recipe.distortion), ""
        ),
    }
    return {name: known[name] for name in searchable(recipe)}


def _reader(name: str, text: str, base: Recipe) -> Callable[[Generator], Value]:
    """What draws a value of a setting."""
    if name not in searchable(base):
        raise InvalidSetting(
            N_("A search over this network can try {known}, but not {value}."),
            known=", ".join(searchable(base)),
            value=quoted(name),
        )
    setting = SETTINGS[name]
    ends = re.fullmatch(r"\s*(\S+?)\s*\.\.\s*(\S+)\s*", text)
    if ends is None or setting.names:
        parts = [part.strip() for part in text.split(",")]
        listed = [_value(setting, part, text) for part in parts]
        for each in listed:
            setting.apply(base, each)
        return lambda rng: listed[int(rng.integers(len(listed)))]
    low, high = (float(_value(setting, part, text)) for part in ends.groups())
    if low >= high or (setting.is_log and low <= 0):
        raise _unreadable(setting, text)
    for end in (low, high):
        setting.apply(base, end)

    def draw(rng: Generator) -> float:
        if setting.is_log:
            value = math.exp(rng.uniform(math.log(low), math.log(high)))
        else:
            value = rng.uniform(low, high)
        return round(value) if setting.is_whole else float(f"{value:.3g}")

    return draw


def _value(setting: Setting, part: str, text: str) -> Value:
    if setting.names:
        if part not in setting.names:
            raise InvalidSetting(
                N_("{setting} must be one of {known}, but {value} was given."),
                setting=setting.label,
                known=", ".join(setting.names),
                value=quoted(part),
            )
        return part
    try:
        value = float(part)
    except ValueError:
        raise _unreadable(setting, text) from None
    if not math.isfinite(value) or (setting.is_whole and value != int(value)):
        raise _unreadable(setting, text)
    return value


def _unreadable(setting: Setting, text: str) -> InvalidSetting:
    return InvalidSetting(
        N_("The values to try for “{setting}” cannot be read: {value}."),
        hint=N_("Give a range such as 0.001..0.01, or a list such as 32, 64, 128."),
        setting=setting.label,
        value=quoted(text),
    )
