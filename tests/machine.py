"""What this machine has: data sets, where the app looks for them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from recognizer.datasets import mnist
from recognizer.settings import read_settings

MACHINE = read_settings()


@cache
def has(data: str) -> bool:
    """Whether a data set is on this machine: "MNIST", "UNIPEN" or "UJI"."""
    if data == "MNIST":
        return not any(mnist.missing_bytes(part, MACHINE) for part in ("train", "test"))
    return any((MACHINE.datasets / data.lower()).glob("*.jsonl.gz"))


def variables(data: Path) -> dict[str, str]:
    """The environment of an app with another data folder and this machine's sets."""
    downloaded, known = MACHINE.data / "datasets", data / "datasets"
    if downloaded.is_dir() and not known.exists():
        known.mkdir(parents=True)
        (known / "mnist").symlink_to(downloaded / "mnist")
    return {
        "RECOGNIZER_DATA": str(data),
        "RECOGNIZER_DATASETS": str(MACHINE.datasets),
    }
