"""The benchmarks, so far as they can be tested without being run."""

from __future__ import annotations

import ast
import itertools
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import number_weights, unseen
from benchmarks.__main__ import NAMES
from recognizer.settings import ROOT
from recognizer.synthesis.glyphs import FIGURES
from recognizer.synthesis.likeness import LIKE, nearest
from recognizer.synthesis.things import THINGS


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def test_every_module_that_can_be_run_has_its_name_listed() -> None:
    found = {
        file.stem
        for file in (ROOT / "benchmarks").glob("*.py")
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name == "run"
    }
    assert found == set(NAMES)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    done = python("-m", "benchmarks", "views", "nothing")
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"there is no benchmark nothing; there are {', '.join(NAMES)}" in done.stderr


def test_what_training_draws_is_not_among_the_unseen_kinds() -> None:
    characters = "".join(script.characters for script in unseen.SCRIPTS.values())
    assert len(set(characters)) == len(characters) > 200
    assert set(characters) & set(FIGURES) == set()
    names = unseen.THINGS.keys() | unseen.SHAPES.keys()
    assert names & (THINGS.keys() | FIGURES.keys()) == set()


@pytest.mark.parametrize("name", [*unseen.THINGS, *unseen.SHAPES])
def test_unseen_things_can_be_drawn_and_resemble_no_digit(name: str) -> None:
    draw = {**unseen.THINGS, **unseen.SHAPES}[name]
    rng = np.random.default_rng(0)
    alike = [nearest(draw(rng)) for _ in range(10)]
    assert np.median(alike) < LIKE


@pytest.mark.training
def test_every_benchmark_can_be_imported() -> None:
    modules = ", ".join(f"benchmarks.{name}" for name in NAMES)
    done = python("-c", f"import {modules}")
    assert done.returncode == 0, done.stderr


@given(st.integers(0, 1_000), st.integers(2, 4))
def test_weights_of_numbers_are_fitted_to_the_sums_over_all_ways(
    seed: int, end: int
) -> None:
    """Sums and their change with the weights, against all ways one by one."""
    rng = np.random.default_rng(seed)
    begins, ends = np.triu_indices(end + 1, 1)
    pairs = np.argwhere(ends[:, None] == begins)
    features, steps = (
        rng.normal(size=(len(begins), 3)),
        rng.normal(size=(len(pairs), 6)),
    )
    ink = number_weights.Ways(begins, begins == 0, ends == end, features, pairs, steps)
    step_of = {
        tuple(pair): step for pair, step in zip(pairs.tolist(), steps, strict=True)
    }
    found = []
    for inner in itertools.chain.from_iterable(
        itertools.combinations(range(1, end), count) for count in range(end)
    ):
        spans = itertools.pairwise((0, *inner, end))
        way = [int(np.flatnonzero((begins == a) & (ends == b))[0]) for a, b in spans]
        along = [step_of[pair] for pair in itertools.pairwise(way)]
        own = features[way].sum(axis=0)
        found.append(np.concatenate([own, np.sum([np.zeros(6), *along], axis=0)]))
    weights = rng.normal(size=9)
    shares = np.exp(np.array(found) @ weights)
    sums = number_weights.Sums([ink, ink])
    logs, means = sums.of(weights, np.array([0.25, 0.75]))
    assert logs == pytest.approx([math.log(shares.sum())] * 2)
    assert means == pytest.approx(shares @ np.array(found) / shares.sum())
