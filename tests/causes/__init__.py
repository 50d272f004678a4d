"""How a person causes each error: every cause here is real, none is staged."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from recognizer.cli import main as cli
from recognizer.errors import RecognizerError
from recognizer.settings import Settings, read_settings

NOBODY = 65_534


@dataclass(frozen=True)
class Place:
    """Where something goes wrong: an empty folder, and an environment to change."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def settings(self) -> Settings:
        """Settings whose folders lie within and do not exist yet."""
        return read_settings(
            {
                "RECOGNIZER_DATA": str(self.folder / "data"),
                "RECOGNIZER_DATASETS": str(self.folder / "datasets"),
            }
        )

    def file(self, name: str, content: bytes | str = b"") -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


def run(place: Place, *arguments: str | Path) -> object:
    """A command of the command line, without its way to say what is wrong."""
    options = cli.parser().parse_args([str(each) for each in arguments])
    return options.run(options, place.settings)


@dataclass(frozen=True)
class Cause:
    """What a person does, and the Latin words that they give themselves.

    Attributes:
        name: what they did, for the report.
        act: raises the error, or returns it.
        given: names and values of their own that the sentence quotes.
    """

    name: str
    act: Callable[[Place], object]
    given: tuple[str, ...] = ()

    def error(self, place: Place) -> RecognizerError:
        """Do it."""
        try:
            found = self.act(place)
        except RecognizerError as error:
            return error
        assert isinstance(found, RecognizerError), f"{self.name}: nothing was wrong"
        return found


@contextmanager
def as_nobody() -> Iterator[None]:
    """Have no more rights than a stranger, as far as files are concerned."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
