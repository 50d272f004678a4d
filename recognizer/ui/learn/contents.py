"""The lessons in the order of the courses behind this project, and their texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from recognizer.errors import N_
from recognizer.ui.learn import cuts, losses, maps, planes, small_networks
from recognizer.ui.learn.live import Scene


@dataclass(frozen=True)
class Lesson:
    """One lesson; its texts are English, to be translated where they are shown.

    Attributes:
        name: in the page's address.
        text: what it is about.
        guess: what to guess before anything is moved.
        question: what to find out by moving.
        seen: what one has seen in the end.
        preset: the recipe of Retrain that it speaks of.
        scene: what can be moved, and what it is computed from.
        columns: of the worksheet's table: what is set, then what is read off.
        rows: what is set in each row; "" for what one chooses.
        filters_of: the model whose filters the preset is to keep, if any.
    """

    name: str
    title: str
    text: str
    guess: str
    question: str
    seen: str
    preset: str
    scene: Callable[[], Scene]
    columns: Sequence[str]
    rows: Sequence[str] = ("", "", "", "")
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
        N_("Can a straight line put every point on its own side?"),
        N_(
            "Which line has the highest log-likelihood? Can a line with more points on "
            "the right side have a lower one?"
        ),
        N_(
            "The best line is not the one with the most points on the right side: a "
            "few points that lie far on the wrong side cost more likelihood than many "
            "that lie just across. One point dragged far away moves the best line for "
            "all."
        ),
        "logistic",
        planes.straight_line,
        (N_("Angle"), N_("Shift"), N_("On the right side"), N_("Log-likelihood")),
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
        N_("Is a larger learning rate always faster?"),
        N_("What is the largest rate at which your descent still converges?"),
        N_(
            "Small rates crawl, larger ones arrive sooner, still larger ones jump from "
            "side to side, and beyond a limit every step leads farther away. The limit "
            "depends on how steep the bowl is, not on where the descent starts."
        ),
        "digits",
        planes.learning_rate,
        (
            N_("Learning rate"),
            N_("Error after 30 steps"),
            N_("What the way looks like"),
        ),
        ("0.001", "0.05", "0.2", "0.28", "0.3"),
    ),
    Lesson(
        "xor",
        N_("XOR: one line is not enough"),
        N_(
            "Opposite corners belong together. No straight line parts them, so a "
            "network without a hidden layer gets three corners right at best. Each "
            "hidden unit brings one more line, and the last layer joins the pieces."
        ),
        N_("How many straight lines do you need to part the four corners?"),
        N_(
            "How many hidden units does it take? Is that number enough with all "
            "starting weights?"
        ),
        N_(
            "Three hidden units can be enough, but not from every start: training "
            "finds a way downhill, not always to the bottom. With twice as many, every "
            "start arrives."
        ),
        "hidden-layer",
        planes.xor,
        (
            N_("Hidden units"),
            N_("On the right side, start 1"),
            N_("start 2"),
            N_("start 3"),
        ),
        ("0", "1", "2", "3", "8"),
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
        N_("How large is the loss when the network gives the true digit 100 %?"),
        N_("Choose another true digit. For which one is the loss largest, and why?"),
        N_(
            "The loss is minus the logarithm of the true digit's probability, and "
            "nothing else: 0 for certainty, and the larger, the surer the network was "
            "of something wrong. In small batches the loss falls in fewer passes, but "
            "restlessly."
        ),
        "softmax",
        losses.softmax_and_cross_entropy,
        (N_("True digit"), N_("Logit"), N_("Probability"), N_("Loss")),
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
        N_("Which of the two filters will see more of a 1?"),
        N_("At which threshold can you still read the digit from its edges?"),
        N_(
            "A digit can be read from its edges alone. A low threshold keeps noise and "
            "thick lines, a high one loses parts of the digit; which is best is a "
            "choice that people had to make."
        ),
        "edges",
        maps.edges_by_hand,
        (
            N_("Threshold"),
            N_("Pixels left, horizontal edges"),
            N_("Pixels left, vertical edges"),
            N_("Can you read it?"),
        ),
        ("0", "0.25", "0.5", "0.75"),
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
        N_("Will training find edge filters by itself?"),
        N_("Find a filter that responds to strokes in one direction only."),
        N_(
            "Several learned filters resemble the hand-designed edge filters, though "
            "nobody asked for them. Pooling halves the picture and keeps what "
            "responded most, so that a digit may lie a little to the side."
        ),
        "one-layer-cnn",
        maps.learned_filters,
        (N_("Filter"), N_("What its kernel looks like"), N_("Where it responds")),
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
        N_("What can a second layer find that a first one cannot?"),
        N_("Find a map that responds at a single place of your digit. What is there?"),
        N_(
            "Each map of the second layer is a sum of 32 contributions; a few of them "
            "make most of it. It responds to combinations of what the first layer saw: "
            "corners, crossings, ends of strokes."
        ),
        "tutorial",
        maps.two_layers,
        (N_("Map"), N_("Maps of layer 1 that add most"), N_("Where it responds")),
    ),
    Lesson(
        "dropout",
        N_("Dropout"),
        N_(
            "At every step a random part of the hidden units is switched "
            "off. No unit can rely on another, so it is harder to memorise "
            "single examples. When the network answers, all units are on."
        ),
        N_("Can it help to switch off half of a network while it learns?"),
        N_(
            "Which dropout rate gives the lowest validation loss? What "
            "happens beyond it?"
        ),
        N_(
            "With dropout the training loss is higher and the validation loss lower: "
            "less is memorised. Too much of it leaves too little of the network to "
            "learn with."
        ),
        "hidden-layer",
        small_networks.dropout,
        (N_("Dropout"), N_("Training accuracy"), N_("Validation accuracy"), N_("Gap")),
        ("0\u00a0%", "25\u00a0%", "50\u00a0%", "75\u00a0%", "90\u00a0%"),
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
        N_("Is a network that makes no mistake on its training digits a good one?"),
        N_("How many digits does it take to bring the gap below 5 points?"),
        N_(
            "Overfitting: the network learns its training digits by heart, and gets "
            "new ones wrong. The gap between the two curves shows how much was "
            "memorised. More and more varied digits make it smaller; more training "
            "does not."
        ),
        "multi-layer",
        small_networks.overfitting,
        (
            N_("Training digits"),
            N_("Training accuracy"),
            N_("Validation accuracy"),
            N_("Gap"),
        ),
        ("20", "50", "100", "200", "400", "800"),
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
        N_("When should a training end?"),
        N_("Why is a patience of 1 too short? What does a very long one cost?"),
        N_(
            "The validation loss says when to stop, because the training loss never "
            "does. It trembles, so one bad measurement means nothing; waiting long "
            "costs time, not accuracy, since the best weights are kept."
        ),
        "logistic",
        small_networks.early_stopping,
        (
            N_("Patience"),
            N_("Stopped after step"),
            N_("Validation loss of the best weights"),
        ),
        ("1", "2", "5", "10", "40"),
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
        N_("Does it help to have named digits before asking whether they are odd?"),
        N_("From how many digits on is freezing the hidden layer no longer worth it?"),
        N_(
            "With few examples, what was learned for another question is worth much; "
            "with many, a network that starts from random weights catches up, since "
            "all of it may change."
        ),
        "quick",
        small_networks.transfer,
        (
            N_("Digits with an answer to the new question"),
            N_("Hidden layer frozen"),
            N_("Trained from scratch"),
        ),
        ("5", "10", "20", "50", "100", "400"),
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
            "forgotten. “It's a …” on the page Draw uses a memory, and straightens a "
            "new drawing in the way that makes a corrected one right. Retrain trains. "
            "Sources: Grave, Joulin and Usunier (2017), Unbounded cache model; Snell, "
            "Swersky and Zemel (2017), Prototypical networks; Orhan (2018), A simple "
            "cache model for image recognition."
        ),
        N_("Which is better for one corrected point: to remember it, or to train?"),
        N_(
            "How many points must be remembered until all other new ones are right? "
            "What goes wrong when the reach is too large?"
        ),
        N_(
            "One remembered point helps its neighbours at once and hurts nobody, as "
            "long as its reach is small. Training on it moves the whole line, and "
            "old points that were right may turn wrong."
        ),
        "own",
        planes.memory_and_training,
        (
            N_("Corrected points"),
            N_("Reach"),
            N_("Other new points, with the memory"),
            N_("Old points, trained on them"),
        ),
    ),
    Lesson(
        "number",
        N_("Where one digit ends"),
        N_(
            "Digits that touch must be cut before they can be read; but where to cut "
            "is known only once they are read. So the ink is cut into more pieces than "
            "it has digits. Every run of a few pieces is a candidate, and the network "
            "answers each of them once; the score is the logarithm of the probability. "
            "A way from the first cut to the last reads a number, and the way with the "
            "largest sum is found from cut to cut (Viterbi's algorithm). Source: "
            "LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied "
            "to document recognition, section V."
        ),
        N_("Is it enough to ask the network which digit each part looks like most?"),
        N_(
            "From how many pieces on is the number read right, wherever the cuts lie? "
            "Switch “no digit” off: which wrong candidates win, and why?"
        ),
        N_(
            "With more pieces than digits some cuts lie nearly right, and the best way "
            "finds them. The network answers a few candidates, although there are many "
            "more ways. Softmax has to name a digit, even for two of them or for half "
            "of one, and is often sure of it; only “no digit” tells that a cut is "
            "missing or wrong."
        ),
        "best",
        cuts.number_of_several_digits,
        (
            N_("Pieces"),
            N_("Shift the cuts"),
            N_("Read with “no digit”"),
            N_("Read without it"),
        ),
        ("3", "4", "6", "8"),
    ),
)
