"""python -m recognizer.training.keras.keras_file BUNDLE FILE: a bundle for Keras.

Writes the network with its weights as FILE, which `keras.models.load_model` reads;
its output is logits. Prints the file's name, or an error as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from recognizer.errors import RecognizerError
from recognizer.network import bundles
from recognizer.network.architecture import Architecture
from recognizer.network.bundles import Bundle
from recognizer.training.keras.model import build, set_weights


def write(bundle: Bundle, file: Path) -> None:
    """Write a bundle's network as a `.keras` file."""
    model = build(Architecture.from_json(bundle.card.architecture), 0)
    set_weights(model, bundle.read_weights())
    model.save(file)


def main() -> int:
    """Write the bundle's network that the command line names."""
    folder, file = map(Path, sys.argv[1:])
    try:
        write(bundles.read(folder), file)
    except RecognizerError as error:
        print(json.dumps(error.to_json()))
        return 1
    print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
