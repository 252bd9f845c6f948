"""An enclosure as text: digits that are all correct, and the radius."""

from __future__ import annotations

from flint import arb

MOST_DIGITS = 60


def enclosure(ball: arb) -> str:
    """As `2.506628275 +/- 4e-10`: the midpoint to its correct digits, and a radius that covers the rounding of the text.

    >>> enclosure(arb("2.50662827463", "1e-10"))
    '[2.506628275 +/- 4.71e-10]'
    """
    return str(ball.str(MOST_DIGITS))
