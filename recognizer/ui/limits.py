"""Ask whether there is room for more, before something is saved or started."""

from __future__ import annotations

from recognizer.network import bundles
from recognizer.room import limits
from recognizer.training import runs
from recognizer.ui import shared


def check_model() -> None:
    """Before a model is imported.

    Raises:
        LimitReached: if there may be no more now.
    """
    settings = shared.settings()
    own = bundles.names([settings.data / "models"])
    limits.check_models(len(own), settings.limits)
    limits.check_disk(settings.data, settings.limits)


def check_training() -> None:
    """Before a training is started, which ends in a model.

    Raises:
        LimitReached: if there may be no more now.
    """
    settings = shared.settings()
    active = [run for run in runs.all_runs(settings.runs) if run.state().is_active]
    limits.check_runs(len(active), settings.limits)
    check_model()
