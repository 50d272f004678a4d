"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS, Settings, read_settings
from tests import postgresql

MODEL = "two-layer-cnn"

hypothesis.settings.register_profile("untimed", deadline=None)  # busy is no fault
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update-pictures, which takes the README's pictures anew."""
    parser.addoption("--update-pictures", action="store_true")


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    """The shipped two-layer network; tests do not change it."""
    return Recognizer.from_bundle(bundles.find(MODEL, [SHIPPED_WEIGHTS]))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Folder of the socket of a PostgreSQL server that the tests start."""
    pytest.importorskip("psycopg")
    if postgresql.installed() is None:
        pytest.skip("PostgreSQL is not installed: sudo apt-get install postgresql")
    with postgresql.serving() as place:
        yield place


@pytest.fixture(scope="session")
def datasets_folder() -> Path:
    """The folder with data sets for development; without it the test is skipped."""
    folder = os.environ.get("RECOGNIZER_DATASETS")
    if not folder:
        pytest.skip("RECOGNIZER_DATASETS names no folder with data sets")
    return Path(folder)


@pytest.fixture
def settings(datasets_folder: Path, tmp_path: Path) -> Settings:
    """Settings with the development data and an empty data folder."""
    return read_settings(
        {
            "RECOGNIZER_DATA": str(tmp_path / "data"),
            "RECOGNIZER_DATASETS": str(datasets_folder),
        }
    )
