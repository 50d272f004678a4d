"""Visitors who do what only a presenter may, and settings of the room."""

from __future__ import annotations

from recognizer.room import rights
from recognizer.room.rights import NOBODY, RULES, Action, Role, Rule, Visitor
from recognizer.settings import read_settings
from tests.causes import Cause

VISITOR = Visitor(Role.VISITOR, "v" * 64)


def trying(action: Action) -> Cause:
    def act(_place: object) -> object:
        rights.check(VISITOR, action, owner=NOBODY)
        return None

    return Cause(f"a visitor tries to {action.value}", act)


def setting(name: str, value: str, *given: str) -> Cause:
    def act(_place: object) -> object:
        return read_settings({f"RECOGNIZER_{name}": value})

    return Cause(f"{name}={value}", act, given)


CAUSES = [
    *(trying(action) for action, rule in RULES.items() if rule is not Rule.ALWAYS),
    setting("PRESENTER_KEY", "short"),
    setting("BEHIND_PROXY", "perhaps", "perhaps"),
    setting("PUBLIC_URL", "school.example", "school.example"),
    setting("PUBLIC_URL", "ftp://school.example", "ftp://school.example"),
]
