"""Named sets of points, off-centre on purpose: no ones, no halves of the parametrisation, no plus signs only.

A set is a tuple of exact rationals; `jittered` adds seeded ones, so that every run looks at some points that no author
chose, and the same seed at the same ones.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

U = tuple(Fraction(x) for x in ("1.7", "0.31", "5.9", "23", "1e-6"))
"""u from the Taylor end to the tail, one on each side of the crossings that the paper's formulas have."""
MU = tuple(Fraction(x) for x in ("-2.3", "-0.41", "0.17", "1.9"))
"""Means, two of them negative."""
SIGMA = tuple(Fraction(x) for x in ("0.37", "0.83", "2.6", "0.05"))
"""Standard deviations, one small."""
ALPHA = tuple(Fraction(x) for x in ("0.03", "0.42", "1.6", "37"))
"""alpha = sigma^2/mu^2 on both sides of 1."""
POSITIVE = tuple(Fraction(x) for x in ("0.13", "0.71", "1.9", "6.4"))
"""For any other positive letter."""


def jittered(points: tuple[Fraction, ...], random: Random, extra: int = 3) -> tuple[Fraction, ...]:
    """The points and `extra` more, each a random one of them times a random factor in (1/2, 2).

    >>> len(jittered(U, Random(0)))
    8
    """
    more = (random.choice(points) * Fraction(random.randint(51, 199), 100) for _ in range(extra))
    return (*points, *more)
