"""What README and docs/architecture.md say holds."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PARTS = re.findall(r"^\| `(recognizer/[\w/]+\.py|app\.py)` \|", ARCHITECTURE, re.M)


def imports_of(file: Path) -> set[str]:
    """Parts of this project that a file imports, as paths."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        folder = node.module.replace(".", "/")
        names = [f"{folder}.py"] + [f"{folder}/{alias.name}.py" for alias in node.names]
        found |= {name for name in names if (ROOT / name).is_file()}
    return found


def test_every_part_is_described_and_every_described_part_exists():
    present = {
        str(file.relative_to(ROOT))
        for file in [*(ROOT / "recognizer").rglob("*.py"), ROOT / "app.py"]
        if file.name not in ("__init__.py", "__main__.py")
    }
    assert set(PARTS) == present
    assert len(PARTS) == len(set(PARTS))


@pytest.mark.parametrize("part", PARTS)
def test_a_part_imports_only_parts_above_it(part: str):
    above = set(PARTS[: PARTS.index(part)])
    lazily = {"recognizer/cli.py": {p for p in PARTS if "/training/" in p}}
    types = {"recognizer/console.py": {"recognizer/training/keras/trainer.py"}}
    allowed = above | lazily.get(part, set()) | types.get(part, set())
    assert imports_of(ROOT / part) <= allowed
