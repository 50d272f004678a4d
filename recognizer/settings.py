"""The only reader of the environment: settings that begin with RECOGNIZER_."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from recognizer.errors import N_, InvalidSetting, quoted

PREFIX = "RECOGNIZER_"
_PACKAGE = Path(__file__).resolve().parent
ROOT = _PACKAGE.parent
"""The folder from which `recognizer` is imported."""
_INSTALLED = _PACKAGE / "shipped"
SHIPPED = _INSTALLED if _INSTALLED.is_dir() else ROOT
"""What comes with the package: app.py and weights/. In a checkout they lie beside it;
a wheel carries them inside it (pyproject.toml)."""
SHIPPED_WEIGHTS = SHIPPED / "weights"
MIN_KEY = 22
"""Characters of the presenter's key: 128 bits, if each of the 64 is as likely."""


@dataclass(frozen=True)
class Limits:
    """How much visitors may have, see `recognizer.room.limits`.

    Attributes:
        drawings_a_minute: that one visitor may save
            (RECOGNIZER_MAX_DRAWINGS_A_MINUTE).
        collection_mb: of all saved drawings together (RECOGNIZER_MAX_COLLECTION_MB).
        uploads_mb: of memory for files that are being read; one visitor may have an
            eighth of it (RECOGNIZER_MAX_UPLOADS_MB).
        models: in the data folder (RECOGNIZER_MAX_MODELS).
        runs: that wait or train at a time (RECOGNIZER_MAX_RUNS).
        sessions: pages open at a time (RECOGNIZER_MAX_SESSIONS).
        requests_a_minute: that one address may send to the HTTP interface
            (RECOGNIZER_MAX_REQUESTS_A_MINUTE).
        disk_percent: of the data folder's disk, up to which it may be filled
            (RECOGNIZER_MAX_DISK_PERCENT).
    """

    drawings_a_minute: int = 60
    collection_mb: int = 1_000
    uploads_mb: int = 400
    models: int = 100
    runs: int = 20
    sessions: int = 500
    requests_a_minute: int = 600
    disk_percent: int = 95


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
        presenter_key: what makes a presenter of whoever has it
            (RECOGNIZER_PRESENTER_KEY); None for a new one at each start.
        presenters: e-mail addresses, in small letters, that make a presenter of whoever
            has signed in with one (RECOGNIZER_PRESENTERS, with commas between them).
        behind_proxy: whether all connections come from a proxy on this machine, so
            that only the key makes a presenter (RECOGNIZER_BEHIND_PROXY, yes or no,
            default no).
        limits: how much visitors may have.
        api: whom the HTTP interface answers: "local" for the presenter and programs on
            this machine, "on" for everybody, "off" for nobody (RECOGNIZER_API, default
            local).
        models_url: where the bundles of one's own models lie that several machines have
            in common, as s3://BUCKET/PATH or file:///PATH (RECOGNIZER_MODELS_URL);
            None if this machine's folder is all there is.
        public_url: where visitors find the app, if not at this machine's address
            (RECOGNIZER_PUBLIC_URL, http:// or https://); None if that is not known.
        ray: the Ray cluster that trains: "auto" for the one that this machine is part
            of, or ray://HOST:PORT (RECOGNIZER_RAY); None for this machine itself.
        ray_cpus: cores that one training takes there (RECOGNIZER_RAY_CPUS, default 1).
        ray_gpus: GPUs that one training takes there, such as 0.5 for two on one
            (RECOGNIZER_RAY_GPUS, default 0).
    """

    data: Path
    datasets: Path
    model: str
    database_url: str
    presenter_key: str | None = None
    behind_proxy: bool = False
    presenters: frozenset[str] = frozenset()
    limits: Limits = Limits()
    public_url: str | None = None
    api: str = "local"
    ray: str | None = None
    ray_cpus: int = 1
    ray_gpus: float = 0.0
    models_url: str | None = None

    @property
    def model_folders(self) -> tuple[Path, ...]:
        """Folders that hold bundles: the shipped ones first, then the person's own."""
        return (SHIPPED_WEIGHTS, self.data / "models")

    @property
    def runs(self) -> Path:
        """Folder of training runs."""
        return self.data / "runs"

    @property
    def notices_url(self) -> str:
        """Where the app notes what is chosen for everybody, as `database_url`.

        Beside the drawings on a server. A file of drawings is left to those alone: who
        looks at them is to be told if it was removed or damaged.
        """
        if self.database_url.startswith("sqlite:"):
            return f"sqlite:///{self.data}/choices.sqlite"
        return self.database_url

    def to_environment(self) -> dict[str, str]:
        """The variables that a training process reads its settings from."""
        variables = {
            f"{PREFIX}DATA": str(self.data),
            f"{PREFIX}DATABASE_URL": self.database_url,
            f"{PREFIX}DATASETS": str(self.datasets),
            f"{PREFIX}MODEL": self.model,
        }
        if self.ray is not None:
            variables[f"{PREFIX}RAY"] = self.ray
            variables[f"{PREFIX}RAY_CPUS"] = str(self.ray_cpus)
            variables[f"{PREFIX}RAY_GPUS"] = f"{self.ray_gpus:g}"
        if self.models_url is not None:
            variables[f"{PREFIX}MODELS_URL"] = self.models_url
        return variables


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises:
        InvalidSetting: for a variable RECOGNIZER_… that does not exist, is empty or has
            a value that is not allowed.
    """
    known = {
        *_LIMITS,
        "API",
        "BEHIND_PROXY",
        "DATA",
        "DATABASE_URL",
        "DATASETS",
        "MODEL",
        "MODELS_URL",
        "PRESENTERS",
        "PRESENTER_KEY",
        "PUBLIC_URL",
        "RAY",
        "RAY_CPUS",
        "RAY_GPUS",
    }
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
    if "MODELS_URL" in values and kind == "sqlite":
        raise InvalidSetting(
            N_("The setting {name} needs a PostgreSQL database in common."),
            hint=N_("Give its address by the setting {variable}."),
            name=f"{PREFIX}MODELS_URL",
            variable=f"{PREFIX}DATABASE_URL",
        )
    return Settings(
        data=data,
        datasets=_absolute(values.get("DATASETS", data / "datasets")),
        model=values.get("MODEL", "two-layer-cnn"),
        database_url=url,
        presenter_key=_checked_key(values.get("PRESENTER_KEY")),
        behind_proxy=_yes_or_no("BEHIND_PROXY", values.get("BEHIND_PROXY", "no")),
        presenters=frozenset(
            each.strip().lower() for each in values.get("PRESENTERS", "").split(",")
        )
        - {""},
        limits=Limits(
            **{
                field: _whole_number(f"{PREFIX}{name}", values[name])
                for name, field in _LIMITS.items()
                if name in values
            }
        ),
        public_url=_checked_url(values.get("PUBLIC_URL")),
        models_url=values.get("MODELS_URL"),
        api=_one_of("API", ("local", "on", "off"), values.get("API", "local")),
        ray=_checked_cluster(values.get("RAY")),
        ray_cpus=_whole_number(f"{PREFIX}RAY_CPUS", values.get("RAY_CPUS", "1")),
        ray_gpus=_checked_gpus(values.get("RAY_GPUS", "0")),
    )


_LIMITS = {f"MAX_{field.name.upper()}": field.name for field in fields(Limits)}


def _whole_number(name: str, value: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", value, re.ASCII):
        raise InvalidSetting(
            N_("The setting {name} must be a whole number above 0, but is {value}."),
            name=name,
            value=quoted(value),
        )
    return int(value)


def _checked_key(key: str | None) -> str | None:
    if key is not None and not re.fullmatch(rf"[\w-]{{{MIN_KEY},}}", key, re.ASCII):
        raise InvalidSetting(
            N_(
                "The setting {name} must have at least {limit} letters, digits, “-” or "
                "“_”."
            ),
            hint=N_("Leave it out, and each start makes a key of its own."),
            name=f"{PREFIX}PRESENTER_KEY",
            limit=MIN_KEY,
        )
    return key


def _yes_or_no(name: str, value: str) -> bool:
    if value not in ("yes", "no"):
        raise InvalidSetting(
            N_("The setting {name} must be yes or no, but {value} was given."),
            name=f"{PREFIX}{name}",
            value=quoted(value),
        )
    return value == "yes"


def _one_of(name: str, known: tuple[str, ...], value: str) -> str:
    if value not in known:
        raise InvalidSetting(
            N_("The setting {name} must be one of {known}, but {value} was given."),
            name=f"{PREFIX}{name}",
            known=", ".join(known),
            value=quoted(value),
        )
    return value


def _checked_url(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidSetting(
            N_(
                "The setting {name} must begin with http:// or https:// and a host, "
                "but {value} was given."
            ),
            name=f"{PREFIX}PUBLIC_URL",
            value=quoted(url),
        )
    return url


def _checked_cluster(address: str | None) -> str | None:
    if address not in (None, "auto") and not re.fullmatch(
        r"ray://[\w.:\[\]-]+:\d{1,5}", address, re.ASCII
    ):
        raise InvalidSetting(
            N_(
                "The setting {name} must be auto or an address such as "
                "ray://host:10001, but {value} was given."
            ),
            name=f"{PREFIX}RAY",
            value=quoted(address),
        )
    return address


def _checked_gpus(value: str) -> float:
    if not re.fullmatch(r"\d{1,3}|0\.\d{1,4}", value, re.ASCII):
        raise InvalidSetting(
            N_(
                "The setting {name} must be a whole number, or a fraction between 0 "
                "and 1, but {value} was given."
            ),
            name=f"{PREFIX}RAY_GPUS",
            value=quoted(value),
        )
    return float(value)


def _absolute(path: str | Path) -> Path:
    """A path that means the same to a process that runs in another folder."""
    return Path(path).expanduser().absolute()
