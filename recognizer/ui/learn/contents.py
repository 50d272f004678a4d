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
        N_("What is the largest rate at which your descent still converges?"),
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
            "Softmax regression gives ten numbers, the logits. Softmax "
            "turns them into probabilities that add up to 1. Then: take "
            "the logarithm, multiply by the label (1 for the true digit, "
            "else 0), add up, flip the sign. The result is the loss, and "
            "training makes it small."
        ),
        N_("Choose another true digit. For which one is the loss largest, and why?"),
        "softmax",
        losses.softmax_and_cross_entropy,
    ),
    Lesson(
        "edges",
        N_("Hand-designed edge filters"),
        N_(
            "A filter places 5 × 5 weights over every position of the "
            "image, multiplies and adds up. These two were designed by "
            "people: one responds where bright lies above or below dark, "
            "the other where it lies left or right of it. The threshold "
            "removes weak responses."
        ),
        N_("At which threshold can you still read the digit from its edges?"),
        "edges",
        maps.edges_by_hand,
    ),
    Lesson(
        "filters",
        N_("Learned filters"),
        N_(
            "Nobody designed these filters: training found all 16, because "
            "they reduce the loss. Some look like edge filters, some like "
            "nothing that has a name. ReLU sets negative values to zero, "
            "and max pooling keeps the largest of every 2 × 2 values."
        ),
        N_("Find a filter that responds to strokes in one direction only."),
        "one-layer-cnn",
        maps.learned_filters,
    ),
    Lesson(
        "two-layers",
        N_("Two layers"),
        N_(
            "A filter of the second layer looks at all 32 maps of the "
            "first at once, with a 5 × 5 kernel for each, and adds up the "
            "results. So it can look for one edge here and another one "
            "next to it: a corner, a curve, the end of a stroke."
        ),
        N_("Find a map that responds at a single place of your digit. What is there?"),
        "tutorial",
        maps.two_layers,
    ),
    Lesson(
        "dropout",
        N_("Dropout"),
        N_(
            "At every step a random part of the hidden units is switched "
            "off. No unit can rely on another, so it is harder to memorise "
            "single examples. When the network answers, all units are on."
        ),
        N_(
            "Which dropout rate gives the lowest validation loss? What "
            "happens beyond it?"
        ),
        "hidden-layer",
        small_networks.dropout,
    ),
    Lesson(
        "overfitting",
        N_("Overfitting"),
        N_(
            "One curve is the accuracy on the training set, the other on "
            "digits that the network never sees. The first reaches almost "
            "100 % on any data. The gap between them was memorised and is "
            "of no use elsewhere."
        ),
        N_("How many digits does it take to bring the gap below 5 points?"),
        "multi-layer",
        small_networks.overfitting,
    ),
    Lesson(
        "early-stopping",
        N_("Early stopping"),
        N_(
            "The training loss keeps falling, but the validation loss "
            "turns and rises: from there on, the network learns what is "
            "wrong. Training stops when the validation loss has not "
            "improved for a while, and the best weights are kept. The "
            "digits are those of the lesson on dropout, some with wrong "
            "labels."
        ),
        N_("Why is a patience of 1 too short? What does a very long one cost?"),
        "logistic",
        small_networks.early_stopping,
    ),
    Lesson(
        "transfer",
        N_("Transfer learning"),
        N_(
            "A network that has learned one task knows something useful "
            "for another. Its hidden layer is frozen, and only a new last "
            "layer is trained on the new question. It is compared with a "
            "network that starts from random weights."
        ),
        N_("From how many digits on is freezing the hidden layer no longer worth it?"),
        "quick",
        small_networks.transfer,
        filters_of="two-layer-cnn",
    ),
    Lesson(
        "memory",
        N_("Memory against training"),
        N_(
            "Some red squares are written in a new way: they lie where the line "
            "expects blue. A memory stores corrected points and answers for what is "
            "near them: at once, exactly, and little else changes, but it does not "
            "reach far. "
            "Training moves the line: slowly and for everything, and old points may be "
            "forgotten. “It's a …” on the page Draw uses a memory, Retrain trains. "
            "Sources: Grave, Joulin and Usunier (2017), Unbounded cache model; Snell, "
            "Swersky and Zemel (2017), Prototypical networks; Orhan (2018), A simple "
            "cache model for image recognition."
        ),
        N_(
            "How many points must be remembered until all other new ones are right? "
            "What goes wrong when the reach is too large?"
        ),
        "own",
        planes.memory_and_training,
    ),
)
