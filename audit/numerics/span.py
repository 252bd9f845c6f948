"""Intervals of the extended real line with float64 ends: what a function does up to infinity, enclosed.

A span (low, high) stands for all finite x with low <= x <= high; low may be -inf and high inf. Sums, products and quotients
are rounded outwards by one unit in the last place, the other functions are taken from Arb and rounded outwards. A function
that is not defined on all of a span answers with the whole line, never with less than it should.

Balls cannot hold a half-line with its sign; for bounded arguments they are the better arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import inf, isinf, isnan, nextafter
from typing import Any

import sympy as sp
from flint import arb, fmpq

from audit.errors import CheckError
from audit.numerics.ball import precision
from audit.numerics.evaluate import dawson

Span = tuple[float, float]
WHOLE: Span = (-inf, inf)
MOST, TINY = nextafter(inf, 0), nextafter(0.0, 1)
BITS = 64
"""For the functions that Arb computes: beyond float64, so that outward rounding loses one unit."""


def point(x: Fraction | int | float) -> Span:
    """The least span around an exact number.

    >>> point(3), point(Fraction(1, 3))[0] < 1 / 3 < point(Fraction(1, 3))[1]
    ((3.0, 3.0), True)
    """
    try:
        near = float(x)
    except OverflowError:
        return (MOST, inf) if x > 0 else (-inf, -MOST)
    if near == x:
        return (near, near)
    return (nextafter(near, -inf), nextafter(near, inf))


def around(value: arb) -> Span:
    """The span of a ball; the whole line where the ball is not finite."""
    if not value.is_finite():
        return WHOLE
    return (nextafter(float(value.lower()), -inf), nextafter(float(value.upper()), inf))


def meet(x: Span, y: Span) -> Span:
    """What two enclosures of the same values have in common. Raises CheckError where that is nothing: one of them is wrong.

    >>> meet((0.0, 2.0), (1.0, inf))
    (1.0, 2.0)
    """
    low, high = max(x[0], y[0]), min(x[1], y[1])
    if low > high:
        raise CheckError(f"two enclosures of the same values, {x} and {y}, have nothing in common")
    return (low, high)


def add(x: Span, y: Span) -> Span:
    """x + y.

    >>> add((1.0, inf), (-3.0, 2.0))
    (-2.0000000000000004, inf)
    """
    return (_down(x[0] + y[0]), _up(x[1] + y[1]))


def negate(x: Span) -> Span:
    """-x."""
    return (-x[1], -x[0])


def multiply(x: Span, y: Span) -> Span:
    """x y, where 0 times an infinite end is 0: the ends are limits of finite numbers.

    >>> multiply((0.0, inf), (2.0, 3.0))
    (0.0, inf)
    """
    (a, b), (c, d) = x, y
    if a > 0 and c > 0:
        return (nextafter(a * c, 0.0), nextafter(b * d, inf))
    products = (_times(a, c), _times(a, d), _times(b, c), _times(b, d))
    return (_down(min(products)), _up(max(products)))


def invert(x: Span) -> Span:
    """1/x; the whole line where x holds 0 inside, a half-line where 0 is an end."""
    low, high = x
    if low > 0 or high < 0:
        return (_down(1 / high), _up(1 / low))
    if low == 0 and high > 0:
        return (_down(1 / high), inf)
    if high == 0 and low < 0:
        return (-inf, _up(1 / low))
    return WHOLE


def power(x: Span, n: int) -> Span:
    """x^n for a whole n, by squares: an even power is not negative."""
    if n < 0:
        return power(invert(x), -n) if x != WHOLE else (0.0, inf) if n % 2 == 0 else WHOLE
    if n == 0:
        return (1.0, 1.0)
    ends = (_plain_power(x[0], n), _plain_power(x[1], n))
    if n % 2:
        return (ends[0][0], ends[1][1])
    if x[0] >= 0:
        return (max(0.0, ends[0][0]), ends[1][1])
    if x[1] <= 0:
        return (max(0.0, ends[1][0]), ends[0][1])
    return (0.0, max(ends[0][1], ends[1][1]))


def _plain_power(x: float, n: int) -> Span:
    made: Span = (1.0, 1.0)
    for _ in range(n):
        made = multiply(made, (x, x))
    return made


def _times(a: float, b: float) -> float:
    """a b, where 0 is only what has a factor 0: what underflows stays beside it."""
    if a == 0 or b == 0:
        return 0.0
    return a * b or (TINY if (a > 0) == (b > 0) else -TINY)


def _down(x: float) -> float:
    return x if x in (0.0, -inf) else nextafter(x, -inf)


def _up(x: float) -> float:
    return x if x in (0.0, inf) else nextafter(x, inf)


def _rising(f: Callable[[arb], arb], at_minus: float, at_plus: float, least: float = -inf) -> Callable[[Span], Span]:
    """An increasing function of the tables of Arb with its limits at the infinite ends, defined above `least`."""

    def apply(x: Span) -> Span:
        if x[0] < least:
            return (-inf, at_plus) if x[1] < least or isinf(x[1]) else (-inf, _end(f, x[1], at_plus)[1])
        return (_end(f, x[0], at_minus)[0], _end(f, x[1], at_plus)[1])

    return apply


def _end(f: Callable[[arb], arb], x: float, limit: float) -> Span:
    if isinf(x):
        return (limit, limit)
    with precision(BITS):
        low, high = around(f(arb(x)))
    return (low, high)


def _falling(f: Callable[[arb], arb], at_minus: float, at_plus: float) -> Callable[[Span], Span]:
    rise = _rising(lambda x: -f(x), -at_minus, -at_plus)
    return lambda x: negate(rise(x))


def _wave(f: Callable[[arb], arb]) -> Callable[[Span], Span]:
    """sin and cos: in [-1, 1]; by Arb on short spans."""

    def apply(x: Span) -> Span:
        if isinf(x[0]) or isinf(x[1]) or x[1] - x[0] > 3:
            return (-1.0, 1.0)
        with precision(BITS):
            return meet(around(f(arb(x[0]).union(arb(x[1])))), (-1.0, 1.0))

    return apply


def _square_root(x: Span) -> Span:
    low, high = max(x[0], 0.0), max(x[1], 0.0)
    with precision(BITS):
        return (
            max(0.0, _end(lambda t: t.sqrt(), low, inf)[0]) if low else 0.0,
            _end(lambda t: t.sqrt(), high, inf)[1],
        )


def size(x: Span) -> Span:
    """|x|.

    >>> size((-3.0, 2.0))
    (0.0, 3.0)
    """
    return x if x[0] >= 0 else negate(x) if x[1] <= 0 else (0.0, max(-x[0], x[1]))


def _exponential(x: Span) -> Span:
    low, high = _rising(lambda t: t.exp(), 0.0, inf)(x)
    return (max(low, 0.0), high)


def real_power(x: Span, y: Span) -> Span:
    """x^y = e^(y log x) for x > 0; y = 1/2 is the square root, a whole y a product."""
    if y[0] == y[1]:
        if y[0] == int(y[0]) and abs(y[0]) < 64:
            return power(x, int(y[0]))
        if y[0] == 0.5:
            return _square_root(x)
        if y[0] == -0.5:
            return invert(_square_root(x))
    return _exponential(multiply(y, LOG(x))) if x[0] >= 0 else WHOLE


def _log(x: Span) -> Span:
    return _rising(lambda t: t.log(), -inf, inf)((x[0], x[1])) if x[0] > 0 else (-inf, _log_top(x[1]))


def _log_top(x: float) -> float:
    return inf if x <= 0 or isinf(x) else _end(lambda t: t.log(), x, inf)[1]


LOG = _log
FUNCTIONS: Mapping[Any, Callable[..., Span]] = {
    sp.exp: _exponential,
    sp.log: _log,
    sp.Abs: size,
    sp.sign: lambda x: (1.0, 1.0) if x[0] > 0 else (-1.0, -1.0) if x[1] < 0 else (-1.0, 1.0),
    sp.erf: _rising(lambda t: t.erf(), -1.0, 1.0),
    sp.erfc: _falling(lambda t: t.erfc(), 2.0, 0.0),
    sp.tanh: _rising(lambda t: t.tanh(), -1.0, 1.0),
    sp.sinh: _rising(lambda t: t.sinh(), -inf, inf),
    sp.atan: _rising(lambda t: t.atan(), -nextafter(1.5707963267948968, 2), nextafter(1.5707963267948968, 2)),
    sp.sin: _wave(lambda t: t.sin()),
    sp.cos: _wave(lambda t: t.cos()),
    sp.cosh: lambda x: _half_sum(_exponential(size(x)), _exponential(negate(size(x)))),
    sp.Max: lambda *parts: (max(x[0] for x in parts), max(x[1] for x in parts)),
    sp.Min: lambda *parts: (min(x[0] for x in parts), min(x[1] for x in parts)),
    sp.Pow: real_power,
    dawson: lambda x: meet(_dawson(x), (-0.5410442246351817, 0.5410442246351817)),
}
"""By SymPy head; what is missing answers with the whole line."""


def _half_sum(x: Span, y: Span) -> Span:
    return multiply((0.5, 0.5), add(x, y))


def _dawson(x: Span) -> Span:
    if isinf(x[0]) or isinf(x[1]):
        return WHOLE
    with precision(BITS):
        t = arb(x[0]).union(arb(x[1]))
        return around(arb.pi().sqrt() / 2 * (-t * t).exp() * t.erfi())


def number(q: Fraction) -> Span:
    """A rational."""
    return point(q)


def sure(x: Span) -> Span:
    """The whole line in place of a span with NaN ends."""
    return WHOLE if isnan(x[0]) or isnan(x[1]) else x


def constant(make: Callable[[], arb]) -> Span:
    """A named constant of Arb."""
    with precision(BITS):
        return around(make())


def rational_ends(x: Span) -> tuple[fmpq, fmpq]:
    """Both ends, exact; they must be finite."""
    return tuple(fmpq(*end.as_integer_ratio()) for end in x)  # type: ignore[return-value]
