"""The largest errors against dense grids in another arithmetic, their places, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction as Q

import mpmath
import numpy as np
import pytest
from flint import arb

from audit.errors import InputError, PrecisionError
from audit.numerics.ball import ball, precision
from audit.parametrisation.approximation_ends import ends_of
from audit.parametrisation.approximation_error import Largest, _error, error_at, largest_error, limits
from audit.pseudo_kl import double, precise
from audit.pseudo_kl.published import KINGMA_2015, MOLCHANOV_2017

EVERY = [(a, of) for a in (KINGMA_2015, MOLCHANOV_2017) for of in ("kl", "slope", "relative slope")]
KNOWN = {
    ("kingma2015", "kl"): ("0.0403398", "0.122411"),
    ("kingma2015", "slope"): ("0.0538773", "1.00000"),
    ("kingma2015", "relative slope"): ("0.148672", "1.00000"),
    ("molchanov2017", "kl"): ("0.00937457", "0.0298735"),
    ("molchanov2017", "slope"): ("0.0136902", "0.0830544"),
    ("molchanov2017", "relative slope"): ("0.0375532", "14.0439"),
}
every = pytest.mark.parametrize(("approximation", "of"), EVERY, ids=lambda x: getattr(x, "name", x))


def in_float(approximation, of: str, t: np.ndarray) -> np.ndarray:
    """The errors by float64 and the derivatives written out by hand."""
    a, u = np.exp(t), np.exp(-t) / 2
    exact, h = -double.excess(u), u * double.slope(u)
    c = [float(text) for text in approximation.constants.values()]
    if approximation.name == "kingma2015":
        value = t / 2 + a * (c[0] + a * (c[1] + a * c[2])) - (np.euler_gamma + np.log(2)) / 2
        slope = 0.5 + a * (c[0] + a * (2 * c[1] + a * 3 * c[2]))
    else:
        s = 1 / (1 + np.exp(-c[1] - c[2] * t))
        value = c[0] * s - np.log1p(1 / a) / 2 - c[0]
        slope = c[0] * c[2] * s * (1 - s) + 0.5 / (1 + a)
    return {"kl": value - exact, "slope": slope - h, "relative slope": (slope - h) / h}[of]


@every
def test_the_largest_error_and_its_place(approximation, of):
    found = largest_error(approximation, of)
    value, alpha = KNOWN[approximation.name, of]
    assert found.value.str(6, radius=False) == value
    assert found.alpha.str(6, radius=False).ljust(7, "0") == alpha
    assert found.value.rel_accuracy_bits() > 29
    assert found.cells > 50
    assert found.end_zero < found.value


@every
def test_a_dense_grid_comes_close_and_never_above(approximation, of):
    top = 0.0 if approximation.alpha_max else 14.0
    t = np.linspace(-14, top, 20001)
    seen, found = in_float(approximation, of, t), largest_error(approximation, of)
    at = int(np.abs(seen).argmax())
    assert np.abs(seen).max() == pytest.approx(float(found.value), rel=1e-5)
    assert np.abs(seen).max() < float(found.value) * (1 + 1e-9)
    assert np.exp(t[at]) == pytest.approx(float(found.alpha), rel=1e-2)
    assert np.sign(seen[at]) == found.sign


@every
@pytest.mark.parametrize("alpha", [Q(3, 100), Q(42, 100), Q(1)])
def test_the_error_at_one_alpha_in_mpmath(approximation, of, alpha):
    def stated(t):
        a = mpmath.exp(t)
        c = [mpmath.mpf(text) for text in approximation.constants.values()]
        if approximation.name == "kingma2015":
            return t / 2 + c[0] * a + c[1] * a**2 + c[2] * a**3 - (mpmath.euler + mpmath.log(2)) / 2
        return c[0] / (1 + mpmath.exp(-c[1] - c[2] * t)) - mpmath.log(1 + 1 / a) / 2 - c[0]

    with mpmath.workdps(40):
        t, u = mpmath.log(mpmath.mpf(alpha.numerator) / alpha.denominator), 1 / (2 * alpha)
        h = mpmath.mpf(u.numerator) / u.denominator * precise.slope(u, 40)
        off = mpmath.diff(stated, t) - h
        expected = {"kl": stated(t) + precise.excess(u, 40), "slope": off, "relative slope": off / h}[of]
    with precision(128):
        assert float(error_at(approximation, alpha, of)) == pytest.approx(float(expected), abs=1e-15)


@every
@pytest.mark.parametrize("t", [Q(-31, 5), Q(-3, 7), Q(-1, 50)])
def test_the_derivatives_of_the_error_are_its_differences(approximation, of, t):
    f, step = _error(approximation, of, ends_of(approximation)), Q(1, 10**30)
    with precision(400):
        before, here, after = (f(ball(t + times * step)) for times in (-1, 0, 1))
        for order in (0, 1):
            quotient = (after[order] - before[order]) / (2 * ball(step))
            assert abs(quotient - here[order + 1]) < ball(Q(1, 10**25))


@every
def test_wide_balls_enclose_what_lies_in_them(approximation, of):
    f = _error(approximation, of, ends_of(approximation))
    with precision(80):
        wide = f(ball(Q(-3, 2)).union(ball(Q(-7, 5))))
        for k in range(21):
            assert all(a.overlaps(b) for a, b in zip(wide, f(ball(Q(-300 + k, 200))), strict=True))


def test_the_relative_error_of_the_sigmoid_falls_slowly_as_alpha_grows():
    with precision(200):
        rate = error_at(MOLCHANOV_2017, Q(10) ** 30, "relative slope") * (ball(10) ** 30) ** ball("0.48695")
        assert rate.str(4, radius=False) == "0.2905"


@every
def test_more_digits_lie_inside_fewer(approximation, of):
    few, many = largest_error(approximation, of, 5), largest_error(approximation, of, 40)
    assert few.value.contains(many.value)
    assert few.alpha.contains(many.alpha)
    assert many.value.rel_accuracy_bits() > 132


def less(shift: str) -> Callable[[], arb]:
    """The constant of the cubic, moved down."""
    return lambda: -(arb.const_euler() + arb.const_log2()) / 2 - ball(shift)


@pytest.mark.parametrize("shift", ["0.01", "0.019", "0.0201"])
def test_another_constant_moves_the_error_and_the_ends_are_taken_farther_out_where_they_come_near(shift):
    whole, moved = largest_error(KINGMA_2015), largest_error(KINGMA_2015, constant=less(shift))
    assert (moved.value + ball(shift)).overlaps(whole.value)
    assert moved.end_zero < moved.value


@pytest.mark.parametrize("shift", ["0.03", "0.02016994"])
def test_an_error_that_is_largest_at_an_infinite_end_is_no_maximum(shift):
    with pytest.raises(PrecisionError, match="error"):
        largest_error(KINGMA_2015, constant=less(shift))


def test_the_limits():
    zero, infinity = limits(MOLCHANOV_2017)
    assert zero < ball("-0.000578576")
    assert zero > ball("-0.000578578")
    assert infinity == 0
    assert limits(KINGMA_2015)[1] is None
    for of in ("slope", "relative slope"):
        assert all(abs(end) < ball("1e-12") for end in limits(MOLCHANOV_2017, of))


def test_a_worse_constant_is_seen():
    wrong = replace(MOLCHANOV_2017, constants={**MOLCHANOV_2017.constants, "k2": "1.87319"})
    right, found = largest_error(MOLCHANOV_2017), largest_error(wrong)
    assert isinstance(found, Largest)
    assert found.value > right.value or found.value < right.value


@pytest.mark.parametrize(
    ("approximation", "arguments", "words"),
    [
        (MOLCHANOV_2017, {"of": "curvature"}, "given: of = 'curvature'"),
        (MOLCHANOV_2017, {"digits": 0}, "given: digits = 0"),
        (replace(MOLCHANOV_2017, name="new"), {}, "the approximation 'new'"),
        (replace(KINGMA_2015, alpha_max=None), {}, "kingma2015 for all alpha"),
        (replace(KINGMA_2015, alpha_max=Q(2)), {}, "alpha = 2"),
    ],
)
def test_bad_input_is_one_sentence(approximation, arguments, words):
    with pytest.raises(InputError) as caught:
        largest_error(approximation, **arguments)
    assert words in str(caught.value)


@pytest.mark.parametrize("of", ["slopes", ""])
def test_an_unknown_kind_of_error_is_refused_everywhere(of):
    for call in (lambda: error_at(KINGMA_2015, Q(1), of), lambda: limits(KINGMA_2015, of)):
        with pytest.raises(InputError, match="given: of"):
            call()


@pytest.mark.parametrize("alpha", [Q(0), Q(-1), Q(11, 10)])
def test_alpha_outside_the_domain_is_refused(alpha):
    with pytest.raises(InputError, match="alpha"):
        error_at(KINGMA_2015, alpha)
