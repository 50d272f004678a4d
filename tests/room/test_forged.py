"""Presses that a visitor's page does not offer, sent all the same to a real server.

Each one is first shown to do its work for the presenter, so that a message that does
nothing for a visitor is known to be a good one.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.request import urlopen

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from recognizer.collection import schema
from recognizer.collection.database import Database
from recognizer.room.identity import MARK_COOKIE, PRESENTER_COOKIE, mark_of
from recognizer.settings import SHIPPED_WEIGHTS
from recognizer.training import runs
from recognizer.training.plan import Plan
from recognizer.training.recipes import QUICK
from tests.browser import chromium
from tests.browser.chromium import Server
from tests.collection.writers import written
from tests.coroutines import in_a_thread
from tests.room.forger import Forger, chosen, pressed, switched_on
from tests.room.outside import forget_choices
from tests.ui.acts import World
from tests.waiting import wait_until

COLLECTION, CLASS = (("own.part", 1),), (("own.part", 2),)
TASK, LOOK, WALL, NEXT_CLASS = (
    (("room.view", 1), ("room.part", part)) for part in range(4)
)
"""What is chosen on a page before."""
OTHERS = mark_of("somebody else")
ELSEWHERE = {"X-Forwarded-For": "192.168.1.30"}


def headers(mark: str, key: str | None = None) -> dict[str, str]:
    cookies = [f"{MARK_COOKIE}={mark}"]
    if key is not None:
        cookies.append(f"{PRESENTER_COOKIE}={key}")
    return {"Cookie": "; ".join(cookies)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    data = tmp_path_factory.mktemp("data")
    with chromium.serving("app.py", data) as server:
        yield server, data


@pytest.fixture
def world(server: tuple[Server, Path]) -> Iterator[World]:
    """A drawing, a model and two trainings of somebody else; one is at work."""
    _, data = server
    for made in ("models", "runs"):
        shutil.rmtree(data / made, ignore_errors=True)
    forget_choices(data)
    with Database(f"sqlite:///{data}/drawings.sqlite").writing() as connection:
        for table in schema.metadata.sorted_tables:
            connection.execute(table.delete())
    shutil.copytree(SHIPPED_WEIGHTS / "softmax-regression", data / "models" / "mine")
    ended = runs.create(Plan("ended", QUICK, owner=OTHERS), data / "runs")
    ended.release()
    drawing = replace(written(1), owner=OTHERS)
    world = World(data, OTHERS, drawing.id, "mine", ended.run.number)
    world.collection.add(drawing)
    yield world
    for run in runs.all_runs(data / "runs"):
        run.ask_to_stop()
    wait_until(
        lambda: not any(r.state().is_active for r in runs.all_runs(data / "runs"))
    )


@dataclass(frozen=True)
class Press:
    """Something to press, or to choose.

    Attributes:
        page: where it stands.
        key: the app's own.
        before: what is chosen before, by key and number of the option.
        is_active: whether a training is at work meanwhile.
        state: what the browser sends, by the widget's id.
        written: a text that it sends with it, by the beginning of its field's key.
        is_offered: whether it is on the visitor's page, so that it is refused in words.
    """

    page: str
    key: str
    before: tuple[tuple[str, int], ...] = ()
    is_active: bool = False
    state: Callable[[str], WidgetState] = pressed
    written: tuple[str, str] | None = None
    is_offered: bool = False

    async def send_from(self, somebody: Forger, ids: Mapping[str, str]) -> None:
        """Write, and press at once.

        Args:
            ids: of the page that offers it.
        """
        states = [self.state(ids[self.key])]
        if self.written is not None:
            begin, text = self.written
            (field,) = [ids[key] for key in ids if key.startswith(begin)]
            states.append(WidgetState(id=field, string_value=text))
        await somebody.send(*states)


DELETE = Press("my-drawings", "delete", COLLECTION)
PRESSES = [
    Press("models", "use-for-all"),
    Press("models", "delete-model"),
    Press("models", "save-model", written=("models.name", "renamed")),
    Press("my-drawings", "own.left-out", CLASS, state=lambda it: chosen(it, "Aiko")),
    Press("my-drawings", "own.class-memory", CLASS, state=switched_on),
    DELETE,
    Press("my-drawings", "leave-out", COLLECTION),
    Press(
        "my-drawings",
        "own.new-label-0",
        COLLECTION,
        state=lambda it: chosen(it, "3"),
        is_offered=True,
    ),
    Press("room", "ask", TASK),
    Press("room", "lead", LOOK),
    Press("room", "room.wall-open", WALL, state=switched_on),
    Press("room", "end-class", NEXT_CLASS),
    Press("retrain", "retrain.open", state=switched_on),
    Press("retrain", "stop", is_active=True),
    Press("retrain", "delete"),
    pytest.param(Press("retrain", "train-quick"), marks=pytest.mark.training),
]


@asynccontextmanager
async def opened(
    address: str, given: Mapping[str, str], page: str
) -> AsyncIterator[Forger]:
    """Somebody with the page open."""
    somebody = Forger(address, given)
    try:
        await somebody.open(page=page)
        yield somebody
    finally:
        await somebody.close()


@asynccontextmanager
async def standing(
    address: str, given: Mapping[str, str], press: Press, world: World
) -> AsyncIterator[Forger]:
    """Somebody with the page open, who has chosen what the press is about."""
    async with opened(address, given, press.page) as somebody:
        if press.page == "models":
            shown = WidgetState(id=somebody.ids["models.shown"], string_value="mine")
            somebody.page.widgets[shown.id] = shown
            await somebody.send()
        for key, number in press.before:
            await somebody.choose(key, number)
        if press.before == COLLECTION:
            (grid,) = [key for key in somebody.ids if key.startswith("own.grid")]
            await somebody.choose(grid, 0)
        yield somebody


def traces(world: World, address: str) -> dict[str, object]:
    """All that a press may leave, in the data folder and in the room."""
    with urlopen(f"{address}api/room") as answer:
        news = json.load(answer)
    task = news["task"] and {**news["task"], "left": None}
    room = {"task": task, "look": news["look"], "open": news["isWallOpen"]}
    return {**world.traces(), "room": room}


def press_as(
    press: Press, world: World, address: str, visitor: Mapping[str, str]
) -> None:
    """A visitor sends it, then the presenter, who has told the widget's id."""

    async def both() -> None:
        async with (
            standing(address, headers("p"), press, world) as presenter,
            standing(address, visitor, press, world) as forger,
        ):
            before = traces(world, address)
            await press.send_from(forger, presenter.ids)
            assert traces(world, address) == before
            refused = [said.startswith("Only the presenter ") for said in forger.said]
            # Elsewhere no such widget is on the page, or it is disabled.
            assert refused == ([True] if press.is_offered else [])
            await press.send_from(presenter, presenter.ids)
            assert presenter.said == []
            assert traces(world, address) != before

    hold = runs.find(world.run, world.data / "runs").hold() if press.is_active else None
    try:
        in_a_thread(both())
    finally:
        if hold is not None:
            hold.release()


