"""python -m tests.training.counting_worker: a worker that counts instead of training.

It writes a point, a checkpoint and a line of its log at each step, and goes on from the
checkpoint, until it is asked to stop or its folder has a file "finish".
"""

from __future__ import annotations

import sys
import time

import numpy as np

from recognizer.atomic_files import write_atomically
from recognizer.settings import Settings
from recognizer.training import worker
from recognizer.training.plan import Plan
from recognizer.training.runs import Run, State


class Counting:
    def warm_up(self) -> None:
        pass

    def train(self, run: Run, plan: Plan, settings: Settings) -> State:
        step = int(run.checkpoint.read_text()) if run.checkpoint.exists() else 0
        run.write_state(State("training"))
        run.watched.touch()
        while not (run.path / "finish").exists():
            if run.is_asked_to_stop():
                return State("stopped", figures={})
            step += 1
            run.add_progress({"step": step, "loss": 1 / step})
            run.write_filters(np.full((5, 5, 8), step, np.float32))
            write_atomically(run.checkpoint, str(step).encode())
            run.logs.mkdir(exist_ok=True)
            (run.logs / "events").write_text(str(step))
            sys.stdout.write(f"{step}\n")
            sys.stdout.flush()
            time.sleep(0.02)
        run.checkpoint.unlink(missing_ok=True)
        return State("finished", figures={})


if __name__ == "__main__":
    sys.exit(worker.main(Counting))
