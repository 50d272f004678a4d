"""How much of the paper's light is missing."""

from __future__ import annotations

import numpy as np

from recognizer.ink import paper


def test_a_dark_table_s_noise_is_no_ink() -> None:
    rng = np.random.default_rng(0)
    light = np.full((300, 400), 0.85, np.float32)
    light[:, :120] = 0.15
    light[60:240, 250:258] = 0.6
    grey = (light + rng.normal(0, 0.012, light.shape)).astype(np.float32)
    dark = paper.ink_of(grey)
    low = 4 * paper.noise_of(dark)
    assert (dark[:, 10:100] > low).mean() < 0.06
    assert (dark[62:238, 251:257] > low).all()


def test_ink_in_a_shadow_is_as_dark_as_beside_it() -> None:
    light = np.full((300, 400), 0.85, np.float32)
    light[:, 180:] *= 0.5
    light[60:240, 90:98] *= 0.7
    light[60:240, 290:298] *= 0.7
    dark = paper.ink_of(light)
    assert np.allclose(dark[70:230, 92:96], 0.3, atol=0.02)
    assert np.allclose(dark[70:230, 292:296], 0.3, atol=0.02)
