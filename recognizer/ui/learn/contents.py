"""The lessons in the order of the courses behind this project, and their texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from recognizer.errors import N_
from recognizer.ui.learn import losses, maps, planes, small_networks


@dataclass(frozen=True)
class Lesson:
    """One lesson; its texts are English, to be translated where they are shown.

    Attributes:
        name: in the page's address.
        text: what is seen.
        question: one to try.
        preset: the recipe of Retrain that it speaks of.
        show: shows what can be moved, and what it changes.
        filters_of: the model whose filters the preset is to keep, if any.
    """

    name: str
    title: str
    text: str
    question: str
    preset: str
    show: Callable[[], None]
    filters_of: str | None = None


LESSONS = (
    Lesson(
        "line",
        N_("A line between two clouds"),
        N_(
            "Each point belongs to one of two classes: blue circles or red squares. "
            "The line says on which side it expects which class; the deeper the "
            "colour, the surer it is. Logistic regression looks for the line that "
            "gives all points together the largest probability: the largest "
            "likelihood. Because that product is tiny, its logarithm is used."
        ),
        N_(
            "Which line has the highest log-likelihood? Can a line with more points on "
            "the right side have a lower one?"
        ),
        "logistic",
        planes.straight_line,
    ),
    Lesson(
        "rate",
        N_("Gradient descent and the learning rate"),
        N_(
            "A straight line is fitted to 30 points. Its error is a bowl over slope "
            "and intercept; the rings are places of the same error. Gradient descent "
            "steps downhill, and the learning rate says how far. Five rates go down "
            "the same bowl at once; the picture shows the way of yours."
        ),
        N_("What is the largest rate at which your descent still arrives?"),
        "digits",
        planes.learning_rate,
    ),
    Lesson(
        "xor",
        N_("XOR: one line is not enough"),
        N_(
            "Opposite corners belong together. No straight line parts them, so a "
            "network without a hidden layer gets three corners right at best. Each "
            "hidden unit brings one more line, and the last layer joins the pieces."
        ),
        N_(
            "How many hidden units does it take? Is that number enough with all "
            "starting weights?"
        ),
        "hidden-layer",
        planes.xor,
    ),
    Lesson(
        "cross-entropy",
        N_("Softmax and cross-entropy"),
        N_(
            "Softmax regression gives ten numbers, the logits. Softmax makes them "
            "shares that add up to 1. Then: take the logarithm, multiply by the label "
            "(1 for the digit that was meant, else 0), add up, turn the sign. The "
            "result is the loss, and training makes it small."
        ),
        N_(
            "Say that you meant another digit. For which one is the loss largest, and "
            "why?"
        ),
        "softmax",
        losses.softmax_and_cross_entropy,
    ),
    Lesson(
        "edges",
        N_("Edge filters made by hand"),
        N_(
            "A filter lays 5 × 5 weights over every place of the picture, multiplies "
            "and adds up. These two were thought out by people: one answers where "
            "bright lies above dark or below it, the other where it lies left or "
            "right. The threshold removes weak answers."
        ),
        N_("At which threshold can you still read the digit from its edges?"),
        "edges",
        maps.edges_by_hand,
    ),
    Lesson(
        "filters",
        N_("Learned filters"),
        N_(
            "Here nobody thought the filters out: training found all 16, because they "
            "make the loss small. Some look like edge filters, some like nothing that "
            "has a name. What is below zero is cut off, and of every 2 × 2 values the "
            "largest is kept."
        ),
        N_("Find a filter that answers to one direction of strokes only."),
        "one-layer-cnn",
        maps.learned_filters,
    ),
    Lesson(
        "two-layers",
        N_("Two layers"),
        N_(
            "A filter of the second layer looks at all 32 maps of the first at once, "
            "with a slice of 5 × 5 weights for each. What the slices give is added "
            "up. So it can ask for this edge here and that one beside it: a corner, "
            "a bow, an end of a stroke."
        ),
        N_("Find a map that answers at one single place of your digit. What is there?"),
        "tutorial",
        maps.two_layers,
    ),
    Lesson(
        "dropout",
        N_("Dropout"),
        N_(
            "At every step a share of the hidden units is left out, others each time. "
            "No unit can rely on another, so it is harder to learn single examples by "
            "heart. When the network answers, all units work."
        ),
        N_("Which share gives the lowest held-out loss? What happens beyond it?"),
        "hidden-layer",
        small_networks.dropout,
    ),
    Lesson(
        "overfitting",
        N_("Overfitting"),
        N_(
            "One curve is the accuracy on the digits that it learns from, the other "
            "that on digits that it never sees. The first goes to almost 100 % "
            "whatever it is given. The gap between them was learned by heart and is of "
            "no use elsewhere."
        ),
        N_("How many digits does it take to bring the gap below 5 points?"),
        "multi-layer",
        small_networks.overfitting,
    ),
    Lesson(
        "early-stopping",
        N_("Early stopping"),
        N_(
            "The training loss goes on falling, but the held-out loss turns and rises: "
            "from there on, what is learned is wrong. Training is stopped when there "
            "has been no better value for a while, and the best weights are kept. The "
            "digits are those of the lesson on dropout, some with wrong labels."
        ),
        N_("Why is a patience of 1 too short? What does too long a one cost?"),
        "logistic",
        small_networks.early_stopping,
    ),
    Lesson(
        "transfer",
        N_("Transfer learning"),
        N_(
            "A network that has learned one thing knows something of use for another. "
            "Its hidden layer is kept as it is, and only a new last layer learns the "
            "new question. Beside it learns a network that begins afresh."
        ),
        N_(
            "From how many digits on is it no longer worth it to keep what was learned?"
        ),
        "quick",
        small_networks.transfer,
        filters_of="two-layer-cnn",
    ),
)
