"""The browser's own modules and what they read, made once when the app starts.

Their address holds a hash over all of them: relative imports stay within one version,
and a browser keeps them until there is another.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from recognizer.api.contents import Content
from recognizer.synthesis.examples import examples

EXAMPLES = "examples.json"
FOLDER = Path(__file__).resolve().parent.parent / "browser"


@cache
def modules() -> dict[str, Content]:
    """The modules by file name, such as "network.js", and the examples."""
    found = {
        file.name: Content.of(file.read_bytes(), "text/javascript")
        for file in sorted(FOLDER.glob("*.js"))
    }
    written = json.dumps(examples()).encode()
    return {**found, EXAMPLES: Content.of(written, "application/json")}


@cache
def version() -> str:
    """Tells these modules from any others: 16 hexadecimal digits."""
    parts = [f"{name} {content.digest}" for name, content in modules().items()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def needed_by(file: str) -> list[str]:
    """A module, such as "page.js", and all that it imports at once."""
    found = [file]
    for name in found:
        source = modules()[name].plain.decode()
        imported = re.findall(r'^import .*? from "\./(.*?)";$', source, re.MULTILINE)
        found += [each for each in imported if each not in found]
    return found
