"""python -m recognizer."""

import sys

from recognizer.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
