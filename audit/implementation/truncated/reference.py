"""The exact KL of a truncated normal to the uniform law on [a, b], in float64: the prior of structured Bayesian pruning.

The noise s = e^w has the log-uniform prior p(s) ~ 1/s on [e^a, e^b], that is w uniform on [a, b]; q is N(mu, sigma^2) cut to
[a, b]. With l = (a - mu)/sigma, r = (b - mu)/sigma and Z = Phi(r) - Phi(l) (Neklyudov 2017, section 4, the KL term of the bound)

    K = log(b - a) - log sigma - 1/2 log(2 pi e) - log Z - (l phi(l) - r phi(r))/(2 Z)

Typed in so, Z is 0 and K is NaN as soon as mu is some sigma outside of [a, b]. Here mu is first mirrored to l + r >= 0, and then

    narrow    A = (r - l)^2/8, |B| = (r^2 - l^2)/4, A + |B| <= 2: the density is e^g/(2 I) on t in [-1, 1], g = -A t^2 - |B| t,
              K = E_q g - log I, I = 1/2 int e^g, by Gauss-Legendre with 24 nodes, which is exact to rounding for such g
    outside   l > 0: with Mills' ratio M(x) = Q(x)/phi(x), E = e^-2|B|, R = M(l) - M(r) E and m(x) = x (1 - x M(x)),
              K = log(r - l) - 1/2 - log R + (E (m(r) + 4 |B| M(r)) - m(l))/(2 R),   every difference of size 1
    inside    l <= 0 otherwise: the formula as it stands; Z >= Phi(sqrt 2) - 1/2

m(x) = 1/x - 3/x^3 + 15/x^5 - ... from x = 30 on. Errors are below 1e-11 (1 + |K|), measured by the tests against mpmath; nothing
is proved with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import erfcx, ndtr

from audit.errors import InputError
from audit.implementation.reference import Array

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)
NARROW = 2.0
FAR = 30.0
ROOT_TWO_PI = math.sqrt(2 * math.pi)
STEP = 1e-4
"""Of differences of fourth order: their error is below 1e-8 in slopes of at most some units."""
WIDEST = 1e6
DEFAULT = (-20.0, 0.0)
"""The bounds of log s in the code of Neklyudov 2017."""


@dataclass(frozen=True)
class Truncated:
    """The prior: w = log s uniform on [a, b]."""

    a: float
    b: float

    @property
    def width(self) -> float:
        """b - a."""
        return self.b - self.a

    def kl(self, mu: Array, log_sigma: Array) -> Array:
        """K, of the shape of mu and log_sigma.

        >>> Truncated(-20, 0).kl(np.array([-5.0, 0.1]), np.array([-1.0, -5.0])).round(6).tolist()
        [2.576794, 9.702077]
        """
        sigma = np.exp(log_sigma)
        left, right = (self.a - mu) / sigma, (self.b - mu) / sigma
        turn = left + right < 0
        near, far = np.where(turn, -right, left), np.where(turn, -left, right)
        big_a, big_b = (far - near) ** 2 / 8, (far - near) * (far + near) / 4
        narrow = big_a + big_b <= NARROW
        outside = ~narrow & (near > 0)
        inside = ~narrow & ~outside
        found = np.full(np.shape(big_a), np.nan)
        found[narrow] = _narrow(big_a[narrow], big_b[narrow])
        found[outside] = _outside(near[outside], far[outside], big_b[outside])
        found[inside] = _inside(near[inside], far[inside])
        return found

    def slopes(self, mu: Array, log_sigma: Array) -> tuple[Array, Array]:
        """(sigma dK/dmu, dK/dlog sigma): both of the order of 1 wherever mu and sigma are."""
        sigma = np.exp(log_sigma)

        def difference(by_mu: float, by_log_sigma: float) -> Array:
            one, two = (
                self.kl(mu + k * STEP * by_mu * sigma, log_sigma + k * STEP * by_log_sigma)
                - self.kl(mu - k * STEP * by_mu * sigma, log_sigma - k * STEP * by_log_sigma)
                for k in (1, 2)
            )
            return np.asarray((8 * one - two) / (12 * STEP))

        return difference(1.0, 0.0), difference(0.0, 1.0)


def truncated_prior(a: float = DEFAULT[0], b: float = DEFAULT[1]) -> Truncated:
    """The prior with these bounds of log s. Raises InputError where they are not finite or not in order."""
    if not (math.isfinite(a) and math.isfinite(b) and 0 < b - a <= WIDEST):
        raise InputError(f"the bounds {a:g},{b:g}", f"two numbers LO < HI, at most {WIDEST:g} apart", "--bounds -20,0")
    return Truncated(float(a), float(b))


def _mills(x: Array) -> Array:
    """M(x) = Q(x)/phi(x) = sqrt(pi/2) erfcx(x/sqrt 2)."""
    return np.asarray(math.sqrt(math.pi / 2) * erfcx(x / math.sqrt(2)))


def _small(x: Array) -> Array:
    """m(x) = x (1 - x M(x)) for x > 0."""
    near = np.minimum(x, FAR)
    y = np.maximum(x, FAR) ** -2.0
    series = (1 + y * (-3 + y * (15 + y * (-105 + y * (945 - 10395 * y))))) / np.maximum(x, FAR)
    return np.where(x < FAR, near * (1 - near * _mills(near)), series)


def _narrow(big_a: Array, big_b: Array) -> Array:
    exponent = -big_a[..., None] * NODES**2 - big_b[..., None] * NODES
    weight = np.exp(exponent) * WEIGHTS / 2
    total = weight.sum(axis=-1)
    return np.asarray((weight * exponent).sum(axis=-1) / total - np.log(total))


def _outside(left: Array, right: Array, big_b: Array) -> Array:
    fall = np.exp(-2 * big_b)
    rest = _mills(left) - _mills(right) * fall
    shift = fall * (_small(right) + 4 * big_b * _mills(right)) - _small(left)
    return np.asarray(np.log(right - left) - 0.5 - np.log(rest) + shift / (2 * rest))


def _inside(left: Array, right: Array) -> Array:
    z = ndtr(right) - ndtr(left)
    edges = (left * np.exp(-(left**2) / 2) - right * np.exp(-(right**2) / 2)) / ROOT_TWO_PI
    return np.asarray(np.log(right - left) - 0.5 - np.log(ROOT_TWO_PI) - np.log(z) - edges / (2 * z))
