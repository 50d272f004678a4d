"""The interface for programs, for all tests that ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.asking import Api, serving

MANY = "1000000"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    data = tmp_path_factory.mktemp("data")
    with serving(data, RECOGNIZER_MAX_REQUESTS_A_MINUTE=MANY) as api:
        yield api
