"""Settings come from RECOGNIZER_ variables and from nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from recognizer.errors import InvalidSetting
from recognizer.settings import SHIPPED_WEIGHTS, read_settings


def test_without_variables_the_defaults_hold():
    settings = read_settings({"PATH": "/bin"})
    assert settings.model == "two-layer-cnn"
    assert settings.datasets == settings.data / "datasets"
    assert settings.database_url == f"sqlite:///{settings.data}/drawings.sqlite"
    assert settings.model_folders == (SHIPPED_WEIGHTS, settings.data / "models")


def test_variables_are_read():
    settings = read_settings(
        {
            "RECOGNIZER_DATA": "~/d",
            "RECOGNIZER_DATASETS": "/sets",
            "RECOGNIZER_MODEL": "other",
            "RECOGNIZER_DATABASE_URL": "postgresql://me@host/class",
        }
    )
    assert settings.data == Path.home() / "d"
    assert settings.datasets == Path("/sets")
    assert settings.model == "other"
    assert settings.database_url == "postgresql://me@host/class"


def test_a_misspelt_variable_is_rejected_with_the_right_ones():
    with pytest.raises(InvalidSetting, match="named RECOGNIZER_MODLE") as caught:
        read_settings({"RECOGNIZER_MODLE": "x"})
    assert "one of RECOGNIZER_DATA, " in caught.value.hint


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_variable_is_rejected(value):
    with pytest.raises(InvalidSetting, match="RECOGNIZER_DATA must not be empty"):
        read_settings({"RECOGNIZER_DATA": value})
