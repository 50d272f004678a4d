"""What a process has loaded in the end, which no import contract can say."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import recognizer

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = (
    "recognizer.ui",
    "recognizer.training.keras",
    "recognizer.training.ray_",  # loaded on a cluster alone
)
HEAVY = {"tensorflow", "keras", "streamlit", "sklearn", "pandas"}

VISIT = """
from pathlib import Path
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60).run()
for page in Path("recognizer/ui/pages").glob("[!_]*.py"):
    app.switch_page(str(page)).run()
    assert not app.exception, page
"""


def loaded_by(code: str) -> set[str]:
    """What stands in `sys.modules` once a fresh interpreter has run some code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_the_package_alone_loads_next_to_nothing() -> None:
    loaded = loaded_by("import recognizer")
    assert {name for name in loaded if name.startswith("recognizer.")} == set()
    assert "numpy" not in loaded


def test_below_the_pages_nothing_heavy_is_loaded() -> None:
    names = [
        module.name
        for module in pkgutil.walk_packages(recognizer.__path__, "recognizer.")
        if not module.name.startswith(OUTSIDE) and not module.name.endswith("__main__")
    ]
    loaded = loaded_by("import " + ", ".join(names))
    assert set(names) <= loaded
    assert loaded & HEAVY == set()


def test_a_handout_is_made_without_streamlit() -> None:
    assert loaded_by("import recognizer.ui.handout") & HEAVY == set()


def test_the_web_process_loads_no_tensorflow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOGNIZER_DATA", str(tmp_path))
    loaded = loaded_by(VISIT)
    assert {"streamlit", "recognizer.ui.retrain.form"} <= loaded
    assert loaded & {"tensorflow", "keras", "recognizer.training.keras"} == set()
