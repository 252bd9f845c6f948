"""Balls of the core: they hold the value, are as narrow as promised, follow wide inputs, and refuse what is no input."""

import math
from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audit.errors import InputError
from audit.numerics.ball import precision, rational_ends
from audit.pseudo_kl import ball, precise

FUNCTIONS = ("excess", "slope", "curvature")
every_function = pytest.mark.parametrize("name", FUNCTIONS)
U = st.builds(lambda man, exp: Fraction(man) * Fraction(10) ** exp, st.integers(1, 10**6), st.integers(-306, 294))
"""From 1e-306 to 1e300."""
MODERATE = st.builds(lambda man, exp: Fraction(man, 10**exp), st.integers(1, 10**6), st.integers(0, 9))
BITS = st.integers(2, 700)
ZERO_OF_KL = Fraction("9.076285513283329337783951")
"""KL(u) = 0 here for c = 1."""
BAD_NUMBERS = (float("nan"), float("inf"), "", "abc", "1e99999", "1e-99999", True, None, 1j, [1])


def exact(value: object) -> Fraction:
    sign, man, exp, _ = value._mpf_
    return (-1) ** sign * Fraction(int(man)) * Fraction(2) ** int(exp)


def encloses(enclosure: arb, value: Fraction, digits: int) -> bool:
    """The ball holds a value that is known to so many digits."""
    low, high = rational_ends(enclosure)
    slack = abs(value) / 10 ** (digits - 1)
    return low - slack <= value <= high + slack


def holds(enclosure: arb, name: str, *arguments: Fraction, bits: int) -> bool:
    """The value of `precise`, with forty digits more than the ball has, lies in the ball."""
    digits = int(bits * 0.302) + 40
    return encloses(enclosure, exact(getattr(precise, name)(*arguments, digits=digits)), digits)


def is_tight(enclosure: arb, bits: int) -> bool:
    low, high = rational_ends(enclosure)
    return high - low <= 2 * Fraction(1, 2**bits) * min(abs(low), abs(high))


def is_right(name: str, u: Fraction, bits: int) -> bool:
    enclosure = getattr(ball, name)(u, bits)
    return is_tight(enclosure, bits) and holds(enclosure, name, u, bits=bits)


@settings(max_examples=120)
@given(U, BITS)
@example(Fraction(0), 2)
@example(Fraction(0), 700)
@example(Fraction(10) ** 300, 168)
@example(Fraction(1, 10**300), 700)
def test_a_ball_holds_the_value_and_its_relative_radius_is_below_the_promise(u: Fraction, bits: int) -> None:
    for name in FUNCTIONS:
        assert is_right(name, u, bits)


SWITCH = {bits: Fraction(ball._tail_start(bits + ball.GUARD_BITS)) for bits in (2, 53, 168, 700)}
ASIDE = (Fraction(-1, 10**9), Fraction(0), Fraction(1, 10**9), Fraction(100), Fraction(10**6))
FINE = [("300", 2500), ("511.5", 2500), ("0.1", 6000), ("1e-30", 6000), ("40", 6000)]
"""Beyond the degrees of the cached polynomials, where Arb's 2F2 and 1F1 serve."""


@every_function
@pytest.mark.parametrize(
    ("u", "bits"),
    [(u + step, bits) for bits, u in SWITCH.items() for step in ASIDE] + [(Fraction(u), bits) for u, bits in FINE],
)
def test_around_every_switch_of_method_a_ball_is_right(name: str, u: Fraction, bits: int) -> None:
    assert is_right(name, u, bits)


