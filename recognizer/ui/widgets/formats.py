"""How numbers are written."""

from __future__ import annotations

import numpy as np

_ALL_BUT_ONE = 0.9995
"""From here on one place behind the point no longer tells it from the whole."""
_UNIT = "\N{NO-BREAK SPACE}%"
NUMBER_LABEL = "format(datum.value, '~g')"
"""What an axis of plain numbers writes at its ticks, as a Vega expression."""
PERCENT_LABEL = f"format(100 * datum.value, '.4~g') + '{_UNIT}'"
"""What an axis of fractions writes at its ticks, as a Vega expression."""


def percent(fraction: float, places: int = 1) -> str:
    """A fraction in per cent, with a no-break space: "99.8 %".

    What is less than the whole never reads 100 %; what is closer to nothing than the
    last place can show reads 0 %.
    """
    step = 10.0**-places
    shown = min(fraction * 100, 100 - step) if fraction < 1 else 100.0
    return f"{shown:.{places}f}{_UNIT}" if shown >= step / 2 else f"0{_UNIT}"


def probability(value: float | np.floating) -> str:
    """A digit's probability in per cent: "97.3 %", "> 99.9 %", never 100 %.

    Softmax never gives the whole; single precision, in which the server computes,
    may round it to 1, where the browser's double precision does not.
    """
    if value >= _ALL_BUT_ONE:
        return f">\N{NO-BREAK SPACE}99.9{_UNIT}"
    return percent(float(value))


def decimal(value: float, places: int = 4) -> str:
    """A number with a true minus sign, and none before a zero."""
    rounded = round(value, places) + 0.0
    return f"{rounded:.{places}f}".replace("-", "−")
