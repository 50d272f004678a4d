"""What other people wrote is text on every page that shows it, whatever they wrote."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Dialog, FilePayload, Page, expect

from recognizer.collection.collection import Collection
from recognizer.collection.database import Database
from recognizer.collection.entries import MAX_NAME, clean_text, new_entry
from recognizer.errors import quoted
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.training import runs
from recognizer.training.plan import Plan
from recognizer.training.recipes import RECIPES
from tests.browser import chromium
from tests.browser.visitor import Visitor
from tests.collection.test_exchange import zipped
from tests.hostile_texts import TEXTS

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
LOOK_THROUGH, CLASS, FILES = 1, 2, 3
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d · ")
WORST = TEXTS[::8]

LEAVES = """(part) => {
  const found = new Set();
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (!element.childElementCount) found.add(element.textContent);
    }
  };
  walk(part ?? document);
  return [...found];
}"""
TELLS = """(told) => {
  const alert = document.querySelector("[data-testid=stAlert]");
  const text = (alert?.textContent ?? "").replaceAll("\u2060", "");
  return text.replaceAll(/\\s+/g, " ").includes(told);
}"""
INJECTED = """() => {
  const kinds = "iframe, object, embed, marquee, math, base, form[action], .katex, "
    + "[onerror], [onload], [onfocus], [onmouseover], [ontoggle], [onbegin], "
    + "a[href*=evil], a[href^=javascript], img[src=x], [src*=evil], style[id=x]";
  return [...document.querySelectorAll(kinds)].map((each) => each.outerHTML);
}"""


def names() -> list[str]:
    """The texts as nicknames: on one line, short, and visible."""
    cleaned = [clean_text(text)[:MAX_NAME].strip() for text in TEXTS]
    return [name for name in dict.fromkeys(cleaned) if name]


def as_shown(text: str) -> str:
    """A text with plain spaces, without what only parts or isolates."""
    return " ".join(re.sub("[\u2060\u2068\u2069]", "", text).split())


@pytest.fixture
def unharmed(visit: Visit) -> Iterator[Visitor]:
    """A visitor; at the end no script of others may have run."""
    visitor = visit()
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    visitor.page.on("dialog", dismiss)
    yield visitor
    assert dialogs == []


def shows(page: Page, texts: list[str]) -> None:
    """All of them stand there, each in an element that holds nothing else."""
    seen = {as_shown(leaf) for leaf in page.evaluate(LEAVES)}
    assert [text for text in texts if as_shown(text) not in seen] == []
    assert page.evaluate(INJECTED) == []


def choose_person(visitor: Visitor, name: str) -> None:
    """Find somebody's drawings."""
    visitor.settle()
    field = visitor.page.locator(".st-key-own-person input")
    field.fill(name)
    option = visitor.page.get_by_role("option", name=name, exact=True)
    option.first.click()
    visitor.settle()


def test_nicknames_are_text(unharmed: Visitor, collection: Collection) -> None:
    page = unharmed.page
    image = np.zeros((28, 28), np.uint8)
    for number, name in enumerate(names()):
        image.flat[:2] = divmod(number + 1, 255)
        collection.add(new_entry(image.copy(), 4, name, answer=9, model=name))
        collection.leave_person_out(name)
    unharmed.go_to("my-drawings")
    unharmed.press_one_of("own-part", CLASS)
    unharmed.settle()
    expect(page.locator("[data-testid=stMultiSelect]")).to_contain_text("さくら")
    shows(page, names())
    chips = page.get_by_test_id("stMultiSelect").evaluate(LEAVES)
    seen = {as_shown(chip) for chip in chips}
    assert [name for name in names() if as_shown(name) not in seen] == []
    unharmed.press_one_of("own-part", LOOK_THROUGH)
    unharmed.settle()
    for name in names()[::20]:
        choose_person(unharmed, name)
        unharmed.press_one_of("grid", 0)
        told = page.get_by_test_id("stText").filter(has_text=TIME)
        expect(told).to_be_visible()
        assert as_shown(told.inner_text()).startswith(as_shown(f"{name} · "))
        assert as_shown(told.inner_text()).endswith(as_shown(f" · {name}"))
        shows(page, [])


