"""Tails: scale integrals against mpmath, bounds that tighten, and None where nothing converges."""

import mpmath
import pytest
import sympy as sp
from flint import arb, fmpq

from audit.errors import InputError
from audit.numerics.ball import ball_of_mpf
from audit.posterior.balls.growth import Growth, Near, NotCertified, ordered, unit
from audit.posterior.balls.tails import range_bounds, scale_integral, tail_bounds
from audit.posterior.density import Density
from tests.posterior.end_cases import HALF, RIGHT, UP, R, sigmoid, w

E2 = tuple(fmpq(2 if i == 0 else 0) for i in range(5))
E1 = tuple(fmpq(1 if i == 0 else 0) for i in range(5))

SCALES: dict[str, tuple[Growth, object]] = {
    "e^(-s/3)": (ordered([(unit(1), fmpq(-1, 3))]), lambda s: mpmath.exp(-s / 3)),
    "e^(-s) s^(1/2)": (
        ordered([(unit(1), fmpq(-1)), (unit(2), fmpq(1, 2))]),
        lambda s: mpmath.exp(-s) * mpmath.sqrt(s),
    ),
    "s^-3": (ordered([(unit(2), fmpq(-3))]), lambda s: s**-3),
    "s^-3 log s": (ordered([(unit(2), fmpq(-3)), (unit(3), fmpq(1))]), lambda s: s**-3 * mpmath.log(s)),
    "e^(-e^(2s)/2) e^s": (
        ordered([(E2, fmpq(-1, 2)), (unit(1), fmpq(1))]),
        lambda s: mpmath.exp(-mpmath.exp(2 * s) / 2 + s),
    ),
    "e^(-e^s)": (ordered([(E1, fmpq(-1))]), lambda s: mpmath.exp(-mpmath.exp(s))),
    "e^(-e^(2s) + e^s)": (
        ordered([(E2, fmpq(-1)), (E1, fmpq(1))]),
        lambda s: mpmath.exp(-mpmath.exp(2 * s) + mpmath.exp(s)),
    ),
    "e^(-s^2)": (
        ordered([(tuple(fmpq(2 if i == 1 else 0) for i in range(5)), fmpq(-1))]),
        lambda s: mpmath.exp(-s * s),
    ),
    "e^(-sqrt s)": (
        ordered([(tuple(fmpq(1, 2) if i == 1 else fmpq(0) for i in range(5)), fmpq(-1))]),
        lambda s: mpmath.exp(-mpmath.sqrt(s)),
    ),
}


@pytest.mark.parametrize("name", SCALES)
def test_scale_integrals_contain_the_truth(name: str) -> None:
    growth, f = SCALES[name]
    start = 120 if name == "e^(-sqrt s)" else 2
    found = scale_integral(growth, Near(arb(start), 1))
    with mpmath.workdps(30):
        points = [start, start + 1, start + 3, start + 10, start + 100, 10000] if name[2] != "-e" else [2, 3, 5]
        true = mpmath.quad(f, [*points, mpmath.inf]) if "e^(-e" not in name else mpmath.quad(f, [2, 2.1, 2.4, 3, 4])
    assert (found + arb(0, found.rad() + arb(10) ** -20)).overlaps(ball_of_mpf(true))
    assert found.lower() <= ball_of_mpf(true) * (1 + arb(10) ** -10)
    assert found.upper() >= ball_of_mpf(true) * (1 - arb(10) ** -10)


@pytest.mark.parametrize("power", [0, -1, R(-1, 2)])
def test_divergent_scales_have_no_integral(power: sp.Expr) -> None:
    with pytest.raises(NotCertified):
        scale_integral(ordered([(unit(2), fmpq(int(R(power).p), int(R(power).q)))]), Near(arb(2), 1))


def test_tails_tighten_with_the_start_and_the_order() -> None:
    density = Density(w, (1 / (1 + w**2),))
    radii = [tail_bounds(density, UP, start, order).rad() for start, order in [(4, 1), (64, 1), (64, 4)]]  # type: ignore[union-attr]
    assert radii[0] > radii[1]
    assert radii[1] > radii[2]


def test_divergent_ends_have_no_tail_but_ranges() -> None:
    density = Density(w, (1 / w, sigmoid), HALF)
    assert tail_bounds(density, UP, 16) is None
    assert tail_bounds(density, RIGHT, 16) is None
    found = range_bounds(density, RIGHT, 2**20, 2**40)
    assert found is not None
    assert abs(found - 10 * arb.const_log2()) < arb(2) ** -20


def test_a_start_below_one_is_refused() -> None:
    with pytest.raises(InputError, match="at least 1"):
        tail_bounds(Density(w, (1 / w**2,)), UP, 0)


@pytest.mark.parametrize("start", [10**40, 10**400], ids=["1e40", "1e400"])
def test_a_tail_that_is_only_compared_contains_the_truth_and_not_by_much(start: int) -> None:
    """1/(w log^2 w log log log w) has no closed form and no steep exponent: it is held against 1/(w log^2 w)."""
    density = Density(w, (1 / (w * sp.log(w) ** 2 * sp.log(sp.log(sp.log(w)))),), (sp.S(10**20), sp.oo))
    found = tail_bounds(density, UP, start)
    assert found is not None
    with mpmath.workdps(30):
        s = mpmath.log(start)
        truth = mpmath.quad(lambda v: 1 / mpmath.log(mpmath.log(s / v)), [mpmath.mpf(10) ** -40, 0.01, 0.3, 1]) / s
    assert found.lower() <= arb(str(truth)) <= found.upper()
    assert found.upper() < 2 * arb(str(truth))
