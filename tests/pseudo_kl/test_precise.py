"""Any number of digits, correctly rounded: against balls with many more bits, as exact rationals."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf, workdps

from audit.errors import InputError
from audit.numerics.ball import rational_ends
from audit.pseudo_kl import ball, precise

FUNCTIONS = ("excess", "slope", "curvature")
every_function = pytest.mark.parametrize("name", FUNCTIONS)
U = st.builds(lambda man, exp: Fraction(man) * Fraction(10) ** exp, st.integers(1, 10**6), st.integers(-306, 294))
DIGITS = st.integers(1, 300)
TIE_BITS = 200
"""How close to a tie the points of `near_tie` lie."""
BAD_NUMBERS = (float("nan"), float("inf"), "", "abc", "1e99999", "1e-99999", True, None, 1j, [1])
SENTENCE = r"^given: .+; allowed: .+; try: .+$"


def exact(value: mpf) -> Fraction:
    sign, man, exp, _ = value._mpf_
    return (-1) ** sign * Fraction(int(man)) * Fraction(2) ** int(exp)


def rounded(x: Fraction, digits: int) -> Fraction:
    """x to so many significant digits, by exact arithmetic that nothing in the package shares."""
    if not x:
        return x
    unit = Fraction(10) ** (len(str(abs(x.numerator))) - len(str(x.denominator)) - digits - 1)
    while abs(x) / unit >= 10**digits:
        unit *= 10
    return round(x / unit) * unit


def true_rounding(enclose: Callable[[int], arb], digits: int) -> Fraction:
    """What a ball of enough bits rounds to."""
    for bits in (200, 2500, 6000):
        nearest = {rounded(end, digits) for end in rational_ends(enclose(int(3.33 * digits) + bits))}
        if len(nearest) == 1:
            return nearest.pop()
    raise AssertionError("the reference needs more bits")


def is_right(value: mpf, name: str, *arguments: Fraction | str, digits: int) -> bool:
    """`value`, rounded to `digits` digits, is the rounded true value."""
    right = true_rounding(lambda bits: getattr(ball, name)(*arguments, prec_bits=bits), digits)
    return rounded(exact(value), digits) == right


@settings(max_examples=120)
@given(U, DIGITS)
@example(Fraction(0), 1)
@example(Fraction(0), 300)
@example(Fraction(10) ** 300, 50)
@example(Fraction(1, 10**300), 50)
@example(Fraction(1, 10**300), 300)
def test_every_function_is_rounded_correctly_to_the_last_digit(u: Fraction, digits: int) -> None:
    for name in FUNCTIONS:
        assert is_right(getattr(precise, name)(u, digits), name, u, digits=digits)


@settings(max_examples=40)
@given(U, U, st.sampled_from(["1", "7", "0.29", "1e-300"]), DIGITS)
def test_kl_is_rounded_correctly_for_any_mean_scale_and_constant(
    mu: Fraction, sigma: Fraction, c: str, digits: int
) -> None:
    assert is_right(precise.kl(-mu, sigma, c, digits), "kl", mu, sigma, c, digits=digits)


@settings(max_examples=40)
@given(st.fractions(-1000, 1000), st.fractions("1/1000", 1000), st.integers(1, 100))
def test_the_gradient_is_rounded_correctly(mu: Fraction, sigma: Fraction, digits: int) -> None:
    found = precise.kl_gradient(mu, sigma, digits)
    for part, value in enumerate(found):
        right = true_rounding(lambda bits, part=part: ball.kl_gradient(mu, sigma, bits)[part], digits)
        assert rounded(exact(value), digits) == right


@pytest.mark.parametrize("digits", [1, 5, 16, 30, 50, 100])
@pytest.mark.parametrize("u", ["9.08", "9.0763", "9.07628551328", "9.07628551328332933778"])
def test_near_its_zero_kl_has_all_its_digits(u: str, digits: int) -> None:
    assert abs(precise.kl_at(u, digits=5)) < 0.001
    assert is_right(precise.kl_at(u, digits=digits), "kl_at", u, digits=digits)


def near_tie(value: str) -> tuple[Fraction, Fraction]:
    """Two u, 2^-TIE_BITS apart, where the excess passes `value`: below it at the first, above at the second."""
    low, high, aim = Fraction(0), Fraction(64), Fraction(value)
    for _ in range(TIE_BITS):
        middle = (low + high) / 2
        below = rational_ends(ball.excess(middle, 2 * TIE_BITS))[1] < aim
        low, high = (middle, high) if below else (low, middle)
    return low, high


@pytest.mark.parametrize(("value", "digits"), [("1.5", 1), ("2.5", 1), ("1.245", 3), ("0.07435", 3)])
def test_values_next_to_a_tie_are_rounded_to_their_own_side(value: str, digits: int) -> None:
    for u in near_tie(value):
        assert is_right(precise.excess(u, digits), "excess", u, digits=digits)


def test_a_gradient_next_to_a_tie_is_rounded_to_its_own_side() -> None:
    assert rounded(exact(precise.kl_gradient("1.5e-100", "1e-50", 1)[0]), 1) == 1


@pytest.mark.parametrize("digits", [10, 50, 120])
@pytest.mark.parametrize("u", ["0", "1e-300", "0.07", "1.7", "9", "23"])
def test_the_printed_equations_agree_with_the_core(u: str, digits: int) -> None:
    value, slope = precise.kl_at(u, digits=digits + 5), precise.slope(u, digits + 5)
    with workdps(digits + 20):
        least = mpf(10) ** (2 - digits)
        assert abs(precise.equation_1(u, digits) - value) < least
        assert abs(precise.equation_2(u, digits) - value) < least
        assert abs(precise.equation_3(u, digits) - slope) < least


@pytest.mark.parametrize("equation", [precise.equation_1, precise.equation_2, precise.equation_3])
def test_the_printed_equations_refuse_u_where_they_would_take_forever(equation: Callable[..., mpf]) -> None:
    with pytest.raises(InputError, match="0 <= u <= 20000 for the printed forms; try: excess or slope"):
        equation(20_001)


@pytest.mark.parametrize("equation", [precise.equation_1, ball.equation_1])
def test_the_printed_equations_refuse_u_beyond_the_floats_too(equation: Callable[..., object]) -> None:
    with pytest.raises(InputError, match=SENTENCE):
        equation("1e400")


CALLS: dict[str, Callable[..., object]] = {
    **{name: getattr(precise, name) for name in (*FUNCTIONS, "kl_at", "equation_1", "equation_2", "equation_3")},
    "mu": lambda x: precise.kl(x, 1),
    "sigma": lambda x: precise.kl(1, x),
    "c": lambda x: precise.kl(1, 1, x),
    "gradient, mu": lambda x: precise.kl_gradient(x, 1),
    "gradient, sigma": lambda x: precise.kl_gradient(1, x),
}


@pytest.mark.parametrize("call", CALLS)
def test_bad_input_is_one_sentence_and_leaves_the_precision_alone(call: str) -> None:
    scale, mean = call in {"sigma", "c", "gradient, sigma"}, call in {"mu", "gradient, mu"}
    for bad in (*BAD_NUMBERS, *(() if mean else (-1, "-1e-300")), *((0,) if scale else ())):
        before = mp.prec, ctx.prec
        with pytest.raises(InputError, match=SENTENCE):
            CALLS[call](bad)
        assert (mp.prec, ctx.prec) == before


@every_function
@pytest.mark.parametrize("digits", [0, -1, 1.5, True, None, "5", 1_000_001])
def test_digits_are_a_whole_positive_number(name: str, digits: object) -> None:
    with pytest.raises(InputError, match=r"^given: digits = .+; allowed: a whole number from 1 to 1000000; try: "):
        getattr(precise, name)(1, digits)


@pytest.mark.parametrize("digits", [0, -1, 1.5, True])
def test_digits_of_the_printed_equations_are_a_whole_positive_number(digits: object) -> None:
    with pytest.raises(InputError, match=SENTENCE):
        precise.equation_1(1, digits)


def test_a_whole_number_of_five_thousand_digits_is_taken() -> None:
    assert mp.nstr(precise.slope(10**5000, 20) * mp.mpf(10) ** 5000, 15) == "0.5"


@pytest.mark.parametrize("dps", [5, 15, 53, 1000])
def test_the_precision_of_the_caller_neither_matters_nor_changes(dps: int) -> None:
    expected = everything()
    with workdps(dps):
        before = mp.prec
        found = everything()
        assert mp.prec == before
    assert found == expected


def everything() -> list[Fraction]:
    values = [getattr(precise, name)(u, d) for name in FUNCTIONS for u in ("0.1", "9", "1e300") for d in (5, 50)]
    values += [precise.kl("-0.3", "1e-7", "0.29"), *precise.kl_gradient("-0.3", "1e-7")]
    values += [precise.equation_1("1.7", 20), precise.equation_2("1.7", 20), precise.equation_3("1.7", 20)]
    return [exact(value) for value in values]
