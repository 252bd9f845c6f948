"""Where the strength rho is eliminated: the curve of all stationary points, and what turns or ties along it, with Jacobians.

In c = mu/sigma and r = sigma all stationary points, of all rho, lie on the curve Q = e_r = 0, at the strength

    R = -c K'(u)/e_c,  u = c^2/2,  since P = rho e_c + c K' = 0

Along it, with (s, b) = (K', 2u K'') and E0 the limit of E at (0, 0),

    dR ~ -W,   W = (s + b) e_c e_rr - c s (e_cc e_rr - e_cr^2)          a fold: W = 0
    F - R E0 - K0 = G/e_c,   G = e_c (K - K0) - c s (e - E0)            as deep as an end: G = 0

(tangent (e_rr, -e_cr); dR e_c^2 = -((s + b) e_c - c s e_cc) e_rr - c s e_cr^2). Nothing here depends on rho. K0 is 0 at the end
(0, 0), and K on an edge. d(s + b)/dc = c (K'' + d(2u K'')/du): with the exact KL 2u K'' = 1 - (1 + 2u) K', so that it is
-c (2 K' + 2u K''); with Kingma's, s + b = -a - 6 c1 a^2 - 20 c2 a^3 - 42 c3 a^4, a = alpha = 1/(2u), da/du = -2 a^2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import sympy as sp
from flint import arb, arb_mat, ctx

from audit.errors import InputError
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.tape import BALLS, Tape, tape
from audit.parametrisation.penalty import EXACT, KINGMA, MOLCHANOV, UNCLIPPED, Function, Penalty, constants, power
from audit.parametrisation.planar.charts import C, R
from audit.parametrisation.planar.convex import MU, SIGMA
from audit.pseudo_kl.published import KINGMA_2015, MOLCHANOV_2017

GUARD_BITS = 20


def _zero() -> arb:
    return arb(0)


@dataclass(frozen=True)
class Jet:
    """e and its derivatives up to the third order at one place or on one box."""

    e: arb
    e_c: arb
    e_r: arb
    e_cc: arb
    e_cr: arb
    e_rr: arb
    e_ccc: arb
    e_ccr: arb
    e_crr: arb
    e_rrr: arb


Jets = Callable[[arb, arb], Jet]


@lru_cache(maxsize=64)
def jet_tape(energy: sp.Expr) -> Tape:
    """e(c, r) = E(c r, r) and its derivatives, in the order of `Jet`."""
    e = energy.subs({MU: C * R, SIGMA: R}, simultaneous=True)
    e_c, e_r = sp.diff(e, C), sp.diff(e, R)
    second = [sp.diff(e_c, C), sp.diff(e_c, R), sp.diff(e_r, R)]
    third = [sp.diff(second[0], C), sp.diff(second[0], R), sp.diff(second[1], R), sp.diff(second[2], R)]
    return tape([e, e_c, e_r, *second, *third], (C, R))


def jets_of(energy: sp.Expr) -> Jets:
    """The jet of an expression E(mu, sigma), in balls.

    >>> jet = jets_of(((MU - 1) ** 2 + SIGMA**2) / 2)(arb(1), arb(2))
    >>> print(jet.e, jet.e_c, jet.e_rr, jet.e_crr)
    2.50000000000000 2.00000000000000 2.00000000000000 2.00000000000000
    """
    program = jet_tape(energy)
    return lambda c, r: Jet(*program.run([c, r], BALLS))


@dataclass(frozen=True)
class Turning:
    """(Q, W): a regular zero is a point at which R along the curve has a strict extremum."""

    jets: Jets
    penalty: Penalty

    def at(self, c: arb, r: arb) -> tuple[arb_mat, arb_mat]:
        """(Q, W) and its Jacobian in (c, r), on a box."""
        j, u = self.jets(c, r), half_square(c)
        s, b = self.penalty.slope(u), self.penalty.bend(u)
        total, cs, bent = s + b, c * s, j.e_cc * j.e_rr - j.e_cr * j.e_cr
        w = total * j.e_c * j.e_rr - cs * bent
        bent_c = j.e_ccc * j.e_rr + j.e_cc * j.e_crr - 2 * j.e_cr * j.e_ccr
        bent_r = j.e_ccr * j.e_rr + j.e_cc * j.e_rrr - 2 * j.e_cr * j.e_crr
        w_c = c * rise_of(self.penalty)(u) * j.e_c * j.e_rr
        w_c += total * (j.e_cc * j.e_rr + j.e_c * j.e_crr - bent) - cs * bent_c
        w_r = total * (j.e_cr * j.e_rr + j.e_c * j.e_rrr) - cs * bent_r
        return arb_mat([[j.e_r], [w]]), arb_mat([[j.e_cr, j.e_rr], [w_c, w_r]])


@dataclass(frozen=True)
class Levelling:
    """(Q, G): a zero is a stationary point as deep as an end, where E tends to `corner` and K to `raised`."""

    jets: Jets
    penalty: Penalty
    corner: Callable[[], arb]
    raised: Callable[[], arb] = _zero

    def at(self, c: arb, r: arb) -> tuple[arb_mat, arb_mat]:
        """(Q, G) and its Jacobian: G_c = e_cc (K - K0) - (s + b)(e - E0), G_r = e_cr (K - K0) - c s e_r."""
        j, u = self.jets(c, r), half_square(c)
        k, s, b = self.penalty.value(u) - self.raised(), self.penalty.slope(u), self.penalty.bend(u)
        above = j.e - self.corner()
        g = j.e_c * k - c * s * above
        g_c, g_r = j.e_cc * k - (s + b) * above, j.e_cr * k - c * s * j.e_r
        return arb_mat([[j.e_r], [g]]), arb_mat([[j.e_cr, j.e_rr], [g_c, g_r]])


def strength_at(jets: Jets, penalty: Penalty, c: arb, r: arb) -> arb:
    """R = -c K'/e_c on a box."""
    return -c * penalty.slope(half_square(c)) / jets(c, r).e_c


