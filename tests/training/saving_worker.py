"""python -m tests.training.saving_worker: a worker that saves five times a second."""

from __future__ import annotations

import sys

from recognizer.settings import Settings
from recognizer.training import worker
from recognizer.training.plan import Plan
from recognizer.training.runs import Run, State


class Session:
    def warm_up(self) -> None:
        worker.load_keras().warm_up()

    def train(self, run: Run, plan: Plan, settings: Settings) -> State:
        from recognizer.training.keras import session

        return session.train(run, plan, settings, checkpoint_every_s=0.2)


if __name__ == "__main__":
    sys.exit(worker.main(Session))
