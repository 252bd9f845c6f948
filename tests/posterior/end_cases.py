"""Densities with a known answer at one end, shared by the tests of witnesses and of expansions."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from audit.posterior.density import Density
from audit.posterior.ends import End

w = sp.Symbol("w", real=True)
R, oo = sp.Rational, sp.oo
UP, DOWN = End(oo, -1), End(-oo, 1)
RIGHT, LEFT = End(sp.S.Zero, 1), End(sp.S.Zero, -1)
ONE_LEFT = End(sp.S.One, -1)
LINE, HALF, UNIT = (-oo, oo), (sp.S.Zero, oo), (sp.S.Zero, sp.S.One)

sigmoid = 1 / (1 + sp.exp(-w))
horseshoe = sp.exp(w**2 / 2) * sp.E1(w**2 / 2)


def normal(g: sp.Expr) -> sp.Expr:
    return sp.exp(-((1 - g) ** 2) / 2)


@dataclass(frozen=True)
class Case:
    """A density, an end, and whether it is integrable there (None: not decided by bounds)."""

    name: str
    factors: tuple[sp.Expr, ...]
    end: End
    integrable: bool | None
    support: tuple[sp.Expr, sp.Expr] = LINE

    @property
    def density(self) -> Density:
        return Density(w, self.factors, self.support)


DIVERGENT = (
    Case("log-uniform at 0", (1 / sp.Abs(w),), RIGHT, False),
    Case("log-uniform tail", (1 / sp.Abs(w),), UP, False),
    Case("one logistic observation, tail", (1 / sp.Abs(w), sigmoid), UP, False),
    Case("one logistic observation, 0", (1 / sp.Abs(w), sigmoid), LEFT, False),
    Case("Haldane, no successes", (1 / (w * (1 - w)), (1 - w) ** 5), RIGHT, False, UNIT),
    Case("Haldane, only successes", (1 / (w * (1 - w)), w**5), ONE_LEFT, False, UNIT),
    Case("1/(w log w)", (1 / (w * sp.log(w)),), UP, False, HALF),
    Case("1/(w log w log log w)", (1 / (w * sp.log(w) * sp.log(sp.log(w))),), UP, False, HALF),
    Case("Gaussian observation at 0", (1 / sp.Abs(w), normal(w)), RIGHT, False),
    Case("Poisson with only zeros", (sp.exp(-sp.exp(w)),), DOWN, False),
    Case("gamma function at its pole", (sp.gamma(w),), RIGHT, False, HALF),
    Case("ratio of gamma functions", (sp.gamma(w + 1) / sp.gamma(w + 2),), UP, False, HALF),
    Case("probit, separated data", (sp.erfc(-w / sp.sqrt(2)) / 2, sp.erfc(-sp.sqrt(2) * w) / 2), UP, False),
    Case("(1 - cos w)/|w|^3", ((1 - sp.cos(w)) / sp.Abs(w) ** 3,), RIGHT, False),
    Case("(2 + sin w)/w", ((2 + sp.sin(w)) / w,), UP, False, HALF),
    Case("horseshoe over |w|", (horseshoe / sp.Abs(w),), RIGHT, False),
    Case("ReLU, dead half", (1 / sp.Abs(w), normal(sp.Max(0, w))), DOWN, False),
    Case("tanh, tail", (1 / sp.Abs(w), normal(sp.tanh(w))), UP, False),
    Case("Bessel K1 at 0", (sp.besselk(1, sp.Abs(w)),), LEFT, False),
    Case("(w - sin w)/w^4", ((w - sp.sin(w)) / w**4,), RIGHT, False, HALF),
    Case("sqrt(w^2 + 1) - w", (sp.sqrt(w**2 + 1) - w,), UP, False),
    Case("irrational power at 0", (w ** (-sp.sqrt(2)),), RIGHT, False, HALF),
    Case("arc tangent's complement", (sp.pi / 2 - sp.atan(w),), UP, False),
    Case("w^-w over w", (w ** (-w) / w,), RIGHT, False, HALF),
    Case("erfc over w", ((1 - sp.erf(w)) / w,), RIGHT, False, HALF),
    Case("tan w/w^2", (sp.tan(w) / w**2,), RIGHT, False, HALF),
    Case("complementary log-log", (1 - sp.exp(-sp.exp(w)),), UP, False),
)

CONVERGENT = (
    Case("one logistic observation, wrong side", (1 / sp.Abs(w), sigmoid), DOWN, True),
    Case("Haldane with both", (1 / (w * (1 - w)), w * (1 - w) ** 4), RIGHT, True, UNIT),
    Case("Cauchy", (1 / (1 + w**2),), UP, True),
    Case("log-Cauchy at 0", (1 / (w * (1 + sp.log(w) ** 2)),), RIGHT, True, HALF),
    Case("log-Cauchy tail", (1 / (w * (1 + sp.log(w) ** 2)),), UP, True, HALF),
    Case("Bertrand", (1 / (w * sp.log(w) * sp.log(sp.log(w)) ** 2),), UP, True, HALF),
    Case("Gaussian observation, tail", (1 / sp.Abs(w), normal(w)), UP, True),
    Case("Poisson, y = 3, right", (sp.exp(3 * w - sp.exp(w)),), UP, True),
    Case("Poisson, y = 3, left", (sp.exp(3 * w - sp.exp(w)),), DOWN, True),
    Case("gamma density", (w ** R(-2, 3), sp.exp(-w)), RIGHT, True, HALF),
    Case("1/Gamma", (1 / sp.gamma(w),), UP, True, HALF),
    Case("Gamma(w) sqrt(w)", (sp.gamma(w) * sp.sqrt(w),), RIGHT, True, HALF),
    Case("probit against", (sp.erfc(w / sp.sqrt(2)) / 2,), UP, True),
    Case("(1 - cos w)/|w|^(5/2)", ((1 - sp.cos(w)) / sp.Abs(w) ** R(5, 2),), RIGHT, True),
    Case("sin(w)^2/w^2", (sp.sin(w) ** 2 / w**2,), UP, True),
    Case("(2 + sin w)/w^2", ((2 + sp.sin(w)) / w**2,), UP, True, HALF),
    Case("horseshoe at 0", (horseshoe,), RIGHT, True),
    Case("horseshoe tail", (horseshoe,), DOWN, True),
    Case("1 - tanh", (1 - sp.tanh(w),), UP, True),
    Case("1 - logistic", (1 - sigmoid,), UP, True),
    Case("Bessel K0 at 0", (sp.besselk(0, sp.Abs(w)),), RIGHT, True),
    Case("Bessel K0 tail", (sp.besselk(0, sp.Abs(w)),), UP, True),
    Case("Bessel K(1/3) at 0", (sp.besselk(R(1, 3), sp.Abs(w)),), LEFT, True),
    Case("K(7/2) w^3", (sp.besselk(R(7, 2), w) * w**3,), RIGHT, True, HALF),
    Case("step", (1 / sp.Abs(w), sp.Piecewise((1, w > R(1, 2)), (0, True))), RIGHT, True),
    Case("window", (1 / sp.Abs(w), sp.Piecewise((1, sp.And(w > R(1, 2), w < 3)), (0, True))), UP, True),
    Case("log-normal", (sp.exp(-(sp.log(w) ** 2) / 2) / w,), RIGHT, True, HALF),
    Case("softplus minus w", (sp.log(1 + sp.exp(w)) - w,), UP, True),
    Case("irrational power, tail", (w ** (-sp.sqrt(2)),), UP, True, HALF),
    Case("exp(-w^sqrt 2)", (sp.exp(-(w ** sp.sqrt(2))),), UP, True, HALF),
    Case("w^-w", (w ** (-w),), UP, True, HALF),
    Case("digamma over w^2", (sp.polygamma(0, w) / w**2,), UP, True, HALF),
    Case("Ei(-w)^2", (sp.Ei(-w) ** 2,), RIGHT, True, HALF),
    Case("1/cosh", (1 / sp.cosh(w),), UP, True),
    Case("Gaussian with a wave", (sp.exp(-(w**2) * (2 + sp.sin(w))),), UP, True),
    Case("Jeffreys binomial", (1 / sp.sqrt(w * (1 - w)),), ONE_LEFT, True, UNIT),
)

UNDECIDED = (
    Case("sin(w)^2/w", (sp.sin(w) ** 2 / w,), UP, None, HALF),
    Case("(1 + sin w)/w", ((1 + sp.sin(w)) / w,), UP, None, HALF),
    Case("exp(sin(w) w)", (sp.exp(w * sp.sin(w)),), UP, None),
    Case("unknown function", (sp.airyai(w) ** 2,), UP, None),
)

ALL = DIVERGENT + CONVERGENT + UNDECIDED