def half_square(c: arb) -> arb:
    """u = c^2/2, not below 0."""
    u = c * c / 2
    return arb(0).union(arb(u.upper())) if not u >= 0 else u


def corner_value(limit: sp.Expr) -> Callable[[], arb]:
    """The limit of E at (0, 0) at the precision of the caller."""
    return lambda: in_balls(limit, {}, ctx.prec)


def _exact_rise(u: arb) -> arb:
    return -2 * EXACT.slope(u) - EXACT.bend(u)


def _molchanov_rise(u: arb) -> arb:
    """(b + 2u db/du)/(2u): b = 2 S m - 2x/(1+x)^2, 2x db/dx = 4 S (m^2 + x m') - 4x (1-x)/(1+x)^3, x = 2u.

    S = 2 k1 k3 A x^(k3-1)/(y + A)^2, m = (k3 - 1) - 2 k3 y/(y + A), x m' = -2 k3^2 y A/(y + A)^2. Unbounded at u = 0.
    """
    if not u > 0:
        return arb("nan")
    k1, k2, k3 = constants(MOLCHANOV_2017.constants)
    x = 2 * u
    y, a = power(x, k3), k2.exp()
    part = 2 * k1 * k3 * a * power(x, k3 - 1) / (y + a) ** 2
    m, m_x = k3 - 1 - 2 * k3 * y / (y + a), -2 * k3 * k3 * y * a / (y + a) ** 2
    twice = 4 * part * (m * m + m_x) - 4 * x * (1 - x) / (1 + x) ** 3
    return (MOLCHANOV.bend(u) + twice) / x


def _kingma_rise(u: arb) -> arb:
    """2 a^2 (1 + 12 c1 a + 60 c2 a^2 + 168 c3 a^3); no number where u may be 0."""
    c1, c2, c3 = constants(KINGMA_2015.constants)
    a = 1 / (2 * u)
    return 2 * a * a * (1 + a * (12 * c1 + a * (60 * c2 + a * 168 * c3)))


RISES: Mapping[str, Function] = {
    EXACT.name: _exact_rise,
    MOLCHANOV.name: _molchanov_rise,
    KINGMA.name: _kingma_rise,
    UNCLIPPED.name: _kingma_rise,
}


def rise_of(penalty: Penalty) -> Function:
    """d(K' + 2u K'')/dc over c, of a penalty with this formula. Raises InputError.

    >>> print(rise_of(EXACT)(arb(0)).str(5, radius=False))
    -2.0000
    """
    if penalty.name not in RISES:
        raise InputError(f"thresholds of a data term of one's own with {penalty.name}", ", ".join(RISES), "--kl exact")
    return RISES[penalty.name]


@dataclass(frozen=True)
class Place:
    """A turn or a tie on the curve: c and r enclosed, the strength there, and alpha = 1/c^2."""

    rho: arb
    c: arb
    r: arb
    rising: bool

    @property
    def alpha(self) -> arb:
        """1/c^2, to the digits of c."""
        with precision(max(self.c.bits(), 53) + GUARD_BITS):
            return 1 / self.c**2

    def inside(self, low: Fraction, high: Fraction) -> bool | None:
        """Is the strength in [low, high]? None where that is not told."""
        first, last = ball(low), ball(high)
        if self.rho > first and self.rho < last:
            return True
        return False if self.rho < first or self.rho > last else None