@pytest.mark.parametrize("press", PRESSES, ids=lambda press: press.key)
def test_a_forged_press_does_nothing(
    press: Press, world: World, server: tuple[Server, Path]
) -> None:
    app, _ = server
    try:
        press_as(press, world, app.address, {**headers("v"), **ELSEWHERE})
    finally:
        written = "".join(app.output)
        assert "Traceback" not in written, written


def test_a_forged_key_is_none(world: World, server: tuple[Server, Path]) -> None:
    app, _ = server
    visitor = {**headers("v", app.presenter_key().swapcase()), **ELSEWHERE}
    press_as(DELETE, world, app.address, visitor)


def test_the_presenters_link_gives_the_right_elsewhere(
    world: World, server: tuple[Server, Path]
) -> None:
    app, _ = server

    async def press_with_key() -> None:
        given = {**headers("v", app.presenter_key()), **ELSEWHERE}
        async with standing(app.address, given, DELETE, world) as presenter:
            await DELETE.send_from(presenter, presenter.ids)

    in_a_thread(press_with_key())
    assert world.collection.count() == 0


def test_a_press_that_the_page_offers_is_checked_all_the_same(
    world: World, server: tuple[Server, Path]
) -> None:
    """The visitor's own drawing becomes somebody else's while the page is shown."""
    app, _ = server
    give(world, mark_of("v"))

    async def press_too_late() -> None:
        given = {**headers("v"), **ELSEWHERE}
        async with standing(app.address, given, DELETE, world) as visitor:
            give(world, OTHERS)
            await DELETE.send_from(visitor, visitor.ids)
            (said,) = visitor.said
            assert said.startswith("Only the presenter can delete other people's")

    in_a_thread(press_too_late())
    assert world.collection.count() == 1


