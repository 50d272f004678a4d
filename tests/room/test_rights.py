"""Who may do what: each role and action, held against docs/rights.md."""

from __future__ import annotations

import itertools
import re

import pytest

from recognizer.errors import NotAllowed
from recognizer.room import rights
from recognizer.room.rights import NOBODY, Action, Role, Visitor
from recognizer.settings import ROOT

PRESENTER = Visitor(Role.PRESENTER, "p" * 64)
VISITOR = Visitor(Role.VISITOR, "v" * 64)
OWN, OTHERS = VISITOR.mark, "o" * 64


def table() -> dict[str, dict[str, str]]:
    """What the page says of each action, by role."""
    text = (ROOT / "docs" / "rights.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", text, re.M)
    return {
        action: {"presenter": presenter, "visitor": visitor}
        for action, presenter, visitor in rows
    }


def expected(words: str, owner: str | None, is_open: bool) -> bool:
    """What the words of the table mean."""
    is_own = owner in (None, OWN)
    return {
        "yes": True,
        "no": False,
        "own": is_own,
        "own, if the presenter allows it": is_own and is_open,
    }[words]


def test_the_page_has_each_action_once() -> None:
    assert list(table()) == [action.value for action in Action]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_the_page_says(action: Action, role: Role) -> None:
    who = PRESENTER if role is Role.PRESENTER else VISITOR
    words = table()[action.value][role.value]
    for owner, is_open in itertools.product((None, OWN, OTHERS, NOBODY), (False, True)):
        allowed = expected(words, owner, is_open)
        assert rights.may(who, action, owner, is_open) == allowed
        if allowed:
            rights.check(who, action, owner, is_open)
        else:
            with pytest.raises(NotAllowed, match="Only the presenter can "):
                rights.check(who, action, owner, is_open)


def test_what_has_no_owner_is_nobodys_own() -> None:
    assert not Visitor(Role.VISITOR, NOBODY).owns(NOBODY)
    assert not rights.may(
        Visitor(Role.VISITOR, NOBODY), Action.DELETE_DRAWING, owner=NOBODY
    )
