"""bfloat16 where the processor multiplies it; weights and logits stay float32."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recognizer.network.architecture import Architecture
from recognizer.training.keras.precision import FLOAT32, MIXED, policy
from tests.architectures import FAMILY

pytestmark = pytest.mark.training


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("fpu sse2 avx2 avx512f avx512_bf16 rdpid", MIXED),
        ("fpu sse2 amx_bf16 amx_tile amx_int8", MIXED),
        ("fpu sse2 avx2 avx512f avx512bw", FLOAT32),
        ("", FLOAT32),
    ],
)
def test_the_processor_decides(flags: str, expected: str, tmp_path: Path) -> None:
    described = tmp_path / "cpuinfo"
    described.write_text(f"model name\t: avx512_bf16\nflags\t\t: {flags}\nbugs\t:\n")
    assert policy(True, described) == expected
    assert policy(False, described) == FLOAT32
    assert policy(True, tmp_path / "none") == FLOAT32


@pytest.mark.parametrize("name", FAMILY)
def test_logits_are_those_of_float32_but_for_rounding(name: str) -> None:
    from recognizer.training.keras.model import build, set_weights, weights_of

    architecture: Architecture = FAMILY[name]
    exact, mixed = (build(architecture, 0, each) for each in (FLOAT32, MIXED))
    weights = weights_of(exact)
    if name == "softmax":  # it starts at zero
        rng = np.random.default_rng(0)
        weights = {
            k: rng.normal(0, 0.05, v.shape).astype(np.float32)
            for k, v in weights.items()
        }
        set_weights(exact, weights)
    set_weights(mixed, weights)
    assert {variable.dtype for variable in mixed.trainable_variables} == {FLOAT32}
    images = np.random.default_rng(1).random((8, 28, 28, 1), np.float32)
    expected = exact(images, training=False).numpy()
    found = mixed(images, training=False).numpy()
    assert found.dtype == np.float32
    spread = float(np.abs(expected).max())
    assert spread > 0
    np.testing.assert_allclose(found, expected, atol=0.03 * spread)
