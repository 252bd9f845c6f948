from fractions import Fraction

import pytest

from audit.claims.hron2017.s4_unique_minimum import CLAIMS, TAIL_FROM, Increasing, cover_of_the_half_line
from audit.ledger import Role, Setting, Variant
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_two_minimisers_are_named():
    words = verdicts.witness(verdicts.find(CLAIMS, "unique"))
    assert words == "KL is minimal at sigma = 1 and sigma = 2, mu = 0, where (mu, sigma^2) is [0, 1] and [0, 4]"


def test_the_half_line_is_covered_by_cells_and_a_bound():
    seen = verdicts.finding(verdicts.find(CLAIMS, "strictly_increasing"), "printed").evidence[1]
    assert seen.proves
    assert seen.summary.endswith(f"cells of [0, {TAIL_FROM}] and the bound (1 - e^-u)/(2u) beyond")
    assert int(seen.summary.split()[0]) >= TAIL_FROM


@pytest.mark.parametrize("shift", [Fraction(-1, 100), Fraction(-1, 10**6)])
def test_a_tilt_however_small_is_not_called_increasing(shift):
    """Up to u = 40 the slope is above 1/80; a smaller tilt shows beyond, at u = 10^9."""
    seen = cover_of_the_half_line(Variant("", Role.MUTANT, "", Increasing(1, shift)), Setting())
    assert seen.outcome == "fails"
    assert seen.certified_failure


def test_the_curvature_at_one_point_is_the_known_one():
    words = verdicts.witness(verdicts.find(CLAIMS, "concave"), "convex")
    assert words == "at u = 1.7: -0.1846... = 0.1846... is false"
