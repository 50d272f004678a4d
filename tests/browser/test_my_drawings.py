"""Correct an answer, collect, look through, count: in a real browser."""

from __future__ import annotations

import io
import re
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.datasets.labelled import NO_DIGIT
from tests import postgresql
from tests.browser import chromium
from tests.browser.visitor import BAR, ONE, SEVEN, Visitor
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
MY_DRAWINGS = "my-drawings"
WRITE, LOOK_THROUGH, CLASS, FILES = range(4)
KEPT_AS = "handwriting-recognizer.person"
NAME = '<b>"O\'Hara"</b> 🌸 مريم'


def go_to_part(visitor: Visitor, part: int) -> None:
    visitor.go_to(MY_DRAWINGS)
    visitor.press_one_of("own-part", part)


def correct(visitor: Visitor, label: int) -> None:
    """Say under the answer what it should be."""
    visitor.press("relabel")
    visitor.page.locator(".hr-choices button").nth(label).click()


def says(visitor: Visitor, text: str) -> None:
    expect(visitor.page.locator(".hr-say .hr-status")).to_have_text(text)


def test_a_corrected_answer_is_found_in_the_collection(
    visit: Visit, collection: Collection
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.draw(SEVEN)
    visitor.sees("7")
    correct(visitor, 7)
    says(visitor, "Remembered as 7")
    visitor.press("take-back")
    correct(visitor, 4)
    says(visitor, "Remembered as 4")
    visitor.press("save")
    dialog = page.locator("section[role=dialog]")
    expect(dialog).to_contain_text("Everyone who opens this app")
    visitor.press("refuse")
    expect(dialog).to_have_count(0)
    assert collection.count() == 0

    visitor.press("save")
    expect(dialog).to_have_count(1)
    nickname = page.get_by_role("textbox", name="Nickname (optional)")
    nickname.fill(NAME)
    visitor.press("agree")
    says(visitor, "Saved as 4")
    (entry,) = collection.find()
    assert (entry.label, entry.answer, entry.person) == (4, 7, NAME)
    assert entry.model == "two-layer-cnn"
    assert len(entry.model_version) == 64
    assert entry.drawing is not None
    assert len(entry.drawing.strokes) == 1

    visitor.draw(BAR)  # another drawing: nothing is asked again
    correct(visitor, 7)
    says(visitor, "Saved as 7")
    visitor.press("take-back")
    wait_until(lambda: collection.count() == 1)  # past the page's script

    go_to_part(visitor, LOOK_THROUGH)
    tiles = page.locator(".st-key-grid button").last
    expect(tiles).to_have_count(1)
    expect(tiles).to_contain_text("4 ≠ 7")
    tiles.click()
    expect(page.get_by_text(NAME)).to_be_visible()
    visitor.press("relabel")
    page.locator("[data-testid=stPopoverBody] button").nth(10).click()
    expect(tiles).to_contain_text("– ≠ 7")
    assert collection.find()[0].label == NO_DIGIT

    tiles.click()
    visitor.press("delete")
    expect(tiles).to_have_count(0)
    assert collection.count() == 0
    visitor.press("restore")
    expect(tiles).to_have_count(1)
    assert collection.count() == 1

    go_to_part(visitor, CLASS)
    expect(page.locator(".hr-table tr").nth(1)).to_contain_text(NAME)
    expect(page.locator(".hr-tiles")).to_contain_text("meant no digit")
    assert page.locator(".hr-table th b, .hr-tiles b").count() == 0


def test_a_person_is_asked_once_and_not_again_after_a_reload(
    visit: Visit, collection: Collection
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.go_to(MY_DRAWINGS)
    page.get_by_role("textbox", name="Nickname (optional)").fill(NAME)
    visitor.press("collect-agree")
    expect(page.locator(".st-key-begin")).to_have_count(1)
    page.wait_for_function(f"sessionStorage.getItem('{KEPT_AS}') !== null")
    visitor.open()
    visitor.draw(SEVEN)
    visitor.sees("7")
    visitor.press("right")
    says(visitor, "Saved as 7")
    assert [entry.person for entry in collection.find()] == [NAME]

    visitor.go_to(MY_DRAWINGS)
    visitor.press("withdraw")
    agree = page.locator(".st-key-collect-agree")
    expect(agree).to_have_count(1)
    page.wait_for_function(f"sessionStorage.getItem('{KEPT_AS}') === null")
    visitor.open()
    visitor.go_to(MY_DRAWINGS)
    page.locator("[data-told]").wait_for(state="attached")  # it has looked
    visitor.settle()
    expect(agree).to_have_count(1)


def test_what_the_browser_kept_is_not_trusted(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.evaluate(f"sessionStorage.setItem('{KEPT_AS}', 'some nonsense')")
    visitor.open()
    with visitor.saying("some nonsense"):
        visitor.go_to(MY_DRAWINGS)
    visitor.settle()
    expect(page.locator(".st-key-collect-agree")).to_have_count(1)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_digits_are_collected_as_quickly_as_they_are_written(
    visit: Visit, collection: Collection
) -> None:
    visitor = visit(size=(360, 740))
    page = visitor.page
    visitor.go_to(MY_DRAWINGS)
    visitor.press("collect-agree")
    visitor.press_one_of("collect-times", 0)
    choice = page.locator(".st-key-collect-digits button")
    for digit in (0, 2, 3, 4, 5, 6, 8, 9):
        visitor.press_one_of("collect-digits", digit)
        expect(choice.nth(digit)).to_have_attribute("aria-pressed", "false")
    visitor.press("begin")
    asked = page.locator(".hr-asked b")
    for number in range(2):
        written = page.locator(".st-key-written figure")
        expect(written).to_have_count(number)
        visitor.scribble(*((ONE,) if asked.inner_text() == "1" else (SEVEN, BAR)))
        page.locator(".st-key-next button").click()  # faster than the canvas sends
    told = "2 drawings were saved; the network recognised 2 of them correctly."
    expect(page.get_by_role("heading", name=told)).to_be_visible()
    kept = {entry.label: entry for entry in collection.find()}
    assert set(kept) == {1, 7}
    strokes = {
        label: len(entry.drawing.strokes) if entry.drawing else 0
        for label, entry in kept.items()
    }
    assert strokes == {1: 1, 7: 2}
    assert {entry.person[:6] for entry in kept.values()} == {"guest-"}
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_an_empty_canvas_is_not_kept_and_a_stroke_can_be_undone(
    visit: Visit, collection: Collection
) -> None:
    visitor = visit("ja")
    page = visitor.page
    visitor.go_to(MY_DRAWINGS)
    visitor.press("collect-agree")
    visitor.press("begin")
    visitor.press("next")
    expect(page.locator("[data-testid=stAlert]")).to_be_visible()
    assert collection.count() == 0
    visitor.draw(SEVEN)
    expect(page.locator(".st-key-undo button")).to_be_enabled()
    visitor.draw(BAR)
    visitor.press("undo")
    visitor.press("next")
    expect(page.locator(".st-key-written figure")).to_have_count(1)
    asked = page.locator(".hr-asked").inner_text()
    visitor.open()  # a phone that slept: the place in the series is not lost
    visitor.go_to(MY_DRAWINGS)
    expect(page.locator(".hr-asked")).to_have_text(asked, use_inner_text=True)
    visitor.press("skip")
    visitor.press("end")
    expect(page.locator(".st-key-more")).to_have_count(1)
    visitor.press("compare-on-written")
    expect(page.locator(".hr-table, .hr-cards").first).to_contain_text("two-layer-cnn")
    visitor.press_one_of("own-part", WRITE)
    visitor.press("train-on-written")
    expect(page).to_have_url(re.compile("/retrain"))
    (entry,) = collection.find()
    assert entry.drawing is not None
    assert len(entry.drawing.strokes) == 1


def test_others_see_the_counts_grow_and_take_the_collection_home(
    visit: Visit, collection: Collection, tmp_path: Path
) -> None:
    writer, other = visit(), visit()
    go_to_part(other, CLASS)
    expect(other.page.get_by_text("Nobody has drawn anything yet.")).to_be_visible()
    writer.draw(SEVEN)
    writer.sees("7")
    writer.press("right")
    writer.press("save")
    writer.press("agree")
    says(writer, "Saved as 7")
    total = other.page.locator(".hr-table tbody tr:last-child td").first
    expect(total).to_have_text("1")

    other.press_one_of("own-part", FILES)
    with other.page.expect_download() as download:
        other.press("export-drawings-zip")
    archive = tmp_path / "drawings.zip"
    download.value.save_as(archive)
    with zipfile.ZipFile(archive) as content:
        assert "drawings.json" in content.namelist()

    files = other.page.locator("input[type=file]")
    files.set_input_files(archive)
    message = other.page.locator("[data-testid=stAlert]")
    expect(message).to_contain_text("0 drawings were imported; 1")
    collection.delete([entry.id for entry in collection.find()])
    files.set_input_files(archive)
    expect(message).to_contain_text("1 drawings were imported; 0")
    assert collection.count() == 1

    lines = b'[\n{"label": 12, "strokes": []},\nnonsense,\n{"label": 3}\n]'
    files.set_input_files(
        {"name": "b.json", "mimeType": "application/json", "buffer": lines}
    )
    expect(message.last).to_contain_text("3 could not be imported")
    expect(other.page.get_by_text("neither strokes nor an image")).to_be_visible()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as content:
        content.writestr("drawings.json", b" " * (65 * 2**20))
    files.set_input_files(
        {"name": "b.zip", "mimeType": "application/zip", "buffer": bomb.getvalue()}
    )
    refused = message.filter(has_text="A file may unpack to up to 64 MiB")
    expect(refused).to_have_count(1)
    assert collection.count() == 1


def test_what_was_acknowledged_outlives_a_killed_app(
    browser: Browser, tmp_path: Path
) -> None:
    with chromium.serving("app.py", tmp_path) as server:
        visitor = Visitor(browser.new_context(locale="en-GB"), server.address)
        visitor.draw(SEVEN)
        visitor.sees("7")
        visitor.press("right")
        visitor.press("save")
        visitor.press("agree")
        says(visitor, "Saved as 7")
        visitor.draw(BAR)
        visitor.press("right")
        says(visitor, "Saved as 7")
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        visitor.leave()
    kept = Collection(Database(f"sqlite:///{tmp_path}/drawings.sqlite"))
    assert kept.counts().popitem()[1] == {7: 2}


def test_a_damaged_collection_is_reported_and_replaced(
    visit: Visit, collection: Collection, data: Path
) -> None:
    visitor = visit()
    visitor.draw(SEVEN)
    visitor.sees("7")
    visitor.press("right")
    visitor.press("save")
    visitor.press("agree")
    says(visitor, "Saved as 7")
    (data / "drawings.sqlite").write_bytes(b"no database" * 1_000)
    go_to_part(visitor, LOOK_THROUGH)
    message = visitor.page.locator("[data-testid=stAlert]")
    expect(message).to_contain_text("The collection's file was damaged")
    visitor.press("go-on")
    nothing = visitor.page.get_by_text("No such drawing yet")
    expect(nothing).to_be_visible()
    assert len(list(data.glob("drawings-damaged-*.sqlite"))) == 1
    visitor.go_to("draw")
    visitor.draw(BAR)
    visitor.press("right")
    says(visitor, "Saved as 7")
    assert collection.count() == 1


def test_the_collection_may_be_in_postgresql(
    browser: Browser,
    postgresql_server: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = postgresql.url(postgresql_server, "postgres")
    monkeypatch.setenv("RECOGNIZER_DATABASE_URL", url)
    with chromium.serving("app.py", tmp_path) as running:
        visitor = Visitor(browser.new_context(locale="en-GB"), running.address)
        visitor.draw(SEVEN)
        visitor.sees("7")
        visitor.press("right")
        visitor.press("save")
        visitor.press("agree")
        says(visitor, "Saved as 7")
        visitor.leave()
    database = Database(url)
    (entry,) = Collection(database).find()
    database.close()
    assert (entry.label, entry.answer) == (7, 7)
    assert not (tmp_path / "drawings.sqlite").exists()
