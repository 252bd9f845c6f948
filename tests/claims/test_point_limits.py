"""N(0, eps^2) against two priors: the rates, and the two integrals behind them."""

from fractions import Fraction as Q

import pytest
from flint import arb
from mpmath import mp, workdps

from audit.claims.point_limits import ETAS, SHRINK, Rates, gained, of_log_uniform, rates_by_bound, rates_in_balls
from audit.ledger import Outcome, Role, Setting, Variant
from audit.numerics.ball import precision

CHECKS = (rates_by_bound, rates_in_balls)


def seen(check, rates):
    return check(Variant("tried", Role.CONDITIONAL, "", rates), Setting())


@pytest.mark.parametrize("check", CHECKS)
def test_one_stays_and_the_other_grows(check):
    assert seen(check, Rates(0, 1)).outcome is Outcome.HOLDS


@pytest.mark.parametrize("rates", [Rates(0, 0), Rates(1, 1), Rates(1, 0), Rates(0, 2), Rates(0, -1), Rates(-1, 1)])
@pytest.mark.parametrize("check", CHECKS)
def test_other_rates_are_refuted(check, rates):
    evidence = seen(check, rates)
    assert evidence.outcome is Outcome.FAILS
    assert evidence.witness


@pytest.mark.parametrize("rates", [Rates(0, 0), Rates(0, 2), Rates(1, 1)])
def test_the_first_point_is_enough(rates):
    """The rest is small against log 10 at a tenth already."""
    assert seen(rates_in_balls, rates).points == 1


def test_both_etas_at_several_eps():
    assert seen(rates_in_balls, Rates(0, 1)).points == len(ETAS) * len(SHRINK)
    assert len(ETAS) >= 2


@pytest.mark.parametrize("ratio", [Q(3), Q(1), Q(1, 10), Q(1, 1000)])
def test_what_the_cut_prior_gains(ratio):
    """E log+(eta/|w|) by quadrature of the density of w = ratio z, eta = 1: an integral of another shape."""
    found = gained(ratio)
    with workdps(25):
        eps = mp.mpf(ratio.numerator) / ratio.denominator
        truth = 2 * mp.quad(lambda z: -mp.log(eps * z) * mp.npdf(z), [0, min(1 / eps, 3), min(1 / eps, 12)])
        assert abs(mp.mpf(found.mid().str(22, radius=False)) - truth) < mp.mpf(10) ** -16
    assert found.rad() < arb("1e-18") * (1 + 1 / float(ratio))


@pytest.mark.parametrize("eps", [Q(7), Q(1, 10), Q(1, 10**40)])
def test_the_kl_from_the_log_uniform_stays(eps):
    with precision(80):
        assert of_log_uniform(eps).overlaps(-((4 * arb.pi()).log() + 1 + arb.const_euler()) / 2)


def test_the_rest_lies_where_the_docstring_says():
    """r = E log+(eta/|w|) - log(eta/eps) - (gamma + log 2)/2, between 0 and (eps/eta) sqrt(2/pi)."""
    for ratio in (Q(2), Q(1, 2), Q(1, 3)):
        with precision(80):
            eps = arb(ratio.numerator) / ratio.denominator
            rest = gained(ratio) + eps.log() - (arb.const_euler() + arb(2).log()) / 2
            assert 0 < rest < eps * (2 / arb.pi()).sqrt()
