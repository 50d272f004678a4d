"""Write files so that a reader sees the old content or the new, never a part."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recognizer.errors import N_, DiskFull, PermissionDenied, RecognizerError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def writing() -> Iterator[None]:
    """Say in our own words that the system lets nothing be written.

    Raises:
        DiskFull, PermissionDenied: in place of the system's own error.
    """
    try:
        yield
    except OSError as error:
        foreseen = why_not_written(error)
        if foreseen is None:
            raise
        raise foreseen from error


def why_not_written(error: OSError) -> RecognizerError | None:
    """What to tell a person of the system's error; None if it is another one."""
    if error.errno in NO_ROOM:
        return DiskFull()
    if error.errno in _FORBIDDEN and error.filename:
        return PermissionDenied(
            N_("This app has no permission to write to the folder {path}."),
            hint=N_(
                "Change its permissions, or set RECOGNIZER_DATA to another folder."
            ),
            path=Path(os.fsdecode(error.filename)).parent,
            details=error,
        )
    return None


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside, flush to disk, rename.

    Raises:
        DiskFull, PermissionDenied: if the system does not let it be written.
    """
    with writing():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
        flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make a rename in a folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
