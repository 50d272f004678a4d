"""python -m recognizer serve: processes of the app, and nginx in front of them.

A process that ends is started again; nginx leads its visitors to the others meanwhile.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError

from recognizer.errors import N_, InvalidSetting, ServingFailed, check_range
from recognizer.settings import PREFIX, SHIPPED, Settings

CONFIGURATION = Path(__file__).with_name("nginx.conf")
ELSEWHERE = "/usr/sbin:/usr/local/sbin"
"""Where nginx is that is not on everybody's path."""
MOST = 64
LOOK_EVERY_S = 0.2
STARTS_S = 120.0
"""A process that does not answer after this time never will."""
AGAIN_S = 1.0
ENDS_S = 10.0

Process = subprocess.Popen[bytes]


def serve(
    settings: Settings, count: int, port: int = 8501, address: str | None = None
) -> None:
    """Serve until this process is asked to end.

    Args:
        count: of processes.
        port: that nginx listens on.
        address: that it listens on; None for all of this machine's.

    Raises:
        InvalidSetting: if so many processes cannot share what they must.
        ServingFailed: if nginx is missing, or something does not start.
    """
    check(settings, count)
    program = nginx()
    key = settings.presenter_key or secrets.token_urlsafe(24)
    environment = {**os.environ, **_variables(key, port)}
    ports = free_ports(count)
    commands = [_app(each) for each in ports]
    with tempfile.TemporaryDirectory(prefix="recognizer-nginx-") as name, _ending():
        write_configuration(Path(name), ports, port, address)
        front = [program, "-p", name, "-c", "nginx.conf", "-e", "stderr"]
        with (
            _running([[*front, "-g", "daemon off;"]], os.environ) as (server,),
            _running(commands, environment) as processes,
        ):
            _wait(server, lambda: _listens(address or "127.0.0.1", port), _no_nginx())
            for each, process in zip(ports, processes, strict=True):
                _wait(process, partial(_answers, each), _no_app())
            place = f"http://{address or 'localhost'}:{port}/"
            sys.stdout.write(
                f"\n  {count} processes behind nginx\n  URL: {place}\n"
                f"  For the presenter only: {place}?presenter={key}\n\n"
            )
            sys.stdout.flush()
            _watch(server, processes, commands, environment)


def check(settings: Settings, count: int) -> None:
    """Refuse what several processes could not share.

    Raises:
        InvalidSetting: if the number is none, or they have no common database.
    """
    check_range(N_("Number of processes"), count, 1, MOST)
    if count > 1 and settings.database_url.startswith("sqlite:"):
        raise InvalidSetting(
            N_("Several processes need a PostgreSQL database in common."),
            hint=N_("Give its address by the setting {variable}."),
            variable=f"{PREFIX}DATABASE_URL",
        )


def nginx() -> str:
    """Path of the program.

    Raises:
        ServingFailed: if it is not installed.
    """
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:{ELSEWHERE}")
    if found is None:
        raise ServingFailed(
            N_("The program nginx is not installed."),
            hint=N_("Install it, on Debian by apt install nginx, or use “run”."),
        )
    return found


def write_configuration(
    folder: Path, ports: Sequence[int], port: int, address: str | None
) -> None:
    """Write what nginx reads into a folder that its workers may enter."""
    folder.chmod(0o755)
    shutil.copy(CONFIGURATION, folder)
    place = f"{address}:{port}" if address else str(port)
    (folder / "listen.conf").write_text(f"listen {place};\n")
    lines = [f"server 127.0.0.1:{each} max_fails=1 fail_timeout=5s;" for each in ports]
    (folder / "processes.conf").write_text("\n".join(lines) + "\n")


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    taken = [socket.socket() for _ in range(count)]
    for each in taken:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in taken]
    for each in taken:
        each.close()
    return ports


def _variables(key: str, port: int) -> dict[str, str]:
    """What all processes have to have in common."""
    return {
        f"{PREFIX}PRESENTER_KEY": key,
        f"{PREFIX}BEHIND_PROXY": "yes",
        "STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(32),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
        "STREAMLIT_BROWSER_SERVER_PORT": str(port),
    }


def _app(port: int) -> list[str]:
    app = str(SHIPPED / "app.py")
    return [
        *(sys.executable, "-m", "streamlit", "run", app),
        *("--server.port", str(port)),
    ]


@contextmanager
def _running(
    commands: Sequence[Sequence[str]], environment: Mapping[str, str]
) -> Iterator[list[Process]]:
    """Programs that are ended at the end; those in the list, if it changes."""
    processes = [_start(command, environment) for command in commands]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(ENDS_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start(command: Sequence[str], environment: Mapping[str, str]) -> Process:
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def _wait(process: Process, holds: Callable[[], bool], problem: ServingFailed) -> None:
    deadline = time.monotonic() + STARTS_S
    while not holds():
        if process.poll() is not None or time.monotonic() > deadline:
            raise problem
        time.sleep(LOOK_EVERY_S)


def _listens(host: str, port: int) -> bool:
    """Whether nginx is there; to be asked, it would have to ask the app."""
    try:
        socket.create_connection((host, port)).close()
    except OSError:
        return False
    return True


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health").close()
    except HTTPError:
        return True  # below another path, perhaps
    except OSError:
        return False
    return True


def _watch(
    server: Process,
    processes: list[Process],
    commands: Sequence[Sequence[str]],
    environment: Mapping[str, str],
) -> None:
    """Start processes again that have ended, as long as nginx runs."""
    while server.poll() is None:
        for number, process in enumerate(processes):
            if process.poll() is not None:
                sys.stderr.write(f"Process {process.pid} ended; starting another.\n")
                processes[number] = _start(commands[number], environment)
                time.sleep(AGAIN_S)
        time.sleep(LOOK_EVERY_S)
    raise _no_nginx()


def _no_nginx() -> ServingFailed:
    return ServingFailed(N_("The program nginx has not started, or has ended."))


def _no_app() -> ServingFailed:
    return ServingFailed(N_("A process of the app has not started."))


@contextmanager
def _ending() -> Iterator[None]:
    """Leave all that runs in order when this process is asked to end."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    asked = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(each, end) for each in asked]
    try:
        yield
    finally:
        for each, handler in zip(asked, before, strict=True):
            signal.signal(each, handler)
