"""Witnesses: both kinds are found on known cases, wrong ones never; each inequality holds at points of high precision."""

import random
from fractions import Fraction

import mpmath
import pytest
import sympy as sp

from audit.posterior.balls.witness import Witness, witness
from audit.posterior.density import Density
from audit.posterior.ends import End
from tests.posterior.end_cases import ALL, CONVERGENT, DIVERGENT, HALF, LINE, RIGHT, UP, Case, R, sigmoid, w

POINTS = 12
SLACK = mpmath.mpf(10) ** -30
"""Rounding at 120 digits."""


def mass(case: Case, s: mpmath.mpf) -> mpmath.mpf:
    """F(s) by mpmath, which shares no code with the bounds."""
    r = mpmath.exp(s)
    place = mpmath.mpf(sp.Rational(case.end.place).p) if case.end.finite else mpmath.mpf(0)
    at = place + case.end.side / r if case.end.finite else -case.end.side * r
    total = 1 / r if case.end.finite else r
    for factor in case.factors:
        total *= mpmath.mpf(sp.lambdify(w, factor, "mpmath")(at))
    return total


def bound(found: Witness, s: mpmath.mpf) -> mpmath.mpf:
    a, b, c = (sp.lambdify((), x, "mpmath")() for x in found.scale)
    value = mpmath.mpf(found.constant.numerator) / found.constant.denominator * mpmath.exp(a * s)
    return value * (s**b if b else 1) * (mpmath.log(s) ** c if c else 1)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_known_ends_are_decided_rightly_or_not_at_all(case: Case) -> None:
    found = witness(case.density, case.end)
    assert (None if found is None else found.integrable) is case.integrable


@pytest.mark.parametrize("case", DIVERGENT + CONVERGENT, ids=lambda case: case.name)
def test_the_inequality_holds_on_the_region(case: Case) -> None:
    found = witness(case.density, case.end)
    assert found is not None
    source = random.Random(case.name)
    with mpmath.workdps(120):
        start = abs(mpmath.log(mpmath.mpf(found.region.numerator) / found.region.denominator))
        for _ in range(POINTS):
            s = start + mpmath.mpf(source.random()) ** 2 * 4 + mpmath.mpf(10) ** -9
            value, other = mass(case, s), bound(found, s)
            assert value <= other * (1 + SLACK) if found.integrable else value >= other * (1 - SLACK)


@pytest.mark.parametrize("place", [0, 2, sp.sqrt(2)])
@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("power", [R(-1, 2), R(-999, 1000), -1, R(-1001, 1000), -2])
def test_powers_at_finite_places(place: sp.Expr, side: int, power: sp.Expr) -> None:
    found = witness(Density(w, (sp.Abs(w - place) ** power,)), End(sp.sympify(place), side))
    assert found is not None
    assert found.integrable is bool(power > -1)


@pytest.mark.parametrize("b", [-3, -2, R(-1001, 1000), -1, R(-999, 1000), 0, 5])
def test_powers_of_the_logarithm(b: sp.Expr) -> None:
    found = witness(Density(w, (1 / w, sp.log(w) ** b), HALF), UP)
    assert found is not None
    assert found.integrable is bool(b < -1)


def test_the_text_is_one_sentence() -> None:
    found = witness(Density(w, (1 / sp.Abs(w), sigmoid)), UP)
    assert found is not None
    assert found.text == "prior x likelihood >= 0.7310/|w| for every w >= 1"
    assert (found.region, found.constant) == (Fraction(1), Fraction(731, 1000))
    assert found.constant < Fraction(731059, 10**6)


def test_the_region_lies_in_the_support() -> None:
    found = witness(Density(w, (1 / w,), (sp.S.Zero, R(1, 1000))), RIGHT)
    assert found is not None
    assert found.region < R(1, 1000)


def test_a_density_that_vanishes_near_the_end_is_integrable() -> None:
    found = witness(Density(w, (1 / sp.Abs(w), sp.Max(0, w - 1)), LINE), RIGHT)
    assert found is not None
    assert found.integrable
    assert "= 0 for every" in found.text


@pytest.mark.timeout(60)
def test_five_hundred_observations_are_quick() -> None:
    data = [R((-1) ** i * (1000 + i), 997) for i in range(500)]
    density = Density(w, (1 / sp.Abs(w), *(1 / (1 + sp.exp(-x * w)) for x in data)))
    at_zero, tail = witness(density, RIGHT), witness(density, UP)
    assert at_zero is not None
    assert tail is not None
    assert (at_zero.integrable, tail.integrable) == (False, True)


@pytest.mark.parametrize("seed", range(60))
def test_random_products_are_never_decided_wrongly(seed: int) -> None:
    """Products of known growth: the verdict follows from the sum of the exponents."""
    source = random.Random(seed)
    a, b = (R(source.randint(-6, 6), 4) for _ in range(2))
    extra = source.choice(
        [1, sigmoid, 1 + sp.exp(-w), 2 + sp.cos(w), sp.atan(w), sp.tanh(w), 1 - sp.exp(-w), sp.erf(w)]
    )
    density = Density(w, (w**a, (1 + w) ** b, sp.sympify(extra)), HALF)
    found = witness(density, UP)
    assert found is not None
    assert found.integrable is bool(a + b < -1)
    at_zero = witness(density, RIGHT)
    vanishing = 1 if extra in (sp.atan(w), sp.tanh(w), 1 - sp.exp(-w), sp.erf(w)) else 0
    assert at_zero is not None
    assert at_zero.integrable is bool(a + vanishing > -1)
