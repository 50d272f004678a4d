"""A run's small files in parts, so that a curve that grows costs only its end.

What is large (checkpoints, logs of TensorBoard) goes by `recognizer.training.shelf`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from recognizer.training.runs import Mark, Run

PART = 16 * 1024
"""Bytes of a part; only the last one may have fewer."""
MOST = 16 * 2**20
"""Larger files stay where they are."""
OF_ONE_MACHINE = {"lock", "stop", *Mark}
LARGE = {"checkpoint.safetensors"}
LARGE_FOLDERS = {"logs", "tune"}
_PATH = re.compile(r"(?:\w[\w.-]*/)*\w[\w.-]*", re.ASCII)


def of(run: Run) -> Iterator[tuple[str, os.stat_result]]:
    """The small files of a run, as paths below its folder."""
    for folder, folders, names in os.walk(run.path):
        folders[:] = set(folders) - LARGE_FOLDERS
        for name in set(names) - OF_ONE_MACHINE - LARGE:
            file = Path(folder, name)
            path = file.relative_to(run.path).as_posix()
            try:
                status = file.stat()
            except FileNotFoundError:  # replaced just now
                continue
            if is_path(path) and status.st_size <= MOST:
                yield path, status


def is_path(path: str) -> bool:
    """Whether a path leads to a file below a run's folder, and to no hidden one."""
    return _PATH.fullmatch(path) is not None


def cut(content: bytes) -> list[bytes]:
    """A file's parts; an empty one has one."""
    return [content[at : at + PART] for at in range(0, max(1, len(content)), PART)]


def splice(content: bytes | None, parts: Mapping[int, bytes | None]) -> bytes | None:
    """A file with some of its parts replaced.

    Args:
        content: as it was; None for no file.
        parts: by their index; None for one that is not there any more.

    Returns:
        As it is now; None for no file.

    Raises:
        ValueError: if a part is missing.
    """
    now = bytearray(content or b"")
    for index in sorted(parts):
        part, at = parts[index], index * PART
        if part is None:
            del now[at:]
            if index == 0:
                return None
        elif len(now) < at:
            raise ValueError(f"a file without its part {index - 1}")
        elif len(part) < PART:
            now[at:] = part
        else:
            now[at : at + PART] = part
    return bytes(now)
