"""python -m tests.training.machine_process LEASE_S: a machine that starts a run."""

from __future__ import annotations

import sys
import time

from recognizer.settings import read_settings
from recognizer.training import runs
from recognizer.training.launcher import Launcher
from recognizer.training.machine import Machine
from recognizer.training.plan import Plan
from recognizer.training.recipes import FAST
from tests.training.workers import COUNTING

if __name__ == "__main__":
    settings = read_settings()
    settings.runs.mkdir(parents=True)
    launcher = Launcher(settings, COUNTING)
    register = launcher.register
    assert register is not None
    launcher.start(Plan("mine", FAST))
    lease_s = float(sys.argv[1])
    with (
        runs.alone(settings.runs, "sharing"),
        Machine(settings.runs, register, launcher, lease_s, store_every_s=0) as machine,
    ):
        while True:
            machine.step()
            time.sleep(0.05)
