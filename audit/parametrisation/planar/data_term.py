"""A data term as an expression for E_q[-log p], q = N(mu, sigma^2): what is typed, and whether it can be one.

An expectation under N(mu, v) of a function of w solves the heat equation dE/dv = 1/2 d^2E/dmu^2. One that does not is no
expectation of this kind: a slip, or a data term of another sort. It is told, and the stationary points are counted all the
same.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import sympy as sp
from flint import arb

from audit.errors import CheckError, InputError
from audit.language.expression import parse
from audit.numerics.ball import ball, precision
from audit.numerics.exact import shown
from audit.numerics.span import WHOLE, Span
from audit.numerics.symbolic import reduces_to_zero
from audit.numerics.tape import BALLS, Tape, tape
from audit.parametrisation.planar.convex import MU, SIGMA, mean_within

SIGMA2 = sp.Symbol("sigma2", positive=True)
NAMES = {"mu": MU, "sigma": SIGMA, "sigma2": SIGMA2}
CORNERS = (sp.Abs, sp.sign, sp.Max, sp.Min, sp.Piecewise)
EXAMPLE = "(mu-1)**2/2 + sigma2/2"
PLACES = tuple(
    (Fraction(m), Fraction(s))
    for m in ("0", "3/10", "-3/10", "11/10", "-13/10", "7", "-7", "100", "-100")
    for s in ("1/100", "3/10", "1", "5", "60")
)
"""(mu, sigma) at which the expression has to be finite."""
BITS = 64
MOST_OPERATIONS, MOST_POWER = 600, 40


@dataclass(frozen=True)
class DataTerm:
    """E(mu, sigma) as typed and as an expression; `heat`: does dE/dv = 1/2 d^2E/dmu^2 hold, None where that is open.

    `mean_within`: where mu of a stationary point can be at all, see `convex.py`.
    """

    text: str
    energy: sp.Expr
    heat: bool | None
    mean_within: Span = WHOLE

    @property
    def name(self) -> str:
        """What was typed."""
        return self.text

    @cached_property
    def even(self) -> bool:
        """Is E(-mu) = E(mu), by exact algebra?"""
        return reduces_to_zero(self.energy - self.energy.subs(MU, -MU))

    @property
    def constant(self) -> bool:
        """Do the data say nothing?"""
        return not self.energy.free_symbols


@lru_cache(maxsize=64)
def data_term(text: str) -> DataTerm:
    """The data term that `text` spells in mu, sigma2 (or sigma), everything exact; parsed, never run.

    Raises InputError for other names, for |.|, max and cases (an expectation under a Gaussian is smooth), for powers above 40,
    and for an expression that is not finite at one of 45 places (mu, sigma); a pole elsewhere leaves cells open.

    >>> data_term("(mu-1)**2/2 + sigma2/2").heat, data_term("(mu-1)**2/2 + sigma2").heat
    (True, False)
    """
    try:
        energy = parse(text, NAMES).subs(SIGMA2, SIGMA**2)
    except InputError as cause:
        raise InputError(cause.given, "an expression in mu and sigma2 for E_q[-log p]", EXAMPLE) from cause
    if sp.count_ops(energy) > MOST_OPERATIONS or any(abs(power.exp) > MOST_POWER for power in _whole_powers(energy)):
        given = f"the data term {shown(text)}"
        raise InputError(given, f"up to {MOST_OPERATIONS} operations, powers up to {MOST_POWER}", EXAMPLE)
    if energy.has(*CORNERS):
        given = f"the data term {shown(text)}, with a corner"
        raise InputError(given, "smooth functions of mu and sigma2, as every Gaussian expectation is", EXAMPLE)
    try:
        program = tape([energy], [MU, SIGMA])
    except CheckError as cause:
        raise InputError(
            f"the data term {shown(text)}", "powers, exp, log, erf, erfc, tanh, sin, cos, atan", EXAMPLE
        ) from cause
    _finite(text, program)
    heat = _heat(energy)
    return DataTerm(text, energy, heat, mean_within(energy) if heat else WHOLE)


def _whole_powers(energy: sp.Expr) -> list[sp.Pow]:
    return [power for power in energy.atoms(sp.Pow) if power.exp.is_Rational]


def _finite(text: str, program: Tape) -> None:
    with precision(BITS):
        for mu, sigma in PLACES:
            (value,) = program.run([ball(mu), ball(sigma)], BALLS)
            if not value.is_finite():
                where = f"mu = {float(mu):g}, sigma = {float(sigma):g}"
                raise InputError(f"the data term {shown(text)}, not finite at {where}", "finite values", EXAMPLE)


def _heat(energy: sp.Expr) -> bool | None:
    """E_sigma/sigma = E_mumu."""
    off = sp.diff(energy, SIGMA) / SIGMA - sp.diff(energy, MU, 2)
    if reduces_to_zero(off):
        return True
    with precision(BITS):
        for mu, sigma in PLACES:
            (value,) = tape([off], [MU, SIGMA]).run([ball(mu), ball(sigma)], BALLS)
            if isinstance(value, arb) and (value > 0 or value < 0):
                return False
    return None
