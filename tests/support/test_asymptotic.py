"""KL(q_eps || p) as eps -> 0: the expansion holds up to its bound, for all smaller eps, and the bound is no idle one."""

from fractions import Fraction as Q

import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.numerics.ball import precision
from audit.pseudo_kl import ball as core
from audit.support import LogUniform, Normal, expansion, from_factor, row_noise
from audit.support.asymptotic import derivative, entropy_of_standard_normal, fixed_remainder
from tests.support import dense

ROUNDED = arb(2) ** -190
"""Where the rest is exactly zero, as for weights fixed at zero, its ball is as wide as that of the constant."""
PRIORS = (LogUniform(), LogUniform(Q("0.37")), Normal(), Normal(Q("2.3")))
TABLE = [
    ([1, 2], "1/2", 1, "-3.0875", 1, "2.29185", "15.3331", "20.7125"),
    (["0.3", "-1.7", "2.5"], 1, 2, "-5.75058", 2, "6.61877", "31.0907", "43.4601"),
    ([1, 0, -2, "0.5"], 2, 2, "-7.66099", 3, "4.69931", "29.1803", "59.9613"),
]
"""MATHEMATICS.md, section 4: digits cut, not rounded."""


def cut(ball, text):
    """Does the value begin with these digits?"""
    unit = Q(1, 10 ** len(text.split(".")[1]))
    low = abs(Q(text))
    with precision(200):
        size = abs(ball)
        ends = arb(fmpq(low.numerator, low.denominator)), arb(fmpq((low + unit).numerator, (low + unit).denominator))
        return ends[0] <= size < ends[1] and (ball < 0) == text.startswith("-")


@pytest.mark.parametrize(("theta", "alpha", "slope", "constant", "own", "own_constant", "far", "own_far"), TABLE)
def test_the_table_of_configurations(theta, alpha, slope, constant, own, own_constant, far, own_far):
    q = row_noise(theta, alpha).gaussian()
    eps = Q(1, 10**8)
    for prior, s, c, value in ((LogUniform(), slope, constant, far), (Normal(), own, own_constant, own_far)):
        found = expansion(q, prior)
        assert found.slope == s
        assert found.limit is None
        assert cut(found.constant, c)
        assert cut(found.kl(eps, 100), value)


def test_the_coefficients_of_the_table():
    for (theta, alpha, *_), text in zip(TABLE[:2], ("-0.295198", "1.54447"), strict=True):
        assert cut(expansion(row_noise(theta, alpha).gaussian(), LogUniform()).coefficient, text)


def test_several_rows_of_the_table():
    rows = [[1, 2], ["0.3", "-1.7", "2.5"], ["0.9"]]
    found = expansion(row_noise(rows, ["1/2", 1, "1/4"]).gaussian(), LogUniform())
    assert found.slope == 3
    assert cut(found.constant, "-9.73667")
    assert cut(found.kl(Q(1, 10**8), 100), "45.5253")


@pytest.mark.parametrize(
    ("theta", "alpha", "limit"), [(["1.3"], "0.7", "-1.48189"), ([1, 0, 0], 1, "-5.73567"), ([0, 0], 1, "-4.10823")]
)
def test_finite_limits(theta, alpha, limit):
    q = row_noise(theta, alpha).gaussian()
    found = expansion(q, LogUniform())
    assert found.slope == 0
    assert cut(found.limit, limit)
    assert expansion(q, Normal()).slope == len(theta) - q.rank


def test_where_q_has_a_density_the_limit_is_its_kl():
    q = row_noise([["1.3"], ["-2"]], "0.7").gaussian()
    for prior in PRIORS:
        found = expansion(q, prior)
        assert found.limit.overlaps(found.kl(Q(0), 150))


def test_fixed_weights_cost_a_logarithm_each():
    q = row_noise([["0.3", 0], [2]], [0, 1]).gaussian()
    assert [expansion(q, prior).slope for prior in (LogUniform(), Normal())] == [1, 2]


MODERATE = st.one_of(st.just(Q(0)), dense.decimals(-1, 0, True))


@st.composite
def laws(draw):
    """Rows with zeros, some without noise, or a factor; none of them tiny, so that eps = 1/10 may have a bound."""
    if draw(st.booleans()):
        rows = draw(st.lists(st.lists(MODERATE, min_size=1, max_size=3), min_size=1, max_size=3))
        return row_noise(rows, [draw(st.one_of(st.just(Q(0)), dense.decimals(-1, 0))) for _ in rows]).gaussian()
    columns = draw(st.integers(1, 3))
    factor = draw(st.lists(st.lists(MODERATE, min_size=columns, max_size=columns), min_size=1, max_size=4))
    return from_factor([draw(MODERATE) for _ in factor], factor)


