"""Truncated masses against closed forms and against constants of the first mathematical pass."""

import pytest
import sympy as sp
from flint import arb

from audit.errors import InputError
from audit.numerics.ball import precision
from audit.posterior.balls.truncated import truncated_mass, truncated_masses
from audit.posterior.density import Density
from tests.posterior.end_cases import HALF, UNIT, R, normal, sigmoid, w

LOG_UNIFORM = 1 / sp.Abs(w)
ROOT = sp.sqrt(2 * sp.pi)
TWO = (LOG_UNIFORM, sigmoid, 1 / (1 + sp.exp(w)))
WIDE = ("1e-300", "1e300")


@pytest.mark.parametrize(("a", "b"), [WIDE, ("1e-12", 1), (1, "1e12"), ("0.3", "0.31"), (2, 2)])
def test_one_logistic_observation_has_exactly_the_mass_of_a_logarithm(a: str, b: str) -> None:
    """sigma(w) + sigma(-w) = 1, so M(a, b) = log(b/a)."""
    found = truncated_mass(Density(w, (LOG_UNIFORM, sigmoid)), a, b)
    with precision(120):
        expected = sp.Rational(b) / sp.Rational(a)
        exact = arb(int(expected.p)).log() - arb(int(expected.q)).log()
        assert found.overlaps(exact)
        assert found.rad() <= arb(10) ** -13 * (1 + exact)


CONSTANTS = {
    "two logistic, near 0": (TWO, "1e-30", 1, R(1, 2), "-0.0577398"),
    "two logistic, tail": (TWO, 1, "1e30", 0, "0.299560"),
    "Gaussian, near 0": ((LOG_UNIFORM, normal(w) / ROOT), "1e-30", 1, None, "-0.00847255"),
    "Gaussian, tail": ((LOG_UNIFORM, normal(w) / ROOT), 1, "1e30", 0, "0.324832"),
    "ReLU, near 0": ((LOG_UNIFORM, normal(sp.Max(0, w)) / ROOT), "1e-30", 1, None, "0.213133"),
    "tanh, near 0": ((LOG_UNIFORM, normal(sp.tanh(w)) / ROOT), "1e-30", 1, None, "-0.00436785"),
    "sigmoid, near 0": ((LOG_UNIFORM, normal(sigmoid) / ROOT), "1e-30", 1, None, "-0.00758692"),
}


@pytest.mark.parametrize("name", CONSTANTS)
def test_constants_of_the_expansions(name: str) -> None:
    """M = rate log(b/a) + constant, as printed to six digits; near 0 the rate is 2 L(0)."""
    factors, a, b, rate, constant = CONSTANTS[name]
    found = truncated_mass(Density(w, factors), a, b)
    if rate is None:
        rate = 2 * factors[1].subs(w, 0)
    logs = 30 * arb(10).log()
    with precision(100):
        rest = found - arb(str(sp.N(rate, 30))) * logs
    assert abs(rest - arb(constant)) < arb("2e-6")


def test_relu_tail_is_flat_on_the_dead_half() -> None:
    found = truncated_mass(Density(w, (LOG_UNIFORM, normal(sp.Max(0, w)) / ROOT)), 1, "1e300")
    phi1 = (-arb(1) / 2).exp() / (2 * arb.pi()).sqrt()
    assert abs(found - phi1 * 300 * arb(10).log() - arb("0.307435")) < arb("2e-6")


def test_a_grid_adds_up() -> None:
    density = Density(w, (LOG_UNIFORM, sigmoid))
    grid = [f"1e{k}" for k in range(-300, 301, 60)]
    found = truncated_masses(density, grid)
    assert len(found) == len(grid)
    assert found[0] == 0
    for k, mass in enumerate(found):
        assert abs(mass - 60 * k * arb(10).log()) < arb(10) ** -10


def test_the_support_is_respected() -> None:
    assert truncated_mass(Density(w, (1 / w,), UNIT), "1e-5", "1e300").overlaps(5 * arb(10).log())
    assert truncated_mass(Density(w, (1 / w,), HALF), "1e-300", "1e-200").overlaps(100 * arb(10).log())
    assert truncated_mass(Density(w, (1 / w,), UNIT), 2, 3) == 0


def test_super_exponential_tails_are_cut_off() -> None:
    found = truncated_mass(Density(w, (LOG_UNIFORM, sp.exp(-sp.exp(w)))), 1, "1e300")
    left = truncated_mass(Density(w, (LOG_UNIFORM, sp.exp(-sp.exp(w))), (-sp.oo, sp.S.Zero)), 1, "1e300")
    assert left > 0
    assert found > left


@pytest.mark.parametrize("pair", [(2, 1), (0, 1), (-1, 1), ("x", 1)])
def test_unusable_cut_offs(pair: tuple[object, object]) -> None:
    with pytest.raises(InputError):
        truncated_mass(Density(w, (LOG_UNIFORM,)), *pair)
