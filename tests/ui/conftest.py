"""What the pages' tests share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime import context

from recognizer.training import runs
from recognizer.training.launcher import Launcher
from recognizer.ui import shared
from tests.training.workers import STUB
from tests.ui.client import Client


@pytest.fixture(scope="session", autouse=True)
def one_look_at_the_packages() -> Iterator[None]:
    """Let Streamlit look for components among all installed packages only once.

    Each AppTest looks by itself: four fifths of the time that a test takes.
    """
    look = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", look)
        yield


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder of the test's own, no data sets, and workers without TensorFlow."""
    launcher = partial(Launcher, place=STUB)
    monkeypatch.setattr(shared, "Launcher", launcher)
    monkeypatch.setenv("RECOGNIZER_DATA", str(tmp_path))
    monkeypatch.setenv("RECOGNIZER_DATASETS", str(tmp_path / "datasets"))
    st.cache_resource.clear()
    yield
    for run in runs.all_runs(tmp_path / "runs"):
        run.ask_to_stop()
    shared.launcher().close()
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser that AppTest has none of: on this machine, unless a test moves it."""
    client = Client()
    monkeypatch.setattr(context, "_get_client_context", lambda: client)
    return client
