"""Zip files that other people made, read within limits whatever they claim to hold.

Python's reader unpacks bzip2 and LZMA, and anything of which it is not told how much is
wanted, as far as memory goes: four kilobytes can become gigabytes.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import PurePosixPath

from recognizer.errors import N_, RecognizerError, quoted

_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def open_zip(
    content: bytes, most_files: int, kind: type[RecognizerError]
) -> zipfile.ZipFile:
    """Open a zip file; nothing of it is unpacked yet.

    Args:
        most_files: that it may hold; each takes a kilobyte of memory.
        kind: of the error if it is not as it should be.

    Raises:
        kind: for too many files, two of one name, names that lead out of it, or files
            that are neither stored nor deflated.
        zipfile.BadZipFile and others: what `zipfile.ZipFile` raises.
    """
    if content.count(_ENTRY) > most_files:
        raise kind(
            N_("A zip file may hold up to {limit} files, but this holds more."),
            limit=f"{most_files:,}",
        )
    archive = zipfile.ZipFile(io.BytesIO(content))
    for member in archive.infolist():
        name = member.filename
        if name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts:
            raise kind(
                N_(
                    "Names in the zip file must not lead out of it, but {name} was "
                    "found."
                ),
                name=quoted(name),
            )
        if member.compress_type not in _METHODS:
            raise kind(
                N_(
                    "The files in a zip file must be stored or deflated, but {name} is "
                    "compressed in another way."
                ),
                name=quoted(name),
            )
    (name, count), *_ = Counter(archive.namelist()).most_common(1) or [("", 0)]
    if count > 1:
        raise kind(
            N_(
                "The zip file must hold each file once, but holds {name} {count} times."
            ),
            name=quoted(name),
            count=count,
        )
    return archive


def read_member(archive: zipfile.ZipFile, name: str, most_bytes: int) -> bytes | None:
    """A file's content; None if it is longer, and then no more of it is unpacked.

    Raises:
        KeyError: if there is no such file.
        zipfile.BadZipFile and others: if it is damaged.
    """
    with archive.open(name) as file:
        content = file.read(most_bytes + 1)
    return content if len(content) <= most_bytes else None
