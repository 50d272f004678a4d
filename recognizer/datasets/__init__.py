"""Labelled digits: MNIST, scikit-learn's digits, pen strokes, people's files.

    set                 images   from      labels
    mnist-train         60,000   28 × 28   0 to 9
    mnist-test          10,000   28 × 28   0 to 9
    digits               1,797   8 × 8     0 to 9
    unipen-dev           4,641   strokes   0 to 9, and 1,287 letters as -1, no digit
    unipen-dev-unseen    3,506   strokes   the same, of writers not trained on
    uji-test             1,200   strokes   0 to 9

All come as 28 × 28 grey levels from 0 to 255 in MNIST's format. docs/data.md says where
each is from, under which licence, and what it may be used for.
"""
