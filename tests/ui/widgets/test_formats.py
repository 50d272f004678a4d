"""Numbers as they are written on pages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.ui.widgets.formats import decimal, percent, probability
from tests.node import Node


@pytest.mark.parametrize(
    ("fraction", "places", "text"),
    [
        (0.998, 1, "99.8 %"),
        (1.0, 1, "100.0 %"),
        (0.99999, 1, "99.9 %"),
        (0.99999, 2, "99.99 %"),
        (0.0004, 1, "0 %"),
        (0.0006, 1, "0.1 %"),
        (0.0, 2, "0 %"),
        (0.5, 0, "50 %"),
    ],
)
def test_a_fraction_in_per_cent(fraction: float, places: int, text: str) -> None:
    assert percent(fraction, places).split("\N{NO-BREAK SPACE}") == text.split()


@given(st.floats(0, 1), st.integers(0, 3))
def test_per_cent_is_near_and_whole_only_for_the_whole(
    fraction: float, places: int
) -> None:
    shown = float(percent(fraction, places).split()[0])
    assert shown == pytest.approx(100 * fraction, abs=1.001 * 10.0**-places)
    assert (shown == 100) == (fraction == 1)


@given(st.floats(0, 1, width=32).map(np.float32))
def test_a_probability_is_written_alike_but_never_as_the_whole(
    value: np.float32,
) -> None:
    text = probability(value).replace("\N{NO-BREAK SPACE}", " ")
    if value >= np.float32(0.9995):
        assert text == "> 99.9 %"
    else:
        assert text == percent(float(value)).replace("\N{NO-BREAK SPACE}", " ")
        assert text != "100.0 %"


def test_the_browser_writes_numbers_alike(node: Node) -> None:
    fractions = [0.0, 0.0004, 0.0006, 0.5, 0.973, 0.99949, 0.9995, 0.999999, 1.0]
    found = node.run(
        "widgets/formats.js",
        "fractions.map((each) => [percent(each, 0), percent(each, 2),"
        " probability(each)])",
        fractions=fractions,
    )
    assert found == [
        [percent(each, 0), percent(each, 2), probability(each)] for each in fractions
    ]
    signed = [each - 0.6 for each in fractions]
    found = node.run(
        "widgets/rounding.js", "signed.map((each) => decimal(each, 3))", signed=signed
    )
    assert found == [decimal(each, 3) for each in signed]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(1.25, 2, "1.25"), (-1.25, 2, "−1.25"), (-0.001, 2, "0.00"), (0.0, 4, "0.0000")],
)
def test_a_minus_sign_is_a_true_one_and_never_before_zero(
    value: float, places: int, text: str
) -> None:
    assert decimal(value, places) == text
