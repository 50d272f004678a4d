"""JSON as it is sent."""

from __future__ import annotations

import json


def written(content: object) -> bytes:
    """Content as JSON in UTF-8, as the command line prints it.

    Half a surrogate pair, which JSON can hold and UTF-8 cannot, is escaped.
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace")
