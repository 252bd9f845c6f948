"""A product of two weights with Kingma's cubic, where the two may sit at different alpha: all stationary points by exact algebra.

    F = rho/2 E (1 - w1 w2)^2 + K(u1) + K(u2),    a_i = alpha_i = 1/(2 u_i),    m(a) = 1/(1 + a)

The data ask for the product of the scales alone, and at its best value leave G = rho/2 (1 - m(a1) m(a2)) + K + K. With
g = 2u K' = 1 + 2 c1 a + 4 c2 a^2 + 6 c3 a^3, N = g (1 + a)^2 and B = N/a,

    2 (1 + a1)^2 dG/da1 = rho m(a2) - B(a1),    and the same the other way round.

The first is 0 for a2 = D/N, D = rho a - N, all at a = a1; the second is then, as g > 0 and so N > 0 for a >= 0,

    rho a^2 (1 + a) (N^3 + 2 c1 D N^2 + 4 c2 D^2 N + 6 c3 D^3) - D N^4 = 0,

a polynomial in a with rational coefficients: its real roots with a > 0 and D > 0 are all stationary points, off the diagonal with
their mirror images. Arb isolates roots of a polynomial with their multiplicities, so that none is missed. The kind is that of

    (2 (1 + a1)^2 (1 + a2)^2)^2 det = B'(a1) B'(a2) (1 + a1)^2 (1 + a2)^2 - rho^2,    d^2G/da1^2 = -B'(a1)/(2 (1 + a1)^2),

where a maximum of G is a saddle of F, which is least at the best product of the scales.

On the edge a1 = 1, dG/da2 = 0 is N - rho a/2 = 0. In (0, 1]^2, G tends to +oo with either alpha -> 0 and has a minimum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq, fmpq_poly

from audit.errors import PrecisionError
from audit.numerics.ball import ball, precision
from audit.numerics.exact import rational
from audit.parametrisation.cone_edges import STATED, strictly_inside
from audit.parametrisation.penalty import KINGMA_LEAST, Penalty
from audit.parametrisation.result import ADDITIVE, MINIMUM, SADDLE, Boundary, Minima, Point, lowest
from audit.parametrisation.roots import sign
from audit.pseudo_kl.published import KINGMA_2015

NAME = "product"
EDGE = "alpha = 1 for one weight, the edge of the stated domain"
CORNER = "alpha = 1 for both weights, the corner of the stated domain"
GUARD_BITS = 60
WEAKEST = 4 * KINGMA_LEAST
"""B >= KINGMA_LEAST (1 + a)^2/a >= 4 KINGMA_LEAST, while rho m < rho: up to here no point is stationary."""


@dataclass(frozen=True)
class Pair:
    """A stationary point (a1, a2) and its kind; `alike`: a1 = a2."""

    first: arb
    second: arb
    kind: str
    alike: bool


@dataclass(frozen=True)
class Cubic:
    """N and g of the cubic as exact polynomials in a."""

    g: fmpq_poly
    n: fmpq_poly

    def b(self, a: arb) -> arb:
        """B = N/a."""
        return _at(self.n, a) / a

    def steepness(self, a: arb) -> arb:
        """B'."""
        return (_at(self.n.derivative(), a) * a - _at(self.n, a)) / (a * a)


def cubic() -> Cubic:
    """From the printed constants."""
    c1, c2, c3 = (_exact(rational(text, "constant")) for text in KINGMA_2015.constants.values())
    g = fmpq_poly([fmpq(1), 2 * c1, 4 * c2, 6 * c3])
    return Cubic(g, g * fmpq_poly([1, 2, 1]))


