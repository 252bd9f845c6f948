"""The largest error of a published approximation of -KL, over its whole domain, by branch and bound with balls.

    t = log alpha,  u = e^-t/2,  h = d(-KL)/dt = u slope(u)

    kl                f = A - (-excess) + constant
    slope             f = A' - h                              ' = d/dt
    relative slope    f = (A' - h)/h

On cells |f| <= |f(m)| + |f'(m)| r + sup |f''| r^2/2; the derivatives of A are those of the published formula itself, by
power series arithmetic. Both infinite ends are covered by `approximation_ends`. What is left is a cell around the largest
|f|, on which f' is strictly monotone, or which lies at the end of the domain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx

from audit.errors import InputError, PrecisionError
from audit.numerics.ball import ball, hull, precision
from audit.numerics.exact import Exact, approximate, bits_of, positive, whole
from audit.parametrisation.approximation_ends import OF, Ends, ends_of, exact_at_infinity, exact_at_zero
from audit.parametrisation.penalty import constants
from audit.parametrisation.roots import over, refine, sign
from audit.pseudo_kl import ball as core
from audit.pseudo_kl.published import Approximation

Error = Callable[[arb], tuple[arb, arb, arb]]
"""t to (f, f', f''), enclosed on all of t; NaN, which no comparison takes for small, where t is too wide."""
SEARCH_BITS = 80
"""The search discards cells; far more than the width of the smallest one."""
REACHES = (6, 10, 16)
"""|t| at which the ends begin; farther out where an end is not yet below the largest error."""
FIRST_WIDTH = Fraction(1, 4)
CELLS_MAX = 500
"""More at one time are many places with the same largest error, or bounds that do not narrow."""
LEVELS = 26
"""Cells are halved at most this often: 2^-28 wide, then the largest error is attained at two places, or nearly so."""
DIGITS_MAX = 300


@dataclass(frozen=True)
class Largest:
    """sup |f| = `value`, attained at `alpha` (enclosures) and nowhere else; f has the sign `sign` there.

    `cells` were looked at; `end_zero` and `end_infinity` bound |f| on the two ends (the second None for a finite domain).
    """

    value: arb
    alpha: arb
    sign: int
    cells: int
    end_zero: arb
    end_infinity: arb | None


def largest_error(
    approximation: Approximation, of: str = "kl", digits: int = 9, constant: Callable[[], arb] | None = None
) -> Largest:
    """The supremum over the whole stated domain of |error|, to `digits` digits; a proof, or PrecisionError.

    `of`: "kl", "slope" (d/d log alpha) or "relative slope". `constant` is added to the approximation of -KL; without it the
    one that makes it comparable with KL(0) - KL: (gamma + log 2)/2 is taken from the cubic, nothing from the sigmoid.
    PrecisionError too where |f| is largest at an infinite end, or at two places. InputError for another `of`, digits outside
    1..300, or an approximation whose ends are not known; CheckError where its formula is not the one known at its ends.

    >>> from audit.pseudo_kl.published import MOLCHANOV_2017
    >>> found = largest_error(MOLCHANOV_2017)
    >>> found.value.str(6, radius=False), found.alpha.str(6, radius=False)
    ('0.00937457', '0.0298735')
    """
    _known(of)
    bits = bits_of(whole(digits, "digits", 1, DIGITS_MAX, "digits = 9"))
    ends = ends_of(approximation, constant)
    for reach in REACHES:
        start = Fraction(-reach)
        end = Fraction(reach) if approximation.alpha_max is None else _finite_end(approximation.alpha_max)
        f = _error(approximation, of, ends)
        with precision(SEARCH_BITS):
            low, high, best, cells = _search(f, start, end)
            zero, infinity = _ends(approximation, ends, of, start, end)
            if zero < best and (infinity is None or infinity < best):
                break
    else:
        raise PrecisionError(f"the error of {approximation.name} is not smaller beyond |log alpha| = {REACHES[-1]}")
    value, alpha, side = _place(f, low, high, end, bits)
    return Largest(value, alpha, side, cells, zero, infinity)


def error_at(
    approximation: Approximation, alpha: Exact, of: str = "kl", constant: Callable[[], arb] | None = None
) -> arb:
    """The signed error f at one alpha of the stated domain, at the current precision. InputError outside it.

    >>> from audit.pseudo_kl.published import KINGMA_2015
    >>> print(error_at(KINGMA_2015, Fraction(1), "relative slope").str(6, radius=False))
    0.148672
    """
    _known(of)
    exact, most = positive(alpha, "alpha"), approximation.alpha_max
    if most is not None and exact > most:
        raise InputError(f"alpha = {approximate(exact)}", f"0 < alpha <= {most}", "molchanov2017")
    return _error(approximation, of, ends_of(approximation, constant))(ball(exact).log())[0]


def limits(
    approximation: Approximation, of: str = "kl", constant: Callable[[], arb] | None = None
) -> tuple[arb, arb | None]:
    """The limits of f as alpha -> 0 and alpha -> oo (None where the domain is finite), at the current precision. InputError.

    >>> from audit.pseudo_kl.published import MOLCHANOV_2017
    >>> zero, infinity = limits(MOLCHANOV_2017)
    >>> zero.str(6, radius=False), float(infinity)
    ('-0.000578577', 0.0)
    """
    _known(of)
    ends = ends_of(approximation, constant)
    zero = exact_at_zero(arb(0)).error(ends.at_zero(constants(approximation.constants), arb(0)), of) + _added(ends, of)
    if ends.at_infinity is None:
        return zero, None
    far = exact_at_infinity(arb(0)).error(ends.at_infinity(constants(approximation.constants), arb(0)), of)
    return zero, far + _added(ends, of)


def _known(of: str) -> None:
    if of not in OF:
        raise InputError(f"of = {of!r}", ", ".join(OF), 'of = "slope"')


def _added(ends: Ends, of: str) -> arb:
    """The additive constant, which no slope sees."""
    return ends.constant() if of == "kl" else arb(0)


def _error(approximation: Approximation, of: str, ends: Ends) -> Error:
    def f(t: arb) -> tuple[arb, arb, arb]:
        alpha: Any = arb_series([t, 1], prec=4).exp()
        named = {name: ball(text) for name, text in approximation.constants.items()}
        exact = _exact(t, of)
        off: Any = approximation.formula(named, alpha) - exact + _added(ends, of)
        if of != "kl":
            off = off.derivative()
        if of == "relative slope":
            if not exact[1] > 0:
                return arb("nan"), arb("nan"), arb("nan")
            off = off / exact.derivative()
        return off[0], off[1], 2 * off[2]

    return f


def _exact(t: arb, of: str) -> Any:
    """-excess to the third power of the step: h = u g, h' = -u (g + u g'), h'' = u g (1 - u) + u^2 g' (3/2 - u), g = slope.

    The last by 2 u g'' = -2 g - (3 + 2u) g', the derivative of 2 u g' + (1 + 2u) g = 1. Of
    a slope the value is left out, 0.
    """
    u = (-t).exp() / 2
    g, bend = core.slope(u, ctx.prec), core.curvature(u, ctx.prec)
    third = u * g * (1 - u) + u * u * bend * (arb(3) / 2 - u)
    value = -core.excess(u, ctx.prec) if of == "kl" else arb(0)
    return arb_series([value, u * g, -u * (g + u * bend) / 2, third / 6], prec=4)


def _finite_end(alpha_max: Fraction) -> Fraction:
    if alpha_max != 1:
        raise InputError(f"a domain that ends at alpha = {alpha_max}", "1, or no end", "alpha_max = 1")
    return Fraction(0)


def _search(f: Error, start: Fraction, end: Fraction) -> tuple[Fraction, Fraction, arb, int]:
    """The hull of the cells that may hold the largest |f|, once f or f' is monotone on it; a lower bound of sup |f|."""
    count = int((end - start) / FIRST_WIDTH)
    best = arb(abs(f(ball(end))[0]).lower())
    waiting = [(start + i * FIRST_WIDTH, start + (i + 1) * FIRST_WIDTH) for i in range(count)]
    cells = 0
    for _ in range(LEVELS):
        bounds = []
        for low, high in waiting:
            least, most = _bounds(f, low, high)
            bounds.append((most, low, high))
            best = least if least > best else best
        cells += len(waiting)
        kept = [(low, high) for most, low, high in bounds if not _below(most, best)]
        first, last = kept[0][0], kept[-1][1]
        if _settled(f, first, last, end):
            return first, last, best, cells
        if len(kept) > CELLS_MAX:
            break
        waiting = [half for low, high in kept for half in ((low, (low + high) / 2), ((low + high) / 2, high))]
    raise PrecisionError(f"the largest error stays between log alpha = {float(first):.6g} and {float(last):.6g}")


def _below(most: arb, best: arb) -> bool:
    """Certified: every |f| of the cell is below a value that |f| has; False keeps the cell."""
    return bool(most < best)


def _bounds(f: Error, low: Fraction, high: Fraction) -> tuple[arb, arb]:
    """A lower bound of |f| at the middle, and an upper bound of |f| on the cell."""
    cell, half = f(over(low, high)), ball((high - low) / 2)
    value, first, _ = f(ball((low + high) / 2))
    taylor = arb((abs(value) + abs(first) * half + abs(cell[2]) * half**2 / 2).upper())
    plain = arb(abs(cell[0]).upper())
    return arb(abs(value).lower()), plain if plain < taylor else taylor


def _settled(f: Error, low: Fraction, high: Fraction, end: Fraction) -> bool:
    """f keeps its sign s on the cell, and s f is concave with a maximum inside, or rises up to the end of the domain."""
    value, first, second = f(over(low, high))
    side = sign(value)
    if side == 0:
        return False
    if high == end and side * first > 0:
        return True
    turns = bool(side * f(ball(low))[1] > 0) and bool(side * f(ball(high))[1] < 0)
    return turns and bool(side * second < 0)


def _place(f: Error, low: Fraction, high: Fraction, end: Fraction, bits: int) -> tuple[arb, arb, int]:
    """|f| and alpha where |f| is largest, and the sign of f there."""
    with precision(2 * bits + SEARCH_BITS):
        value, first, _ = f(over(low, high))
        side = sign(value)
        if high == end and side * first > 0:
            return abs(f(ball(end))[0]), ball(end).exp(), side
        low, high = refine(lambda t: f(t)[1], low, high, -side, bits)
        middle, radius = f(ball((low + high) / 2))[0], ball((high - low) / 2)
        spread = f(over(low, high))[1] * radius
        return abs(middle + hull(spread, -spread)), over(low, high).exp(), side


def _ends(approximation: Approximation, ends: Ends, of: str, start: Fraction, end: Fraction) -> tuple[arb, arb | None]:
    """Upper bounds of |f| for t <= start and, where the domain has no end, for t >= end."""
    listed = constants(approximation.constants)
    alpha = arb(0).union(ball(start).exp())
    zero = abs(exact_at_zero(alpha).error(ends.at_zero(listed, alpha), of) + _added(ends, of))
    if ends.at_infinity is None:
        return arb(zero.upper()), None
    inverse = arb(0).union((-ball(end)).exp())
    far = abs(exact_at_infinity(inverse).error(ends.at_infinity(listed, inverse), of) + _added(ends, of))
    return arb(zero.upper()), arb(far.upper())
