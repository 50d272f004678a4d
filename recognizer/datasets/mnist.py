"""Data sets: MNIST, scikit-learn's digits, pen strokes and people's own files.

    set           images   size     values      labels
    mnist-train   60,000   28 × 28  0 to 255    0 to 9
    mnist-test    10,000   28 × 28  0 to 255    0 to 9
    digits         1,797   8 × 8    0 to 16     0 to 9, brought to 28 × 28
    unipen-dev     3,354   strokes  -           0 to 9, redrawn at 28 × 28, and clear
                                                letters as -1, no digit

MNIST: LeCun, Cortes and Burges, CC BY-SA 3.0. Digits: Alpaydin and Kaynak, 1998, UCI,
test part, CC BY 4.0. UNIPEN Train-R01/V07: Guyon et al., 1994, CC BY 4.0.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import math
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets import downloads
from recognizer.errors import InvalidData, MissingData, NoInk, RecognizerError
from recognizer.ink import mnist_format, strokes
from recognizer.ink.strokes import Drawing
from recognizer.settings import Settings

NO_DIGIT = -1
"""Label of what is no digit."""

FINE_PEN = 1e-3
"""Width for strokes that come without one: only what does not move is a dot."""

CLEAR_LETTERS = frozenset("AEFHKMNPRTWXaefhkmnrtwx")
"""Letters that cannot be taken for a digit, as O, l or Z can."""


@dataclass(frozen=True)
class LabelledImages:
    """Images with their labels.

    Attributes:
        name: such as "mnist-test".
        images: (n, 28, 28) uint8, in MNIST's format.
        labels: (n,) int64, 0 to 9, or -1 for what is no digit.
        sha256: hash of each file read, by its name.
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    sha256: dict[str, str]

    def __len__(self) -> int:
        return len(self.images)

    def __add__(self, other: LabelledImages) -> LabelledImages:
        return LabelledImages(
            f"{self.name}+{other.name}",
            np.concatenate([self.images, other.images]),
            np.concatenate([self.labels, other.labels]),
            {**self.sha256, **other.sha256},
        )

    def part(self, start: int, stop: int) -> LabelledImages:
        """The images from `start` up to `stop`."""
        return LabelledImages(
            f"{self.name}[{start}:{stop}]",
            self.images[start:stop],
            self.labels[start:stop],
            self.sha256,
        )


@dataclass(frozen=True)
class LabelledDrawings:
    """Pen strokes with their labels ("0" to "9", or a letter) and their files' hash."""

    name: str
    drawings: tuple[Drawing, ...]
    labels: tuple[str, ...]
    sha256: dict[str, str]


@dataclass(frozen=True)
class _File:
    name: str
    size: int
    sha256: str


