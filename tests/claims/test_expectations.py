import mpmath
import pytest
import sympy as sp
from flint import arb

from audit.claims.expectations import (
    BITS,
    IN_BALLS,
    IN_MPMATH,
    LogChi2,
    LogP,
    LogQ,
    LogSquare,
    log_chi2,
    log_q,
    log_square,
)
from audit.numerics.ball import ball, ball_of_mpf, precision
from audit.numerics.evaluate import evaluate
from audit.numerics.symbolic import k

TIGHT = arb(2) ** -70


@pytest.mark.parametrize("nu", ["0.2", "1", "7.3", "61", "190"])
@pytest.mark.parametrize("rate", ["0.5", "1"])
def test_log_chi2_is_psi(nu, rate):
    with precision(BITS):
        value, true = log_chi2(nu, rate), (ball(nu) / 2).digamma() - ball(rate).log()
        assert value.overlaps(true)
        assert (value - true).rad() < TIGHT * 10


@pytest.mark.parametrize(("mean", "sd"), [("0", "1"), ("-3.1", "0.2"), ("0.4", "7"), ("12", "0.7")])
def test_log_square_scales_and_is_even(mean, sd):
    with precision(BITS):
        value = log_square(mean, sd)
        assert value.overlaps(log_square(-ball(mean), sd))
        assert value.overlaps(log_square(ball(mean) / ball(sd), 1) + 2 * ball(sd).log())
        assert value.rad() < TIGHT * 100


def test_log_square_is_the_poisson_mixture():
    with precision(BITS):
        u = ball("1.62")
        terms = (u**n / arb(n + 1).gamma() * (arb(n) + arb(1) / 2).digamma() for n in range(60))
        mixture = (-u).exp() * sum(terms, arb(0)) + arb.const_log2()
        near = log_square("1.8", 1)
        assert abs(near - mixture) < TIGHT


@pytest.mark.parametrize("sigma", ["0.01", "1", "33"])
def test_log_q_is_minus_the_entropy(sigma):
    with precision(BITS):
        assert log_q(sigma).overlaps(-(2 * arb.pi() * arb.const_e() * ball(sigma) ** 2).log() / 2)


@pytest.mark.parametrize(
    "letter",
    [
        LogQ(sp.Rational(-2), sp.Rational(3, 7)),
        LogP(sp.Rational(-2), sp.Rational(3, 7), sp.Rational(5)),
        LogSquare(sp.Rational(1, 3), sp.Rational(2), sp.Rational(9, 4)),
        LogChi2(1 + 2 * k),
    ],
)
def test_two_libraries_agree(letter):
    inside = evaluate(letter, {k: arb(4)}, IN_BALLS, BITS)
    with mpmath.workdps(20):
        near = evaluate(letter, {k: mpmath.mpf(4)}, IN_MPMATH, 60)
    with precision(BITS):
        assert abs(inside - ball_of_mpf(near)) < arb(10) ** -10
