"""Import of drawings from files in the formats that `exports` writes.

Files are not trusted: all sizes are limited, nothing is unpacked onto the disk, and
each drawing is checked by itself, so that a bad one does not affect the others. The
image of a drawing with strokes is redrawn from them.
"""

from __future__ import annotations

import gzip
import io
import json
import math
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from recognizer.collection import timestamps
from recognizer.collection.entries import (
    Entry,
    checked,
    checked_label,
    strokes_from_json,
)
from recognizer.collection.exports import LISTING
from recognizer.datasets import idx
from recognizer.errors import (
    N_,
    InvalidEntry,
    InvalidImport,
    RecognizerError,
    quoted,
)
from recognizer.ink import mnist_format, strokes
from recognizer.ink.mnist_format import SIZE, Image
from recognizer.ink.strokes import Drawing
from recognizer.zip_files import open_zip, read_member

MAX_DRAWINGS = 20_000
MAX_BYTES = 64 * 2**20
"""Of everything that a file unpacks to."""

MAX_SEGMENTS = 6_000_000
"""Of all strokes in a file when they are redrawn: 20,000 drawings have about 5 million,
and take as many microseconds four times."""
MAX_LINE_BYTES = 2**18
MAX_PNG_BYTES = 2**13
_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
EXAMPLE_TIME = "2025-01-31T12:00:00.000000Z"


@dataclass(frozen=True)
class Problem:
    """A drawing that was rejected.

    Attributes:
        number: of its line or of the drawing in the file, from 1.
        error: what is wrong with it.
    """

    number: int
    error: RecognizerError


@dataclass(frozen=True)
class Contents:
    """The valid drawings of a file, and what is wrong with the others.

    An entry's person is "" where the file names none.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def unpack(
    files: Sequence[bytes], note: Callable[[int], None] = lambda checked: None
) -> Contents:
    """Read files in the formats of `pack_…`.

    Args:
        files: one, or an IDX pair in any order.
        note: told of how many drawings are checked.

    Raises:
        InvalidImport: if a file has another format or is damaged or too large.
    """
    try:
        return _gathered(_drawings(files), note)
    except InvalidImport:
        raise
    except Exception as error:  # another person chose what is in it
        raise InvalidImport(N_("The file is damaged."), details=error) from error


_Drawings = Iterator[tuple[int, Callable[[], Entry]]]
"""The number of each drawing, and what reads it or raises what is wrong with it."""


def _gathered(drawings: _Drawings, note: Callable[[int], None]) -> Contents:
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, read in drawings:
        note(len(entries) + len(problems))
        try:
            entries.append(checked(read()))
        except InvalidImport:
            raise
        except RecognizerError as error:
            problems.append(Problem(number, error.to_keep()))
        except Exception as error:
            damaged = InvalidEntry(N_("The drawing is damaged."), details=error)
            problems.append(Problem(number, damaged.to_keep()))
    return Contents(tuple(entries), tuple(problems))


def _drawings(files: Sequence[bytes]) -> _Drawings:
    if len(files) == 2:
        return _of_idx([_unzipped(content) for content in files])
    if len(files) != 1:
        raise InvalidImport(
            N_("One file or two IDX files can be imported, but {count} were given."),
            count=len(files),
        )
    (content,) = files
    if content[:4] != b"PK\x03\x04":
        return _of_lines(content, None)
    archive = _Archive(content)
    names = archive.names()
    if LISTING in names:
        return _of_lines(archive.read(LISTING), archive)
    if "images.npy" in names and "labels.npy" in names:
        return _of_arrays(archive)
    if len(names) == 2:
        return _of_idx([_unzipped(archive.read(name)) for name in names])
    raise InvalidImport(N_("The zip file holds no drawings."))


class _Ink:
    """All strokes of a file, of which no more than `MAX_SEGMENTS` are redrawn."""

    def __init__(self) -> None:
        self._segments = 0.0

    def use(self, drawing: Drawing) -> None:
        """Redraw another drawing.

        Raises:
            InvalidImport: if that is too much.
        """
        if drawing.strokes:
            self._segments += strokes.segments(drawing)
        if self._segments > MAX_SEGMENTS:
            raise InvalidImport(
                N_(
                    "All strokes in a file may have up to {limit} points, but these "
                    "have more."
                ),
                hint=N_("Nothing was imported; put the drawings into several files."),
                limit=f"{MAX_SEGMENTS:,}",
            )


class _Archive:
    """A zip file, of which no more than `MAX_BYTES` is unpacked in all."""

    def __init__(self, content: bytes) -> None:
        self._zip = open_zip(content, MAX_DRAWINGS + 1, InvalidImport)
        self._left = MAX_BYTES

    def names(self) -> list[str]:
        """Of its files."""
        return self._zip.namelist()

    def read(self, name: str) -> bytes:
        """A file's content."""
        content = read_member(self._zip, name, self._left)
        if content is None:
            raise _too_large()
        self._left -= len(content)
        return content

    def read_picture(self, name: str) -> bytes:
        """The content of a drawing's picture.

        Raises:
            InvalidEntry: if there is none, or if it is too large.
        """
        try:
            content = read_member(self._zip, name, min(self._left, MAX_PNG_BYTES))
        except KeyError as error:
            raise InvalidEntry(
                N_("The drawing has no strokes, and the zip file has no image {name}."),
                name=quoted(name),
            ) from error
        if content is None:
            self._left -= MAX_PNG_BYTES
            raise InvalidEntry(
                N_("The image {name} may have up to {limit} KiB, but is larger."),
                name=name,
                limit=MAX_PNG_BYTES // 2**10,
            )
        self._left -= len(content)
        return content


