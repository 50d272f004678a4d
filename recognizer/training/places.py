"""Where runs are executed: by this machine's worker, or on a Ray cluster.

Either way a process of its own is handed the run at its standard input, a socket: the
folder, and the descriptor of the run's lock. It has a session of its own, outlives the
process that starts it, and its crash affects nobody else. Started before there is a
run, it loads what a run will need; if the input ends without one, it ends.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from typing import Protocol

from recognizer.settings import ROOT, Settings
from recognizer.training.runs import Hold

MAX_PATH = 4096


@dataclass(frozen=True)
class Place:
    """A kind of process that executes runs.

    Attributes:
        command: that starts one.
        takes_many: whether it goes on taking runs, which may be at work at the same
            time; otherwise it takes one and ends with it.
    """

    command: tuple[str, ...]
    takes_many: bool = False


class Executes(Protocol):
    """Has runs executed on this machine; see `recognizer.training.launcher`."""

    @property
    def takes_many(self) -> bool:
        """Whether several may be at work at the same time."""

    def launch(self, hold: Hold) -> None:
        """Have a locked run executed."""


HERE = Place((sys.executable, "-m", "recognizer.training.worker"))
"""This machine, where one run trains at a time."""
CLUSTER = Place((sys.executable, "-m", "recognizer.training.dispatcher"), True)
"""A Ray cluster, where as many train at a time as it has room for."""


def chosen(settings: Settings) -> Place:
    """Where the settings have runs executed."""
    return HERE if settings.ray is None else CLUSTER


@dataclass(frozen=True)
class Process:
    """A process that waits at a socket for runs."""

    process: subprocess.Popen[bytes]
    socket: socket.socket

    @property
    def has_ended(self) -> bool:
        """Whether it is gone; reaps it."""
        return self.process.poll() is not None

    def take(self, hold: Hold) -> None:
        """Hand it a run."""
        folder = os.fsencode(hold.run.path.resolve())
        socket.send_fds(self.socket, [folder], [hold.descriptor])

    def no_more(self) -> None:
        """Let it end with the runs that it has, if any."""
        self.socket.close()

    def wait(self) -> None:
        """Wait until it has ended."""
        self.process.wait()


def start(place: Place, settings: Settings) -> Process:
    """Start a process that takes runs."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(
        place.command,
        cwd=ROOT,
        env={**os.environ, **settings.to_environment()},
        stdin=theirs.fileno(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    theirs.close()
    return Process(process, ours)


def receive(launcher: socket.socket) -> tuple[bytes, int] | None:
    """The next run that `Process.take` sent, in the process that takes it.

    A descriptor ends a message, so that two runs never come as one (unix(7)).

    Returns:
        Its folder and the descriptor of its lock; None if there will be no more.
    """
    folder, descriptors, *_ = socket.recv_fds(launcher, MAX_PATH, 1)
    return (folder, descriptors[0]) if descriptors else None
