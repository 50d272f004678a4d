"""Figures beside each other."""

from __future__ import annotations

from collections.abc import Mapping


def table(rows: Mapping[str, float], unit: str, peer: str) -> str:
    """A Markdown table of names, figures and ratios to the peer's figure."""
    lines = [f"| | {unit} | ratio to {peer} |", "|---|---|---|"]
    lines += [
        f"| {name} | {value:,.2f} | {value / rows[peer]:.3f} |"
        for name, value in rows.items()
    ]
    return "\n".join(lines)
