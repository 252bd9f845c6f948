import math

import pytest
import sympy as sp

from audit.errors import InputError
from audit.posterior.density import Density
from audit.posterior.naive.methods import metropolis, mpmath_quadrature, scipy_quadrature

w = sp.Symbol("w", real=True)
IMPROPER = Density(w, (1 / sp.Abs(w), 1 / (1 + sp.exp(-w))))
"""M(a, b) = log(b/a) exactly: the two halves of the logistic function add up to one."""
PROPER = Density(w, (sp.exp(-((w - 1) ** 2) / 8), sp.Rational(1, 3)))
HALF_LINE = Density(w, (w**2, sp.exp(-w)), (sp.S.Zero, sp.oo))


def test_scipy_moves_with_the_cut_off_and_is_sure_each_time():
    answer = scipy_quadrature(IMPROPER, [(1e-1, 1e1), (1e-2, 1e2), (1e-3, 1e3)])
    for integral, (a, b) in zip(answer.integrals, answer.settings, strict=True):
        assert integral.value == pytest.approx(math.log(b / a), rel=1e-9)
        assert integral.error < 1e-6
        assert integral.warning == ""


def test_scipy_on_the_whole_line_is_finite_and_warns():
    whole = scipy_quadrature(IMPROPER, []).whole
    assert whole is not None
    assert 10 < whole.value < 1000
    assert "subdivisions" in whole.warning
    assert "\n" not in whole.warning


def test_scipy_misses_a_part_of_a_wide_range_without_a_word():
    integral = scipy_quadrature(IMPROPER, [(1e-6, 1e6)]).integrals[0]
    assert integral.value < 0.8 * math.log(1e12)
    assert integral.error < 1e-6
    assert integral.warning == ""


@pytest.mark.parametrize(("density", "truth"), [(PROPER, math.sqrt(8 * math.pi) / 3), (HALF_LINE, 2.0)])
def test_both_are_right_on_a_proper_posterior(density, truth):
    scipy_answer, precise = scipy_quadrature(density, [(1e-12, 60.0)]), mpmath_quadrature(density, (20,))
    assert scipy_answer.whole is not None
    for integral in (*scipy_answer.integrals, scipy_answer.whole, *precise.integrals):
        assert integral.value == pytest.approx(truth, rel=1e-7)
        assert integral.error < 1e-6


def test_mpmath_grows_with_the_number_of_digits():
    values = [integral.value for integral in mpmath_quadrature(IMPROPER, (10, 20, 40)).integrals]
    assert values[0] + 10 < values[1] < values[2] - 10 < 1e4


@pytest.mark.parametrize("cutoffs", [[(0.0, 1.0)], [(2.0, 1.0)], [(1e-3, math.inf)], [(math.nan, 1.0)]])
def test_cut_offs_that_are_none(cutoffs):
    with pytest.raises(InputError, match="0 < a < b"):
        scipy_quadrature(IMPROPER, cutoffs)


def test_digits_that_are_none():
    with pytest.raises(InputError, match="digits"):
        mpmath_quadrature(PROPER, (0,))


def test_metropolis_agrees_with_a_proper_posterior():
    chains = metropolis(PROPER, 6000, 4.0, (1, 2, 3, 4), start=0.3)
    assert chains.r_hat < 1.02
    assert sum(chains.means) / 4 == pytest.approx(1.0, abs=0.15)
    assert sum(chains.deviations) / 4 == pytest.approx(2.0, abs=0.15)
    assert all(0.3 < accepted < 0.6 for accepted in chains.acceptance)


def test_metropolis_moves_with_the_seed_and_the_run_length():
    short, long = (metropolis(IMPROPER, steps, 1.0, (1, 2, 3, 4)) for steps in (500, 5000))
    assert all(math.isfinite(mean) for mean in (*short.means, *long.means))
    assert max(long.means) > 3 * min(long.means)
    assert max(abs(x / y) for x, y in zip(long.means, short.means, strict=True)) > 3
    assert max(long.largest) > 1.5 * max(short.largest)


def test_a_chain_with_small_steps_near_zero_stays_there():
    chains = metropolis(
        Density(w, (sp.Abs(w) ** sp.Rational(-3, 2), sp.exp(-(w**2)))), 4000, 0.5, (1, 2, 3), start=1e-9
    )
    assert min(chains.near_singular) > 0.9
    assert max(chains.acceptance) < 0.01


def test_the_same_settings_give_the_same_chains():
    assert metropolis(PROPER, 50, 1.0, (7, 8)) == metropolis(PROPER, 50, 1.0, (7, 8))
    assert metropolis(PROPER, 50, 1.0, (7, 8)).largest[1] == metropolis(PROPER, 50, 1.0, (8,)).largest[0]


@pytest.mark.parametrize(
    ("steps", "scale", "seeds", "start"),
    [(3, 1.0, (1,), 1.0), (50, 0.0, (1,), 1.0), (50, 1.0, (), 1.0), (50, 1.0, (1,), -1.0)],
)
def test_settings_that_are_none(steps, scale, seeds, start):
    with pytest.raises(InputError):
        metropolis(HALF_LINE, steps, scale, seeds, start)