_MNIST_URLS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)
_MNIST_FILES = {
    "train": (
        _File(
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        _File(
            "train-labels-idx1-ubyte.gz",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
    ),
    "test": (
        _File(
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        _File(
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
}


def mnist(
    part: str,
    settings: Settings,
    on_progress: downloads.Progress = lambda here, total: None,
) -> LabelledImages:
    """Read MNIST, downloading it where it is missing.

    Args:
        part: "train" (60,000) or "test" (10,000).

    Raises:
        MissingData: if it is not here and cannot be downloaded.
        InvalidData: if a file is damaged.
    """
    paths = [_locate_mnist(file, settings, on_progress) for file in _MNIST_FILES[part]]
    images, labels = (read_idx(path) for path in paths)
    hashes = {file.name: file.sha256 for file in _MNIST_FILES[part]}
    return LabelledImages(f"mnist-{part}", images, labels.astype(np.int64), hashes)


def missing_bytes(part: str, settings: Settings) -> int:
    """What would have to be downloaded before `mnist` can read a part, in bytes."""
    return sum(
        file.size
        for file in _MNIST_FILES[part]
        if not any(
            (folder / file.name).is_file() for folder in _mnist_folders(settings)
        )
    )


def sklearn_digits() -> LabelledImages:
    """Read scikit-learn's digits, brought into MNIST's format.

    Their grey levels count the set pixels of 4 × 4 blocks of a 32 × 32 scan, so they
    are area-averaged already and are treated as any other picture of ink.
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    images = np.stack(
        [mnist_format.from_ink(ink.astype(np.float32)).image for ink in data.images]
    )
    return LabelledImages("digits", images, data.target.astype(np.int64), {})


def sklearn_digits_enlarged() -> LabelledImages:
    """Read scikit-learn's digits as they are: 8 × 8 grey levels from 0 to 16.

    Each pixel is repeated 3 × 3 times, in the middle of 28 × 28, and 16 becomes 255.
    A linear network that starts at zero learns on them as on the 64 grey levels, if
    its learning rate is 16² / 3² as large. They are shuffled, because they lie in the
    order of their writers.
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    order = np.random.default_rng(0).permutation(len(data.images))
    images = np.zeros((len(data.images), 28, 28), np.uint8)
    levels = np.rint(data.images[order] * (255 / 16)).astype(np.uint8)
    images[:, 2:26, 2:26] = levels.repeat(3, axis=1).repeat(3, axis=2)
    labels = data.target[order].astype(np.int64)
    return LabelledImages("digits-8x8", images, labels, {})


def unipen(part: str, settings: Settings) -> LabelledDrawings:
    """Read UNIPEN's pen strokes.

    Args:
        part: "digits-train", "digits-dev", "letters-train" or "letters-dev".

    Raises:
        MissingData: if the file is not in the data sets' folder.
        InvalidData: if it is damaged.
    """
    name = f"{part}.jsonl.gz"
    path = settings.datasets / "unipen" / name
    if not path.is_file():
        raise MissingData(data="unipen", file=name, folder=path.parent)
    content = path.read_bytes()
    drawings, labels = [], []
    try:
        for line in gzip.decompress(content).splitlines():
            entry = json.loads(line)
            drawings.append(Drawing.from_points(entry["strokes"], FINE_PEN))
            labels.append(str(entry["label"]))
    except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError) as error:
        raise InvalidData(path=path, problem=str(error)) from error
    return LabelledDrawings(
        f"unipen-{part}", tuple(drawings), tuple(labels), {name: _sha256(content)}
    )


def clear_letters(data: LabelledDrawings) -> LabelledDrawings:
    """The letters among them that are clearly no digits."""
    chosen = [i for i, label in enumerate(data.labels) if label in CLEAR_LETTERS]
    return LabelledDrawings(
        f"{data.name}[clear]",
        tuple(data.drawings[i] for i in chosen),
        tuple(data.labels[i] for i in chosen),
        data.sha256,
    )


def draw(data: LabelledDrawings) -> LabelledImages:
    """Bring pen strokes into MNIST's format; what holds no ink is left out.

    Letters become -1, no digit.
    """
    images, labels = [], []
    for drawing, label in zip(data.drawings, data.labels, strict=True):
        try:
            images.append(mnist_format.centre(strokes.redraw(drawing)))
        except NoInk:
            continue
        labels.append(int(label) if label.isdigit() else NO_DIGIT)
    return LabelledImages(
        data.name, np.stack(images), np.array(labels, np.int64), data.sha256
    )


def read_npz(path: Path) -> LabelledImages:
    """Read an `.npz` with `images` (n, 28, 28) uint8 and `labels` (n,) integers.

    Raises:
        MissingData: if the file does not exist.
        InvalidData: if it is damaged or holds something else.
    """
    content = _read_file(path)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            images, labels = arrays["images"], arrays["labels"]
    except KeyError as error:
        raise InvalidData(path=path, problem=f"no array {error}") from error
    except Exception as error:  # NumPy raises many kinds for a damaged zip
        raise InvalidData(path=path, problem=str(error)) from error
    return _checked(path, images, labels, {path.name: _sha256(content)})


def read_idx_pair(images: Path, labels: Path) -> LabelledImages:
    """Read images and labels from two IDX files, plain or gzipped.

    Raises:
        MissingData: if a file does not exist.
        InvalidData: if one is damaged or holds something else.
    """
    hashes = {path.name: _sha256(_read_file(path)) for path in (images, labels)}
    return _checked(images, read_idx(images), read_idx(labels), hashes)


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Read an array of bytes in IDX format, plain or gzipped.

    Raises:
        InvalidData: if the file is damaged or holds another type.
    """
    try:
        content = _read_file(path)
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        return decode_idx(content)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        if isinstance(error, RecognizerError):
            raise
        raise InvalidData(path=path, problem=str(error)) from error


def decode_idx(content: bytes) -> NDArray[np.uint8]:
    """Read an array of bytes, 1 to 3 axes, in IDX format.

    Raises:
        ValueError: if the content is damaged or holds another type.
    """
    try:
        zeros, kind, n_axes = struct.unpack_from(">HBB", content)
        shape = struct.unpack_from(f">{n_axes}I", content, 4)
    except struct.error as error:
        raise ValueError(str(error)) from error
    if zeros or kind != 8 or not 1 <= n_axes <= 3:
        raise ValueError("it is no IDX file of bytes")
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * n_axes)
    if values.size != math.prod(shape):
        raise ValueError(f"it holds {values.size} values, not {shape}")
    return values.reshape(shape)


def encode_idx(values: NDArray[np.uint8]) -> bytes:
    """Write an array of bytes in IDX format."""
    shape = struct.pack(f">{values.ndim}I", *values.shape)
    return struct.pack(">HBB", 0, 8, values.ndim) + shape + values.tobytes()


def named(
    spec: str,
    settings: Settings,
    on_progress: downloads.Progress = lambda here, total: None,
) -> LabelledImages:
    """Read a data set by what a person typed.

    Args:
        spec: "mnist-test", "mnist-train", "digits", "unipen-dev", an `.npz` file, or
            an IDX pair as IMAGES,LABELS.

    Raises:
        MissingData, InvalidData: if there is no such data set, or it is damaged.
    """
    readers: dict[str, Callable[[], LabelledImages]] = {
        "mnist-test": lambda: mnist("test", settings, on_progress),
        "mnist-train": lambda: mnist("train", settings, on_progress),
        "digits": sklearn_digits,
        "unipen-dev": lambda: _unipen_dev(settings),
    }
    if spec in readers:
        return readers[spec]()
    if spec.endswith(".npz"):
        return read_npz(Path(spec))
    images, comma, labels = spec.partition(",")
    if comma:
        return read_idx_pair(Path(images), Path(labels))
    raise InvalidData(
        path=spec,
        problem=f"it is none of {', '.join(readers)}, no .npz file and no IDX pair "
        "IMAGES,LABELS",
    )


def _unipen_dev(settings: Settings) -> LabelledImages:
    digits = draw(unipen("digits-dev", settings))
    letters = draw(clear_letters(unipen("letters-dev", settings)))
    return replace(digits + letters, name="unipen-dev")


def _mnist_folders(settings: Settings) -> tuple[Path, Path]:
    """Where MNIST may lie; what is downloaded goes into the second folder."""
    return settings.datasets / "mnist", settings.data / "datasets" / "mnist"


def _locate_mnist(
    file: _File, settings: Settings, on_progress: downloads.Progress
) -> Path:
    given, own = _mnist_folders(settings)
    for folder in (given, own):
        path = folder / file.name
        if path.is_file():
            if _sha256(path.read_bytes()) != file.sha256:
                raise InvalidData(path=path, problem="its content is not MNIST's")
            return path
    urls = [base + file.name for base in _MNIST_URLS]
    path = own / file.name
    if not downloads.fetch(urls, path, file.sha256, file.size, on_progress):
        raise MissingData(data="mnist", file=file.name, folder=given)
    return path


def _checked(
    path: Path,
    images: NDArray[np.generic],
    labels: NDArray[np.generic],
    hashes: dict[str, str],
) -> LabelledImages:
    problems = dict(_problems(images, labels))
    for problem, there in problems.items():
        if there:
            raise InvalidData(path=path, problem=problem)
    return LabelledImages(
        path.name, images.astype(np.uint8), labels.astype(np.int64), hashes
    )


def _problems(
    images: NDArray[np.generic], labels: NDArray[np.generic]
) -> Iterator[tuple[str, bool]]:
    yield (
        f"images must be (n, 28, 28) uint8, but are {images.shape} {images.dtype}",
        images.shape[1:] != (28, 28) or images.dtype != np.uint8,
    )
    yield (
        f"labels must be {len(images)} integers, but are {labels.shape} {labels.dtype}",
        labels.shape != images.shape[:1] or labels.dtype.kind not in "iu",
    )
    yield (
        "labels must be 0 to 9, or -1 for no digit",
        labels.dtype.kind in "iu"
        and labels.size > 0
        and not bool(((labels >= -1) & (labels <= 9)).all()),  # type: ignore[operator]
    )
    yield "it holds no images", len(images) == 0


def _read_file(path: Path) -> bytes:
    if not path.is_file():
        raise MissingData(data=path.name, file=path.name, folder=path.parent)
    return path.read_bytes()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
