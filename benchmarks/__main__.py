"""python -m benchmarks [NAME …]: run benchmarks, all of them by default."""

from __future__ import annotations

import argparse
import importlib
import sys

NAMES = (
    "drawings",
    "hands",
    "serving",
    "page",
    "views",
    "lessons",
    "training",
    "live",
    "own",
    "room",
    "javascript",
    "live_answers",
    "pen",
    "attacks",
    "fuzz",
    "http",
    "scale",
    "photos",
    "pages",
    "number_weights",
    "numbers",
    "cluster",
)


def main() -> int:
    """Run the benchmarks named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=", ".join(NAMES))
    chosen = parser.parse_args().name or NAMES
    for name in chosen:
        if name not in NAMES:
            parser.error(f"there is no benchmark {name}; there are {', '.join(NAMES)}")
    for name in chosen:
        print(f"## {name}\n")
        importlib.import_module(f"benchmarks.{name}").run()
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