def pairs(rho: Fraction, bits: int) -> list[Pair]:
    """All stationary points with alpha_1, alpha_2 > 0 for rho >= 0, by a1, to about `bits` bits; mirror images are listed.

    Raises PrecisionError where it is not told on which side of 0 an alpha lies.

    >>> [(pair.kind, pair.alike, pair.first.str(5, radius=False)) for pair in pairs(Fraction(6), 60)]
    [('minimum', True, '0.76780'), ('saddle', True, '0.89714')]
    """
    if rho <= WEAKEST:
        return []
    made, strength, found = cubic(), _exact(rho), []
    same = made.n * fmpq_poly([1, 1]) - fmpq_poly([0, strength])
    different = _without(_eliminated(made, strength) // same, same)
    with precision(2 * bits + GUARD_BITS):
        for polynomial in (same, different):
            for a, times in positive_roots(polynomial):
                other = a if polynomial is same else ball(rho) / made.b(a) - 1
                if _positive(other):
                    kind = _kind(made, rho, a, other) if times == 1 else "degenerate"
                    found.append(Pair(a, other, kind, polynomial is same))
    return sorted(found, key=lambda pair: float(pair.first.mid()))


def _without(polynomial: fmpq_poly, other: fmpq_poly) -> fmpq_poly:
    """Less the roots that it has in common with the other: where two pairs meet on the diagonal."""
    common = polynomial.gcd(other)
    return polynomial if common.degree() < 1 else _without(polynomial // common, other)


def _eliminated(made: Cubic, rho: fmpq) -> fmpq_poly:
    """The polynomial of the docstring."""
    n, d = made.n, fmpq_poly([0, rho]) - made.n
    _, second, third, fourth = made.g.coeffs()
    inner = n**3 + second * d * n**2 + third * d**2 * n + fourth * d**3
    return rho * fmpq_poly([0, 0, 1, 1]) * inner - d * n**4


def positive_roots(polynomial: fmpq_poly) -> Iterator[tuple[arb, int]]:
    """Real roots above 0 with their multiplicities; the imaginary part of a real root is exactly 0. Raises PrecisionError."""
    roots: list[Any] = polynomial.numer().complex_roots()
    for root, times in roots:
        if root.imag == 0 and _positive(root.real):
            yield root.real, times


def _positive(alpha: arb) -> bool:
    """Raises PrecisionError where it is not told."""
    if alpha > 0 or alpha < 0:
        return bool(alpha > 0)
    raise PrecisionError("whether an alpha of the product is positive is not told")


def _kind(made: Cubic, rho: Fraction, a: arb, b: arb) -> str:
    """By the determinant and a diagonal entry of the Hessian of G; degenerate where balls do not tell."""
    steep = made.steepness(a)
    determinant = sign(steep * made.steepness(b) * ((1 + a) * (1 + b)) ** 2 - ball(rho) ** 2)
    if determinant == 0:
        return "degenerate"
    return MINIMUM if determinant > 0 and steep < 0 else SADDLE


def answer(penalty: Penalty, rho: Fraction, parametrisation: str, bits: int) -> Minima:
    """All stationary points for rho >= 0 with Kingma's cubic, on alpha <= 1 or on all alpha > 0. Raises PrecisionError.

    Scales are told with equal means, mu1 = mu2 = sqrt(m(a1) m(a2)); where the weights differ, `alpha_2` or `sigma2_2` is that of
    the second.
    """
    found = pairs(rho, bits)
    with precision(bits + GUARD_BITS):
        if penalty.least:
            found = [pair for pair in found if all(_inside(a) for a in (pair.first, pair.second))]
        points = tuple(
            Point(_coordinates(pair, parametrisation), value(penalty, rho, pair.first, pair.second), pair.kind)
            for pair in found
        )
        ends = [Boundary("alpha -> 0", None, False)]
        ends += _edges(penalty, rho) if penalty.least else [Boundary("alpha -> oo", arb("-inf"), True)]
        told = [(point.value, True) for point in points if point.kind == MINIMUM]
        told += [(end.limit, bool(penalty.least)) for end in ends if end.limit is not None]
        infimum, attained = lowest(told)
    return Minima(NAME, penalty, parametrisation, rho, points, tuple(ends), infimum, attained, False, len(found))


def _inside(alpha: arb) -> bool:
    return strictly_inside(1 / alpha.sqrt(), (STATED,))


def value(penalty: Penalty, rho: Fraction, a: arb, b: arb) -> arb:
    """G."""
    data = ball(rho) / 2 * (1 - 1 / ((1 + a) * (1 + b)))
    return data + penalty.value(1 / (2 * a)) + penalty.value(1 / (2 * b))


def _coordinates(pair: Pair, parametrisation: str) -> dict[str, arb]:
    a, b = pair.first, pair.second
    mu = 1 / ((1 + a) * (1 + b)).sqrt()
    if parametrisation == ADDITIVE:
        return {"mu": mu, "sigma2": a * mu**2} | ({} if pair.alike else {"sigma2_2": b * mu**2})
    return {"theta": mu, "alpha": a} | ({} if pair.alike else {"alpha_2": b})


def _edges(penalty: Penalty, rho: Fraction) -> list[Boundary]:
    """The lowest minimum along a1 = 1, 0 < a2 < 1, which along a2 = 1 is the same, and (1, 1).

    F falls towards the edge where rho m(a2) < B(1), towards the corner where rho/2 < B(1).
    """
    made, one = cubic(), arb(1)
    top = Fraction(int(made.n(1).p), int(made.n(1).q))
    along = made.n - fmpq_poly([0, _exact(rho / 2)])
    lows = [
        a
        for a, times in (positive_roots(along) if rho / 2 > WEAKEST else ())
        if times == 1 and made.steepness(a) < 0 and _inside(a)
    ]
    best = min(lows, key=lambda a: float(value(penalty, rho, one, a).mid()), default=None)
    at_corner = Boundary(CORNER, value(penalty, rho, one, one), None if rho == 2 * top else rho < 2 * top)
    if best is None:
        return [at_corner]
    tilt = sign(ball(top) - ball(rho) / (1 + best))
    return [Boundary(EDGE, value(penalty, rho, one, best), STATED.attracts(tilt)), at_corner]


def _at(polynomial: fmpq_poly, a: arb) -> arb:
    total = arb(0)
    for coefficient in reversed(polynomial.coeffs()):
        total = total * a + arb(coefficient)
    return total


def _exact(x: Fraction) -> fmpq:
    return fmpq(x.numerator, x.denominator)
