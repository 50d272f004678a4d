"""What recipes and their settings are called."""

from __future__ import annotations

from recognizer.training.recipe import Optimizer
from recognizer.training.runs import State, Status
from recognizer.ui.translation import gettext as _


def preset_names() -> dict[str, str]:
    """What each recipe is called."""
    return {
        "fast": _("Fast: one pass over MNIST"),
        "quick": _("Quick: 8,000 images"),
        "own": _("Your own handwriting, from the built-in network"),
        "best": _("Best: like the built-in network"),
        "tutorial": _("Course: two-layer CNN, 2,000 steps"),
        "softmax": _("Course: softmax regression"),
        "hidden-layer": _("One hidden layer of 1,024"),
        "edges": _("Hand-designed edge filters"),
        "one-layer-cnn": _("Course: one-layer CNN, 16 filters"),
        "multi-layer": _("Course: multi-layer network"),
        "logistic": _("Course: logistic regression, early stopping"),
        "digits": _("Course: scikit-learn's 8 × 8 digits"),
    }


def strength_names() -> dict[str, str]:
    """What each strength of distortion is called."""
    return {"none": _("none"), "light": _("light"), "moderate": _("moderate")}


def status_names() -> dict[Status, str]:
    """What each status is called."""
    return {
        "waiting": _("queued"),
        "loading": _("loading data"),
        "training": _("training"),
        "publishing": _("evaluating"),
        "finished": _("finished"),
        "stopped": _("stopped"),
        "pruned": _("stopped early"),
        "failed": _("failed"),
        "interrupted": _("interrupted"),
    }


def status_name(now: State) -> str:
    """What a run does, or how it ended."""
    if now.status == "stopped" and now.figures is not None:
        return _("stopped; the best weights so far are saved")
    return status_names()[now.status]


def optimizer_names() -> dict[Optimizer, str]:
    """What each optimiser is called."""
    return {"adam": "Adam", "gradient-descent": _("gradient descent")}
