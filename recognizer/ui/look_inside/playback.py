"""Stroke by stroke: the drawing played back, by browser/look_inside/playback.js."""

from __future__ import annotations

from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import labels
from recognizer.ui.widgets.browser import Component
from recognizer.ui.widgets.texts import note

_playback = Component("playback")


def show(subject: Subject) -> None:
    """Play, pause and step; the network above follows."""
    if subject.drawing is None:
        note(_("Only what was drawn with the pen can be played back."))
        return
    note(
        _(
            "The strokes appear as you drew them, and the network above answers at "
            "every step."
        )
    )
    data = {**subject.to_browser(), "labels": labels.playback(_)}
    _playback(key="live-playback", data=data)
