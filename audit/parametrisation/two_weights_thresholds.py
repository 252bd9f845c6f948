"""Thresholds of the product of two weights with Kingma's cubic, by exact algebra: where unequal weights come in, and alpha = 1.

As in `two_weights.py`, B(a) = N/a, N = g (1 + a)^2, and (a1, a2) is stationary for B(a1)(1 + a2) = B(a2)(1 + a1) = rho. With

    H(a) = g(a)(1 + a)/a:    H(a1) = H(a2),    rho = H(a1)(1 + a1)(1 + a2)

so that all points lie on the diagonal, at rho = H (1 + a)^2, which is R of `thresholds.py` for two weights, or on the curve
C = {Q = 0}, Q = (g(a1)(1 + a1) a2 - g(a2)(1 + a2) a1)/(a1 - a2). H -> oo at both ends. Where H' has one zero a* on a > 0, C is
one curve through (a*, a*), a1 < a* < a2 and mirrored: a pitchfork at rho = H(a*)(1 + a*)^2. Folds on C are zeros of

    T = d rho/da1 dQ/da2 - d rho/da2 dQ/da1

with Q, so that both coordinates are roots of the resultant, as Q is symmetric and T changes its sign with the coordinates. If Q
is not 0 at a pair of its positive roots other than (a*, a*), rho is monotone along C from there on, and one kind, asked for at
one strength, that of all its points.

On alpha <= 1 the diagonal passes the corner (1, 1) at rho = 4 H(1), below which F falls towards it, and C passes the edges at
(1, b), b < a*, H(b) = H(1), rho = 2 H(1)(1 + b). Along an edge F is stationary where rho = 2 B(a), and falls towards the edge
where B(1) > rho/(1 + a), that is H(1) > H(a): nowhere at a minimum, B' < 0, if B' has one zero and it is at most b. Then F has
no minimum on an edge but in the corner. Where a minimum inside is as deep as the corner is told on the diagonal, as all minima
lie there; above that the least value of F is inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpq_poly

from audit.errors import CheckError, PrecisionError
from audit.numerics.ball import precision
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.result import SADDLE
from audit.parametrisation.two_weights import Cubic, cubic, pairs, positive_roots

GUARD_BITS = 60
BESIDE = 1.01
ONE_ZERO = "H' is not shown to have one zero"


@dataclass(frozen=True)
class Passing:
    """A strength and the alpha there: of both weights at the pitchfork, of the other weight at an edge."""

    rho: arb
    alpha: arb


@dataclass(frozen=True)
class Apart:
    """Where unequal weights come in, and where they pass alpha = 1 (None for a KL on all alpha > 0); `alone`: no fold on C.

    `edge_bare`: no minimum of F on an edge apart from the corner.
    """

    pitchfork: Passing
    edge: Passing | None
    alone: bool
    edge_bare: bool


def apart(penalty: Penalty, bits: int, made: Cubic | None = None) -> Apart:
    """To about `bits` bits; `made`: the cubic, the printed one without it. Raises PrecisionError, CheckError.

    >>> from audit.parametrisation.penalty import KINGMA
    >>> told = apart(KINGMA, 60)
    >>> told.pitchfork.rho.str(8, radius=False), told.edge.rho.str(8, radius=False), told.alone, told.edge_bare
    ('6.2478918', '6.3252551', True, True)
    """
    made = made or cubic()
    with precision(2 * bits + GUARD_BITS):
        top, x = made.g * fmpq_poly([1, 1]), fmpq_poly([0, 1])
        turns = [a for a, _ in positive_roots(top.derivative() * x - top)]
        if len(turns) != 1:
            raise CheckError(ONE_ZERO)
        alpha = turns[0]
        pitchfork = Passing(_at(top, alpha) / alpha * (1 + alpha) ** 2, alpha)
        alone = _no_fold(made, alpha) and _saddles(pitchfork.rho)
        if not penalty.least:
            return Apart(pitchfork, None, alone, True)
        edge = _at_edge(made, top, alpha)
        lows = [a for a, _ in positive_roots(made.n.derivative() * x - made.n)]
        return Apart(pitchfork, edge, alone, len(lows) == 1 and bool(lows[0] < edge.alpha))


def _saddles(rho: arb) -> bool:
    """Are the unequal pairs a little above the pitchfork all saddles?"""
    above = Fraction(float(rho) * BESIDE).limit_denominator(1000)
    kinds = {pair.kind for pair in pairs(above, GUARD_BITS) if not pair.alike}
    return kinds == {SADDLE}


def _at_edge(made: Cubic, top: fmpq_poly, turn: arb) -> Passing:
    """b < a* with H(b) = H(1), the other root of g (1 + a) - H(1) a than 1; a* < 1."""
    h = top(1)
    rest, left = divmod(top - fmpq_poly([0, h]), fmpq_poly([-1, 1]))
    below = [b for b, _ in positive_roots(rest) if b < turn]
    if left.degree() >= 0 or len(below) != 1 or not turn < 1:
        raise PrecisionError("where two weights pass alpha = 1 is not told")
    return Passing(2 * arb(h) * (1 + below[0]), below[0])


def _no_fold(made: Cubic, turn: arb) -> bool:
    """Is Q apart from 0 at each pair of positive roots of the resultant other than (a*, a*)?"""
    ctx = fmpq_mpoly_ctx.get(("a", "b"), "lex")
    a, b = ctx.gens()
    g = [sum((c * x**i for i, c in enumerate(made.g.coeffs())), ctx.constant(0)) for x in (a, b)]
    q = (g[0] * (1 + a) * b - g[1] * (1 + b) * a) // (a - b)
    n = g[0] * (1 + a) ** 2
    t = (n.derivative(0) * a - n) * (1 + b) * q.derivative(1) - n * a * q.derivative(0)
    shared = {powers[0]: value for powers, value in t.resultant(q, 1).to_dict().items()}
    if not shared:
        return False
    without_zero = fmpq_poly([shared.get(i, fmpq(0)) for i in range(min(shared), max(shared) + 1)])
    roots = [x for x, _ in positive_roots(without_zero)]
    known = [x for x in roots if x.overlaps(turn)]
    both = [(x, y) for x in roots for y in roots if not (x is y and x in known)]
    return len(known) == 1 and all(_apart(q, x, y) for x, y in both)


def _apart(q: fmpq_mpoly, x: arb, y: arb) -> bool:
    value = sum((arb(c) * x ** powers[0] * y ** powers[1] for powers, c in q.to_dict().items()), arb(0))
    return bool(value > 0 or value < 0)


def _at(polynomial: fmpq_poly, a: arb) -> arb:
    total = arb(0)
    for coefficient in reversed(polynomial.coeffs()):
        total = total * a + arb(coefficient)
    return total
