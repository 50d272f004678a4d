"""Pictures, canvas JSON and folders of them to images in MNIST's format."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from recognizer.errors import (
    N_,
    BlankDrawing,
    InvalidDrawing,
    NoInk,
    RecognizerError,
    unreadable,
)
from recognizer.ink import (
    mnist_format,
    photos,
    picture_files,
    picture_pieces,
    stroke_pieces,
    strokes,
)
from recognizer.ink.mnist_format import Image
from recognizer.ink.segmentation import Pieces

PICTURE_SUFFIXES = frozenset(
    (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
)
MAX_JSON_BYTES = 32 * 2**20


@dataclass(frozen=True)
class ReadFile:
    """A file or part of a message, as an image or as the reason why there is none.

    Attributes:
        name: of the file: its path, or where it stands in the message.
        image: in MNIST's format, all ink as one digit, or None.
        lines: the same ink in pieces that may be digits, for each line of numbers.
        problem: why there is no image: NoInk if the file holds a drawing without a
            digit, another error if it cannot be read.
    """

    name: str
    image: Image | None
    problem: RecognizerError | None
    lines: tuple[Pieces, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Whether the file held a drawing, with or without ink."""
        return self.problem is None or isinstance(self.problem, NoInk)


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files among paths: folders give their pictures and `.json` files, sorted."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file
                for file in path.rglob("*")
                if file.suffix.lower() in PICTURE_SUFFIXES | {".json"}
                and file.is_file()
            )
        else:
            yield path


def read_all(paths: Iterable[Path], at_once: int = 256) -> Iterator[list[ReadFile]]:
    """Read files in lists of at most `at_once`, several at a time, in order."""
    remaining = iter(paths)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        while chunk := list(islice(remaining, at_once)):
            yield list(pool.map(read, chunk))


def read(path: Path) -> ReadFile:
    """Read one file; what a person can get wrong is returned, not raised."""
    return _attempt(str(path), lambda: _prepare(path))


def read_picture(content: bytes, name: str) -> ReadFile:
    """Read a picture that came by itself; what is wrong with it is returned."""
    return _attempt(name, lambda: _of_picture(content, name))


def read_drawing(json_data: object, name: str) -> ReadFile:
    """Read the canvas's JSON that came by itself; what is wrong is returned."""
    return _attempt(name, lambda: _of_drawing(json_data))


def preprocess(path: Path) -> Image:
    """Bring a picture or canvas JSON into MNIST's format.

    Raises:
        RecognizerError: if it is missing, cannot be read or holds no ink.
    """
    return _prepare(path)[0]


Prepared = tuple[Image, tuple[Pieces, ...]]


def _attempt(name: str, prepare: Callable[[], Prepared]) -> ReadFile:
    try:
        image, lines = prepare()
        return ReadFile(name, image, None, lines)
    except RecognizerError as problem:
        return ReadFile(name, None, problem.to_keep())


def _prepare(path: Path) -> Prepared:
    if path.suffix.lower() == ".json":
        return _of_drawing(read_json(path))
    return _of_picture(path, str(path))


def _of_drawing(json_data: object) -> Prepared:
    drawing = strokes.parse(json_data)
    image = mnist_format.to_image(drawing)
    lines = stroke_pieces.lines(drawing)
    return image, tuple(stroke_pieces.of_drawing(line) for line in lines)


def _of_picture(source: Path | bytes, name: str) -> Prepared:
    picture = picture_files.open_picture(source, name)
    found = photos.find(picture)
    if not found.candidates:
        raise BlankDrawing
    image = mnist_format.from_ink(found.candidates[0].ink).image
    return image, (picture_pieces.of_ink(found.number),)


def read_json(path: Path) -> object:
    """Read a file with the canvas's JSON.

    Raises:
        RecognizerError: if it is missing, cannot be read or is no JSON.
    """
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_JSON_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(content) > MAX_JSON_BYTES:
        raise InvalidDrawing(
            N_("A drawing file may have up to {limit} MiB, but {path} is larger."),
            hint=N_("Use a drawing with fewer or shorter strokes."),
            limit=MAX_JSON_BYTES // 2**20,
            path=path,
        )
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InvalidDrawing(
            N_("{path} is not a JSON file."), path=path, details=error
        ) from error
