"""What a training run is to do: all of its settings, fixed when it is created."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recognizer.errors import N_, InvalidSetting, check_range
from recognizer.network import bundles
from recognizer.settings import SHIPPED_WEIGHTS, Settings
from recognizer.training.recipe import Recipe
from recognizer.training.space import Search


@dataclass(frozen=True)
class Start:
    """What a training starts from.

    Attributes:
        model: name of the bundle whose weights it starts with.
        keeps_filters: freeze the filters.
        dense_anew: reinitialise the dense layers; with `keeps_filters` this is
            transfer learning.
    """

    model: str
    keeps_filters: bool = False
    dense_anew: bool = False


@dataclass(frozen=True)
class Plan:
    """All settings of a run.

    Attributes:
        name: of the new model.
        recipe: how it is trained.
        seed: of everything random.
        start: the model to fine-tune; None for random weights.
        note: in the person's own words.
        ship: publish among the built-in models.
        command: that started it, for the card; "" for the Retrain page.
        owner: mark of the browser that started it, see `room.identity`; "" for a
            command. It is on no card.
        search: the values to try; the best trial becomes the model. None to train once,
            by the recipe as it is.
    """

    name: str
    recipe: Recipe
    seed: int = 0
    start: Start | None = None
    note: str = ""
    ship: bool = False
    command: str = ""
    owner: str = ""
    search: Search | None = None

    def __post_init__(self) -> None:
        """Check the settings.

        Raises:
            InvalidSetting: for a value that is not allowed.
        """
        check_range(N_("Random seed"), self.seed, 0, 2**31 - 1)
        bundles.check_note(self.note)
        if self.search is not None:
            self.search.recipes(self.recipe, self.seed)
        start, kind = self.start, self.recipe.architecture.kind
        if start and (start.keeps_filters or start.dense_anew) and kind != "cnn":
            raise InvalidSetting(
                N_(
                    "Only a network with convolutions can freeze its filters or "
                    "reinitialise its dense layers, but the architecture is {value}."
                ),
                hint=N_("Choose another architecture, or neither of the two."),
                value=kind,
            )

    def folder(self, settings: Settings) -> Path:
        """The folder of models that this one is published into."""
        return SHIPPED_WEIGHTS if self.ship else settings.data / "models"
