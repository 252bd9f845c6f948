"""The door to rigorous integration (Arb): an integral as a ball that contains it, error of the method included."""

from __future__ import annotations

from collections.abc import Callable

from flint import acb, arb

from audit.errors import PrecisionError
from audit.numerics.ball import DEFAULT_BITS, precision

GUARD_BITS = 12
"""Rounding of a few thousand evaluations."""

Integrand = Callable[[acb], acb]


def integrate(f: Integrand, a: arb, b: arb, prec_bits: int = DEFAULT_BITS) -> arb:
    """int_a^b f(x) dx for real a, b and a meromorphic f, without a pole in [a, b].

    f takes a complex ball and returns one that contains all its values there. It may use +, -, *, /, exp, sin, cosh and
    other entire functions; not log, sqrt or real powers, since their branch cuts would go unnoticed: substitute
    x = e^y first. The radius is about 2^-prec_bits of the integral or of 1, whichever is larger.

    Raises PrecisionError where no finite ball is found, as at a pole.

    >>> print(integrate(lambda x: x.exp(), arb(0), arb(1), 60).str(15, radius=False))
    1.71828182845905
    """
    with precision(prec_bits + GUARD_BITS):
        value = acb.integral(lambda z, _: f(z), acb(a), acb(b)).real
    if not value.is_finite():
        raise PrecisionError(
            f"no finite enclosure of the integral from {a.str(6)} to {b.str(6)}: a pole, or too few bits"
        )
    return value
