"""Power series of exponential type: the functions that the paper's proofs are made of.

An entire function sum_k c(k) u^k/k! is known by its coefficients c. Two of them are equal if and only if c agrees for
every k, so that an identity of series is proved by an identity in the letter k.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from audit.errors import CheckError
from audit.numerics.symbolic import Proof, equal_for_all, k, u


def series(c: sp.Expr, start: int = 0, shift: int = 0) -> sp.Sum:
    """sum_{k >= start} c u^(k-shift)/(k-shift)!, unevaluated.

    >>> series(1 / (k + 1), start=1)
    Sum(u**k/((k + 1)*factorial(k)), (k, 1, oo))
    """
    return sp.Sum(c * u ** (k - shift) / sp.factorial(k - shift), (k, start, sp.oo))


@dataclass(frozen=True)
class Coefficients:
    """c of sum_k c(k) u^k/k!: some first values, then one expression in k for all the others."""

    first: tuple[sp.Expr, ...]
    general: sp.Expr

    def at(self, index: int) -> sp.Expr:
        """c(index)."""
        return self.first[index] if index < len(self.first) else self.general.subs(k, index)

    def __add__(self, other: Coefficients) -> Coefficients:
        n = max(len(self.first), len(other.first))
        return Coefficients(tuple(self.at(i) + other.at(i) for i in range(n)), self.general + other.general)

    def equal(self, other: Coefficients) -> Proof:
        """All coefficients agree?"""
        n = max(len(self.first), len(other.first))
        for i in range(n):
            proof = equal_for_all(self.at(i), other.at(i), start=i)
            if not proof.holds:
                return Proof(proof.holds, f"coefficient of u^{i}: {proof.words}")
        general = equal_for_all(self.general, other.general, start=n)
        return Proof(general.holds, f"coefficients of u^k/k!: {general.words}")


def coefficients(expression: sp.Expr) -> Coefficients:
    """The coefficients c of an entire expression: a sum of constants, powers of u, e^u and series, times constants.

    A factor e^-u is taken out before by the caller. Raises CheckError for anything else.

    >>> coefficients(2 + series(1 / (k + 1), start=1)).at(0)
    2
    """
    total = Coefficients((), sp.S.Zero)
    for addend in sp.Add.make_args(sp.expand(expression, power_base=False, power_exp=False)):
        total = total + _coefficients_of(addend)
    return total


def _coefficients_of(addend: sp.Expr) -> Coefficients:
    if addend == 0:
        return Coefficients((), sp.S.Zero)
    factor, rest = addend.as_independent(u, sp.Sum, as_Add=False)
    if isinstance(rest, sp.Sum) and not factor.has(u):
        return _coefficients_of_series(factor, rest)
    if rest == 1:
        return Coefficients((factor,), sp.S.Zero)
    if rest == sp.exp(u):
        return Coefficients((), factor)
    power = rest.as_base_exp()
    if power[0] == u and power[1].is_Integer and power[1] > 0:
        n = int(power[1])
        return Coefficients((*[sp.S.Zero] * n, factor * sp.factorial(n)), sp.S.Zero)
    raise CheckError(f"{addend} is no constant, power, e^u or series")


def _coefficients_of_series(factor: sp.Expr, given: sp.Sum) -> Coefficients:
    """Of sum_{k >= start} c(k) u^(k-j)/(k-j)!: the coefficients of u^k/k! are c(k + j), from start - j on."""
    index, start, _ = given.limits[0]
    term = given.function.subs(index, k)
    lag = sp.simplify(k - u * sp.diff(term, u) / term)
    if not lag.is_Integer:
        raise CheckError(f"the terms of {given} are not of the form c(k) u^(k-j)")
    bare = sp.powsimp(term / u ** (k - lag)).subs(k, k + lag) * sp.factorial(k)
    return Coefficients((sp.S.Zero,) * max(int(start - lag), 0), factor * sp.combsimp(bare))
