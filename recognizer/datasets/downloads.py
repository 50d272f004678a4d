"""Download a file once, with its hash checked, from the first address that answers.

pooch writes beside the target, checks the hash and renames, so that a damaged or half
file is never seen and several processes may fetch at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

from recognizer.atomic_files import writing
from recognizer.errors import N_, InvalidData

Progress = Callable[[int, int], None]
"""Called with the bytes here and the bytes in all."""

BLOCK = 2**16
TIMEOUT_S = 30


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

    pooch.get_logger().setLevel("WARNING")  # on_progress reports downloads

    with writing():
        target.parent.mkdir(parents=True, exist_ok=True)
        NamedTemporaryFile(dir=target.parent).close()  # pooch's error has no number
    download = partial(_download, on_progress)
    damaged = ""
    for url in urls:
        try:
            with writing():
                pooch.retrieve(
                    url, sha256, target.name, target.parent, downloader=download
                )
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


def _download(on_progress: Progress, url: str, file: str, _pooch: object) -> None:
    """Write what comes; pooch's own way leaves the connection open if that fails."""
    import requests

    with (
        requests.get(url, stream=True, timeout=TIMEOUT_S) as response,
        open(file, "wb") as stream,
    ):
        response.raise_for_status()
        total = int(response.headers.get("Content-Length", 0))
        here = 0
        for block in response.iter_content(BLOCK):
            here += stream.write(block)
            on_progress(here, total)
