"""UNIPEN 1.0, a text format for pen trajectories and for what they mean.

A file is a row of statements, each a keyword at the beginning of a line and what
follows until the next. These are read, all others are passed over:

    .INCLUDE    a file that is read at this place
    .COORD      what the numbers of a point are; X and Y are among them
    .PEN_DOWN   a component: the points of a stroke
    .PEN_UP     a component: points of the pen in the air
    .SEGMENT    kind, components, quality and label of something that was written

Components are counted from 0; empty ones do not count. y grows upwards.

Guyon, Schomaker, Plamondon, Liberman and Janet, UNIPEN project of on-line data exchange
and recognizer benchmarks, ICPR 1994; the definition is unipen.def of the UNIPEN tools.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from recognizer.datasets.stroke_files import Point

_STATEMENT = re.compile(r"^\.([A-Z][A-Z_]*)", re.MULTILINE)
_SEGMENT = re.compile(r'(\S+)\s+(\S+)\s+\S+\s+"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_RANGES = re.compile(r"\d+(-\d+)?(,\d+(-\d+)?)*")


@dataclass(frozen=True)
class Component:
    """What the pen did between two changes.

    Attributes:
        is_down: whether it touched the surface.
        points: where it was, at least one.
    """

    is_down: bool
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Segment:
    """Something that was written.

    Attributes:
        kind: such as "CHARACTER" or "WORD".
        components: their numbers; None if it begins or ends within one.
        label: what it is.
    """

    kind: str
    components: tuple[int, ...] | None
    label: str


@dataclass
class Document:
    """A file with all that it includes."""

    components: list[Component] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    def strokes(self, segment: Segment) -> list[tuple[Point, ...]]:
        """The strokes of a segment, without the pen's ways through the air.

        Empty if it begins or ends within a component, or if one is missing.
        """
        numbers = segment.components or ()
        if any(number >= len(self.components) for number in numbers):
            return []
        chosen = [self.components[number] for number in numbers]
        return [component.points for component in chosen if component.is_down]


def parse(text: str, included: Callable[[str], str | None]) -> Document:
    """Read a file.

    Args:
        text: its content.
        included: gives a file's content by the name in .INCLUDE; None if there is no
            such file, which is passed over: documentation is often missing.

    Raises:
        ValueError: if it is no UNIPEN file or damaged.
    """
    document = Document()
    axes = ["X", "Y"]
    for keyword, content in _statements(text, included, ()):
        if keyword == "COORD":
            axes = content.split()
            if not {"X", "Y"} <= set(axes):
                raise ValueError(f".COORD has no X and Y: {content.strip()}")
        elif keyword in ("PEN_DOWN", "PEN_UP"):
            points = _points(content, axes)
            if points:
                document.components.append(Component(keyword == "PEN_DOWN", points))
        elif keyword == "SEGMENT":
            found = _segment(content)
            if found is not None:
                document.segments.append(found)
    return document


def _statements(
    text: str, included: Callable[[str], str | None], within: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Keywords with what follows them.

    Args:
        within: the files that include this one.
    """
    parts = iter(_STATEMENT.split(text)[1:])
    for keyword, content in zip(parts, parts, strict=True):
        if keyword != "INCLUDE":
            yield keyword, content
            continue
        name = content.strip()
        if name in within:
            raise ValueError(f"{name} includes itself")
        other = included(name)
        if other is not None:
            yield from _statements(other, included, (*within, name))


def _points(content: str, axes: list[str]) -> tuple[Point, ...]:
    numbers = [_number(word) for word in content.split()]
    if len(numbers) % len(axes):
        raise ValueError(f"a component has {len(numbers)} numbers for {axes}")
    xs = numbers[axes.index("X") :: len(axes)]
    ys = numbers[axes.index("Y") :: len(axes)]
    return tuple(zip(xs, ys, strict=True))


def _number(word: str) -> float:
    value = float(word)
    if not math.isfinite(value):
        raise ValueError(f"a coordinate is {word}")
    return int(value) if value.is_integer() else value


def _segment(content: str) -> Segment | None:
    """A segment; None if it has no label."""
    found = _SEGMENT.match(content.strip())
    if found is None:
        return None
    kind, delineation, label = found.groups()
    return Segment(kind, _components(delineation), _ESCAPED.sub(_unescaped, label))


def _components(delineation: str) -> tuple[int, ...] | None:
    """The components of an expression such as 2-5,15; None for 2:40-5."""
    if not _RANGES.fullmatch(delineation):
        return None
    numbers: list[int] = []
    for part in delineation.split(","):
        first, _, last = part.partition("-")
        numbers.extend(range(int(first), int(last or first) + 1))
    return tuple(numbers) or None


def _unescaped(found: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t"}.get(found[1], found[1])
