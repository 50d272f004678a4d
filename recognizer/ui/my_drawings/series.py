"""Digits that a person is asked to write, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from recognizer.collection.entries import Entry

MAX_DIGITS = 100
"""Ten of each."""


@dataclass(frozen=True)
class Series:
    """Digits to write, and how far a person has come.

    Attributes:
        name: its own.
        digits: in the order in which they are asked for.
        done: how many were asked for, written or skipped.
        saved: how many were written and saved.
        right: how many of these the network read right.
        counted: strokes of the last drawing; the canvas may still show them.
        kept: what was written since the page was loaded, the newest first.
    """

    name: str
    digits: tuple[int, ...]
    done: int = 0
    saved: int = 0
    right: int = 0
    counted: int = 0
    kept: tuple[Entry, ...] = field(default=(), compare=False)

    @property
    def version(self) -> str:
        """What tells the canvas of one digit from that of the next."""
        return f"{self.name}-{self.done}"

    @property
    def is_over(self) -> bool:
        """Whether all digits were asked for."""
        return self.done == len(self.digits)

    def after(self, strokes: int, written: Entry | None = None) -> Series:
        """The series when a digit has been written, or skipped.

        Args:
            strokes: that the canvas shows.
        """
        moved = replace(self, done=self.done + 1, counted=strokes)
        if written is None:
            return moved
        return replace(
            moved,
            saved=self.saved + 1,
            right=self.right + (not written.is_fooled),
            kept=(written, *self.kept),
        )

    def to_json(self) -> dict[str, Any]:
        """What a browser's tab keeps of it."""
        names = ("name", "digits", "done", "saved", "right")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Series:
        """The series that a tab has kept.

        Raises:
            ValueError, TypeError, KeyError: if it is none.
        """
        digits = tuple(int(digit) for digit in content["digits"])
        done, saved, right = (int(content[key]) for key in ("done", "saved", "right"))
        is_possible = (
            len(digits) <= MAX_DIGITS
            and all(0 <= digit <= 9 for digit in digits)
            and 0 <= right <= saved <= done <= len(digits)
        )
        if not is_possible:
            raise ValueError(content)
        return cls(str(content["name"])[:20], digits, done, saved, right)


def plan(digits: list[int], times: int, seed: int) -> tuple[int, ...]:
    """Each digit a number of times, shuffled, all once before any comes again."""
    rng = np.random.default_rng(seed)
    rounds = [rng.permutation(digits) for _round in range(times)]
    return tuple(int(digit) for order in rounds for digit in order)
