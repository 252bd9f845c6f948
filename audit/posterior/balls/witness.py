"""Witnesses: one inequality on a whole neighbourhood of an end that decides whether the mass there is finite.

With r = 1/|w - place| or |w| and s = log r, the mass near the end is int F(s) ds, F = f |w - place| or f |w|. A germ bounds
F by exact scales for every s >= S. Divergence: F >= c m with int m ds = oo; convergence: F <= c m with int m ds < oo, where
m(s) = e^(a s) s^b (log s)^c is simple enough for the integral test to be read off.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.errors import CheckError
from audit.numerics.ball import precision
from audit.posterior.balls.constant import ONE, ZERO, symbolic
from audit.posterior.balls.growth import Growth, Near, NotCertified, combined, compared, from_zero
from audit.posterior.balls.scale import Scale, as_growth, diverges, in_words, least_reach, rounded, targets
from audit.posterior.balls.tails import mass_scale
from audit.posterior.density import Density
from audit.posterior.ends import End

ORDERS = (0, 1, 3, 8)
"""Terms kept in expansions; more are asked for only when leading terms cancel."""
REACHES = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
"""The region begins at r = 2^j for one of these j."""


@dataclass(frozen=True)
class Witness:
    """f(w) >= constant m(s)/r^... (divergent) or <= (convergent) for every w of the region.

    `region` is the exact d of (place, place + side d] at a finite place, or the k of |w| >= k at an infinite one; `scale` is
    (a, b, c) of m(s) = e^(a s) s^b (log s)^c with s = log(1/|w - place|) or log |w|, for F = f |w - place| or f |w|.
    """

    end: End
    integrable: bool
    region: Fraction
    scale: tuple[sp.Expr, sp.Expr, sp.Expr]
    constant: Fraction
    text: str


def witness(density: Density, end: End, prec_bits: int = 128) -> Witness | None:
    """A certified one-sided bound at the end that decides integrability there, or None (undecided).

    The factors must be real and non-negative on the support, and free of parameters.

    >>> w = sp.Symbol("w", real=True)
    >>> print(witness(Density(w, (1 / sp.Abs(w), 1 / (1 + sp.exp(-w)))), End(sp.oo, -1)).text)
    prior x likelihood >= 0.7310/|w| for every w >= 1
    """
    with precision(prec_bits):
        counted = list(Counter(density.factors).items())
        for order in ORDERS:
            for reach in REACHES:
                if not _inside(density, end, reach):
                    continue
                near = Near(reach * arb.const_log2(), order)
                try:
                    growth, x = mass_scale(counted, density.variable, end, near)
                    found = _decided(end, growth, x, near, reach, str(density.variable))
                except NotCertified:
                    continue
                except CheckError:
                    return None
                if found is not None:
                    return found
    return None


def _decided(end: End, growth: Growth, x: arb, near: Near, reach: int, name: str) -> Witness | None:
    """The bound, if X e^E settles the integral test."""
    if not x.is_finite():
        return None
    if x.is_zero():
        return written(end, True, (-ONE, ZERO, ZERO), Fraction(0), reach, name)
    for scale in targets(growth):
        if reach < least_reach(scale):
            continue
        target, large = as_growth(scale), diverges(scale)
        order = compared(growth, target)
        if large and order >= 0 and x > 0:
            bound = (x / from_zero(combined((target, ONE), (growth, -ONE)), near).upper()).lower()
        elif not large and order <= 0:
            bound = (x * from_zero(combined((growth, ONE), (target, -ONE)), near)).upper()
        else:
            continue
        found = rounded(bound, up=not large)
        if found is not None:
            return written(end, not large, scale, found, reach, name)
    return None


def _mass_point(end: End, reach: int) -> sp.Expr:
    """The far boundary of the region."""
    return end.inward(sp.Integer(2) ** reach)


def _inside(density: Density, end: End, reach: int) -> bool:
    """Does the region lie in the support?"""
    low, high = density.support
    point = _mass_point(end, reach)
    return bool(low < point) and bool(point < high)


def written(end: End, integrable: bool, scale: Scale, constant: Fraction, reach: int, name: str = "w") -> Witness:
    """The witness with its sentence."""
    region = Fraction(1, 2**reach) if end.finite else Fraction(2**reach)
    a, b, c = (symbolic(x) for x in scale)
    text = in_words(end, integrable, scale, constant, region, name)
    return Witness(end, integrable, region, (a, b, c), constant, text)
