"""Every function's expansion, several terms of it, against mpmath: the error is of the order of the first term left out."""

import mpmath
import pytest
import sympy as sp

from audit.posterior.density import Density
from audit.posterior.ends import End
from audit.posterior.exact.leading import Expansion, as_expression
from audit.posterior.exact.signs import of_numbers
from audit.posterior.exact.transseries import ONE, Field, Series, Term, iterated_log
from audit.posterior.naive.multiprecision import mpmath_function
from tests.posterior.end_cases import DOWN, RIGHT, UP, R, w

X = sp.Symbol("r", positive=True)
NEAR_TWO = End(sp.S(2), 1)
PLAIN = [
    sp.exp(w), sp.log(1 + w), sp.erf(w), sp.erfc(w), sp.sinh(w), sp.cosh(w), sp.tanh(w), sp.atan(w),
    sp.gamma(w), sp.loggamma(w), sp.polygamma(0, w), sp.expint(1, w), sp.Ei(w),
    sp.besselk(0, w), sp.besselk(1, w), sp.besselk(2, w), sp.besselk(R(1, 3), w), sp.besselk(R(5, 2), w),
    sp.sqrt(w**2 + 3 * w + 1), (1 + w) ** R(7, 3), 1 / (w**2 + w + 5), sp.exp(1 / (1 + w)),
]  # fmt: skip
BOUNDED_ARGUMENT = [sp.sin(w), sp.cos(w), sp.tan(w)]
LEFT_TOO = [sp.erf(w), sp.erfc(w), sp.tanh(w), sp.atan(w), sp.Ei(w), sp.sinh(w), sp.exp(w)]
CASES = [
    *((f, end) for f in PLAIN for end in (UP, RIGHT, NEAR_TWO)),
    *((f, end) for f in BOUNDED_ARGUMENT for end in (RIGHT, NEAR_TWO)),
    *((f, DOWN) for f in LEFT_TOO),
]
KEPT = 5
DIGITS = 60


def told(terms, r):
    shape = sp.Add(*(term.coefficient * as_expression(term.monomial, X) for term in terms))
    return mpmath_function(Density(X, (shape,)))(r) if terms else mpmath.mpf(0)


@pytest.mark.parametrize(("f", "end"), CASES, ids=lambda x: x.name if isinstance(x, End) else str(x))
def test_the_error_is_of_the_order_of_the_rest(f, end):
    series = Expansion(Field(of_numbers, KEPT), w, end).of(f)
    with mpmath.workdps(DIGITS):
        errors = []
        for r in (mpmath.mpf(400) / 7, mpmath.mpf(4000) / 7):
            at = mpmath.mpf(int(end.place)) + end.side / r if end.finite else -end.side * r
            errors.append(abs(mpmath_function(Density(w, (f,)))(at) - told(series.terms, r)))
        if series.rest is None:
            assert errors[1] < mpmath.mpf(10) ** -50
            return
        bounds = [told([Term(sp.S.One, series.rest)], r) for r in (mpmath.mpf(400) / 7, mpmath.mpf(4000) / 7)]
        ratios = [error / abs(bound) for error, bound in zip(errors, bounds, strict=True)]
    assert ratios[1] < 5000, "the error is not bounded by the rest"
    assert ratios[1] < 2 * ratios[0] + 1, "the error grows against the rest"


def test_terms_at_or_below_the_rest_are_dropped():
    field = Field(of_numbers, 5)
    r, one = iterated_log(0), ONE
    made = field.gather([Term(sp.S.One, r), Term(sp.S(7), one)], [one])
    assert made == Series((Term(sp.S.One, r),), one)


def test_what_is_kept_is_the_largest():
    field = Field(of_numbers, 2)
    terms = [Term(sp.S(k), iterated_log(0).raised(sp.S(k))) for k in (1, 3, 2, 5)]
    made = field.gather(terms, [])
    assert [term.coefficient for term in made.terms] == [5, 3]
    assert made.rest == iterated_log(0).raised(sp.S(2))


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        (iterated_log(1), iterated_log(0)),
        (iterated_log(1).raised(sp.S(9)), iterated_log(0).raised(R(1, 9))),
        (iterated_log(0).raised(sp.S(99)), sp.exp(X)),
        (iterated_log(0).raised(sp.S(-1)), iterated_log(3)),
    ],
    ids=str,
)
def test_the_order_of_growth(smaller, larger):
    field = Field(of_numbers, 3)
    if isinstance(larger, sp.exp):
        larger = field.exp(Series((Term(sp.S.One, iterated_log(0)),))).terms[0].monomial
    assert field.compare(smaller, larger) == -1
    assert field.compare(larger, smaller) == 1
    assert field.compare(larger, larger) == 0
