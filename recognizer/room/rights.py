"""Who may do what.

Every action asks here, whatever the page shows: a visitor's browser can send any press.
docs/rights.md has the same table in words, and a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from recognizer.errors import N_, NotAllowed

NOBODY = ""
"""The owner of what came without a mark: from a file, a command, an older version."""


class Role(Enum):
    """What somebody is in the room."""

    PRESENTER = "presenter"
    VISITOR = "visitor"


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser.

    Attributes:
        mark: what tells this browser from all others, see `identity.mark_of`; what was
            made with it has it as its owner.
    """

    role: Role
    mark: str

    def owns(self, owner: str) -> bool:
        """Whether something with this owner was made by this browser."""
        return owner != NOBODY and owner == self.mark


class Rule(Enum):
    """When a visitor may do something; a presenter always may."""

    ALWAYS = "yes"
    OWN = "own"
    OWN_IF_OPEN = "own, if the presenter allows it"
    NEVER = "no"


class Action(Enum):
    """What can be done in the app."""

    SAVE_DRAWING = "save-drawing"
    RELABEL_DRAWING = "relabel-drawing"
    EXCLUDE_DRAWING = "exclude-drawing"
    DELETE_DRAWING = "delete-drawing"
    EXPORT_DRAWINGS = "export-drawings"
    IMPORT_DRAWINGS = "import-drawings"
    EXCLUDE_WRITER = "exclude-writer"
    USE_MODEL = "use-model"
    DOWNLOAD_MODEL = "download-model"
    CONVERT_MODEL = "convert-model"
    CHANGE_MODEL = "change-model"
    DELETE_MODEL = "delete-model"
    IMPORT_MODEL = "import-model"
    CHOOSE_FOR_ALL = "choose-for-all"
    SHARE_MEMORY = "share-memory"
    TRAIN = "train"
    STOP_TRAINING = "stop-training"
    DELETE_TRAINING = "delete-training"
    ALLOW_TRAINING = "allow-training"
    LEAD_ROOM = "lead-room"
    END_CLASS = "end-class"


RULES = {
    Action.SAVE_DRAWING: Rule.ALWAYS,
    Action.RELABEL_DRAWING: Rule.OWN,
    Action.EXCLUDE_DRAWING: Rule.OWN,
    Action.DELETE_DRAWING: Rule.OWN,
    Action.EXPORT_DRAWINGS: Rule.OWN,
    Action.IMPORT_DRAWINGS: Rule.NEVER,
    Action.EXCLUDE_WRITER: Rule.NEVER,
    Action.USE_MODEL: Rule.ALWAYS,
    Action.DOWNLOAD_MODEL: Rule.ALWAYS,
    Action.CONVERT_MODEL: Rule.NEVER,
    Action.CHANGE_MODEL: Rule.NEVER,
    Action.DELETE_MODEL: Rule.NEVER,
    Action.IMPORT_MODEL: Rule.NEVER,
    Action.CHOOSE_FOR_ALL: Rule.NEVER,
    Action.SHARE_MEMORY: Rule.NEVER,
    Action.TRAIN: Rule.OWN_IF_OPEN,
    Action.STOP_TRAINING: Rule.OWN,
    Action.DELETE_TRAINING: Rule.OWN,
    Action.ALLOW_TRAINING: Rule.NEVER,
    Action.LEAD_ROOM: Rule.NEVER,
    Action.END_CLASS: Rule.NEVER,
}
"""What visitors may do."""

_REFUSED = {
    Action.RELABEL_DRAWING: N_("change the label of other people's drawings"),
    Action.EXCLUDE_DRAWING: N_("exclude other people's drawings from training"),
    Action.DELETE_DRAWING: N_("delete other people's drawings"),
    Action.EXPORT_DRAWINGS: N_("export other people's drawings"),
    Action.IMPORT_DRAWINGS: N_("import drawings"),
    Action.EXCLUDE_WRITER: N_("exclude a writer from training"),
    Action.CONVERT_MODEL: N_("convert a model for Keras"),
    Action.CHANGE_MODEL: N_("rename a model or change its note"),
    Action.DELETE_MODEL: N_("delete a model"),
    Action.IMPORT_MODEL: N_("import a model"),
    Action.CHOOSE_FOR_ALL: N_("choose the network for everybody"),
    Action.SHARE_MEMORY: N_("let the class's corrections answer for everybody"),
    Action.TRAIN: N_("train a network at the moment"),
    Action.STOP_TRAINING: N_("stop other people's trainings"),
    Action.DELETE_TRAINING: N_("delete other people's trainings"),
    Action.ALLOW_TRAINING: N_("allow visitors to train"),
    Action.LEAD_ROOM: N_("lead the room"),
    Action.END_CLASS: N_("begin the next class"),
}
"""What an error says that only the presenter can do."""


def may(
    visitor: Visitor, action: Action, owner: str | None = None, is_open: bool = False
) -> bool:
    """Whether somebody may do something.

    Args:
        owner: mark of whose thing it is; NOBODY if that is not known; None for a new
            one, which will be the visitor's own.
        is_open: whether the presenter has opened the action to visitors.
    """
    if visitor.role is Role.PRESENTER:
        return True
    is_own = owner is None or visitor.owns(owner)
    match RULES[action]:
        case Rule.ALWAYS:
            return True
        case Rule.OWN:
            return is_own
        case Rule.OWN_IF_OPEN:
            return is_own and is_open
        case Rule.NEVER:
            return False


def check(
    visitor: Visitor, action: Action, owner: str | None = None, is_open: bool = False
) -> None:
    """Refuse what somebody may not do; arguments as for `may`.

    Raises:
        NotAllowed: if they may not do it.
    """
    if not may(visitor, action, owner, is_open):
        raise NotAllowed(
            N_("Only the presenter can {action}."), action=_REFUSED[action]
        )
