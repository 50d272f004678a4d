"""The texts of the parts that run in the browser, see `browser/widgets/mounting.js`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from recognizer.datasets.labelled import NO_DIGIT
from recognizer.errors import SingleDot
from recognizer.network.architecture import Layer
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
        "link": _("Copy a link with this drawing"),
        "copied": _("Link copied"),
        "tooLong": _("This drawing is too large for a link."),
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
        "number": _("The digits of the number; choose one to look at it"),
        "figure": _("Digit {digit},"),
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
        "album": _("{count} remembered"),
        "close-album": _("Close"),
        "forget-all": _("Forget all"),
        "permanent": _("Make it permanent: save and train …"),
        "remembered": _("Remembered as {label}"),
        "saved": _("Saved as {label}"),
        "noDigit": _("no digit"),
        "late": _("Not saved yet: {count}."),
        "away": _("The app cannot be reached; this page keeps trying."),
        "resend": _("Try again"),
        "discard": _("Discard"),
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


def inside(_: Gettext, layers: Sequence[Layer]) -> Labels:
    """Of the network in one picture, and of what can be opened in it.

    Args:
        layers: from the image to the logits.
    """
    return {
        **answer(_),
        "network": _("Network"),
        "away": _("The network could not be fetched; the views below go on."),
        "hint": _("Press any part of the network to see how it was computed."),
        "close": _("Close"),
        "layers": [layer_name(layer, number, _) for number, layer in enumerate(layers)],
        "input": _("What the network sees"),
        "softmax": _("Softmax"),
        "answer": _("Answer"),
        "memory": _("Memory"),
        "short": {
            "pixels": _("Image"),
            "pooled": _("Pooling"),
            "softmax": _("Probabilities"),
        },
        "pooling": _("{layer}: pooling"),
        "maps": _("{count} maps of {size}"),
        "units": _("{count} units"),
        "filter": _("Filter {number}"),
        "unit": _("Unit {number}"),
        "digit": _("Digit {digit}"),
        "place": _("Row {row}, column {column}"),
        "kernel": _("Kernel {number}"),
        "product": _("One product"),
        "seen": _("What the filter looks at"),
        "inputMap": _("Input map {number}"),
        "before": _("Map before ReLU"),
        "after": _("Map after ReLU"),
        "pooled": _("Pooled map"),
        "four": _("Four values and the winner"),
        "patch": _("Patch"),
        "kernelAlone": _("Kernel"),
        "products": _("Products"),
        "inputs": _("Input values"),
        "weights": _("Weights"),
        "value": _("value"),
        "weight": _("weight"),
        "grey": _("grey level"),
        "bias": _("bias"),
        "sum": _("sum of the products"),
        "sums": _("sum of the {count} sums"),
        "source": _("Where the value comes from"),
        "digitHead": _("Digit"),
        "logit": _("Logit"),
        "scaled": _("÷ temperature"),
        "exponential": _("Exponential"),
        "probability": _("Probability"),
        "sumHead": _("Sum"),
        "aboutMaps": _("Each map shows where a filter found its pattern. Choose one."),
        "aboutUnits": _("Each square is a unit; bright ones are active. Choose one."),
        "aboutLogits": _(
            "The larger the logit, the more the network takes it for this digit. "
            "Choose one."
        ),
        "aboutKernel": _(
            "Each number under the kernel is multiplied by the kernel's own; the "
            "products are added. Choose a place on the map, or a product."
        ),
        "aboutKernels": _(
            "The filter has {count} kernels, one for each map of the layer before; "
            "their sums are added. Choose a kernel, a place on the map, or a product."
        ),
        "aboutPooling": _(
            "Of every 2 × 2 values the largest is kept: where exactly a pattern was "
            "found matters less, and the next layer has a quarter of the work."
        ),
        "aboutWeights": _(
            "Each of the {count} values before it is multiplied by a weight of its "
            "own; the products are added."
        ),
        "aboutSoftmax": _(
            "Each logit is divided by the temperature ({temperature}), found after "
            "training so that the network is as sure as it is right. The exponential "
            "makes it positive; divided by the sum of all ten it is the probability."
        ),
        "aboutPixels": _(
            "The network computes with grey levels from 0 (paper) to 1 (ink). Choose a "
            "pixel."
        ),
    }


def playback(_: Gettext) -> Labels:
    """Of the drawing played back."""
    return {
        "back": _("Step back"),
        "play": _("Play"),
        "pause": _("Pause"),
        "on": _("Step forward"),
        "ink": _("Ink drawn"),
        "growth": _("Probability of each digit while the drawing grows"),
    }


def lattice(_: Gettext) -> Labels:
    """Of the candidates for digits, and of the ways to cut a number."""
    return {
        "away": _("The network could not be fetched; the views below go on."),
        "none": _("no digit"),
        "single": _("One stroke is one digit: there is nothing to cut."),
        "whole": _(
            "This is read as one digit: with all strokes together, the most probable "
            "way has no cut."
        ),
        "improbable": _(
            "This is taken for one digit: no way to cut it makes a number that is sure "
            "enough."
        ),
        "line": _("Line {line} of {count}: the one with the chosen digit."),
        "graph": _("All candidates; the way that is shown stands on top"),
        "candidate": _("{digit}, strokes {begin} to {end}, score {score}"),
        "cut": _("cut, score {score}"),
        "candidateScore": _("Score of the candidate"),
        "cutScore": _("Score of the cut"),
        "heads": [_("Value"), _("Weight"), _("Product")],
        "sum": _("Sum"),
        "features": [
            _("log of its digit's probability"),
            _("log of the probability that it is a digit"),
            _("constant of each digit"),
            _("strokes beyond the first"),
            _("gaps between its strokes"),
            _("distances between its strokes"),
            _("how far it is lower than the number"),
            _("how far it is wider than high"),
        ],
        "step": [
            _("how far both overlap"),
            _("how little the second lies to the right"),
            _("difference of the heights"),
            _("difference of the upper edges"),
            _("difference of the lower edges"),
            _("ink that is cut through"),
        ],
        "ways": [
            _("Way"),
            _("Candidates and cuts"),
            _("Score"),
            _("exp(score − best score)"),
            _("Probability"),
        ],
        "others": _("{count} other ways"),
        "all": _("All ways: {count}"),
        "cuts": _("probability of the cuts"),
        "confidence": _("confidence of the number"),
        "memory": _("A digit is read as you said; the cuts are the network's own."),
    }


def kernel(_: Gettext, largest: float) -> Labels:
    """Of a filter of one's own.

    Args:
        largest: absolute value that a weight may have.
    """
    return {
        "edge_top": _("Upper edge"),
        "edge_left": _("Left edge"),
        "diagonal": _("Diagonal"),
        "dot": _("Dot"),
        "blur": _("Blur"),
        "bell": _("Soft blur"),
        "same": _("Unchanged"),
        "empty": _("Empty"),
        "paint": _("Paint with"),
        "place": _("Row {row}, column {column}"),
        "wrong": _("A weight is a number from −{limit} to {limit}.").format(
            limit=f"{largest:.0f}"
        ),
        "before": _("Map before ReLU"),
        "after": _("Map after ReLU"),
        "ends": _("The smallest value of the map is {low}, the largest {high}."),
    }


def layer_name(layer: Layer, number: int, _: Gettext) -> str:
    """What a layer is called: "Layer 1", "Edge filters", "Dense layer", "Logits"."""
    names = {
        "edges": _("Edge filters"),
        "dense": _("Dense layer"),
        "logits": _("Logits"),
    }
    return names.get(layer.kind) or _("Layer {number}").format(number=number + 1)