def _unzipped(content: bytes) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        unzipped = file.read(MAX_BYTES + 1)
    if len(unzipped) > MAX_BYTES:
        raise _too_large()
    return unzipped


def _too_large() -> InvalidImport:
    return InvalidImport(
        N_("A file may unpack to up to {limit} MiB, but this unpacks to more."),
        limit=MAX_BYTES // 2**20,
    )


def _of_lines(content: bytes, archive: _Archive | None) -> _Drawings:
    count = content.count(b"\n")
    if count > MAX_DRAWINGS + 2:
        raise InvalidImport(
            N_("A file may hold up to {limit} drawings, but this has {count} lines."),
            limit=f"{MAX_DRAWINGS:,}",
            count=f"{count:,}",
        )
    if content[:MAX_LINE_BYTES].lstrip()[:1] not in (b"[", b"{"):
        raise InvalidImport(
            N_("The file is not a zip, .json, .npz or IDX file with drawings.")
        )
    ink = _Ink()
    for number, line in enumerate(io.BytesIO(content), 1):
        plain = line.strip().removesuffix(b",")
        if len(plain) > MAX_LINE_BYTES:
            yield number, partial(_refuse_long, len(plain))
        elif plain not in (b"", b"[", b"]"):
            yield number, partial(_from_json, plain.decode("utf-8"), archive, ink)


def _refuse_long(size: int) -> Entry:
    raise InvalidEntry(
        N_("A drawing may take up to {limit} KiB of JSON, but this takes {count}."),
        limit=MAX_LINE_BYTES // 2**10,
        count=f"{size / 2**10:,.0f}",
    )


def _from_json(line: str, archive: _Archive | None, ink: _Ink) -> Entry:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidEntry(
            N_("The drawing is not valid JSON."), details=error
        ) from error
    if not isinstance(content, dict):
        raise InvalidEntry(
            N_("A drawing must be a JSON object, but {value} was found."),
            value=quoted(content),
        )
    drawing = None
    if content.get("strokes") is not None:
        drawing = strokes_from_json(content["strokes"])
        ink.use(drawing)
        image = mnist_format.to_image(drawing)
    elif archive is not None:
        image = _from_png(archive, str(content.get("image")))
    else:
        raise InvalidEntry(N_("The drawing has neither strokes nor an image."))
    return Entry(
        id=uuid4().hex,
        image=image,
        drawing=drawing,
        label=checked_label(content.get("label")),
        answer=content.get("answer"),
        model=_text(content, "model"),
        model_version=_text(content, "model_version"),
        person=_text(content, "person"),
        created_at=_time(content.get("created_at")),
        is_left_out=content.get("is_left_out") is True,
    )


def _text(content: dict[str, Any], name: str) -> str:
    value = content.get(name, "")
    if not isinstance(value, str):
        raise InvalidEntry(
            N_("The field “{name}” of a drawing must be text, but {value} was found."),
            name=name,
            value=quoted(value),
        )
    return value


