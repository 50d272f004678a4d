"""Fetch a file once: checked by its hash, with progress, from one address or another.

pooch writes beside the target, checks the hash and renames, so that a damaged or half
file is never seen and several processes may fetch at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from recognizer.atomic_files import writing
from recognizer.errors import N_, InvalidData

Progress = Callable[[int, int], None]
"""Called with the bytes here and the bytes in all."""

BLOCK = 2**16


def fetch(
    urls: Sequence[str],
    target: Path,
    sha256: str,
    on_progress: Progress = lambda here, total: None,
) -> bool:
    """Fetch a file unless it is there; try one address after the other.

    Args:
        urls: addresses of the same content.
        target: where it belongs; its folder is made.
        sha256: of the content, in hexadecimal.

    Returns:
        False if no address could be reached.

    Raises:
        InvalidData: if only something else came than what was expected.
        DiskFull, PermissionDenied: if the system does not let it be written.
    """
    # Imported here, because they take a quarter of a second and are needed once.
    import pooch
    from requests import RequestException

    pooch.get_logger().setLevel("WARNING")  # on_progress tells of downloads
    damaged = ""
    for url in urls:
        get = pooch.HTTPDownloader(_Bar(on_progress), chunk_size=BLOCK)
        try:
            with writing():
                pooch.retrieve(url, sha256, target.name, target.parent, downloader=get)
            return True
        except RequestException:
            continue
        except ValueError:  # another hash
            damaged = url
    if damaged:
        raise InvalidData(
            N_("What was downloaded from {url} is not the expected file."),
            hint=N_("Try again later, or from another network."),
            url=damaged,
        )
    return False


class _Bar:
    """The progress bar that pooch asks for."""

    total = 0

    def __init__(self, report: Progress) -> None:
        self._report, self._here = report, 0

    def update(self, count: int) -> None:
        self._here = min(self._here + count, self.total)
        self._report(self._here, self.total)

    def reset(self) -> None:
        self._here = 0

    def close(self) -> None:
        pass
