"""The rays c = mu/sigma at which a domain ends: alpha = 1 for a KL stated up to there, log alpha = -8 and 8 for clipped code.

alpha = 1/c^2, so that alpha <= 1 is |c| >= 1, and |log alpha| <= 8 is e^-4 <= |c| <= e^4. Along a ray the KL is constant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from flint import arb

from audit.errors import InputError, PrecisionError
from audit.numerics import span
from audit.numerics.ball import ball, precision
from audit.numerics.span import Span
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.result import ADDITIVE, CLIPPED

CLIP = Fraction(8)
"""Of |log alpha|, as in the code that came with Molchanov et al. 2017."""
AT_ORIGIN = "theta = 0: sigma = 0, a point mass; the gradient to log sigma^2 is 0, that to theta is the loss's own"
CORNER = "(mu, sigma^2) -> (0, 0) along that edge"
SPAN_BITS = 64


@dataclass(frozen=True)
class Edge:
    """A ray c = mu/sigma > 0 at which the cone ends; `low`: the cone lies above it; `log_c`: log c, exactly."""

    name: str
    c: Callable[[], arb]
    low: bool
    log_c: Fraction = Fraction(0)

    def at(self, side: int) -> arb:
        """c, or -c for side = -1."""
        return side * self.c()

    def on_side(self, side: int) -> str:
        """Its name where both signs of mu have an edge of their own."""
        return f"{self.name}, mu {'>' if side > 0 else '<'} 0"

    def attracts(self, tilt: int) -> bool | None:
        """Does F fall towards the edge, by the sign of c dF/dc there (0: not told)?"""
        return None if tilt == 0 else tilt == (1 if self.low else -1)


STATED = Edge("alpha = 1, the edge of the stated domain", lambda: arb(1), True)
PLATEAUS = (
    Edge("the plateau log alpha >= 8, at its best theta", lambda: (-ball(CLIP / 2)).exp(), True, -CLIP / 2),
    Edge("the plateau log alpha <= -8, at its best theta", lambda: ball(CLIP / 2).exp(), False, CLIP / 2),
)


def edges_of(penalty: Penalty, parametrisation: str) -> tuple[Edge, ...]:
    """Where the domain ends, the lowest |c| first; none for a KL on all alpha > 0. Raises InputError for an empty question.

    >>> from audit.parametrisation.penalty import KINGMA
    >>> [edge.name for edge in edges_of(KINGMA, "additive")]
    ['alpha = 1, the edge of the stated domain']
    """
    if parametrisation == CLIPPED:
        if penalty.slope_at_zero is None:
            given = f"{penalty.name} with log alpha clipped to [-8, 8]"
            raise InputError(given, "a KL that is meant for alpha > 1 as well", "--kl molchanov2017")
        return PLATEAUS
    return (STATED,) if penalty.least else ()


def cone_of(penalty: Penalty, edges: tuple[Edge, ...]) -> Span | None:
    """The |c| between the edges, rounded outwards; from 0 on for a K that plunges there; None for the whole plane.

    >>> from audit.parametrisation.penalty import KINGMA
    >>> cone_of(KINGMA, (STATED,))
    (0.9999999999999999, inf)
    """
    if not edges:
        return None if penalty.plunge is None else (0.0, inf)
    with precision(SPAN_BITS):
        ends = [span.around(edge.c()) for edge in edges]
    return (ends[0][0], ends[1][1] if len(ends) > 1 else inf)


def strictly_inside(c: arb, edges: tuple[Edge, ...]) -> bool:
    """Does a stationary point with this c lie strictly between the edges? Raises PrecisionError where balls do not tell.

    >>> strictly_inside(arb(2), (STATED,)), strictly_inside(arb("-0.9"), (STATED,))
    (True, False)
    """
    size = abs(c)
    for edge in edges:
        beyond, before = (size < edge.c(), size > edge.c()) if edge.low else (size > edge.c(), size < edge.c())
        if beyond:
            return False
        if not before:
            raise PrecisionError(f"whether a stationary point lies inside {edge.name} is not told")
    return True


def coordinates(c: arb, r: arb, parametrisation: str) -> dict[str, arb]:
    """The point mu = c r, sigma = r by the names of a parametrisation."""
    mu = c * r
    if parametrisation == ADDITIVE:
        return {"mu": mu, "sigma2": r * r}
    return {"theta": mu, "log_sigma2": 2 * r.log()} if parametrisation == CLIPPED else {"theta": mu, "alpha": 1 / c**2}
