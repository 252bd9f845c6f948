"""Bernoulli row masks: the mixture's entropy by quadrature, its KL by sampling, its expansion by the bound."""

from fractions import Fraction as Q
from functools import cache

import numpy as np
import pytest
from flint import arb, fmpq
from mpmath import mp, mpf, workdps

from audit.errors import InputError
from audit.numerics.ball import precision
from audit.support import LogUniform, Normal, masks, mixture_expansion, mixture_kl
from audit.support.row_masks import binary_entropy, unknown_mask
from tests.support import dense

PRIORS = (LogUniform(), LogUniform(Q("0.37")), Normal(), Normal(Q("2.3")))
KEEPS = (Q(1, 2), Q(1, 5), Q(97, 100))


@cache
def mixture_entropy(keep: Q, distance: Q) -> mpf:
    """-E log f for f = (1 - keep) N(0, 1) + keep N(distance, 1), by quadrature."""
    with workdps(dense.DIGITS):
        p, d = dense.as_mpf(keep), dense.as_mpf(distance)

        def integrand(x):
            f = (1 - p) * mp.npdf(x) + p * mp.npdf(x - d)
            return -f * mp.log(f)

        return mp.quad(integrand, [-12, -4, 0, d / 2, d, d + 4, d + 12])


def truth(theta, length, keep, prior, eps):
    """One row: along theta the mixture, N(0, eps^2) in all other directions."""
    with workdps(dense.DIGITS):
        t, p, size = eps**2, dense.as_mpf(keep), len(theta)
        entropy = (
            mixture_entropy(keep, length / eps)
            + (size - 1) * (mp.log(2 * mp.pi) + 1) / 2
            + size * mp.log(dense.as_mpf(eps))
        )
        kept = dense.cross_entropy([(x, t) for x in theta], prior)
        lost = dense.cross_entropy([(Q(0), t)] * size, prior)
        return p * kept + (1 - p) * lost - entropy


ROWS = [([Q(2)], Q(2)), ([Q(-3), Q(4)], Q(5)), ([Q(0), Q("0.6"), Q("-0.8")], Q(1))]


@pytest.mark.parametrize("keep", KEEPS)
@pytest.mark.parametrize(("theta", "length"), ROWS)
def test_the_kl_is_that_of_the_mixture(theta, length, keep):
    for eps in (Q(1, 3), Q(4)):
        for prior in PRIORS[1:3]:
            found = mixture_kl(masks(theta, keep), prior, eps, 80)
            with workdps(30):
                value, wanted = mpf(found.mid().str(28, radius=False)), truth(theta, length, keep, prior, eps)
                assert abs(value - wanted) < mpf(10) ** -15 * (1 + abs(wanted))
            assert found.rad() < arb(2) ** -75


@pytest.mark.parametrize("prior", PRIORS[1:3])
def test_sampling_says_the_same(prior):
    """All three rows together: the density of the weights, straight from the definition, at 60000 samples."""
    rng, keep, eps, count = np.random.default_rng(11), 0.3, 0.7, 60_000
    total = np.zeros(count)
    for theta, _ in ROWS:
        mean = np.array([float(x) for x in theta])
        kept = rng.random(count) < keep
        w = kept[:, None] * mean + eps * rng.standard_normal((count, len(mean)))
        parts = [-((w - shift) ** 2).sum(1) / (2 * eps**2) for shift in (mean, 0 * mean)]
        total += np.logaddexp(np.log(keep) + parts[0], np.log(1 - keep) + parts[1])
        total -= len(mean) * np.log(eps * np.sqrt(2 * np.pi))
        scale = float(getattr(prior, "scale", 1))
        flat = np.log(float(prior.c)) - np.log(np.abs(w)) if isinstance(prior, LogUniform) else None
        total -= (-(w**2) / (2 * scale**2) - np.log(scale * np.sqrt(2 * np.pi)) if flat is None else flat).sum(1)
    found = float(mixture_kl(masks([theta for theta, _ in ROWS], "0.3"), prior, Q("0.7")).mid())
    assert abs(total.mean() - found) < 4 * total.std() / np.sqrt(count)


def test_certain_masks_are_no_mixture():
    """keep = 1: N(theta, eps^2); keep = 0: N(0, eps^2)."""
    for keep, mean in ((1, [Q(1), Q(-2)]), (0, [Q(0), Q(0)])):
        wanted = dense.kl(mean, dense.thicker([[Q(0)] * 2] * 2, Q(1, 9)), LogUniform())
        found = mixture_kl(masks([1, -2], keep), LogUniform(), Q(1, 3), 80)
        with workdps(30):
            assert abs(mpf(found.mid().str(28, radius=False)) - wanted) < mpf(10) ** -18


def test_rows_add_up_and_zeros_have_no_mask():
    for prior in PRIORS[1:3]:
        whole = mixture_kl(masks([[1, 2], [0, 0], [3]], "1/3"), prior, Q(1, 2), 80)
        parts = [mixture_kl(masks(row, "1/3"), prior, Q(1, 2), 80) for row in ([2, -1], [0, 0], [-3])]
        assert whole.overlaps(sum(parts, arb(0)))
    assert len(masks([[1, 2], [0, 0], [3]], "1/3").random_rows) == 2
    assert masks([[1, 2], [0], [3]], 1).random_rows == masks([1], 0).random_rows == ()
    assert masks([[1, 2], [0]], 1).size == 3


