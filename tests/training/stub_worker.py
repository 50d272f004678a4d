"""python -m tests.training.stub_worker [FILE]: a worker that only seems to train.

A training goes on until it is asked to stop, or until its folder has a file "finish".
The process ends once FILE is there, long after it has let go of the run.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from recognizer.settings import Settings
from recognizer.training import worker
from recognizer.training.plan import Plan
from recognizer.training.runs import Run, State


class Stub:
    def warm_up(self) -> None:
        pass

    def train(self, run: Run, plan: Plan, settings: Settings) -> State:
        run.write_state(State("training"))
        while not (run.path / "finish").exists():
            if run.is_asked_to_stop():
                return State("stopped")
            time.sleep(0.02)
        return State("finished", figures={})


def load() -> Stub:
    Path("/proc/self/comm").write_text("loaded")  # the process's name
    return Stub()


if __name__ == "__main__":
    status = worker.main(load)
    while sys.argv[1:] and not Path(sys.argv[1]).exists():
        time.sleep(0.02)
    sys.exit(status)
