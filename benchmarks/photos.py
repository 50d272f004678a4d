"""Photos of a digit on paper, and pictures of thick and tiny digits, beside a peer.

Photos are made by rule (`tests/photography`): UNIPEN's dev digits of writers that no
network was trained on, and every fourth digit from our own forms, on papers that the
way from a photo to its ink was tuned on, and on others. The peer is what tutorials do:
Otsu's threshold, the largest connected component, MNIST's format; its network is the
same. Scans are the same writers' digits drawn at 32 × 32 with thin and thick pens,
black or white, and counts of the set pixels in blocks of 2 × 2 and 4 × 4, as optdigits
has them; the peer squeezes the picture to 28 × 28.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import groupby, product
from operator import attrgetter

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image as PillowImage
from scipy import ndimage
from sklearn.datasets import load_digits

from recognizer.datasets import unipen
from recognizer.datasets.labelled import LabelledDrawings
from recognizer.errors import NoInk
from recognizer.ink import mnist_format, photos, picture_files, strokes
from recognizer.ink.mnist_format import Image
from recognizer.ink.strokes import Drawing, FloatArray
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS, read_settings
from recognizer.synthesis import digits
from recognizer.synthesis.warps import write_varied
from tests.photography import papers, scenes
from tests.photography.scenes import Around

PER_PAPER = 20
SEED = 20_261_126
SCANS = 300
SCAN_SIDE, SCAN_PENS, BLOCKS = 32, (2, 4, 6, 8), (1, 2, 4)
BY_RULE = 4
"""Every fourth digit is of our own forms."""


@dataclass(frozen=True)
class _Read:
    """A picture as both ways hand it to the network.

    Attributes:
        group: what it is a picture of.
        label: its digit.
        ours: (28, 28) uint8.
        peers: (28, 28) uint8.
    """

    group: str
    label: int
    ours: Image
    peers: Image


def run() -> None:
    """Print accuracy by kind of paper and by what else the photo shows."""
    settings = read_settings()
    written = unipen.of_unseen_writers(unipen.read_strokes("digits-dev", settings))
    jobs = [
        (kind, name, number)
        for kind, among in (("tuned on", papers.KNOWN), ("unseen", papers.UNSEEN))
        for name in among
        for number in range(PER_PAPER)
    ]
    chosen = [_choose(written, name, number) for _, name, number in jobs]
    with ProcessPoolExecutor() as pool:
        read = list(pool.map(_photo, jobs, chosen, chunksize=20))
    network = Recognizer.from_bundle(bundles.find("two-layer-cnn", [SHIPPED_WEIGHTS]))
    print(f"{len(read):,} photos; the peer: Otsu, largest component\n")
    _print("paper", read, network)
    print("\nScans; the peer: squeezed to 28 × 28\n")
    _print("picture", list(_scans(written)), network)


def _choose(
    written: LabelledDrawings, name: str, number: int
) -> tuple[int, Sequence[FloatArray]]:
    """A digit and its lines, the same for a paper's name and a number."""
    rng = _random(name, number)
    if number % BY_RULE == BY_RULE - 1:
        digit = int(rng.integers(10))
        return digit, write_varied(digits.choose(digit, rng), rng)
    index = int(rng.integers(len(written.labels)))
    lines = [stroke.points for stroke in written.drawings[index].strokes]
    return int(written.labels[index]), lines


def _random(name: str, *numbers: int) -> Generator:
    """So that another paper leaves the photos of all others as they are."""
    return np.random.default_rng([SEED, zlib.crc32(name.encode()), *numbers])


def _photo(
    job: tuple[str, str, int], chosen: tuple[int, Sequence[FloatArray]]
) -> _Read:
    kind, name, number = job
    label, lines = chosen
    rng = _random(name, number, 1)
    paper = {**papers.KNOWN, **papers.UNSEEN}[name]
    photo = scenes.take(lines, paper, Around.choose(rng), rng)
    picture = picture_files.open_picture(photo.content, "photo.jpg")
    return _read(f"{name} ({kind})", label, picture)


def _read(group: str, label: int, picture: PillowImage.Image) -> _Read:
    ways = (photos.find_ink, _largest_component)
    ours, peers = (_image(way(picture)) for way in ways)
    return _Read(group, label, ours, peers)


