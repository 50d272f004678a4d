"""The texts of the parts that run in the browser, see `recognizer/browser/page.js`."""

from __future__ import annotations

from typing import Any

from recognizer.datasets.labelled import NO_DIGIT
from recognizer.errors import SingleDot
from recognizer.ui.catalogues import Gettext, explain

Labels = dict[str, Any]


def canvas(_: Gettext) -> Labels:
    """Of the canvas and its buttons."""
    return {
        "canvas": _("Canvas: draw a digit"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "clear": _("Clear"),
        "example": _("Example"),
    }


def answer(_: Gettext) -> Labels:
    """Of the digit, and of how sure the network is."""
    return {
        "blank": _("Draw a digit from 0 to 9."),
        "dot": explain(SingleDot(), _),
        "invalid": _("This drawing cannot be read."),
        "none": no_digit(_),
        "closest": _("It is closest to a {digit}."),
        "sure": _("{confidence} sure"),
    }


def label(value: int, _: Gettext) -> str:
    """A digit, or what is none, by its label."""
    return _("no digit") if value == NO_DIGIT else str(value)


def no_digit(_: Gettext) -> str:
    """The answer to what is not a digit."""
    return _("This does not look like a digit.")


def bars(_: Gettext) -> Labels:
    """Of the ten probabilities."""
    return {
        "bars": _("Probability of each digit"),
        "own": _("the network's own: {probability}"),
    }


def feedback(_: Gettext) -> Labels:
    """Of what can be said of an answer, and of what the browser remembers."""
    return {
        "right": _("Correct"),
        "relabel": _("It's a …"),
        "no-digit": _("Not a digit"),
        "take-back": _("Undo"),
        "save": _("Save …"),
        "forget": _("Forget"),
        "album": _("All {count}"),
        "close-album": _("Close"),
        "forget-all": _("Forget all"),
        "permanent": _("Make it permanent: save and train …"),
        "remembered": _("Remembered as {label}"),
        "saved": _("Saved as {label}"),
        "noDigit": _("no digit"),
        "here": _("Remembered in this browser only."),
        "kind": _("You showed me this kind of {digit} {when}."),
        "none": _("You showed me {when} that this is no digit."),
        "classKind": _("The class showed it this kind of {digit} {when}."),
        "classNone": _("The class showed {when} that this is no digit."),
        "on": _("on {day}"),
        "title": _("Remembered drawings: {count}"),
        "about": _(
            "You corrected these answers. Drawings like them are now read as you said, "
            "by every network, without training. They are stored in this browser and "
            "nowhere else; when there are more than 100, the least used one goes."
        ),
    }


def stages(_: Gettext, is_drawn: bool) -> Labels:
    """Of the pictures from the ink to the image that the network is given."""
    drawn, scaled = _("Redrawn: 20\u00a0px, same pen"), _("Scaled down to 20\u00a0px")
    centred = _("Centred by mass in 28 × 28")
    small = drawn if is_drawn else scaled
    return {"stages": [_("Your ink"), _("Cropped"), small, centred]}


def maps(_: Gettext) -> Labels:
    """Of the layers."""
    return {
        "layers": {
            "convolution_1": _("Layer 1: {count} filters of 5 × 5"),
            "convolution_2": _("Layer 2: {count} maps, each from all maps of layer 1"),
            "edges": _("Hand-designed edge filters: {count}"),
            "dense": _("Dense layer: {count} units"),
        },
        "filter": _("Filter {number}"),
        "units": _("Activations of {count} units"),
        "kernel": _("kernel"),
        "preActivation": _("before ReLU"),
        "activation": _("after ReLU, and pooled"),
    }
