"""The browser's own modules and what they read, made once when the app starts.

Their address holds a hash over all of them: relative imports stay within one version,
and a browser keeps them until there is another.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from functools import cache
from pathlib import Path

from recognizer.api.contents import Content
from recognizer.synthesis.examples import examples

EXAMPLES = "examples.json"
IMPORT = re.compile(r'^import (.+?) from "(\.\.?/[\w./]+)";\n', re.MULTILINE)
"""As our modules write it: what they take, and the path from where they are."""
FOLDER = Path(__file__).resolve().parent.parent / "browser"


@cache
def modules() -> dict[str, Content]:
    """The modules by name, such as "network/ink.js", and the examples."""
    found = {
        file.relative_to(FOLDER).as_posix(): Content.of(
            file.read_bytes(), "text/javascript"
        )
        for file in sorted(FOLDER.rglob("*.js"))
    }
    written = json.dumps(examples()).encode()
    return {**found, EXAMPLES: Content.of(written, "application/json")}


@cache
def version() -> str:
    """Tells these modules from any others: 16 hexadecimal digits."""
    parts = [f"{name} {content.digest}" for name, content in modules().items()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def imported(name: str, path: str) -> str:
    """The module that a module names in an import, such as "../network/ink.js"."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def needed_by(name: str) -> list[str]:
    """A module, such as "page.js", and all that it imports at once."""
    found = [name]
    for each in found:
        source = modules()[each].plain.decode()
        named = [imported(each, path) for _, path in IMPORT.findall(source)]
        found += [other for other in named if other not in found]
    return found
