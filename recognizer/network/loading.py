"""Load a model by its name."""

from __future__ import annotations

from recognizer.network import bundles
from recognizer.network.engine import Recognizer
from recognizer.settings import Settings, read_settings


def load_model(name: str | None = None, settings: Settings | None = None) -> Recognizer:
    """Load a built-in model or one's own.

    Args:
        name: such as "softmax-regression"; by default the one of RECOGNIZER_MODEL.
        settings: that say where models are; by default those of the environment.

    Raises:
        UnknownModel: if there is none of this name.
        InvalidBundle: if it is damaged.
        InvalidSetting: if the environment holds a wrong setting.
    """
    settings = settings or read_settings()
    bundle = bundles.find(name or settings.model, settings.model_folders)
    return Recognizer.from_bundle(bundle)
