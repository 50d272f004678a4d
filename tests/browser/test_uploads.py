"""Files that visitors hand in take only so much memory, and the page says so."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, expect

from recognizer.collection import exports
from recognizer.synthesis import digits, figures
from tests.browser import chromium
from tests.browser.visitor import Visitor
from tests.collection.writers import written
from tests.network.test_pages import photo
from tests.photography import papers, scenes
from tests.photography.scenes import Around

pytestmark = pytest.mark.browser
FILES = 3
DIGITS = (2, 7, 3)
PHONE = (360, 740)
NO_ROOM = "There is no room for this file now."


@pytest.fixture
def visitor(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody who may have one megabyte of files in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECOGNIZER_MAX_UPLOADS_MB", "8")
        with chromium.serving("app.py", tmp_path) as server:
            visitor = Visitor(browser.new_context(locale="en-GB"), server.address)
            yield visitor
            visitor.leave()


def hand_in(visitor: Visitor, name: str, content: bytes) -> None:
    chooser = visitor.page.locator("[data-testid=stFileUploaderDropzoneInput]")
    given = FilePayload(name=name, mimeType="application/zip", buffer=content)
    chooser.set_input_files(given)


def test_what_is_in_memory_already_counts(visitor: Visitor) -> None:
    uploader = visitor.page.get_by_test_id("stFileUploader")
    visitor.choose_source(1)
    visitor.settle()
    hand_in(visitor, "large.png", bytes(1_100_000))
    expect(uploader).to_contain_text(NO_ROOM)

    # Beside 800 kB that are held there is room for 100 kB, and none for 300.
    hand_in(visitor, "half.png", bytes(800_000))
    visitor.sees(
        "half.png is damaged or is not a picture. "
        "Use a PNG, JPEG, WebP, GIF, BMP or TIFF file."
    )
    visitor.go_to("my-drawings")
    visitor.press_one_of("own-part", FILES)
    visitor.settle()
    hand_in(visitor, "drawings.zip", bytes(300_000))
    expect(uploader).to_contain_text(NO_ROOM)


def test_what_is_read_makes_room(visitor: Visitor) -> None:
    uploader = visitor.page.get_by_test_id("stFileUploader")
    whole = exports.pack_zip([written(number) for number in range(3)])
    visitor.go_to("my-drawings")
    for _ in range(3):  # 2 MB in all
        visitor.press_one_of("own-part", FILES)
        visitor.settle()
        hand_in(visitor, "drawings.zip", bytes(700_000) + whole)
        expect(uploader).not_to_contain_text(NO_ROOM)
        expect(visitor.page.get_by_test_id("stAlert").first).to_be_visible()


def test_a_photo_is_shown_with_its_digit_framed_above_the_answer(
    visitor: Visitor,
) -> None:
    rng = np.random.default_rng(5)
    lines = figures.write(digits.choose(7, rng), rng)
    taken = scenes.take(lines, papers.KNOWN["squared"], Around(), rng)
    visitor.resize(PHONE)
    visitor.choose_source(1)
    visitor.settle()
    hand_in(visitor, "photo.jpg", taken.content)
    visitor.sees("7")
    shown, frame = visitor.box(".hr-photo img"), visitor.box(".hr-photo span")
    scale = shown["width"] / Image.open(io.BytesIO(taken.content)).width
    assert [
        frame["x"] - shown["x"],
        frame["y"] - shown["y"],
        frame["x"] - shown["x"] + frame["width"],
        frame["y"] - shown["y"] + frame["height"],
    ] == pytest.approx(scale * taken.boxes[0], abs=0.06 * shown["height"])
    answer = visitor.box(".st-key-answer")
    assert answer["y"] + answer["height"] <= PHONE[1]


def test_one_of_several_digits_in_a_photo_is_chosen(visitor: Visitor) -> None:
    """By keyboard and by pointer; the frames are where the digits are."""
    rng = np.random.default_rng(5)
    lines = [figures.write(digits.choose(digit, rng), rng) for digit in DIGITS]
    several = scenes.take_several(lines, papers.KNOWN["squared"], rng)
    visitor.choose_source(1)
    visitor.settle()
    hand_in(visitor, "photo.jpg", several.content)
    frames = visitor.page.locator(".hr-photo button")
    expect(frames).to_have_count(len(DIGITS))
    for number, digit in enumerate(DIGITS):
        if number == 1:
            frames.nth(number).focus()
            visitor.page.keyboard.press("Enter")
        else:
            frames.nth(number).click()
        visitor.sees(str(digit))
        expect(frames.nth(number)).to_have_attribute("aria-pressed", "true")
    assert visitor.page.evaluate("document.activeElement.dataset.pick") == "2"
    assert not visitor.complaints


def test_a_page_of_numbers_is_corrected_over_the_photo_and_downloaded(
    visitor: Visitor,
) -> None:
    taken, page = photo("a form with black lines"), visitor.page
    columns = len(taken.numbers[0])
    visitor.choose_source(1)
    visitor.settle()
    hand_in(visitor, "page.jpg", taken.content)
    visitor.press("read-page")
    cells = page.locator(".hr-cells button")
    expect(cells).to_have_count(len(taken.numbers) * columns)
    numbers = page.locator(".hr-page g")
    field = page.locator(".st-key-page-cell input")
    for row, texts in enumerate(taken.numbers):
        for column, text in enumerate(texts):
            read = cells.nth(row * columns + column).inner_text()
            if read == text:
                continue
            place = f"{row}.{column}"
            page.locator(f".hr-page g[data-pick='{place}'] polygon").click()
            expect(
                page.get_by_text(f"Row {row + 1}, column {column + 1}")
            ).to_be_visible()
            visitor.settle()
            field.fill(text)
            field.press("Enter")
            # While the page is rendered again, the photo may stand there twice.
            corrected = page.locator(f".hr-page g.corrected[data-pick='{place}']")
            expect(corrected.get_by_text(text, exact=True)).to_have_count(1)
            visitor.settle()
    expect(numbers).to_have_count(sum(map(bool, itertools.chain(*taken.numbers))))
    with page.expect_download() as download:
        visitor.press("page-csv")
    saved = Path(download.value.path()).read_text("utf-8").splitlines()
    rows = [f"page.jpg,{n},{','.join(row)}" for n, row in enumerate(taken.numbers, 1)]
    sums = [
        str(sum(int(text or 0) for text in each))
        for each in zip(*taken.numbers, strict=True)
    ]
    assert saved[1:] == [*rows, f"page.jpg,sum,{','.join(sums)}"]
    assert not visitor.complaints
