"""Labelled digits: MNIST, scikit-learn's digits, UNIPEN's pen strokes, people's files.

    set           images   size     values      labels
    mnist-train   60,000   28 × 28  0 to 255    0 to 9
    mnist-test    10,000   28 × 28  0 to 255    0 to 9
    digits         1,797   8 × 8    0 to 16     0 to 9, brought to 28 × 28
    unipen-dev     3,354   strokes  -           0 to 9, redrawn at 28 × 28, and clear
                                                letters as -1, no digit

MNIST: LeCun, Cortes and Burges, CC BY-SA 3.0. Digits: Alpaydin and Kaynak, 1998, UCI,
test part, CC BY 4.0. UNIPEN Train-R01/V07: Guyon et al., 1994, CC BY 4.0.
"""
