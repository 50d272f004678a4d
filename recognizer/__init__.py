"""Recognise handwritten digits and show how; docs/architecture.md is the map."""

import sys

if sys.platform == "win32":
    raise ImportError(
        "Handwriting Recognizer runs on Linux and macOS, not on Windows itself: there, "
        "install and start it in WSL, the Windows Subsystem for Linux."
    )