def _time(value: object) -> str:
    if value is None:
        return timestamps.now()
    try:
        return timestamps.to_text(timestamps.from_text(str(value)))
    except ValueError as error:
        raise InvalidEntry(
            N_("A drawing's time must look like {example}, but {value} was found."),
            example=EXAMPLE_TIME,
            value=quoted(value),
            details=error,
        ) from error


def _of_arrays(archive: _Archive) -> _Drawings:
    images = _array(archive, "images.npy")
    labels = _array(archive, "labels.npy")
    persons = np.full(len(labels), "")
    if "persons.npy" in archive.names():
        persons = _array(archive, "persons.npy")
    if labels.dtype.kind not in "iu":
        raise InvalidImport(
            N_("The labels must be integers, but have the type {type}."),
            type=labels.dtype,
        )
    if persons.dtype.kind != "U":
        raise InvalidImport(
            N_("The writers' names must be text, but have the type {type}."),
            type=persons.dtype,
        )
    return _of_images(images, labels, persons)


def _of_idx(contents: Sequence[bytes]) -> _Drawings:
    labels, images = sorted(map(idx.decode_idx, contents), key=lambda a: a.ndim)
    return _of_images(images, labels, np.full(len(labels), ""))


def _of_images(
    images: NDArray[Any], labels: NDArray[Any], persons: NDArray[Any]
) -> _Drawings:
    if images.shape[1:] != (SIZE, SIZE) or images.dtype != np.uint8:
        raise InvalidImport(
            N_(
                "The images must have the shape (n, 28, 28) and the type uint8, but "
                "have the shape {shape} and the type {type}."
            ),
            shape=images.shape,
            type=images.dtype,
        )
    if labels.shape != images.shape[:1] or persons.shape != images.shape[:1]:
        raise InvalidImport(
            N_(
                "Each image must have one label and one writer, but there are {images} "
                "images, {labels} labels and {persons} writers."
            ),
            images=len(images),
            labels=labels.size,
            persons=persons.size,
        )
    if len(images) > MAX_DRAWINGS:
        raise InvalidImport(
            N_("A file may hold up to {limit} drawings, but this holds {count}."),
            limit=f"{MAX_DRAWINGS:,}",
            count=f"{len(images):,}",
        )
    for index in range(len(images)):
        label, person = int(labels[index]), str(persons[index])
        yield index + 1, partial(_from_image, images[index], label, person)


def _from_image(image: Image, label: int, person: str) -> Entry:
    return Entry(
        id=uuid4().hex,
        image=image,
        drawing=None,
        label=label,
        answer=None,
        model="",
        model_version="",
        person=person,
        created_at=timestamps.now(),
    )


def _array(archive: _Archive, name: str) -> NDArray[Any]:
    """An array whose header says no more than there is."""
    content = archive.read(name)
    stream = io.BytesIO(content)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise _no_array(name)
    shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    size = math.prod(shape) * dtype.itemsize
    if (
        dtype.hasobject
        or min(shape, default=0) < 0
        or size != len(content) - stream.tell()
    ):
        raise _no_array(name)
    return np.asarray(np.load(io.BytesIO(content), allow_pickle=False))


def _no_array(name: str) -> InvalidImport:
    return InvalidImport(
        N_(
            "{name} in the file is damaged or is not a plain array of .npy version 1.0."
        ),
        name=name,
    )


def _bare(png: bytes) -> bytes:
    """A PNG file without its texts and profiles, which may unpack to megabytes.

    PNG Specification (W3C, 2003), section 5: chunks of length, kind, content and check.
    """
    kept, place = [png[:8]], 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        end = place + 12 + length
        if png[place + 4 : place + 8] in _CHUNKS:
            kept.append(png[place:end])
        place = end
    return b"".join(kept)


def _from_png(archive: _Archive, name: str) -> Image:
    content = _bare(archive.read_picture(name))
    with Pillow.open(io.BytesIO(content), formats=["PNG"]) as picture:
        if picture.size != (SIZE, SIZE):
            raise InvalidEntry(
                N_(
                    "The image {name} must have 28 × 28 pixels, but has {width} × "
                    "{height}."
                ),
                name=name,
                width=picture.width,
                height=picture.height,
            )
        return np.asarray(picture.convert("L"))
