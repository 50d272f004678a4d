"""A photo of a page of numbers on the page Draw: read, looked through, corrected."""

from __future__ import annotations

import io
import json
import re

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from recognizer.ui import navigation, state
from tests.network.test_pages import photo
from tests.ui.apptest import app, complaints, texts

LAYOUT = "a form with black lines"
SUM = re.compile(r"<td>([^<]*)</td>")
CELL = re.compile(
    r'data-pick="(\d+)\.(\d+)" class="\w*" aria-pressed="(\w+)"[^>]*>(.*?)<'
)

Cells = dict[tuple[int, int], str]
"""Texts by row and column."""


def given(content: bytes, language: str = "en") -> AppTest:
    """The page Draw with a file handed in, and the page on it asked for."""
    test = app(language=language, session={state.SOURCE: "file"})
    test.file_uploader(key=state.FILE).set_value(("page.jpg", content, "image/jpeg"))
    return test.run().button(key="read-page").click().run()


def shown(test: AppTest) -> str:
    """All HTML that can be clicked."""
    found = [json.loads(each.proto.json) for each in test.get("bidi_component")]
    return "\n".join(data["html"] for data in found if "html" in data)


def cells(test: AppTest) -> Cells:
    """What the table has."""
    found = CELL.findall(shown(test))
    return {(int(row), int(column)): text for row, column, _, text in found}


def sums(test: AppTest) -> list[str]:
    """What stands below the columns."""
    return SUM.findall(shown(test).partition("<tfoot>")[2])


def sums_of(written: Cells) -> list[str]:
    columns = max(column for _, column in written) + 1
    totals = [0] * columns
    for (_, column), text in written.items():
        totals[column] += int(text or 0)
    return [str(total) for total in totals]


def chosen(test: AppTest) -> list[tuple[int, int]]:
    """The cells that are marked as looked at."""
    found = CELL.findall(shown(test))
    return [
        (int(row), int(column)) for row, column, is_on, _ in found if is_on == "true"
    ]


def look_at(test: AppTest, place: tuple[int, int]) -> AppTest:
    test.session_state[state.PAGE_CELL] = place
    return test.run()


def confirm(test: AppTest, text: str) -> AppTest:
    test.text_input[0].set_value(text)
    button = next(each for each in test.button if each.label == "Confirm")
    return button.click().run()


def away_and_back(test: AppTest) -> AppTest:
    """Look at another page, and come back."""
    test.switch_page(str(navigation.script("how_it_works"))).run()
    return test.switch_page(str(navigation.script("draw"))).run()


@pytest.fixture(scope="module")
def content() -> bytes:
    return photo(LAYOUT).content


def test_a_page_is_corrected_number_by_number_and_its_sums_follow(
    content: bytes,
) -> None:
    written = {
        (row, column): text
        for row, texts in enumerate(photo(LAYOUT).numbers)
        for column, text in enumerate(texts)
    }
    test = given(content)
    assert complaints(test) == []
    read = cells(test)
    assert read.keys() == written.keys()
    doubtful = [place for place, text in read.items() if text.endswith("?")]
    assert doubtful
    is_doubtful = [each.endswith("?") for each in sums(test)]
    columns = {column for _, column in doubtful}
    assert is_doubtful == [column in columns for column in range(len(is_doubtful))]
    assert f"{len(doubtful)} of {sum(map(bool, written.values()))}" in texts(test)
    first_file = test.get("download_button")[0].proto.url

    for place in doubtful:
        assert chosen(test) == [place]
        test = confirm(test, written[place])
    assert chosen(test) == []
    for place, text in written.items():
        if cells(test)[place] != text:
            test = confirm(look_at(test, place), text)
    assert cells(test) == written
    assert sums(test) == sums_of(written)
    assert "No number is doubtful." in texts(test)
    # Streamlit names a file by what is in it.
    assert test.get("download_button")[0].proto.url != first_file

    full = next(place for place, text in written.items() if text)
    empty = next(place for place, text in written.items() if not text)
    test = confirm(look_at(test, full), "")
    test = confirm(look_at(test, empty), "１２")  # as Japanese keyboards write
    changed = {**written, full: "", empty: "12"}
    assert cells(test) == changed
    assert sums(test) == sums_of(changed)
    assert complaints(test) == []

    test = test.button(key="read-one").click().run()
    assert "hr-cells" not in shown(test)
    test = away_and_back(test).button(key="read-page").click().run()
    assert cells(test) == changed
    assert cells(away_and_back(test)) == changed


def test_what_is_no_number_is_not_taken(content: bytes) -> None:
    test = look_at(given(content), (1, 0))
    before = cells(test)
    test = confirm(test, "4x")
    assert "A number has up to 15 digits, with at most a minus" in test.toast[0].value
    assert cells(test) == before
    assert chosen(test) == [(1, 0)]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No numbers were found in page.jpg."),
        ("ja", "数は見つかりませんでした。"),
    ],
)
def test_a_photo_without_numbers_says_so(language: str, sentence: str) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (800, 600), (240, 238, 230)).save(stream, "JPEG")
    test = given(stream.getvalue(), language)
    assert sentence in texts(test)
    assert "hr-cells" not in shown(test)
    assert test.get("download_button") == []
