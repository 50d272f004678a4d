"""Passes: by them a browser saves drawings without having a page of the app run.

A page gives one to its browser and signs it, so what it says needs to be remembered
nowhere else: whose tab it is, and that the person has agreed to saving.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

from recognizer.errors import PassOutdated
from recognizer.room import identity
from recognizer.settings import Settings

MOST_CHARACTERS = 100
"""Of a nickname in a pass: more than any may have, so that a longer one is told."""


@dataclass(frozen=True)
class Pass:
    """What a page says of its visitor.

    Attributes:
        tab: token of the session.
        mark: of the browser, see `identity.mark_of`; what is saved belongs to it.
        nickname: as it was given, or "".
        guest: what somebody without a nickname is called.
        has_agreed: whether drawings may be saved.
    """

    tab: str
    mark: str
    nickname: str
    guest: str
    has_agreed: bool


def sign(given: Pass, settings: Settings) -> str:
    """A pass as the browser keeps it, in ASCII letters."""
    content = asdict(given) | {"nickname": given.nickname[:MOST_CHARACTERS]}
    text = json.dumps(content, separators=(",", ":")).encode()
    return f"{base64.urlsafe_b64encode(text).decode()}.{_signature(text, settings)}"


def read(signed: str, settings: Settings) -> Pass:
    """A pass that a page has signed.

    Raises:
        PassOutdated: if this process, and none with the same key, has signed it.
    """
    encoded, _, signature = signed.partition(".")
    try:
        text = base64.urlsafe_b64decode(encoded.encode())
        is_ours = hmac.compare_digest(_signature(text, settings), signature)
    except (ValueError, TypeError):  # not base64, or not ASCII
        is_ours = False
    if not is_ours:
        raise PassOutdated
    return Pass(**json.loads(text))


def _signature(text: bytes, settings: Settings) -> str:
    """What nobody can make who does not know the presenter's key (RFC 2104)."""
    key = hashlib.sha256(b"pass:" + identity.presenter_key(settings).encode()).digest()
    return hmac.new(key, text, hashlib.sha256).hexdigest()
