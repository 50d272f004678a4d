"""Changes to the models that all see: each asks first whether this visitor may."""

from __future__ import annotations

from recognizer.network import bundles
from recognizer.network.bundles import Bundle
from recognizer.room import rights
from recognizer.room.rights import Action, Visitor
from recognizer.training import conversions
from recognizer.ui import limits, shared, state, visitor


def save(bundle: Bundle, name: str, note: str) -> None:
    """Keep a model's name and note.

    Raises:
        NotAllowed: if this visitor may not.
    """
    visitor.check(Action.CHANGE_MODEL)
    bundles.write_note(bundle, note)
    if name != bundle.card.name:
        bundles.rename(bundle, name)
        if state.chosen_model() == bundle.card.name:
            state.choose_model(name)


def delete(bundle: Bundle) -> None:
    """Remove a model; those whom it answered get the usual one.

    Raises:
        NotAllowed: if this visitor may not.
    """
    visitor.check(Action.DELETE_MODEL)
    bundles.delete(bundle)


def import_model(content: bytes) -> str:
    """Publish the model in a zip.

    Returns:
        Its name.

    Raises:
        NotAllowed: if this visitor may not.
        LimitReached: if there may be no more models.
        RecognizerError: if it cannot be imported, see `conversions`.
    """
    visitor.check(Action.IMPORT_MODEL)
    limits.check_model()
    return conversions.import_model(content, shared.settings())


def export_keras(bundle: Bundle, who: Visitor) -> bytes:
    """The model as a .keras file.

    Raises:
        NotAllowed: if this visitor may not start a conversion.
    """
    rights.check(who, Action.CONVERT_MODEL)
    return conversions.export_keras(bundle)
