"""The page My drawings and the correction, run by Streamlit's own AppTest."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recognizer.collection.collection import Choice, Collection, as_images
from recognizer.collection.database import Database
from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.ui.widgets.formats import percent
from tests.collection.writers import written
from tests.ui import apptest
from tests.ui.apptest import app, texts


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """Nine digits of two people, seen from outside of the app."""
    collection = Collection(Database(f"sqlite:///{tmp_path}/drawings.sqlite"))
    for number in range(9):
        collection.add(written(number, "Aiko" if number < 6 else '<i>"Ben"</i>'))
    return collection


def part(name: str, language: str = "en") -> AppTest:
    test = app("my_drawings", language)
    test.button_group(key="own.part").set_value(name).run()
    assert not test.exception
    return test


def shown(test: AppTest) -> list[str]:
    return [option.content for option in test.main.pills[-1].proto.options]


def test_the_collection_is_searched(collection: Collection) -> None:
    test = part("collection")
    assert len(shown(test)) == 9
    test.selectbox(key="own.person").set_value('<i>"Ben"</i>').run()
    assert len(shown(test)) == 3
    test.toggle(key="own.fooled").set_value(True).run()
    (tile,) = shown(test)
    assert tile.endswith(" 7 ≠ 8")
    test.selectbox(key="own.label").set_value(3).run()
    assert "No such drawing yet" in texts(test)
    assert not test.exception


def test_a_person_is_left_out_and_let_in_again(collection: Collection) -> None:
    test = part("class", "ja")
    assert "<i>" not in texts(test)
    assert '<i>"Ben"</i>' in html.unescape(texts(test))
    test.multiselect(key="own.left-out").set_value(['<i>"Ben"</i>']).run()
    assert collection.people_left_out() == {'<i>"Ben"</i>'}
    assert collection.count(Choice(for_training=True)) == 6
    test.multiselect(key="own.left-out").set_value([]).run()
    assert collection.people_left_out() == set()


@pytest.mark.parametrize("name", ["collection", "class", "files"])
@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://nobody@/nothing?host=/nowhere", "cannot be reached"),
        ("mysql://me:secret@host/x", "RECOGNIZER_DATABASE_URL must be"),
    ],
)
def test_a_database_that_is_away_is_reported(
    name: str, url: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("RECOGNIZER_DATABASE_URL", url)
    test = part(name)
    assert sentence in test.error[0].value
    assert "secret" not in test.error[0].value


@pytest.mark.parametrize(
    ("name", "shown_name"),
    [
        ("x" * 10_000, "A nickname may have up to 40 characters, but this has 10,000."),
        (" \u202e<b>Aiko</b>\x00 ", "<b>Aiko</b>"),
    ],
)
def test_a_nickname_is_checked_whatever_the_browser_allows(
    name: str, shown_name: str
) -> None:
    def script(name: str) -> None:
        import streamlit as st

        from recognizer.errors import RecognizerError
        from recognizer.ui import state
        from recognizer.ui.my_drawings import consent

        st.session_state[state.NAME] = name
        try:
            st.text(consent.person())
        except RecognizerError as error:
            st.text(str(error))

    test = apptest.script(script, name=name)
    assert test.text[0].value == shown_name


def networks(test: AppTest) -> dict[str, list[str]]:
    """The rows of the table: by the network's name, the other cells."""
    shown = [json.loads(each.proto.json) for each in test.get("bidi_component")]
    tables = [
        each["html"] for each in shown if isinstance(each, dict) and "html" in each
    ]
    table = next(each for each in tables if 'data-pick="network.0"' in each)
    rows = re.findall(r"<button[^>]*>(.*?)</button></th>(.*?)</tr>", table)
    return {name: re.findall(r"<td[^>]*>(.*?)</td>", cells) for name, cells in rows}


def test_networks_are_compared_on_what_is_kept(collection: Collection) -> None:
    test = part("networks")
    table = networks(test)
    assert {"two-layer-cnn", "softmax-regression"} <= table.keys()
    digits = as_images(collection.find())
    shipped = Recognizer.from_bundle(bundles.find("two-layer-cnn", [SHIPPED_WEIGHTS]))
    given = shipped.answer(digits.images).probabilities.argmax(axis=1)
    right = given == digits.labels
    assert table["two-layer-cnn"][:2] == [percent(right.mean())] * 2

    for digit in digits.labels[:2]:
        test.selectbox(key="own.compared").set_value(int(digit)).run()
        read = right[digits.labels == digit].mean()
        assert networks(test)["two-layer-cnn"][1] == percent(read)
    test.selectbox(key="own.compared").set_value(None).run()

    test.selectbox(key="own.after").set_value("softmax-regression").run()
    theirs = Recognizer.from_bundle(
        bundles.find("softmax-regression", [SHIPPED_WEIGHTS])
    )
    read = theirs.answer(digits.images).probabilities.argmax(axis=1)
    before, after = ((each == digits.labels).sum() for each in (given, read))
    shown = texts(test)
    assert f"Not trained on: {before} of 9 correct before, {after} after" in shown
    assert "**Trained on:" not in shown
    changed = given != read
    assert len(re.findall(r"\d → \d<", shown)) == changed.sum() > 0
    assert shown.count('class="accent"') == (changed & (read == digits.labels)).sum()
    assert not test.exception


def test_own_drawings_cannot_be_trained_on_before_there_are_any() -> None:
    test = app("retrain")
    test.selectbox(key="retrain.preset").set_value("own").run()
    test.button(key="train").click().run()
    assert [error.value for error in test.error] == [
        "No drawings to train on have been saved yet. "
        "Draw some digits on the page My drawings first."
    ]
