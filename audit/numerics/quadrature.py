"""The door to rigorous quadrature (Arb's acb.integral): a definite integral as a ball that contains it."""

from __future__ import annotations

from collections.abc import Callable

from flint import acb, arb

from audit.errors import PrecisionError
from audit.numerics.ball import DEFAULT_BITS, ball, precision
from audit.numerics.exact import Exact


def integral(f: Callable[[acb], acb], a: Exact | arb, b: Exact | arb, prec_bits: int = DEFAULT_BITS) -> arb:
    """int_a^b f(x) dx for f real on [a, b] and analytic around it, as a ball.

    `f` takes and returns acb and must be built from acb's own functions, which are analytic wherever they answer with a
    finite ball (no abs, no branches). Raises PrecisionError if the enclosure is not finite, as for a pole on [a, b].

    >>> bool(integral(lambda z: z.exp(), 0, 1).contains(ball(1).exp() - 1))
    True
    """
    with precision(prec_bits):
        value = acb.integral(lambda z, analytic: f(z), acb(ball(a)), acb(ball(b)))
        if not value.is_finite():
            raise PrecisionError(f"no finite enclosure of an integral over [{a}, {b}]")
        return value.real