@every_function
@pytest.mark.parametrize("bits", [60, 168, 700])
def test_the_taylor_polynomial_and_the_tail_meet(name: str, bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    u = Fraction(ball._tail_start(bits)) + 1
    by_tail = getattr(ball, f"_{name}")(u, bits)
    monkeypatch.setattr(ball, "_tail_start", lambda _: math.inf)
    by_series = getattr(ball, f"_{name}")(u, bits)
    assert by_tail.overlaps(by_series)
    assert by_series.rel_accuracy_bits() > bits - 16


@pytest.mark.parametrize("bits", [20, 60, 168])
@pytest.mark.parametrize("beyond", [1, 50, 10**4])
def test_the_stated_remainder_of_the_tail_bounds_the_true_one(bits: int, beyond: int) -> None:
    """With two hundred bits more than the tail aims at, nothing but its remainder is left of the radius."""
    u = Fraction(ball._tail_start(bits)) + beyond
    with precision(bits + 200):
        assert holds(ball._tail(arb(u.numerator) / u.denominator, float(u), bits), "excess", u, bits=bits + 200)


@settings(max_examples=60)
@given(MODERATE, st.integers(1, 40))
@example(Fraction(0), 20)
def test_difference_quotients_lie_between_the_derivatives_at_the_two_ends(u: Fraction, shrink: int) -> None:
    """The slope decreases and the curvature increases, so both inequalities are strict, and certified."""
    bits, end = 400, u + (u or 1) * Fraction(1, 2**shrink)
    low, high = ({name: getattr(ball, name)(at, bits) for name in FUNCTIONS} for at in (u, end))
    with precision(bits):
        step = arb((end - u).numerator) / (end - u).denominator
        mean_slope = (high["excess"] - low["excess"]) / step
        mean_curvature = (high["slope"] - low["slope"]) / step
    assert high["slope"] < mean_slope < low["slope"]
    assert low["curvature"] < mean_curvature < high["curvature"]


@settings(max_examples=60)
@given(MODERATE)
def test_the_curvature_follows_from_the_slope(u: Fraction) -> None:
    """2u curvature = 1 - (1 + 2u) slope, from D' = 1 - 2x D."""
    with precision(300):
        x = arb(u.numerator) / u.denominator
        assert (2 * x * ball.curvature(u, 300)).overlaps(1 - (1 + 2 * x) * ball.slope(u, 300))


@every_function
@settings(max_examples=60)
@given(low=MODERATE, width=MODERATE, inside=st.lists(st.fractions(0, 1), min_size=1, max_size=5))
def test_a_wide_ball_gives_the_hull_of_the_values_at_its_ends(
    name: str, low: Fraction, width: Fraction, inside: list[Fraction]
) -> None:
    bits, function = 80, getattr(ball, name)
    with precision(60):
        wide = arb((low + width / 2).numerator) / (low + width / 2).denominator
        wide += arb(0, (arb(width.numerator) / (2 * width.denominator)).upper())
    start, end = rational_ends(wide)
    start = max(start, Fraction(0))
    bottom, top = rational_ends(function(wide, bits))
    for share in inside:
        first, last = rational_ends(function(start + share * (end - start), bits))
        assert bottom <= first
        assert last <= top
    ends = [part for at in (start, end) for part in rational_ends(function(at, bits))]
    rounding = (max(ends) - min(ends)) / 2**25 + max(map(abs, ends)) / 2**bits
    assert min(ends) - rounding <= bottom
    assert top <= max(ends) + rounding


@every_function
def test_of_a_ball_around_zero_only_the_allowed_part_counts(name: str) -> None:
    found = map(float, rational_ends(getattr(ball, name)(arb(0, 2), 80)))
    assert list(found) == pytest.approx(sorted(float(getattr(ball, name)(at, 80)) for at in (0, 2)), abs=1e-8)


@every_function
@pytest.mark.parametrize("u", [arb("nan"), arb("inf"), arb(0, "inf"), arb(-1), arb(-3, 2)], ids=str)
def test_a_ball_without_allowed_points_or_without_bounds_is_refused(name: str, u: arb) -> None:
    with pytest.raises(InputError, match=r"^given: the ball u = .*; allowed: a finite ball .*; try: "):
        getattr(ball, name)(u)


@settings(max_examples=60)
@given(U, U, st.sampled_from([Fraction(1), Fraction(7), Fraction(29, 100), Fraction(1, 10**300)]), st.integers(2, 300))
def test_kl_and_its_gradient_agree_with_the_other_arithmetic(
    mu: Fraction, sigma: Fraction, c: Fraction, bits: int
) -> None:
    value = ball.kl(-mu, sigma, c, bits)
    assert is_tight(value, bits)
    assert holds(value, "kl", mu, sigma, c, bits=bits)
    digits = int(bits * 0.302) + 40
    other = precise.kl_gradient(-mu, sigma, digits)
    for enclosure, independent in zip(ball.kl_gradient(-mu, sigma, bits), other, strict=True):
        assert encloses(enclosure, exact(independent), digits)
        assert bits < 24 or is_tight(enclosure, bits)


@pytest.mark.parametrize("bits", [2, 3])
def test_the_gradient_is_tight_at_a_few_bits_too(bits: int) -> None:
    assert all(is_tight(enclosure, bits) for mu in range(1, 50) for enclosure in ball.kl_gradient(mu, 10, bits))


@pytest.mark.parametrize("places", [2, 10, 22])
def test_near_its_zero_kl_keeps_its_relative_precision_and_its_sign(places: int) -> None:
    low = Fraction(int(ZERO_OF_KL * 10**places), 10**places)
    for u, sign in ((low, -1), (low + Fraction(1, 10**places), 1)):
        value = ball.kl_at(u, 1, 100)
        assert value * sign > 0
        assert abs(value) < arb(10) ** -places
        assert is_tight(value, 100)
        assert holds(value, "kl_at", u, Fraction(1), bits=100)


@pytest.mark.parametrize("bits", [20, 168, 500])
@pytest.mark.parametrize("u", ["0", "1e-300", "0.07", "1.7", "9", "23", "150.5"])
def test_the_printed_equations_meet_the_core(u: str, bits: int) -> None:
    value, slope = ball.kl_at(u, 1, bits), ball.slope(u, bits)
    for equation in (ball.equation_1, ball.equation_2):
        assert equation(u, bits).overlaps(value)
        assert equation(u, bits).rad() < arb(2) ** (4 - bits)
    assert ball.equation_3(u, bits).overlaps(slope)
    assert is_tight(ball.equation_3(u, bits), bits)


IN_U = [getattr(ball, name) for name in (*FUNCTIONS, "kl_at", "equation_1", "equation_2", "equation_3")]
IN_MU = [lambda x: ball.kl(x, 1), lambda x: ball.kl_gradient(x, 1)]
IN_SCALE = [lambda x: ball.kl(1, x), lambda x: ball.kl(1, 1, x), lambda x: ball.kl_gradient(1, x)]


@pytest.mark.parametrize(
    ("calls", "bad"),
    [(calls, bad) for calls in (IN_U, IN_MU, IN_SCALE) for bad in BAD_NUMBERS]
    + [(calls, bad) for calls in (IN_U, IN_SCALE) for bad in (-1, "-1e-300")]
    + [(IN_SCALE, 0)],
)
def test_bad_input_is_one_sentence_and_leaves_the_precision_alone(calls: list, bad: object) -> None:
    for call in calls:
        before = ctx.prec
        with pytest.raises(InputError, match=r"^given: .+; allowed: .+; try: .+$"):
            call(bad)
        assert ctx.prec == before


@pytest.mark.parametrize("name", [*FUNCTIONS, "equation_1", "equation_2", "equation_3"])
@pytest.mark.parametrize("bits", [1, 0, -5, True, 1.5, 100.5, "50", None])
def test_bits_are_a_whole_number_from_two_on(name: str, bits: object) -> None:
    with pytest.raises(InputError, match=r"^given: prec_bits = .+; allowed: .+; try: "):
        getattr(ball, name)(1, prec_bits=bits)


@pytest.mark.parametrize("bits", [5, 15, 53, 1000])
def test_the_precision_of_the_caller_neither_matters_nor_changes(bits: int) -> None:
    expected = everything()
    with precision(bits):
        found = everything()
        assert ctx.prec == bits
    assert found == expected


def everything() -> list[tuple[Fraction, Fraction]]:
    values = [getattr(ball, name)(u, b) for name in FUNCTIONS for u in ("0.1", "9", "1e300") for b in (20, 168)]
    values += [ball.kl("-0.3", "1e-7", "0.29"), *ball.kl_gradient("-0.3", "1e-7"), ball.excess(arb(3, 1))]
    values += [equation("1.7") for equation in (ball.equation_1, ball.equation_2, ball.equation_3)]
    return [rational_ends(value) for value in values]
