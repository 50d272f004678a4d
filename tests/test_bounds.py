"""What one message or file may cost: attacks that once succeeded, and random damage.

Both happen in processes of their own, which the system ends when they have used more of
the processor than any machine needs; `python -m benchmarks attacks fuzz` measures what
they use of this one.
"""

from __future__ import annotations

import pytest

from benchmarks import entrances, fuzz
from benchmarks.attacks import ATTACKS, MAX_MIB, ONCE
from benchmarks.entrances import ENTRANCES

MOST_S = 10
"""Of the processor; 2 are promised, measured on an idle machine."""


@pytest.mark.parametrize("name", ONCE)
def test_no_attack_costs_what_it_once_did(name: str) -> None:
    attack = ATTACKS[name]
    outcome = entrances.apart(attack.entrance, attack.make(), MOST_S)
    assert outcome.is_foreseen, outcome.result
    assert outcome.mib <= MAX_MIB


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_damage_gives_a_value_or_an_error_that_says_what_is_wrong(
    entrance: str,
) -> None:
    report = fuzz.apart(entrance, seed=0, count=100, most_s=MOST_S)
    assert report.faults == []
    assert report.errors > 20
