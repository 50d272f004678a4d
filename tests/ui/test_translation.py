"""Every text is there in both languages, and the compiled catalogue is current."""

from __future__ import annotations

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "recognizer" / "locale" / "ja" / "LC_MESSAGES"
KEYWORDS = {"_": None, "N_": None}
PLACEHOLDER = re.compile(r"{(\w+)}")


def in_the_code() -> set[str]:
    found = extract_from_dir(
        ROOT,
        method_map=[("app.py", "python"), ("recognizer/**.py", "python")],
        keywords=KEYWORDS,
    )
    return {str(message) for _, _, message, _, _ in found}


def catalogue() -> Catalog:
    with open(FOLDER / "messages.po", "rb") as file:
        return read_po(file, locale="ja")


MESSAGES = [message for message in catalogue() if message.id]


def test_the_catalogue_holds_the_texts_of_the_code_and_no_others() -> None:
    assert {message.id for message in MESSAGES} == in_the_code()


def is_translated(message: Message) -> bool:
    text, translation = str(message.id), str(message.string)
    names = [set(PLACEHOLDER.findall(each)) for each in (text, translation)]
    return bool(translation) and not message.fuzzy and names[0] == names[1]


def test_every_text_is_translated_with_the_same_placeholders() -> None:
    assert [message.id for message in MESSAGES if not is_translated(message)] == []


def test_the_compiled_catalogue_is_current() -> None:
    compiled = read_mo(io.BytesIO((FOLDER / "messages.mo").read_bytes()))
    assert {m.id: m.string for m in compiled if m.id} == {
        m.id: m.string for m in MESSAGES
    }
