"""The only reader of the environment: settings that begin with RECOGNIZER_."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from recognizer.errors import N_, InvalidSetting

PREFIX = "RECOGNIZER_"
_PACKAGE = Path(__file__).resolve().parent
ROOT = _PACKAGE.parent
"""The folder from which `recognizer` is imported."""
_INSTALLED = _PACKAGE / "shipped"
SHIPPED = _INSTALLED if _INSTALLED.is_dir() else ROOT
"""What comes with the package: app.py and weights/. In a checkout they lie beside it;
a wheel carries them inside it (pyproject.toml)."""
SHIPPED_WEIGHTS = SHIPPED / "weights"


@dataclass(frozen=True)
class Settings:
    """Where things lie, and which model answers.

    Attributes:
        data: folder for what the app keeps: downloads, trained models
            (RECOGNIZER_DATA, default `~/.local/share/handwriting-recognizer`).
        datasets: folder with data sets in sub-folders such as `mnist/`; what is
            missing there is downloaded into `data/datasets`
            (RECOGNIZER_DATASETS, default `data/datasets`).
        model: name of the bundle that answers (RECOGNIZER_MODEL, default
            `two-layer-cnn`).
        database_url: where people's own drawings are kept, as sqlite:///FILE or
            postgresql://USER:PASSWORD@HOST/NAME (RECOGNIZER_DATABASE_URL, default
            the file `data/drawings.sqlite`).
    """

    data: Path
    datasets: Path
    model: str
    database_url: str

    @property
    def model_folders(self) -> tuple[Path, ...]:
        """Folders that hold bundles: the shipped ones first, then the person's own."""
        return (SHIPPED_WEIGHTS, self.data / "models")

    @property
    def runs(self) -> Path:
        """Folder of training runs."""
        return self.data / "runs"

    def to_environment(self) -> dict[str, str]:
        """The variables that `read_settings` reads these settings from."""
        return {
            f"{PREFIX}DATA": str(self.data),
            f"{PREFIX}DATABASE_URL": self.database_url,
            f"{PREFIX}DATASETS": str(self.datasets),
            f"{PREFIX}MODEL": self.model,
        }


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises:
        InvalidSetting: for a variable RECOGNIZER_… that does not exist, or an
            empty one.
    """
    known = {"DATA", "DATABASE_URL", "DATASETS", "MODEL"}
    values: dict[str, str] = {}
    for variable, value in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX)
        if name not in known:
            raise InvalidSetting(
                N_("There is no setting named {name}."),
                hint=N_("Remove it, or use one of {known}."),
                name=variable,
                known=", ".join(PREFIX + each for each in sorted(known)),
            )
        if not value.strip():
            raise InvalidSetting(
                N_("The setting {name} must not be empty."),
                hint=N_("Give it a value, or remove it."),
                name=variable,
            )
        values[name] = value
    default = Path.home() / ".local" / "share" / "handwriting-recognizer"
    data = _absolute(values.get("DATA", default))
    url = values.get("DATABASE_URL", f"sqlite:///{data}/drawings.sqlite")
    kind, separator, file = url.partition(":///")
    if kind == "sqlite" and file:
        url = f"{kind}{separator}{_absolute(file)}"
    return Settings(
        data=data,
        datasets=_absolute(values.get("DATASETS", data / "datasets")),
        model=values.get("MODEL", "two-layer-cnn"),
        database_url=url,
    )


def _absolute(path: str | Path) -> Path:
    """A path that means the same to a process that runs in another folder."""
    return Path(path).expanduser().absolute()
