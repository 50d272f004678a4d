"""Figures beside each other."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Mapping


def table(rows: Mapping[str, float], unit: str, peer: str) -> str:
    """A Markdown table of names, figures and ratios to the peer's figure."""
    lines = [f"| | {unit} | ratio to {peer} |", "|---|---|---|"]
    lines += [
        f"| {name} | {value:,.2f} | {value / rows[peer]:.3f} |"
        for name, value in rows.items()
    ]
    return "\n".join(lines)


def medians(module: str, calls: Mapping[str, str], rounds: int) -> dict[str, float]:
    """Median of the figure that each call prints, all in turn, round after round.

    Args:
        module: that the functions called are in.
        calls: Python code by name; each runs in a process of its own.
    """
    figures: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            code = f"from {module} import *; {call}"
            output = subprocess.run(
                [sys.executable, "-c", code], stdout=subprocess.PIPE, check=True
            ).stdout
            figures[name].append(float(output.split()[-1]))
    return {name: statistics.median(values) for name, values in figures.items()}
