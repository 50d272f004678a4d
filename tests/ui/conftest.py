"""What the pages' tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from recognizer.ui import shared


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder of the test's own, no data sets, no worker left at the end."""
    monkeypatch.setenv("RECOGNIZER_DATA", str(tmp_path))
    monkeypatch.setenv("RECOGNIZER_DATASETS", str(tmp_path / "datasets"))
    st.cache_resource.clear()
    yield
    shared.launcher().close()
    st.cache_resource.clear()
