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


def chosen(languages: str) -> tuple[str, Gettext]:
    """The language that somebody asks for whose page is not loaded yet.

    Args:
        languages: Accept-Language, such as "ja-JP,ja;q=0.9,en;q=0.8".

    Returns:
        The first of ours, English if there is none, and what translates into it.
    """
    asked = [each.strip()[:2].lower() for each in languages.split(",")]
    language = next((each for each in asked if each in LANGUAGES), "en")
    return language, catalogue(language).gettext


def explain_to(error: RecognizerError, languages: str) -> tuple[str, str]:
    """An error and its hint to somebody whose page is not loaded yet.

    Args:
        languages: Accept-Language.

    Returns:
        The language, and the text in it.
    """
    language, translate = chosen(languages)
    return language, explain(error, translate)


def explain(error: RecognizerError, translate: Gettext) -> str:
    """An error and its hint."""
    hint = fill(error.hint_message, error.values, translate)
    return translate(N_("{message} {hint}")).format(
        message=sentence(error, translate), hint=hint
    )


def sentence(error: RecognizerError, translate: Gettext) -> str:
    """An error without its hint, for a list of several."""
    return fill(error.message, error.values, translate)
