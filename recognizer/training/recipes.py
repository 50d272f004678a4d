"""The recipes that come with the app."""

from __future__ import annotations

from recognizer.network.architecture import TWO_LAYER_CNN, Architecture
from recognizer.training.recipe import NONE, Distortion, Patience, Recipe

_HANDWRITING = (
    ("mnist", 0.32),
    ("unipen", 0.18),
    ("templates", 0.16),
    ("nondigits", 0.34),
)


_MODERATE = Distortion(
    rotation=10, scale=0.12, shear=0.15, shift=1.5, elastic=0.9, grid=5
)


BEST = Recipe(
    "best",
    TWO_LAYER_CNN,
    mixture=_HANDWRITING,
    images=2_000_000,
    learning_rate=2e-3,
    distortion=_MODERATE,
    weight_decay=0.1,
    bfloat16=True,
    notes=(
        "What each step gave on UNIPEN's dev digits, drawn from strokes: tutorial "
        "training on MNIST 93.0 % (worst digit 80.5 %); strong affine and elastic "
        "distortion 96.7 % (86.7 %); moderate distortion and UNIPEN's training "
        "writers, 300,000 images, 98.5 % (95.0 %), 27 errors on MNIST's 5,000 "
        "held-out images; warped strokes and synthetic digits as well, "
        "1,000,000 images, 98.8 % (96.8 %), 22 errors.",
        "Letters and scribbles as examples of no digit: AUROC on dev letters 0.80 "
        "without, 0.999 with them.",
        "Habits of writing, things, scripts and symbols, beside the generator without "
        "them (110,000 images from the tutorial's weights, four of UNIPEN's eight "
        "contributors left out): 1.8 % errors in place of 2.1 % on those left out, "
        "74 % in place of 69 % of unseen kinds rejected; with pictures of few pixels "
        "and more non-digits (450,000 images more for the network without): UNIPEN's "
        "dev digits 99.17 % in place of 99.02 %, their worst 98.4 % in place of "
        "97.6 %, unseen kinds 87 % in place of 79 %, 8 × 8 digits 95 % in place of "
        "91 %; in float32 the same.",
        "Shapes that mean nothing, weight decay and more that is no digit, means of "
        "three seeds of 3,000,000 images, the same loop on a GPU: UNIPEN's dev digits "
        "99.25 % in place of 99.17 %, their worst 98.4 % in place of 98.3 %, letters "
        "rejected 96.1 % in place of 95.3 %, unseen kinds 91.7 % in place of 88.6 %, "
        "8 × 8 digits 97.8 % in place of 97.3 %, on MNIST's 5,000 held-out images 20 "
        "errors in place of 24. Twice as many images gave no better digits.",
    ),
)


FAST = Recipe(
    "fast",
    TWO_LAYER_CNN,
    batch_size=64,
    learning_rate=2e-3,
    distortion=Distortion(rotation=5, scale=0.05, shear=0.05, shift=0.5),
)


QUICK = Recipe(
    "quick",
    TWO_LAYER_CNN,
    images=8_000,
    batch_size=50,
    learning_rate=5e-3,
    label_smoothing=0.1,
    held_out=1_000,
)


OWN = Recipe(
    "own",
    TWO_LAYER_CNN,
    mixture=(("own", 0.1), ("own-hand", 0.4), ("mnist", 0.4), ("scribbles", 0.1)),
    images=10_240,
    learning_rate=8e-4,
    distortion=FAST.distortion,
    held_out=1_000,
)


# The recipes of the courses and tutorials behind this project, and of the networks
# that the two-layer one is compared with.
SOFTMAX = Recipe(
    "softmax",
    Architecture("softmax"),
    images=100_000,
    batch_size=100,
    optimizer="gradient-descent",
    learning_rate=0.5,
    schedule="constant",
)


HIDDEN_LAYER = Recipe(
    "hidden-layer", Architecture("hidden-layer"), images=550_000, learning_rate=1e-3
)


EDGES = Recipe("edges", Architecture("edges"), images=550_000, learning_rate=1e-3)


ONE_LAYER_CNN = Recipe(
    "one-layer-cnn",
    Architecture("cnn", (16,)),
    images=400_000,
    batch_size=100,
    learning_rate=1e-4,
    schedule="constant",
)


TUTORIAL = Recipe(
    "tutorial",
    TWO_LAYER_CNN,
    images=200_000,
    batch_size=100,
    learning_rate=1e-4,
    schedule="constant",
)


MULTI_LAYER = Recipe(
    "multi-layer",
    Architecture("hidden-layer", dense=128, dropout=0.0),
    images=20 * 48_000,
    batch_size=32,
    optimizer="gradient-descent",
    learning_rate=0.01,
    schedule="constant",
    held_out=12_000,
)


LOGISTIC = Recipe(
    "logistic",
    Architecture("softmax"),
    mixture=(("mnist-tenth", 1.0),),
    images=1_000 * 5_000,
    batch_size=60,
    optimizer="gradient-descent",
    learning_rate=0.13,
    schedule="constant",
    held_out=1_000,
    patience=Patience(steps=500, every=83),
)


DIGITS = Recipe(
    "digits",
    Architecture("softmax"),
    mixture=(("digits-8x8", 1.0),),
    images=100 * 1_437,
    optimizer="gradient-descent",
    learning_rate=0.001 * 16**2 / 3**2,
    schedule="constant",
    held_out=360,
)


STRENGTHS = {
    "none": NONE,
    "light": FAST.distortion,
    "moderate": BEST.distortion,
}
"""Distortions to choose from."""


RECIPES = {
    recipe.name: recipe
    for recipe in (
        BEST,
        FAST,
        QUICK,
        OWN,
        SOFTMAX,
        HIDDEN_LAYER,
        EDGES,
        ONE_LAYER_CNN,
        TUTORIAL,
        MULTI_LAYER,
        LOGISTIC,
        DIGITS,
    )
}
