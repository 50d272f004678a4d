"""A sheet of paper for each lesson, to print and to write on."""

from __future__ import annotations

import tomllib

import segno
from markupsafe import Markup

from recognizer.settings import SHIPPED
from recognizer.ui.catalogues import LANGUAGES, catalogue
from recognizer.ui.learn.contents import LESSONS
from recognizer.ui.widgets.html import render


def page(name: str, language: str, app: str) -> str | None:
    """A lesson's sheet as HTML; None if there is no such lesson or language.

    Args:
        name: of the lesson.
        language: "en" or "ja".
        app: the app's address, with a slash at its end.
    """
    names = [lesson.name for lesson in LESSONS]
    if name not in names or language not in LANGUAGES:
        return None
    address = f"{app}learn?lesson={name}"
    code = segno.make(address, error="m", micro=False)
    config = tomllib.loads((SHIPPED / ".streamlit" / "config.toml").read_text("utf-8"))
    _ = catalogue(language).gettext
    return render(
        "learn/worksheet.html",
        _=_,
        language=language,
        texts={
            "worksheet": _("Worksheet"),
            "print": _("Print"),
            "title": _("Handwriting Recognizer"),
            "learn": _("Learn"),
            "name": _("Name"),
            "class": _("Year and class"),
            "date": _("Date"),
            "guess": _("Guess first"),
            "try": _("Try and write down"),
            "seen": _("What have you seen?"),
            "compare": _(
                "Write two sentences. Then compare them with those below the lesson."
            ),
        },
        lesson=LESSONS[names.index(name)],
        number=names.index(name) + 1,
        address=address,
        code=code.svg_data_uri(omitsize=True, border=0),
        family=Markup(config["theme"]["font"]),
    )
