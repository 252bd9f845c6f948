"""Sign changes between neighbouring decimals, certified by balls."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb

from audit.errors import PrecisionError


def bracket(f: Callable[[Fraction], arb], near: Fraction, digits: int) -> tuple[Fraction, Fraction]:
    """Decimals low < high = low + 10^-digits around `near` with f(low) < 0 < f(high).

    For a continuous f there is a root between, for an increasing one the only root. Raises PrecisionError where the balls
    do not show it.

    >>> low, high = bracket(lambda x: arb(x.numerator) / x.denominator - arb(2).sqrt(), Fraction(14142136, 10**7), 4)
    >>> decimals(low, 4), decimals(high, 4)
    ('1.4142', '1.4143')
    """
    unit = Fraction(1, 10**digits)
    low = near // unit * unit
    if not (f(low) < 0 and f(low + unit) > 0):
        raise PrecisionError(f"no sign change from - to + between {decimals(low, digits)} and the next decimal")
    return low, low + unit


def decimals(x: Fraction, digits: int) -> str:
    """x >= 0 to `digits` decimals, cut.

    >>> decimals(Fraction(20, 3), 3)
    '6.666'
    """
    whole, rest = divmod(x, 1)
    return f"{whole}.{int(rest * 10**digits):0{digits}d}"
