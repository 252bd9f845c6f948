from fractions import Fraction
from random import Random

import pytest

from audit.numerics import points

SETS = {name: getattr(points, name) for name in ("U", "MU", "SIGMA", "ALPHA", "POSITIVE")}


@pytest.mark.parametrize("name", SETS)
def test_sets_are_exact_and_off_centre(name):
    chosen = SETS[name]
    assert all(isinstance(x, Fraction) for x in chosen)
    assert not {Fraction(0), Fraction(1), Fraction(1, 2)} & set(chosen)
    assert len(set(chosen)) == len(chosen) >= 4


def test_means_have_both_signs():
    assert min(points.MU) < 0 < max(points.MU)


@pytest.mark.parametrize("name", SETS)
def test_jitter_follows_the_seed_and_stays_near(name):
    chosen = SETS[name]
    seen = points.jittered(chosen, Random(5))
    assert seen == points.jittered(chosen, Random(5)) != points.jittered(chosen, Random(6))
    assert seen[: len(chosen)] == chosen
    for x in seen[len(chosen) :]:
        assert any(Fraction(1, 2) < x / base < 2 for base in chosen)
