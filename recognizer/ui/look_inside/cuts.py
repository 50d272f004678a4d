"""How a number was cut into digits, by browser/look_inside/lattice.js."""

from __future__ import annotations

from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import labels
from recognizer.ui.widgets.browser import Component
from recognizer.ui.widgets.texts import note

_lattice = Component("lattice")


def show(subject: Subject) -> None:
    """All candidates, the best way through them, and how sure it is; with the pen."""
    if subject.drawing is None:
        note(_("Only what was drawn with the pen is cut into digits here."))
        return
    note(
        _(
            "A dashed line is a place where one digit may end and the next begin. Each "
            "run of strokes between two lines that may be a digit is a candidate: the "
            "network answers it, and it has a score. Candidates that lead from the "
            "first line to the last are a way to cut. A minus, a decimal point or a "
            "comma is set aside before. Press a candidate, a cut or a way."
        )
    )
    data = {**subject.to_browser(), "labels": labels.lattice(_)}
    _lattice(key="live-lattice", data=data)