def _scans(written: LabelledDrawings) -> Iterator[_Read]:
    chosen = np.random.default_rng(SEED).permutation(len(written.labels))[:SCANS]
    for block, pen in product(BLOCKS, SCAN_PENS):
        side = SCAN_SIDE // block
        for index in chosen:
            scan = _scan(written.drawings[index], pen, block)
            name = f"{side} × {side}, pen {pen} of {SCAN_SIDE}"
            yield _tiny(name, int(written.labels[index]), scan)
    data = load_digits()
    for scan, label in zip(data.images, data.target, strict=True):
        yield _tiny("scikit-learn's 8 × 8", int(label), scan.astype(np.float32) / 16)


def _scan(drawing: Drawing, pen: int, block: int) -> FloatArray:
    """Set pixels of a drawing at 32 × 32, as the part of each block that they are."""
    points = np.concatenate([stroke.points for stroke in drawing.strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (SCAN_SIDE - pen) / max(float((high - low).max()), 1e-6)
    moved = (SCAN_SIDE - (high - low) * scale) / 2
    lines = [(each.points - low) * scale + moved for each in drawing.strokes]
    drawn = strokes.draw_lines(lines, [pen] * len(lines), (SCAN_SIDE, SCAN_SIDE)) > 0.5
    side = SCAN_SIDE // block
    blocks = drawn.reshape(side, block, side, block).mean(axis=(1, 3))
    return np.asarray(blocks, np.float32)


def _tiny(group: str, label: int, scan: FloatArray) -> _Read:
    squeezed = PillowImage.fromarray(mnist_format.to_grey_levels(scan)).resize((28, 28))
    return _Read(group, label, _image(scan), np.asarray(squeezed))


def _image(ink: FloatArray) -> Image:
    try:
        return mnist_format.from_ink(ink).image
    except NoInk:
        return np.zeros((28, 28), np.uint8)


def _largest_component(picture: PillowImage.Image) -> FloatArray:
    """The peer: Otsu, 1979, A threshold selection method; the rarer side is ink."""
    grey = np.asarray(picture.convert("L"))
    is_dark = grey <= _otsu(grey)
    ink = is_dark if is_dark.mean() < 0.5 else ~is_dark
    pieces, count = ndimage.label(ink, np.ones((3, 3)))
    if not count:
        return np.zeros(grey.shape, np.float32)
    sizes = np.bincount(pieces.reshape(-1))
    sizes[0] = 0
    return np.asarray(pieces == sizes.argmax(), np.float32)


def _otsu(grey: NDArray[np.uint8]) -> int:
    counts = np.bincount(grey.reshape(-1), minlength=256).astype(float)
    below = counts.cumsum()
    above = below[-1] - below
    sums = (counts * np.arange(256)).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return int(np.nanargmax(np.where(above > 0, between, 0)))


def _print(what: str, read: Sequence[_Read], network: Recognizer) -> None:
    """A table: right answers, right ones if "no digit" is overruled, the peer's."""
    right = {
        name: _right(network, np.stack([way(each) for each in read]), read)
        for name, way in _WAYS.items()
    }
    print(f"| {what} | pictures | right | the digit, if one must be | ", end="")
    print("peer | wrong, ratio to it |\n|---|---|---|---|---|---|")
    groups = [each.group for each in read]
    rows = [(name, [name]) for name, _ in groupby(groups)]
    for ending in sorted({group.partition(" (")[2] for group in groups} - {""}):
        among = [group for group, _ in rows if group.endswith(f"({ending}")]
        rows.append((f"all {ending.rstrip(')')}", among))
    for title, among in rows:
        own = np.isin(groups, among)
        ours, most, peers = (
            float(answers[own].mean())
            for answers in (*right["ours"], right["peers"][0])
        )
        ratio = (1 - ours) / max(1 - peers, 1e-9)
        print(f"| {title} | {own.sum():,} | {ours:.1%} | {most:.1%} | ", end="")
        print(f"{peers:.1%} | {ratio:.2f} |")


_WAYS: Mapping[str, Callable[[_Read], Image]] = {
    "ours": attrgetter("ours"),
    "peers": attrgetter("peers"),
}


def _right(
    network: Recognizer, images: NDArray[np.uint8], read: Sequence[_Read]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    labels = np.array([each.label for each in read])
    answers = network.answer(images)
    right = answers.logits.argmax(axis=1) == labels
    return right & answers.is_digit, right