def test_nicknames_on_the_wall_are_text(browser: Browser, tmp_path: Path) -> None:
    kept = Collection(Database(f"sqlite:///{tmp_path}/drawings.sqlite"))
    image = np.zeros((28, 28), np.uint8)
    for number, name in enumerate(names()):
        image.flat[:2] = divmod(number + 1, 255)
        kept.add(new_entry(image.copy(), 4, name, answer=9, model="m"))
    with chromium.serving("app.py", tmp_path) as server:
        visitor = Visitor(browser.new_context(locale="en-GB"), server.address)
        visitor.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        visitor.go_to("room")
        tiles = visitor.page.locator(".hr-wall figure")
        expect(tiles).to_have_count(len(names()))
        shows(visitor.page, names())
        visitor.leave()


def test_notes_on_cards_are_text(unharmed: Visitor, data: Path) -> None:
    folder = data / "models" / "foreign"
    shutil.copytree(SHIPPED_WEIGHTS / "softmax-regression", folder)
    card = json.loads((folder / "card.json").read_text("utf-8"))
    notes = [text.replace("\ud83d", "?") for text in TEXTS]
    card |= {"notes": notes, "created": "<b>x</b>"}
    (folder / "card.json").write_text(json.dumps(card))
    (folder / "note.txt").write_text("<img src=x onerror=alert(1)> **bold**")
    unharmed.go_to("models")
    unharmed.settle()
    unharmed.page.locator("[data-pick^=model]", has_text="foreign").click()
    unharmed.page.locator("[data-testid=stExpander] summary").last.click()
    expect(unharmed.page.get_by_text("datum.value", exact=True)).to_be_visible()
    visible = [note for note in notes if note.strip()]
    seen = {as_shown(leaf) for leaf in unharmed.page.evaluate(LEAVES)}
    assert [note for note in visible if as_shown(note) not in seen] == []
    shows(unharmed.page, [])


def test_names_of_trainings_are_text(unharmed: Visitor, data: Path) -> None:
    """In the heading the newest one's, and in the table those of all."""
    texts = [text.replace("\ud83d", "?") for text in (*WORST, " ".join(WORST))]
    for text in texts:
        plan = Plan(text, RECIPES["quick"], note=text[:500])
        runs.create(plan, data / "runs").release()
    unharmed.go_to("retrain")
    unharmed.settle()
    heading = unharmed.page.locator(".st-key-output h2").first
    expect(heading).to_contain_text(f"{len(texts)} · ")
    shown = as_shown(heading.inner_text())
    assert shown.startswith(as_shown(f"{len(texts)} · {texts[-1]} ·"))
    names = [f"{number} · {text}" for number, text in enumerate(texts, 1)]
    shows(unharmed.page, [*names, *(text[:500] for text in texts)])


def hand_in(visitor: Visitor, name: str, content: bytes) -> None:
    """Choose a file from the visitor's machine."""
    visitor.settle()
    chooser = visitor.page.locator("[data-testid=stFileUploaderDropzoneInput]")
    given = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    chooser.set_input_files(given)
    visitor.settle()


def in_rows(texts: list[str], most: int = 70) -> list[str]:
    """The texts one after the other, in rows of so many characters."""
    rows = [""]
    for text in texts:
        if len(rows[-1]) + len(text) > most:
            rows.append("")
        rows[-1] += f"{text} "
    return [row.strip()[:80] for row in rows if row.strip()]


def test_names_of_files_are_text(unharmed: Visitor) -> None:
    page = unharmed.page
    texts = [text.replace("\0", "").replace("\ud83d", "?") for text in WORST]
    unharmed.choose_source(1)
    for text in in_rows(texts):
        hand_in(unharmed, f"{text.replace('/', '∕')}.png", b"no picture")
        shows(page, [])
    unharmed.go_to("my-drawings")
    unharmed.press_one_of("own-part", FILES)
    for text in in_rows(texts):
        name = f"../{text}"
        hand_in(unharmed, "drawings.zip", zipped({name: b"x"}))
        told = as_shown(f"must not lead out of it, but {quoted(name)} was found")
        page.wait_for_function(TELLS, arg=told)
        shows(page, [])
