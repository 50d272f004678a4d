"""The texts of each language, whoever reads them."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

from recognizer.errors import N_, RecognizerError, fill

LANGUAGES = {"en": "English", "ja": "日本語"}
FOLDER = Path(__file__).resolve().parent.parent / "locale"

Gettext = Callable[[str], str]
"""What translates a text into one language."""


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The texts of a language; English is what the code holds."""
    return gettext.translation(
        "messages", FOLDER, languages=[language], fallback=language == "en"
    )


def explain_to(error: RecognizerError, languages: str) -> tuple[str, str]:
    """An error to somebody whose page is not loaded yet.

    Args:
        languages: a browser's Accept-Language, such as "ja-JP,ja;q=0.9,en;q=0.8".

    Returns:
        The language, and the error and its hint in it.
    """
    asked = [each.strip()[:2].lower() for each in languages.split(",")]
    language = next((each for each in asked if each in LANGUAGES), "en")
    return language, explain(error, catalogue(language).gettext)


def explain(error: RecognizerError, translate: Gettext) -> str:
    """An error and its hint."""
    hint = fill(error.hint_message, error.values, translate)
    return translate(N_("{message} {hint}")).format(
        message=sentence(error, translate), hint=hint
    )


def sentence(error: RecognizerError, translate: Gettext) -> str:
    """An error without its hint, for a list of several."""
    return fill(error.message, error.values, translate)
