"""Every action in both roles: on the pages, and called past them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recognizer.collection.collection import Choice, Collection
from recognizer.collection.database import Database
from recognizer.room.identity import mark_of, presenter_key
from recognizer.room.rights import RULES, Action, Rule
from recognizer.settings import SHIPPED_WEIGHTS, read_settings
from recognizer.training import runs
from recognizer.training.plan import Plan
from recognizer.training.recipes import QUICK
from recognizer.ui import navigation, shared
from tests.collection.writers import written
from tests.ui import apptest
from tests.ui.acts import ACTS, World
from tests.ui.apptest import APP, PATIENCE, app, complaints, texts
from tests.ui.client import Client

OWN, OTHERS = mark_of("visitor"), mark_of("somebody else")
SLOW = {Action.CONVERT_MODEL, Action.IMPORT_MODEL}
"""Start TensorFlow; tests/training does them."""


def make(data: Path, owner: str) -> World:
    """A drawing and a training of this owner, and a model."""
    drawing = replace(written(1), owner=owner)
    Collection(Database(f"sqlite:///{data}/drawings.sqlite")).add(drawing)
    shutil.copytree(SHIPPED_WEIGHTS / "softmax-regression", data / "models" / "mine")
    hold = runs.create(Plan("ended", QUICK, owner=owner), data / "runs")
    hold.release()
    return World(data, owner, drawing.id, "mine", hold.run.number)


def attempt(action: Action, world: World) -> str:
    """What comes of doing it, whatever a page shows."""

    def script(action: str, world: object) -> None:
        from tests.ui import acts

        assert isinstance(world, acts.World)
        acts.attempt(action, world)

    test = apptest.script(script, action=action.value, world=world)
    assert not test.exception
    return test.text[0].value


def test_every_action_that_may_be_refused_is_tried_here() -> None:
    assert set(ACTS) == {
        action for action, rule in RULES.items() if rule is not Rule.ALWAYS
    }


@pytest.mark.parametrize("action", ACTS)
def test_a_visitor_is_refused_what_is_not_theirs(
    action: Action, tmp_path: Path, client: Client
) -> None:
    world = make(tmp_path, OTHERS)
    client.move()
    before = world.traces()
    said = attempt(action, world)
    assert "Only the presenter can " in said
    assert world.traces() == before


@pytest.mark.parametrize("action", [action for action in ACTS if action not in SLOW])
@pytest.mark.parametrize("place", ["the machine itself", "the presenter's link"])
def test_the_presenter_does_it(
    action: Action, place: str, tmp_path: Path, client: Client
) -> None:
    world = make(tmp_path, OTHERS)
    if place == "the presenter's link":
        client.move(key=presenter_key(read_settings()))
    before = world.traces()
    assert attempt(action, world) == "done"
    if action is not Action.EXPORT_DRAWINGS:
        assert world.traces() != before


@pytest.mark.parametrize(
    "action", [action for action, rule in RULES.items() if rule is Rule.OWN]
)
def test_a_visitor_does_it_with_what_is_theirs(
    action: Action, tmp_path: Path, client: Client
) -> None:
    world = make(tmp_path, OWN)
    client.move()
    before = world.traces()
    assert attempt(action, world) == "done"
    if action is not Action.EXPORT_DRAWINGS:
        assert world.traces() != before


def test_a_visitor_who_is_no_longer_the_presenter_is_refused(
    tmp_path: Path, client: Client
) -> None:
    world = make(tmp_path, OTHERS)
    client.move(key="the key before the last start")
    assert "Only the presenter can " in attempt(Action.DELETE_DRAWING, world)


@pytest.mark.parametrize(
    ("user", "is_presenter"),
    [
        ({"email": "Teacher@school.example", "email_verified": True}, True),
        ({"email": "teacher@school.example", "email_verified": False}, False),
        ({"email": "teacher@school.example", "email_verified": "true"}, False),
        ({"email": "teacher@school.example"}, False),
        ({"email": "pupil@school.example", "email_verified": True}, False),
        ({"email_verified": True}, False),
    ],
)
def test_who_signs_in_by_a_named_address_is_a_presenter(
    user: dict[str, object],
    is_presenter: bool,
    tmp_path: Path,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(
        "RECOGNIZER_PRESENTERS", "head@school.example, teacher@school.example"
    )
    make(tmp_path, OTHERS)
    client.move()
    for is_logged_in in (True, False):
        test = AppTest.from_file(APP, default_timeout=PATIENCE)
        test.user = {"is_logged_in": is_logged_in, **user}
        test.run()
        test.switch_page(str(navigation.script("models"))).run()
        assert ("use-for-all" in keys(test)) == (is_presenter and is_logged_in)
        assert ("sign-in" in keys(test)) == (not is_logged_in)


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.1.30"])
def test_a_proxy_takes_the_machines_right(
    address: str, tmp_path: Path, client: Client
) -> None:
    world = make(tmp_path, OTHERS)
    client.headers.append(("X-Forwarded-For", address))
    assert "Only the presenter can " in attempt(Action.DELETE_DRAWING, world)


def test_a_session_without_its_connection_has_no_rights(
    tmp_path: Path, client: Client
) -> None:
    """Who hangs up right after a press has neither address nor headers left."""
    world = make(tmp_path, OTHERS)
    client.headers.clear()
    client.cookies.clear()
    assert "Only the presenter can " in attempt(Action.DELETE_DRAWING, world)


def keys(test: AppTest) -> set[str]:
    """Of all that can be pressed, chosen or written into."""
    kinds = ("button", "text_input", "multiselect", "toggle", "file_uploader")
    found = {each.key for kind in kinds for each in test.get(kind)}
    found |= {each.proto.id.split("-", 2)[2] for each in test.get("download_button")}
    return {key for key in found if key}


@pytest.mark.parametrize(
    ("page", "part", "hidden"),
    [
        (
            "models",
            None,
            {"use-for-all", "save-model", "delete-model", "download-keras"},
        ),
        ("my_drawings", "class", {"own.left-out"}),
        ("retrain", None, {"retrain.open", "train-quick", "train", "delete", "resume"}),
    ],
)
def test_what_a_visitor_may_not_do_is_not_shown(
    page: str, part: str | None, hidden: set[str], tmp_path: Path, client: Client
) -> None:
    make(tmp_path, OTHERS)

    def shown() -> set[str]:
        session = {"app.model": "mine"} if part is None else {"own.part": part}
        test = app(page, session=session)
        assert complaints(test) == []
        return keys(test)

    assert hidden <= shown()
    client.move()
    assert not hidden & shown()


def test_a_visitor_is_asked_for_no_file(tmp_path: Path, client: Client) -> None:
    make(tmp_path, OTHERS)
    client.move()
    for page, session in (("models", {}), ("my_drawings", {"own.part": "files"})):
        assert not app(page, session=session).get("file_uploader")


def test_a_visitor_finds_changes_undoes_and_exports_the_own_drawings(
    tmp_path: Path, client: Client
) -> None:
    world = make(tmp_path, OTHERS)
    client.move()
    own = replace(written(2), owner=OWN)
    world.collection.add(own)
    test = app("my_drawings", session={"own.part": "collection"})
    test.toggle(key="own.mine").set_value(True).run()
    (pills,) = [each for each in test.main.pills if "grid" in str(each.key)]
    assert len(pills.options) == 1
    pills.set_value([own.id]).run()
    test.button(key="delete").click().run()
    assert [each.id for each in world.collection.find()] == [world.drawing]
    test.button(key="restore").click().run()
    assert world.collection.count(Choice(owner=OWN)) == 1
    assert complaints(test) == []


def test_visitors_train_when_the_presenter_allows_it_one_at_a_time(
    tmp_path: Path, client: Client
) -> None:
    app("retrain").toggle(key="retrain.open").set_value(True).run()
    client.move()
    test = app("retrain")
    assert {"train-quick", "train-fast"} <= keys(test)
    assert not {"retrain.open", "train"} & keys(test)  # the expert's form
    test.button(key="train-quick").click().run()
    (run,) = runs.all_runs(tmp_path / "runs")
    assert run.owner() == OWN
    test.button(key="train-fast").click().run()
    (said,) = [each.value for each in test.toast]
    assert said.startswith("Each visitor can have one training at a time")
    assert runs.all_runs(tmp_path / "runs") == [run]
    assert "stop" in keys(test)
    client.move("somebody else")
    other = app("retrain")
    assert "stop" not in keys(other)
    other.button(key="train-quick").click().run()
    assert len(runs.all_runs(tmp_path / "runs")) == 2


def test_a_press_on_train_is_refused_when_the_presenter_has_closed_it(
    tmp_path: Path, client: Client
) -> None:
    shared.choices().choose(may_train=True)
    client.move()
    test = app("retrain")
    shared.choices().choose(may_train=False)
    test.button(key="train-quick").click().run()
    (said,) = [each.value for each in test.toast]
    assert said.startswith("Only the presenter can train a network at the moment.")
    assert "as soon as the presenter allows it" in texts(test)
    assert runs.all_runs(tmp_path / "runs") == []
    assert "train-quick" not in keys(test)
