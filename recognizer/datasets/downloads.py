"""Fetch a file once: with progress, resumable, checked by its hash."""

from __future__ import annotations

import hashlib
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from recognizer.errors import InvalidData

Progress = Callable[[int, int], None]
"""Called with the bytes here and the bytes in all."""

BLOCK = 2**16
TIMEOUT_S = 20


def fetch(
    urls: Sequence[str],
    target: Path,
    sha256: str,
    size: int,
    on_progress: Progress = lambda here, total: None,
) -> bool:
    """Fetch a file unless it is there; try one address after the other.

    A broken transfer is kept beside the target as `.part` and goes on from there.

    Args:
        urls: addresses of the same content.
        target: where it belongs; its folder is made.
        sha256: of the content, in hexadecimal.
        size: of the content, in bytes; no more is ever read.

    Returns:
        False if no address could be reached.

    Raises:
        InvalidData: if what came is not what was expected.
    """
    if target.exists():
        return True
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    for url in urls:
        try:
            _continue(url, part, size, on_progress)
        except (OSError, urllib.error.URLError, http.client.HTTPException):
            continue
        if hashlib.sha256(part.read_bytes()).hexdigest() != sha256:
            part.unlink()
            raise InvalidData(path=url, problem="what came is not the expected file")
        os.replace(part, target)
        return True
    return False


def _continue(url: str, part: Path, size: int, on_progress: Progress) -> None:
    here = part.stat().st_size if part.exists() else 0
    if here >= size:
        return
    request = urllib.request.Request(url, headers={"Range": f"bytes={here}-"})
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:
        resumed = response.status == http.client.PARTIAL_CONTENT
        here = here if resumed else 0
        with open(part, "ab" if resumed else "wb") as file:
            while here < size and (block := response.read(min(BLOCK, size - here))):
                file.write(block)
                here += len(block)
                on_progress(here, size)
    if here < size:
        raise ConnectionError(f"{url} broke off after {here} of {size} bytes")
