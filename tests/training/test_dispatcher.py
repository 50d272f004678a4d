"""What becomes of runs whose node is lost, and of those that had just ended there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from recognizer.settings import Settings, read_settings
from recognizer.training import runs
from recognizer.training.dispatcher import ATTEMPTS, Dispatcher
from recognizer.training.plan import Plan
from recognizer.training.recipes import DIGITS
from recognizer.training.runs import State, Status


class Failing:
    """A cluster that gets a run so far, and then loses the node under it."""

    def __init__(self, reaches: Status) -> None:
        self.begun: list[runs.Run] = []
        self._reaches = reaches

    def train(self, run: runs.Run) -> int:
        self.begun.append(run)
        run.write_state(State(self._reaches))
        return len(self.begun)

    def ended(self, tasks: list[int], at_most_s: float) -> Iterator[tuple[int, str]]:
        for task in tasks:
            yield task, "lost"


@pytest.mark.parametrize(
    ("reaches", "begun", "ends"),
    [("training", ATTEMPTS, "interrupted"), ("finished", 1, "finished")],
)
def test_what_a_lost_node_had_not_finished_is_begun_again(
    tmp_path: Path, reaches: Status, begun: int, ends: Status
) -> None:
    settings = read_settings({"RECOGNIZER_DATA": str(tmp_path)})
    cluster = Failing(reaches)

    def connect(settings: Settings) -> Any:
        return cluster

    dispatcher = Dispatcher(settings, connect)
    hold = runs.create(Plan("x", DIGITS), settings.runs)
    dispatcher.take(hold)
    while dispatcher.is_busy:
        dispatcher.look(0.0)
    assert cluster.begun == begun * [hold.run]
    assert hold.run.state().status == ends
