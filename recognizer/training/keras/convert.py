"""python -m recognizer.training.keras.convert import | export BUNDLE FILE.

`import` reads a zip from its input and answers with the new model's name, `export`
with the file it wrote. The answer is the last line that is printed, as JSON: the
result or the error, and null for the other.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from recognizer.errors import RecognizerError
from recognizer.network import bundles
from recognizer.settings import read_settings
from recognizer.training.keras.keras_file import export_keras
from recognizer.training.keras.model_import import import_model


def main() -> None:
    """Do what the command line says, and print the answer."""
    result = error = None
    try:
        result = _result(*sys.argv[1:])
    except RecognizerError as raised:
        error = raised.to_json()
    print(json.dumps({"result": result, "error": error}))


def _result(command: str, *paths: str) -> str:
    if command == "import":
        return import_model(sys.stdin.buffer.read(), read_settings())
    folder, file = map(Path, paths)
    export_keras(bundles.read(folder), file)
    return str(file)


if __name__ == "__main__":
    main()
