"""The browser's modules without a browser, in the Node that Playwright brings."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import playwright

from recognizer.api import modules

NODE = Path(playwright.__file__).parent / "driver" / "node"
RUN = """
import { readFileSync } from "node:fs";
const { module, expression, given } = JSON.parse(readFileSync(0, "utf8"));
const code = `with (module) with (given) return ${expression};`;
const run = Function("module", "given", code);
const found = run(await import(`./browser/${module}`), given);
const plain = (_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
console.log(JSON.stringify(found ?? null, plain));
"""


class Node:
    """Runs what the modules export."""

    def __init__(self, folder: Path) -> None:
        """Have the modules in a folder whose files Node takes for modules."""
        shutil.copytree(modules.FOLDER, folder / "browser")
        (folder / "package.json").write_text('{"type": "module"}')
        (folder / "run.js").write_text(RUN)
        self._folder = folder

    def run(self, module: str, expression: str, **given: Any) -> Any:
        """The value of an expression.

        Args:
            module: such as "learn/lessons.js"; the expression knows what it exports.
            given: values by the names that the expression uses.
        """
        asked = {"module": module, "expression": expression, "given": given}
        done = subprocess.run(
            [NODE, "run.js"],
            cwd=self._folder,
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