@settings(max_examples=60)
@given(laws(), st.sampled_from(PRIORS))
def test_the_rest_stays_below_the_bound_for_all_smaller_eps(q, prior):
    found = expansion(q, prior)
    for largest in (Q(1, 10), Q(1, 100), Q(1, 3000)):
        most = found.bound(largest)
        for eps in (largest, largest / 3, largest / 1000) if most is not None else ():
            with precision(300):
                assert abs(found.remainder(eps, 250)) <= most * arb(fmpq(1, (1 / eps).numerator)) ** 4 + ROUNDED
    assert found.bound(Q(1, 3000)) is not None


@settings(max_examples=40)
@given(laws(), st.sampled_from(PRIORS))
def test_the_slope_is_that_of_the_kl(q, prior):
    """From eps to eps/10: log 10 times the slope, up to the next term and the bound; certified to be nearest."""
    found, eps = expansion(q, prior), Q(1, 10**4)
    with precision(200):
        steps = (found.kl(eps / 10, 150) - found.kl(eps, 150)) / arb(10).log()
        assert abs(steps - int(found.slope)) < arb("0.01")
    zeros = sum(1 for m, v in zip(q.mean, q.variances, strict=True) if m == 0 == v)
    assert found.slope == q.size - q.rank - (zeros if isinstance(prior, LogUniform) else 0)


@settings(max_examples=60)
@given(laws(), st.sampled_from(PRIORS))
def test_the_bound_is_no_idle_one(q, prior):
    """As eps -> 0 it is at most a hundred times the fourth coefficient, where that is not small against its parts."""
    found, eps = expansion(q, prior), Q(1, 10**6)
    parts = [1 / (2 * v * v) for v in q.variances if v != 0] + [
        1 / m**4 for m, v in zip(q.mean, q.variances, strict=True) if v == 0 != m
    ]
    parts += [(g[1] / g[0]) ** 2 / 4 for g in q.spectrum]
    with precision(300):
        fourth = found.remainder(eps, 250) * 10**24
        if abs(fourth) > arb(sum(parts, fmpq(0))) / 20:
            assert found.bound(eps) < 100 * abs(fourth)
        assert found.bound(eps) < 10 * arb(sum(parts, fmpq(0))) + 1


@pytest.mark.parametrize("prior", PRIORS)
def test_the_next_order_is_eps_to_the_fourth(prior):
    q = row_noise([["0.3", "-1.7", 0], ["2.5"], ["0.8"]], ["0.7", 0, 1]).gaussian()
    found = expansion(q, prior)
    with precision(300):
        quotient = found.remainder(Q(1, 10**5), 280) / found.remainder(Q(1, 10**6), 280)
        assert abs(quotient - 10**4) < 1


def test_no_bound_where_eps_is_large_against_the_law():
    fixed = expansion(row_noise([1], 0).gaussian(), LogUniform())
    assert fixed.bound(Q(36, 100)) is None
    assert fixed.bound(Q(35, 100)) is not None
    for prior in PRIORS:
        tiny = expansion(row_noise([["1e-30"], [2]], 1).gaussian(), prior)
        for eps in (Q(1, 1000), Q(1, 10**32)):
            assert abs(tiny.remainder(eps)) <= tiny.bound(eps) * arb(float(eps)) ** 4 * (1 + arb("1e-10"))


@pytest.mark.parametrize("least", [Q(4), Q("4.5"), Q(7), Q(15), Q(40), Q(1000)])
def test_the_rest_of_a_fixed_weight(least):
    """|E(u)| u^2 stays below the bound at u0 for u >= u0: at a grid that becomes finer towards u0."""
    mean, t = fmpq(3, 2), fmpq(9, 4) / (2 * fmpq(least.numerator, least.denominator))
    with precision(200):
        most = fixed_remainder(mean, t) * arb(mean) ** 4 / 4
        for k in range(60):
            u = least * (1 + Q(k * k, 50))
            x = arb(fmpq(u.numerator, u.denominator))
            rest = core.excess(u, 180) - ((4 * x).log() + arb.const_euler()) / 2 + 1 / (4 * x)
            assert abs(rest) * x**2 <= most
        assert most < 20
    assert fixed_remainder(mean, 2 * t) is None or least > 7


def test_the_constant_has_the_digits_asked_for():
    q = row_noise([["0.3", "-1.7", 0], ["2.5"]], ["0.7", 0]).gaussian()
    for bits in (50, 100, 500):
        for prior in PRIORS:
            found = expansion(q, prior, bits)
            with precision(bits + 50):
                for number in (found.constant, found.coefficient):
                    assert number.rad() < arb(2) ** -bits * (1 + abs(number.mid()))


def test_the_value_without_the_rest():
    found = expansion(row_noise([1, 2], "1/2").gaussian(), LogUniform())
    with precision(200):
        assert abs(found.at(Q(1, 100)) + found.remainder(Q(1, 100)) - found.kl(Q(1, 100), 150)) < arb(2) ** -140


def test_pieces():
    assert derivative((fmpq(5), fmpq(3), fmpq(2))) == (3, 4)
    assert derivative((fmpq(5),)) == ()
    with precision(100):
        assert abs(entropy_of_standard_normal() - arb("1.41893853320467274178")) < arb("1e-19")
