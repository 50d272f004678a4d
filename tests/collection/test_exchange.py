"""Drawings as files: what is given away is taken back, nothing else is."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from recognizer.collection import exports, imports
from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.collection.entries import Entry, new_entry
from recognizer.datasets import labelled
from recognizer.datasets.idx import read_idx_pair
from recognizer.errors import InvalidImport
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from tests.collection.writers import written


def drawn(number: int, label: int, person: str) -> Entry:
    """A drawing whose image is what its strokes give."""
    corner = 80.3 + 7 * number
    drawing = Drawing.from_points([[(60, 70), (corner, 62), (120.7, 230)]], 16)
    image = mnist_format.from_strokes(drawing).image
    return new_entry(image, label, person, drawing, 3, "two-layer-cnn", "ab" * 32)


@pytest.fixture
def entries() -> list[Entry]:
    """Strokes and a picture; names that could do harm; what is no digit."""
    picture = new_entry(written(5).image, 5, '<b>"مريم"</b> 🌸')
    return [
        drawn(1, 7, "Aiko"),
        replace(drawn(2, -1, 'さくら\\"'), is_left_out=True),
        picture,
    ]


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def fields(entry: Entry) -> dict[str, object]:
    plain = {**vars(entry), "image": entry.image.tobytes()}
    if entry.drawing is not None:
        plain["drawing"] = [stroke.points.tolist() for stroke in entry.drawing.strokes]
    return {name: value for name, value in plain.items() if name != "id"}


def test_a_zip_brings_back_everything_saved(entries: list[Entry]) -> None:
    contents = imports.unpack([exports.pack_zip(entries)])
    assert contents.problems == ()
    assert [fields(e) for e in contents.entries] == [fields(e) for e in entries]


def test_a_zip_can_be_read_by_any_program(entries: list[Entry]) -> None:
    files = members(exports.pack_zip(entries))
    listing = json.loads(files["drawings.json"])
    assert [each["label"] for each in listing] == [7, -1, 5]
    assert listing[0]["strokes"][0]["points"][1] == [87.3, 62.0]
    for each, entry in zip(listing, entries, strict=True):
        with Image.open(io.BytesIO(files[each["image"]])) as picture:
            np.testing.assert_array_equal(np.asarray(picture), entry.image)


def test_npz_and_idx_are_data_sets_for_the_command_line(
    entries: list[Entry], tmp_path: Path
) -> None:
    (tmp_path / "own.npz").write_bytes(exports.pack_npz(entries))
    own = labelled.read_npz(tmp_path / "own.npz")
    np.testing.assert_array_equal(own.images, [entry.image for entry in entries])
    assert own.labels.tolist() == [7, -1, 5]
    for name, content in members(exports.pack_idx(entries)).items():
        (tmp_path / name).write_bytes(content)
    pair = tmp_path / exports.IDX_IMAGES, tmp_path / exports.IDX_LABELS
    assert read_idx_pair(*pair).labels.tolist() == [7, 5]


def test_npz_and_idx_can_be_imported(entries: list[Entry]) -> None:
    npz = imports.unpack([exports.pack_npz(entries)])
    assert [(e.label, e.person) for e in npz.entries] == [
        (e.label, e.person) for e in entries
    ]
    idx = exports.pack_idx(entries)
    pair = list(members(idx).values())
    for files in ([idx], pair, pair[::-1], [gzip.compress(each) for each in pair]):
        contents = imports.unpack(files)
        assert [(e.label, e.person) for e in contents.entries] == [(7, ""), (5, "")]
        assert contents.problems == ()


@pytest.mark.parametrize("pack", [exports.pack_zip, exports.pack_npz, exports.pack_idx])
def test_duplicates_are_skipped(
    pack: Callable[[Sequence[Entry]], bytes], entries: list[Entry], tmp_path: Path
) -> None:
    collection = Collection(Database(f"sqlite:///{tmp_path}/d.sqlite"))
    for entry in entries:
        collection.add(entry)
    again = imports.unpack([pack(collection.find())])
    assert again.entries
    assert collection.import_entries(again.entries, "importer") == 0
    other = Collection(Database(f"sqlite:///{tmp_path}/other.sqlite"))
    assert other.import_entries(again.entries, "importer") == len(again.entries)


def test_strokes_are_rendered_again_on_import(entries: list[Entry]) -> None:
    files = members(exports.pack_zip(entries[:1]))
    files[f"images/{entries[0].id}.png"] = b"another picture"
    (entry,) = imports.unpack([zipped(files)]).entries
    np.testing.assert_array_equal(entry.image, entries[0].image)


def line(**changes: object) -> str:
    points = [[60, 70], [210, 62], [120, 230]]
    plain = {"label": 7, "person": "Ben", "strokes": [{"width": 16, "points": points}]}
    return json.dumps({**plain, **changes})


BAD_LINES = {
    "not json": '{"label": 7,',
    "a list": "[1, 2]",
    "a number": "7",
    "nothing in it": "{}",
    "label 12": line(label=12),
    "label as text": line(label="7"),
    "label true": line(label=True),
    "no label": line(label=None),
    "answer 99": line(answer=99),
    "a dot": line(strokes=[{"width": 16, "points": [[3, 3]]}]),
    "no strokes": line(strokes=[]),
    "strokes of text": line(strokes="M 1 2"),
    "name of 10,000": line(person="x" * 10_000),
    "name a number": line(person=7),
    "model a list": line(model=["a"]),
    "time": line(created_at="yesterday"),
    "deep": '{"label": ' + "[" * 100_000,
    "long": line(note="x" * 300_000),
    "many digits": '{"label": ' + "9" * 10_000 + "}",
}


def test_bad_lines_are_listed_and_good_ones_kept() -> None:
    lines = ["[", line() + ",", *[bad + "," for bad in BAD_LINES.values()], line(), "]"]
    contents = imports.unpack(["\n".join(lines).encode()])
    assert [entry.person for entry in contents.entries] == ["Ben", "Ben"]
    assert [each.number for each in contents.problems] == [
        3 + index for index in range(len(BAD_LINES))
    ]
    for problem in contents.problems:
        assert len(str(problem.error)) < 200


def test_names_from_a_file_are_cleaned() -> None:
    (entry,) = imports.unpack([line(person=" \u202eAiko\n\x00 ").encode()]).entries
    assert entry.person == "Aiko"


def test_a_bad_picture_spoils_no_other(entries: list[Entry]) -> None:
    pictures = [new_entry(written(n).image, n, "Aiko") for n in range(5)]
    files = members(exports.pack_zip(pictures))
    names = [f"images/{picture.id}.png" for picture in pictures]
    large = io.BytesIO()
    Image.new("L", (5_000, 5_000)).save(large, "PNG")
    black = io.BytesIO()
    Image.new("L", (28, 28)).save(black, "PNG")
    files[names[0]] = b"no picture"
    files[names[1]] = large.getvalue()
    files[names[2]] = black.getvalue()
    del files[names[3]]
    contents = imports.unpack([zipped(files)])
    assert [entry.label for entry in contents.entries] == [4]
    assert [problem.number for problem in contents.problems] == [2, 3, 4, 5]


def test_bad_labels_in_arrays_are_listed() -> None:
    stream = io.BytesIO()
    images = np.stack([written(number).image for number in range(4)])
    images[2] = 0
    np.savez(stream, images=images, labels=np.array([3, 12, 4, -1]))
    contents = imports.unpack([stream.getvalue()])
    assert [entry.label for entry in contents.entries] == [3, -1]
    assert [problem.number for problem in contents.problems] == [2, 3]


def bomb() -> bytes:
    return zipped({"drawings.json": b"[\n" + b" " * (65 * 2**20) + b"]"})


def lying_array() -> bytes:
    header = (
        b"{'descr': '|u1', 'fortran_order': False, 'shape': (9999999999, 28, 28), }"
    )
    start = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header) + 1)
    return zipped({"images.npy": start + header + b"\n", "labels.npy": b""})


def objects() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, images=np.array([{}], object), labels=np.array([3]))
    return stream.getvalue()


def encrypted() -> bytes:
    content = bytearray(zipped({"drawings.json": line().encode()}))
    for place in (content.find(b"PK\x03\x04") + 6, content.find(b"PK\x01\x02") + 8):
        content[place] |= 1
    return bytes(content)


def idx(shape: tuple[int, ...], content: bytes) -> bytes:
    return struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape) + content


BAD_FILES = {
    "empty": [b""],
    "text": [b"a letter to you"],
    "picture": [b"\x89PNG\r\n\x1a\n"],
    "cut off": [exports.pack_npz([written(1)])[:-200]],
    "zip bomb": [bomb()],
    "gzip bomb": [gzip.compress(bytes(65 * 2**20))] * 2,
    "path upwards": [zipped({"../drawings.json": b"[]", "drawings.json": b"[]"})],
    "absolute path": [zipped({"/etc/passwd": b"", "drawings.json": b"[]"})],
    "backslash": [zipped({"..\\x": b"", "drawings.json": b"[]"})],
    "many files": [zipped({str(number): b"" for number in range(20_002)})],
    "million lines": [b"[\n" + b"{},\n" * 1_000_000 + b"]"],
    "million blank lines": [b"[" + b"\n" * 1_000_000 + b"]"],
    "lying array": [lying_array()],
    "objects": [objects()],
    "encrypted": [encrypted()],
    "another zip": [zipped({"readme": b"hello", "a": b"", "b": b""})],
    "idx, lying": [idx((2**31, 28, 28), b"x"), idx((1,), b"\x07")],
    "idx, two labels": [idx((1,), b"\x07")] * 2,
    "idx, other size": [idx((1, 8, 8), bytes(64)), idx((1,), b"\x07")],
    "idx, labels missing": [idx((2, 28, 28), bytes(2 * 784)), idx((1,), b"\x07")],
    "three files": [b"[]"] * 3,
    "nothing": [],
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_what_is_no_collection_is_rejected_as_a_whole(name: str) -> None:
    with pytest.raises(InvalidImport) as caught:
        imports.unpack(BAD_FILES[name])
    assert "Nothing was imported" in caught.value.hint


@pytest.mark.parametrize(
    "name", ["zip bomb", "gzip bomb", "million lines", "lying array"]
)
def test_bombs_take_no_room(name: str) -> None:
    tracemalloc.start()
    with pytest.raises(InvalidImport):
        imports.unpack(BAD_FILES[name])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150 * 2**20


def test_two_files_of_one_name_are_rejected() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("drawings.json", "[]")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("drawings.json", line())
    with pytest.raises(InvalidImport, match=r"holds .* 2 times"):
        imports.unpack([stream.getvalue()])


PACKERS = (exports.pack_zip, exports.pack_npz, exports.pack_idx)
WHOLE = [pack([drawn(1, 7, "Aiko")]) for pack in PACKERS]


@given(
    st.sampled_from(WHOLE),
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1
    ),
)
def test_a_changed_file_is_rejected_or_read_never_a_crash(
    whole: bytes, changes: list[tuple[float, int]]
) -> None:
    content = bytearray(whole)
    for place, change in changes:
        content[int(place * len(content))] ^= change
    try:
        contents = imports.unpack([bytes(content)])
    except InvalidImport:
        return
    assert len(contents.entries) + len(contents.problems) <= 1
