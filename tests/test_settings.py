"""Settings come from RECOGNIZER_ variables and from nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from recognizer.errors import InvalidSetting
from recognizer.settings import SHIPPED_WEIGHTS, read_settings


def test_without_variables_the_defaults_hold() -> None:
    settings = read_settings({"PATH": "/bin"})
    assert settings.model == "two-layer-cnn"
    assert settings.datasets == settings.data / "datasets"
    assert settings.database_url == f"sqlite:///{settings.data}/drawings.sqlite"
    assert settings.model_folders == (SHIPPED_WEIGHTS, settings.data / "models")


def test_variables_are_read() -> None:
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


def test_a_key_is_at_least_128_bits_long() -> None:
    key = "-_" + "a1" * 10
    assert read_settings({"RECOGNIZER_PRESENTER_KEY": key}).presenter_key == key
    assert read_settings({}).presenter_key is None
    for wrong in (key[:-1], key + " ", key + "?", key + "é", key + "\n"):
        with pytest.raises(InvalidSetting, match="at least 22 letters"):
            read_settings({"RECOGNIZER_PRESENTER_KEY": wrong})


@pytest.mark.parametrize("value", ["true", "1", "YES", "on"])
def test_a_switch_is_yes_or_no(value: str) -> None:
    assert read_settings({"RECOGNIZER_BEHIND_PROXY": "yes"}).behind_proxy
    assert not read_settings({"RECOGNIZER_BEHIND_PROXY": "no"}).behind_proxy
    with pytest.raises(InvalidSetting, match=f"must be yes or no, but '{value}'"):
        read_settings({"RECOGNIZER_BEHIND_PROXY": value})


@pytest.mark.parametrize("address", ["auto", "ray://head:10001", "ray://[::1]:10001"])
def test_a_cluster_is_named_by_its_address(address: str) -> None:
    settings = read_settings({"RECOGNIZER_RAY": address})
    assert (settings.ray, settings.ray_cpus, settings.ray_gpus) == (address, 1, 0.0)
    assert read_settings({"RECOGNIZER_RAY_GPUS": "0.25"}).ray_gpus == 0.25
    for name, wrong in (
        ("", "head:10001"),
        ("", "ray://head"),
        ("_CPUS", "0"),
        ("_GPUS", "1.5"),
        ("_GPUS", "x"),
    ):
        with pytest.raises(InvalidSetting, match=f"RECOGNIZER_RAY{name} must be"):
            read_settings({f"RECOGNIZER_RAY{name}": wrong})


def test_a_misspelt_variable_is_rejected_with_the_right_ones() -> None:
    with pytest.raises(InvalidSetting, match="named RECOGNIZER_MODLE") as caught:
        read_settings({"RECOGNIZER_MODLE": "x"})
    assert ", RECOGNIZER_DATA, " in caught.value.hint


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_variable_is_rejected(value: str) -> None:
    with pytest.raises(InvalidSetting, match="RECOGNIZER_DATA must not be empty"):
        read_settings({"RECOGNIZER_DATA": value})
