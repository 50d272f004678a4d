"""What is large of a run, on its way to a folder or a real S3 server and back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import fsspec
import pytest

from recognizer.errors import StoreUnavailable
from recognizer.object_store import ObjectStore
from recognizer.training.runs import Run
from recognizer.training.shelf import Shelf

LARGE = 6 * 2**20
"""Bytes of a checkpoint; S3 takes what is larger than 5 MiB in parts."""


@pytest.fixture
def shelf(store_url: str) -> Shelf:
    return Shelf(ObjectStore(store_url))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """With a checkpoint, one of a trial, and logs in a folder of a folder."""
    run = Run(tmp_path / "here" / "0012")
    trial = run.trials / "0001" / run.checkpoint.name
    written = {
        run.checkpoint: bytes(range(256)) * (LARGE // 256) + b"end",
        trial: b"of a trial",
        run.logs / "train" / "events.1": b"first",
        run.logs / "empty": b"",
    }
    for file, content in written.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return run


@pytest.fixture
def copy(tmp_path: Path) -> Run:
    """The same run on another machine, where nothing of it is yet."""
    return Run(tmp_path / "there" / "0012")


def files(run: Run) -> dict[str, bytes]:
    found = [file for file in run.path.rglob("*") if file.is_file()]
    return {str(file.relative_to(run.path)): file.read_bytes() for file in found}


def stored(store_url: str) -> list[str]:
    """Names of all files in the store, by a look of its own."""
    store, root = fsspec.core.url_to_fs(store_url, skip_instance_cache=True)
    return sorted(path.removeprefix(root) for path in store.find(root))


def test_another_machine_has_every_byte(shelf: Shelf, run: Run, copy: Run) -> None:
    told = shelf.put(run, {})
    assert shelf.fetch(copy, told) == told
    assert files(copy) == files(run)
    assert len(files(copy)) == 4


def test_only_what_has_changed_is_stored_and_what_was_before_goes(
    shelf: Shelf, run: Run, copy: Run, store_url: str
) -> None:
    first = shelf.put(run, {})
    before = stored(store_url)
    run.checkpoint.write_bytes(b"further")
    (run.logs / "train" / "events.1").unlink()
    second = shelf.put(run, first)
    assert len(stored(store_url)) == len(before) + 1
    shelf.forget(run, first, second)
    assert stored(store_url) == sorted(f"/runs/12/{each}" for each in second.values())
    shelf.fetch(copy, second)
    assert files(copy)["checkpoint.safetensors"] == b"further"


def test_a_run_that_is_deleted_leaves_nothing(
    shelf: Shelf, run: Run, store_url: str
) -> None:
    other = Run(run.path.with_name("0121"))
    other.path.mkdir()
    other.checkpoint.write_bytes(b"of another run")
    kept = shelf.put(other, {})
    shelf.put(run, {})
    shelf.remove(run)
    assert stored(store_url) == [f"/runs/121/{kept['checkpoint.safetensors']}"]
    shelf.remove(run)  # another machine may have done so


def test_what_was_damaged_there_is_not_taken(
    shelf: Shelf, run: Run, copy: Run, store_url: str
) -> None:
    told = shelf.put(run, {})
    digest = told["checkpoint.safetensors"]
    ObjectStore(store_url).put(f"runs/12/{digest}", b"something else")
    with pytest.raises(StoreUnavailable, match=f"in the place of runs/12/{digest}"):
        shelf.fetch(copy, told)
    assert not copy.checkpoint.exists()


def test_what_is_missing_there_is_an_error_of_the_store(
    shelf: Shelf, run: Run, copy: Run
) -> None:
    told = shelf.put(run, {})
    shelf.remove(run)
    with pytest.raises(StoreUnavailable):
        shelf.fetch(copy, told)


@pytest.fixture
def hangs_up(s3_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[None]]:
    """In place of the S3 server, what hangs up; grows with each attempt."""
    attempts: list[None] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            with suppress(OSError):  # the server is closed
                while True:
                    server.accept()[0].close()
                    attempts.append(None)

        threading.Thread(target=hang_up, daemon=True).start()
        host, port = server.getsockname()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        fsspec.get_filesystem_class("s3").clear_instance_cache()
        yield attempts
        server.shutdown(socket.SHUT_RDWR)
    fsspec.get_filesystem_class("s3").clear_instance_cache()


def test_a_server_that_hangs_up_is_not_asked_for_minutes(
    hangs_up: list[None], run: Run, s3_url: str
) -> None:
    with pytest.raises(StoreUnavailable):
        Shelf(ObjectStore(s3_url)).put(run, {})
    assert 0 < len(hangs_up) <= 20  # each of ten attempts sends a second time at once
