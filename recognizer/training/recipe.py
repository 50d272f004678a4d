"""Settings of a training: architecture, data, distortion, steps.

Plain values without TensorFlow, so that the pages can offer them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from recognizer.errors import N_, InvalidSetting, check_range, quoted
from recognizer.network.architecture import Architecture


@dataclass(frozen=True)
class Distortion:
    """Strengths of the distortions; zeros leave images unchanged.

    Attributes:
        rotation: largest angle, in degrees.
        scale: largest relative change of size, drawn for each axis.
        shear: largest horizontal shift per vertical pixel.
        shift: largest movement, in pixels.
        elastic: standard deviation of the grid's displacements, in pixels.
        grid: number of grid cells along each side; fewer are smoother.
    """

    rotation: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    shift: float = 0.0
    elastic: float = 0.0
    grid: int = 5


NONE = Distortion()


@dataclass(frozen=True)
class Patience:
    """How long to wait for a better network before a training is stopped.

    After the Theano deep learning tutorials, "Early-stopping" (2010).

    Attributes:
        steps: batches to wait at least.
        increase: a clearly better network at step t is reason to wait until step
            t × increase.
        threshold: clearly better is an error below the best one × threshold.
        every: batches between two measurements.
    """

    steps: int
    every: int
    increase: float = 2.0
    threshold: float = 0.995

    def __post_init__(self) -> None:
        """Check that the training can go on and can stop.

        Raises:
            InvalidSetting: for a value out of range.
        """
        check_range(N_("Patience in steps"), self.steps, 1, 10_000_000)
        check_range(N_("Steps between measurements"), self.every, 1, 1_000_000)
        check_range(N_("Growth of the patience"), self.increase, 1, 100)
        check_range(N_("Threshold of a better error"), self.threshold, 0, 1)

    def is_exhausted(self, measured: Iterable[tuple[int, float]]) -> bool:
        """Whether to stop after these measurements.

        Args:
            measured: (step, error on held-out images) in order.
        """
        limit, best, last = self.steps, float("inf"), 0
        for step, error in measured:
            if error < best * self.threshold:
                limit = max(limit, int(step * self.increase))
            best = min(best, error)
            last = step
        return last >= limit


MAX_STEP_MIB = 1_024
"""Of activations that a step keeps; its gradients take as much again."""

Optimizer = Literal["adam", "gradient-descent"]
Schedule = Literal["constant", "one-cycle"]
SOURCES = (
    "mnist",
    "mnist-tenth",
    "digits-8x8",
    "unipen",
    "templates",
    "nondigits",
    "scribbles",
    "own",
    "own-hand",
)
_NO_DIGITS = ("nondigits", "scribbles")
_OF_PEOPLE = ("own", "own-hand")


@dataclass(frozen=True)
class Recipe:
    """All settings of a training but the seed.

    Attributes:
        name: unique among the recipes.
        architecture: the network.
        mixture: fraction of each batch by source, adding up to 1; see
            `recognizer.training.sources`.
        images: training samples in total.
        batch_size: images for each step.
        optimizer: Adam (Kingma and Ba, 2015) or plain gradient descent.
        learning_rate: the constant, or the peak of one-cycle.
        schedule: constant, or one-cycle (Smith, 2018, A disciplined approach to
            neural network hyper-parameters): a tenth of the steps up, then a
            cosine down to zero.
        distortion: drawn again each time that an image is used.
        label_smoothing: part of the target spread evenly over the ten digits.
        weight_decay: part of each kernel, times the learning rate, that a step takes
            away (Loshchilov and Hutter, 2019, Decoupled weight decay regularization).
            No part of the representation, as `bfloat16`: checkpoints are older.
        held_out: images at the end of MNIST's training set, or of scikit-learn's
            digits if they alone are trained on, that are never trained on.
        patience: when to stop early; None trains to the end.
        bfloat16: multiply in bfloat16 on processors that can, which takes about half
            the time. It changes how numbers are rounded and nothing else, so it is no
            part of the representation that checkpoints are compared by.
        notes: sentences for the card, about these settings and no others.
    """

    name: str
    architecture: Architecture
    mixture: tuple[tuple[str, float], ...] = (("mnist", 1.0),)
    images: int = 55_000
    batch_size: int = 128
    optimizer: Optimizer = "adam"
    learning_rate: float = 3e-3
    schedule: Schedule = "one-cycle"
    distortion: Distortion = NONE
    label_smoothing: float = 0.0
    weight_decay: float = field(default=0.0, repr=False)
    held_out: int = 5_000
    patience: Patience | None = None
    bfloat16: bool = field(default=False, repr=False)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the settings.

        Raises:
            InvalidSetting: for a value out of range or an unknown source.
        """
        check_range(N_("Training samples (total)"), self.images, 1, 100_000_000)
        check_range(N_("Batch size"), self.batch_size, 1, 8_192)
        check_range(N_("Validation images"), self.held_out, 1, 59_999)
        if not 0 < self.learning_rate <= 10:
            raise InvalidSetting(
                N_(
                    "{setting} must be above 0 and at most {high}, but {value} was "
                    "given."
                ),
                setting=N_("Learning rate"),
                high=10,
                value=self.learning_rate,
            )
        if not 0 <= self.label_smoothing < 1:
            raise InvalidSetting(
                N_("{setting} must be 0 or more and below 1, but {value} was given."),
                setting=N_("Label smoothing"),
                value=self.label_smoothing,
            )
        check_range(N_("Weight decay"), self.weight_decay, 0, 1)
        _check_mixture(dict(self.mixture))
        mib = self.batch_size * self.architecture.activations * 4 / 2**20
        if mib > MAX_STEP_MIB:
            raise InvalidSetting(
                N_(
                    "A training step may keep up to {limit} MiB of activations, but "
                    "this would keep {count}."
                ),
                hint=N_("Use a smaller batch or fewer filters."),
                limit=f"{MAX_STEP_MIB:,}",
                count=f"{mib:,.0f}",
            )

    @property
    def steps(self) -> int:
        """Number of batches."""
        return max(1, round(self.images / self.batch_size))

    @property
    def rejects(self) -> bool:
        """Whether the network learns to say "no digit"."""
        return any(name in _NO_DIGITS for name, _fraction in self.mixture)

    @property
    def needs_own(self) -> bool:
        """Whether it trains on the drawings saved on this machine."""
        return any(name in _OF_PEOPLE for name, _fraction in self.mixture)

    def changed(self, **settings: Any) -> Recipe:
        """With other settings; what the notes say does not hold for them.

        Raises:
            InvalidSetting: for a value out of range or an unknown source.
        """
        changed = replace(self, **settings)
        return changed if changed == self else replace(changed, notes=())

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Recipe:
        """Read what `to_json` wrote, and the notes where they were added to it.

        Raises:
            InvalidSetting: for a value out of range.
            TypeError, KeyError: if it was written by something else.
        """
        patience = content["patience"]
        return cls(
            **{
                **content,
                "architecture": Architecture.from_json(content["architecture"]),
                "mixture": tuple(content["mixture"].items()),
                "distortion": Distortion(**content["distortion"]),
                "patience": None if patience is None else Patience(**patience),
                "notes": tuple(content.get("notes", ())),
            }
        )

    def to_json(self) -> dict[str, Any]:
        """All settings, for a card, which has the notes elsewhere."""
        settings = asdict(self)
        del settings["notes"]
        return {
            **settings,
            "architecture": self.architecture.to_json(),
            "mixture": dict(self.mixture),
        }


def _check_mixture(mixture: Mapping[str, float]) -> None:
    if not mixture:
        raise InvalidSetting(
            N_("A training must have at least one source of data, but has none."),
            hint=N_("Choose the data to train on."),
        )
    for name in mixture:
        if name not in SOURCES:
            raise InvalidSetting(
                N_("The data to train on must be of {known}, but {value} was given."),
                known=", ".join(SOURCES),
                value=quoted(name),
            )
    parts = mixture.values()
    if not all(part > 0 for part in parts) or abs(sum(parts) - 1) > 1e-6:
        raise InvalidSetting(
            N_(
                "The proportions of the data to train on must be above 0 and add up to "
                "1, but {value} was given."
            ),
            value=", ".join(f"{name} {part:g}" for name, part in mixture.items()),
        )