def test_from_the_table():
    found = mixture_expansion(masks([1, 2], "1/2"), LogUniform())
    assert found.slope == 1
    assert abs(found.constant - arb("-3.81963")) < arb("1e-5")


@pytest.mark.parametrize("keep", KEEPS)
def test_slopes(keep):
    """keep times the weights that are not zero; all of them for a prior that is bounded at 0; certified by the KL itself."""
    q = masks([[1, 0, "-0.4"], [2], [0]], keep)
    for prior in PRIORS:
        found, eps = mixture_expansion(q, prior), Q(1, 10**4)
        assert found.slope == (keep * 3 if isinstance(prior, LogUniform) else 5)
        assert found.limit is None
        with precision(200):
            steps = (found.kl(eps / 10, 150) - found.kl(eps, 150)) / arb(10).log()
            assert abs(steps - arb(fmpq(found.slope.numerator, found.slope.denominator))) < arb("1e-6")


@pytest.mark.parametrize("keep", [*KEEPS, Q(0), Q(1)])
def test_the_rest_stays_below_the_bound(keep):
    q = masks([[1, 0, "-0.4"], [2]], keep)
    for prior in PRIORS[1:3]:
        found = mixture_expansion(q, prior)
        for largest in (Q(1, 4), Q(1, 8), Q(1, 50)):
            most = found.bound(largest)
            for eps in (largest, largest / 5) if most is not None else ():
                with precision(300):
                    assert (
                        abs(found.remainder(eps, 60)) <= most * arb(fmpq(1, (1 / eps).numerator)) ** 4 + arb(2) ** -55
                    )
        assert found.bound(Q(1, 8)) is not None


def test_the_rest_is_not_zero_where_masks_can_be_confused():
    """For a Gaussian prior the rest is H(b | w) alone, of the size of its bound."""
    found = mixture_expansion(masks([1], "1/2"), Normal())
    rest = found.remainder(Q(1, 4))
    with precision(200):
        assert rest > found.bound(Q(1, 4)) * arb(fmpq(1, 256)) / 20


def test_no_bound_for_large_eps_and_an_even_one_for_larger_still():
    assert mixture_expansion(masks([1], "1/2"), LogUniform()).bound(Q(1)) is None
    flat = mixture_expansion(masks([1], "1/2"), Normal())
    assert flat.bound(Q(1)) >= flat.bound(Q(1, 2)) > 0


@pytest.mark.parametrize("keep", KEEPS)
@pytest.mark.parametrize("distance", [Q(1, 10), Q(1), Q(4), Q(11)])
def test_what_is_not_known_of_a_mask(keep, distance):
    """H(b | w) = h(keep) - I(w; b), with the entropy of the mixture for I."""
    p = fmpq(keep.numerator, keep.denominator)
    with precision(120), workdps(dense.DIGITS):
        found = unknown_mask(p, fmpq(distance.numerator**2, distance.denominator**2))
        assert 0 <= found < binary_entropy(p)
        known = mixture_entropy(keep, distance) - (mp.log(2 * mp.pi) + 1) / 2
        hidden = -dense.as_mpf(keep) * mp.log(dense.as_mpf(keep)) - dense.as_mpf(1 - keep) * mp.log(
            dense.as_mpf(1 - keep)
        )
        assert abs(mpf(found.mid().str(25, radius=False)) - (hidden - known)) < mpf(10) ** -16
        assert found.rad() < arb(2) ** -100


def test_what_is_not_known_of_a_far_mask():
    with precision(100):
        found = unknown_mask(fmpq(1, 2), fmpq(10**6))
        assert found.contains(0)
        assert found.rad() < arb(2) ** -100


@pytest.mark.parametrize("p", [fmpq(1, 2), fmpq(1, 100), fmpq(99, 100)])
def test_what_is_left_out_of_a_far_mask_is_bounded(p):
    """Where few bits make it a bound, it contains what many bits compute."""
    for square in (170, 180, 220):
        with precision(200):
            exact = unknown_mask(p, fmpq(square))
            assert exact > 0
        with precision(30):
            assert unknown_mask(p, fmpq(square)).contains(exact)


def test_entropy_of_a_coin():
    with precision(80):
        assert binary_entropy(fmpq(1, 2)).overlaps(arb(2).log())
        assert abs(binary_entropy(fmpq(1, 5)) - arb("0.50040242353818787")) < arb("1e-16")


@pytest.mark.parametrize("keep", ["-1/10", "1.1", float("nan"), float("inf"), "x", True, 1j, None, [1]])
def test_bad_keep_gets_one_sentence(keep):
    with pytest.raises(InputError) as caught:
        masks([1, 2], keep)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("theta", [[], [[1], []], "1,2", 3, [float("nan")]])
def test_bad_theta_gets_one_sentence(theta):
    with pytest.raises(InputError):
        masks(theta, "1/2")


@pytest.mark.parametrize("eps", [Q(0), Q(-1)])
def test_without_thickness_there_is_no_number(eps):
    with pytest.raises(InputError, match="eps > 0"):
        mixture_kl(masks([1], "1/2"), LogUniform(), eps)