def test_nobody_empties_the_caches_of_all(
    world: World, server: tuple[Server, Path]
) -> None:
    """Streamlit's message for it would also begin the sender's session again."""
    app, _ = server

    async def empty() -> None:
        async with standing(app.address, headers("p"), DELETE, world) as anybody:
            await anybody.say(BackMsg(clear_cache=True))
            anybody.ids.clear()
            anybody.page.widgets.clear()
            await anybody.send()
            assert "delete" in anybody.ids  # the part of the page that was chosen

    in_a_thread(empty())


def test_a_press_in_a_part_counts_whatever_is_asked_next(
    world: World, server: tuple[Server, Path]
) -> None:
    """The part waits for the page's run, when a new one of the whole page is asked."""
    app, _ = server
    ask = Press("room", "ask", TASK)

    async def press_in_haste() -> None:
        async with standing(app.address, headers("p"), ask, world) as presenter:
            before = traces(world, app.address)
            press = pressed(presenter.ids["ask"])
            part = presenter.parts["ask"]
            assert part
            for message in (
                presenter.asking(),
                presenter.asking(press, part=part),
                presenter.asking(),
            ):
                await presenter.say(message)
            await asyncio.to_thread(
                wait_until, lambda: traces(world, app.address) != before
            )

    in_a_thread(press_in_haste())


@pytest.mark.parametrize(("page", "key"), [("models", "keeper"), ("", "canvas")])
def test_what_a_page_left_behind_says_counts_where_the_visitor_went(
    page: str, key: str, server: tuple[Server, Path]
) -> None:
    """A browser that has not heard of the new page yet tells of a drawing."""
    app, _ = server
    digit = {"type": "Path", "path": [["M", 99, 30], ["L", 99, 200]], "strokeWidth": 16}
    drawing = json.dumps({"drawing": {"raw": {"objects": [digit]}}})

    async def leave_in_haste() -> None:
        async with opened(app.address, {}, "look-inside") as there:
            assert "inside.reasons" not in there.ids  # as long as there is no drawing
        async with opened(app.address, {}, page) as visitor:
            left = visitor.page.script
            widget = visitor.ids[f"{key}-draw"]
            drawn = WidgetState(id=widget, json_value=drawing)
            await visitor.say(visitor.link(there.page.script))
            part = visitor.parts[f"{key}-draw"]
            await visitor.say(visitor.asking(drawn, part=part))
            await visitor.follow(lambda: "inside.reasons" in visitor.ids)
            assert visitor.page.script == there.page.script
            await visitor.say(visitor.link(left, drawn))  # said before: nothing new
            await visitor.follow(lambda: visitor.page.script == left)

    in_a_thread(leave_in_haste())


def give(world: World, owner: str) -> None:
    """Let the drawing be another's."""
    with Database(f"sqlite:///{world.data}/drawings.sqlite").writing() as connection:
        connection.execute(schema.drawings.update().values(owner=owner))
