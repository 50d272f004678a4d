"""Where what a stranger made enters the app: one function for each kind of content.

    python -m benchmarks.entrances NAME SECONDS FILE…

hands files to one of them and prints as JSON what came of it, the processor's seconds
and by how many MiB the process grew. It is a process of its own, so that the system
ends what takes longer than these seconds or too much memory.
"""

from __future__ import annotations

import json
import math
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from recognizer.collection import imports
from recognizer.datasets import idx, labelled
from recognizer.errors import RecognizerError
from recognizer.ink import files as ink_files
from recognizer.ink import mnist_format, photos, picture_files, strokes
from recognizer.network import archives, bundles
from recognizer.settings import ROOT
from recognizer.training.runs import Run

MIB = 2**20
LONGEST_S = 60
"""What takes longer is ended; the bound is 2 s."""
MOST_BYTES = 6 * 2**30
"""Of address space; the bound is 500 MB of memory."""


def _picture(given: Sequence[bytes]) -> object:
    picture = picture_files.open_picture(given[0], "picture")
    return mnist_format.from_ink(photos.find_ink(picture))


def _drawing(file: Path) -> object:
    return mnist_format.from_strokes(strokes.parse(ink_files.read_json(file)))


def _run(given: Sequence[bytes]) -> object:
    """A training's settings, as another program may have written them."""
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder) / "0001")
        run.path.mkdir()
        (run.path / "plan.json").write_bytes(given[0])
        return run.plan()


def _bundle(given: Sequence[bytes]) -> object:
    """A model's folder that somebody copied into the data folder."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in zip(
            (bundles.CARD, bundles.WEIGHTS, bundles.NETWORK), given, strict=True
        ):
            (Path(folder) / name).write_bytes(content)
        return bundles.read(Path(folder))


def _of_file(
    suffix: str, read: Callable[[Path], object]
) -> Callable[[Sequence[bytes]], object]:
    def enter(files: Sequence[bytes]) -> object:
        with tempfile.NamedTemporaryFile(suffix=suffix) as file:
            file.write(files[0])
            file.flush()
            return read(Path(file.name))

    return enter


ENTRANCES: dict[str, Callable[[Sequence[bytes]], object]] = {
    "canvas": _of_file(".json", _drawing),
    "picture": _picture,
    "drawings": imports.unpack,
    "model": lambda given: archives.unpack(given[0]),
    "bundle": _bundle,
    "run": _run,
    "npz": _of_file(".npz", labelled.read_npz),
    "idx": _of_file(".idx", idx.read_idx),
}


@dataclass(frozen=True)
class Outcome:
    """What came of handing something in.

    Attributes:
        result: "value", the name of an error of `recognizer.errors`, or what else
            happened: a traceback's last line, or that the process was ended.
        is_foreseen: whether it is one of the first two.
        seconds: of processors.
        mib: by which the process grew.
    """

    result: str
    is_foreseen: bool
    seconds: float
    mib: float


def enter(name: str, files: Sequence[bytes]) -> tuple[str, bool]:
    """Hand files in; returns an outcome's result and whether it is foreseen."""
    try:
        ENTRANCES[name](files)
    except RecognizerError as error:
        return type(error).__name__, True
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200], False
    return "value", True


def apart(name: str, files: Sequence[bytes], most_s: int = LONGEST_S) -> Outcome:
    """Hand files in within a process of its own, and measure it.

    Args:
        most_s: seconds of the processors after which the system ends it.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / str(number) for number in range(len(files))]
        for path, content in zip(paths, files, strict=True):
            path.write_bytes(content)
        command = [sys.executable, "-m", "benchmarks.entrances", name, str(most_s)]
        done = subprocess.run(
            [*command, *map(str, paths)], cwd=ROOT, capture_output=True, text=True
        )
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return Outcome(f"ended after {most_s} s", False, most_s, 0)
    try:
        return Outcome(**json.loads(done.stdout))
    except ValueError:
        return Outcome(f"ended: {done.stderr[-200:]}", False, 0, 0)


def grown_mib() -> float:
    """The most memory that this process has had."""
    status = Path("/proc/self/status")
    if status.exists():  # elsewhere the parent's most memory is counted too
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text())
        return int(found[1]) / 1024 if found else 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def main(name: str, most_s: str, *paths: str) -> None:
    """Hand files in, and print the outcome."""
    files = [Path(path).read_bytes() for path in paths]
    used = math.ceil(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (used + int(most_s),) * 2)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    before, started = grown_mib(), time.process_time()
    result, is_foreseen = enter(name, files)
    seconds = time.process_time() - started
    outcome = Outcome(result, is_foreseen, seconds, grown_mib() - before)
    print(json.dumps(vars(outcome)))


if __name__ == "__main__":
    main(*sys.argv[1:])
