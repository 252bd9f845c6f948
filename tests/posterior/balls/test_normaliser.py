"""Normalisers, means and variances enclose closed forms; moments that do not exist are said not to."""

import mpmath
import pytest
import sympy as sp
from flint import arb, fmpq

from audit.errors import InputError, PrecisionError
from audit.numerics.ball import ball_of_mpf
from audit.posterior.balls.normaliser import normaliser
from audit.posterior.density import Density
from tests.posterior.end_cases import HALF, UNIT, R, horseshoe, sigmoid, w

WIDTH = arb(10) ** -9
"""Ten digits were asked for; sums of pieces lose one."""


def gamma(p: int, q: int = 1) -> arb:
    return arb(fmpq(p, q)).gamma()


CLOSED = {
    "normal": (Density(w, (sp.exp(-(w**2) / 2),)), (), lambda: (2 * arb.pi()).sqrt()),
    "Cauchy": (Density(w, (1 / (1 + w**2),)), (), arb.pi),
    "Student, 1/10 degree": (
        Density(w, ((1 + w**2) ** R(-11, 20),)),
        (),
        lambda: arb.pi().sqrt() * gamma(1, 20) / gamma(11, 20),
    ),
    "gamma(1/3)": (Density(w, (w ** R(-2, 3), sp.exp(-w)), HALF), (), lambda: gamma(1, 3)),
    "beta(1/2, 4/3)": (
        Density(w, (w ** R(-1, 2), (1 - w) ** R(1, 3)), UNIT),
        (),
        lambda: gamma(1, 2) * gamma(4, 3) / gamma(11, 6),
    ),
    "Haldane, 3 of 10": (
        Density(w, (1 / (w * (1 - w)), w**3, (1 - w) ** 7), UNIT),
        (),
        lambda: gamma(3) * gamma(7) / gamma(10),
    ),
    "log-Cauchy": (Density(w, (1 / (w * (1 + sp.log(w) ** 2)),), HALF), (sp.S.One,), arb.pi),
    "Laplace": (Density(w, (sp.exp(-sp.Abs(w - 1)),)), (sp.S.One,), lambda: arb(2)),
    "Laplace without its cut": (Density(w, (sp.exp(-sp.Abs(w - 1)),)), (), lambda: arb(2)),
    "horseshoe": (Density(w, (horseshoe,)), (sp.S.Zero,), lambda: arb.pi() * (2 * arb.pi()).sqrt()),
    "1/cosh": (Density(w, (1 / sp.cosh(w),)), (), arb.pi),
    "window": (
        Density(w, (1 / sp.Abs(w), sp.Piecewise((1, sp.And(w > R(1, 2), w < 1)), (0, True)))),
        (sp.S.Zero, R(1, 2), sp.S.One),
        lambda: arb(2).log(),
    ),
    "normal and one logistic": (Density(w, (sp.exp(-(w**2) / 2), sigmoid)), (), lambda: (arb.pi() / 2).sqrt()),
}


@pytest.mark.parametrize("name", CLOSED)
def test_closed_forms_are_enclosed_tightly(name: str) -> None:
    density, cuts, value = CLOSED[name]
    found = normaliser(density, cuts)
    assert found.Z.overlaps(value())
    assert found.Z.rad() < WIDTH * abs(found.Z)


def test_a_slow_tail_is_enclosed() -> None:
    """int over (0, 1/2) of 1/(w log(w)^2) is 1/log 2; half of the mass lies below 1/4."""
    found = normaliser(Density(w, (1 / (w * sp.log(w) ** 2),), (sp.S.Zero, R(1, 2))))
    assert found.Z.overlaps(1 / arb.const_log2())
    assert found.Z.rad() < WIDTH


def test_moments_of_a_gamma_density() -> None:
    found = normaliser(Density(w, (w**2, sp.exp(-2 * w)), HALF))
    assert found.mean is not None
    assert found.variance is not None
    assert abs(found.mean - R(3, 2).p / arb(2)) < WIDTH
    assert abs(found.variance - arb(3) / 4) < WIDTH


@pytest.mark.parametrize(("power", "exists"), [(2, (False, False)), (R(5, 2), (True, False)), (4, (True, True))])
def test_moments_that_do_not_exist(power: sp.Expr, exists: tuple[bool, bool]) -> None:
    found = normaliser(Density(w, ((1 + w) ** (-power),), HALF), digits=6)
    assert (found.mean_exists, found.variance_exists) == exists
    assert ((found.mean is not None), (found.variance is not None)) == exists


def test_three_hundred_observations_against_mpmath() -> None:
    slopes = [R((-1) ** (i % 3) * (100 + i % 30), 97) for i in range(300)]
    found = normaliser(Density(w, (sp.exp(-(w**2) / 2), *(1 / (1 + sp.exp(x * w)) for x in slopes))), seconds=60)
    with mpmath.workdps(20):
        xs = [mpmath.mpf(int(x.p)) / int(x.q) for x in slopes]

        def f(v: mpmath.mpf) -> mpmath.mpf:
            return mpmath.exp(-v * v / 2 - sum(mpmath.log1p(mpmath.exp(x * v)) for x in xs))

        other = mpmath.quad(f, [mpmath.mpf(k) / 10 for k in range(-16, 5)])
    assert abs(found.Z / ball_of_mpf(other) - 1) < WIDTH


def test_an_improper_posterior_is_refused() -> None:
    with pytest.raises(InputError, match="a proper posterior"):
        normaliser(Density(w, (1 / sp.Abs(w), sigmoid)), (sp.S.Zero,))


def test_oscillation_inside_is_integrated() -> None:
    found = normaliser(Density(w, (sp.exp(-w), sp.cos(40 * w) ** 2), HALF))
    assert found.Z.overlaps(arb(1) / 2 + arb(1) / 2 / (1 + 80**2))


def test_without_time_the_enclosure_is_wide_or_refused_but_never_wrong() -> None:
    density = Density(w, (sp.exp(-(w**2) / 2), sigmoid, 1 / (1 + sp.exp(3 * w))))
    exact = normaliser(density).Z
    try:
        found = normaliser(density, seconds=0.0).Z
    except PrecisionError:
        return
    assert found.overlaps(exact)
