"""Expansions as r -> oo on the exp-log scale, exact: sums of coefficient times monomial, and a bound for what is left out.

A monomial is exp(E) r^a L^b M^c ... with L = log r, M = log L, and so on, and E a sum of terms that tend to plus or minus
infinity and are no iterated logarithms. Of two monomials the larger is found from the leading term of the logarithm of
their ratio, which is exact: this is what Gruntz' algorithm does, on a scale that is given instead of found.

Coefficients and exponents are exact SymPy constants. They may contain parameters: then an oracle tells signs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key

import sympy as sp

from audit.errors import AuditError
from audit.posterior.exact.signs import SignOf, Undecided

DEPTH = 6
"""r and its first five iterated logarithms: more than any density of the literature."""


class MoreTerms(AuditError):
    """Everything that was kept has cancelled: the caller tries again with more terms."""


@dataclass(frozen=True)
class Monomial:
    """exp(sum of `large`) times r^a L^b M^c ... with `powers` = (a, b, c, ...)."""

    large: tuple[Term, ...] = ()
    powers: tuple[sp.Expr, ...] = (sp.S.Zero,) * DEPTH

    def raised(self, exponent: sp.Expr) -> Monomial:
        """The monomial to a constant power."""
        large = tuple(Term(term.coefficient * exponent, term.monomial) for term in self.large)
        return Monomial(large, tuple(power * exponent for power in self.powers))

    def times(self, other: Monomial) -> Monomial:
        """The product of two monomials."""
        gathered: dict[Monomial, sp.Expr] = {}
        for term in self.large + other.large:
            gathered[term.monomial] = gathered.get(term.monomial, sp.S.Zero) + term.coefficient
        large = tuple(Term(c, m) for m, c in gathered.items() if c != 0)
        return Monomial(large, tuple(p + q for p, q in zip(self.powers, other.powers, strict=True)))

    def over(self, other: Monomial) -> Monomial:
        """The ratio of two monomials."""
        return self.times(other.raised(sp.S.NegativeOne))


@dataclass(frozen=True)
class Term:
    """coefficient times monomial."""

    coefficient: sp.Expr
    monomial: Monomial


ONE = Monomial()


def iterated_log(depth: int) -> Monomial:
    """r for 0, log r for 1, log log r for 2, ..."""
    return Monomial((), tuple(sp.S.One if i == depth else sp.S.Zero for i in range(DEPTH)))


@dataclass(frozen=True)
class Series:
    """`terms` from the largest to the smallest, plus O(`rest`); exact where `rest` is None."""

    terms: tuple[Term, ...]
    rest: Monomial | None = None


class Field:
    """Arithmetic of series under an oracle of signs, with at most `kept` terms in each.

    Raises MoreTerms where all kept terms have cancelled, Undecided where the scale ends, Split where the oracle does.
    """

    def __init__(self, sign_of: SignOf, kept: int) -> None:
        self.sign_of, self.kept = sign_of, kept
        self._growth: dict[Monomial, int] = {}

    # -- order ---------------------------------------------------------------------------------------------------------

    def growth(self, m: Monomial) -> int:
        """1 if m -> oo, -1 if m -> 0, 0 if m is 1."""
        if m not in self._growth:
            leading = self.leading_log(m)
            self._growth[m] = self.sign_of(leading.coefficient) if leading else 0
        return self._growth[m]

    def leading_log(self, m: Monomial) -> Term | None:
        """The leading term of log m, None for m = 1. The one after the last is smaller than all: ONE stands for it."""
        best: Term | None = None
        for term in (*m.large, *_log_powers(m)):
            if self.sign_of(term.coefficient) and (best is None or self.compare(term.monomial, best.monomial) > 0):
                best = term
        if best is None and m.powers[-1] != 0:
            return Term(m.powers[-1], ONE)
        return best

    def compare(self, m: Monomial, n: Monomial) -> int:
        """1 if m/n -> oo, -1 if m/n -> 0, 0 if they are the same."""
        return 0 if m == n else self.growth(m.over(n))

    # -- sums and products ---------------------------------------------------------------------------------------------

    def gather(self, terms: Iterable[Term], rests: Iterable[Monomial | None]) -> Series:
        """Like terms added, sorted, cut at the largest rest and at `kept` terms."""
        rest: Monomial | None = None
        for other in rests:
            if other is not None and (rest is None or self.compare(other, rest) > 0):
                rest = other
        sums: dict[Monomial, sp.Expr] = {}
        for term in terms:
            sums[term.monomial] = sums.get(term.monomial, sp.S.Zero) + term.coefficient
        found = [Term(c, m) for m, c in sums.items() if c != 0 and (rest is None or self.compare(m, rest) > 0)]
        found.sort(key=cmp_to_key(lambda s, t: self.compare(t.monomial, s.monomial)))
        if len(found) > self.kept:
            rest = found[self.kept].monomial
            found = found[: self.kept]
        return Series(tuple(found), rest)

    def leading(self, s: Series) -> Term | None:
        """The first term that does not vanish; None for exact zero."""
        for term in s.terms:
            if self.sign_of(term.coefficient):
                return term
        if s.rest is not None:
            raise MoreTerms
        return None

    def add(self, *parts: Series) -> Series:
        """The sum."""
        return self.gather((t for part in parts for t in part.terms), (part.rest for part in parts))

    def multiply(self, s: Series, t: Series) -> Series:
        """The product."""
        if (not s.terms and s.rest is None) or (not t.terms and t.rest is None):
            return Series(())
        rests = [x.rest.times(y.terms[0].monomial) for x, y in ((s, t), (t, s)) if x.rest is not None and y.terms]
        if s.rest is not None and t.rest is not None:
            rests.append(s.rest.times(t.rest))
        products = (Term(x.coefficient * y.coefficient, x.monomial.times(y.monomial)) for x in s.terms for y in t.terms)
        return self.gather(products, rests)

    def scale(self, s: Series, factor: sp.Expr, monomial: Monomial = ONE) -> Series:
        """factor times monomial times the series."""
        terms = tuple(Term(t.coefficient * factor, t.monomial.times(monomial)) for t in s.terms)
        return Series(terms, s.rest.times(monomial) if s.rest is not None else None)

    def split_leading(self, s: Series) -> tuple[Term, Series]:
        """c m and delta with s = c m (1 + delta), delta -> 0. Raises Undecided for zero."""
        leading = self.leading(s)
        if leading is None:
            raise Undecided("a division by zero, or the logarithm of zero, all along")
        others = Series(s.terms[s.terms.index(leading) + 1 :], s.rest)
        return leading, self.scale(others, 1 / leading.coefficient, leading.monomial.raised(sp.S.NegativeOne))

    def compose(self, coefficients: Iterable[sp.Expr], delta: Series) -> Series:
        """sum_k c_k delta^k for delta -> 0 and an f with these Taylor (or asymptotic) coefficients, cut and bounded."""
        total: Series = Series(())
        power = Series((Term(sp.S.One, ONE),))
        for count, coefficient in enumerate(coefficients):
            if not power.terms and power.rest is None:
                return total
            if count > self.kept:
                first = power.terms[0].monomial if power.terms else power.rest
                return self.add(total, Series((), first))
            if coefficient != 0:
                total = self.add(total, self.scale(power, coefficient))
            power = self.multiply(power, delta)
        return total

    # -- powers, exp and log -------------------------------------------------------------------------------------------

    def power(self, s: Series, exponent: sp.Expr) -> Series:
        """s to a constant real power; s > 0 eventually unless the exponent is an integer."""
        if exponent == 0:
            return constant(sp.S.One)
        if not s.terms and s.rest is None and self.sign_of(exponent) > 0:
            return s
        leading, delta = self.split_leading(s)
        if not exponent.is_integer and self.sign_of(leading.coefficient) < 0:
            raise Undecided(f"a negative base to the power {exponent}")
        scaled = self.compose(_binomials(exponent), delta)
        return self.scale(scaled, leading.coefficient**exponent, leading.monomial.raised(exponent))

    def log(self, s: Series) -> Series:
        """log s for s > 0 eventually."""
        leading, delta = self.split_leading(s)
        if self.sign_of(leading.coefficient) < 0:
            raise Undecided("the logarithm of something negative")
        parts = (_log_of(leading.monomial), constant(sp.log(leading.coefficient)), self.compose(_log1p(), delta))
        return self.add(*parts)

    def exp(self, s: Series) -> Series:
        """exp s: what tends to infinity becomes a monomial, what tends to zero a power series."""
        if s.rest is not None and self.growth(s.rest) >= 0:
            raise MoreTerms
        coefficient, monomial, small = sp.S.One, ONE, []
        for term in s.terms:
            growth = self.growth(term.monomial)
            if growth > 0:
                monomial = monomial.times(_exp_monomial(term))
            elif growth == 0:
                coefficient *= sp.exp(term.coefficient)
            else:
                small.append(term)
        return self.scale(self.compose(_exponentials(), Series(tuple(small), s.rest)), coefficient, monomial)


def constant(value: sp.Expr) -> Series:
    """An exact constant."""
    return Series((Term(value, ONE),)) if value != 0 else Series(())


def _log_powers(m: Monomial) -> Iterable[Term]:
    """The terms of log m that come from powers of r, L and M."""
    return (Term(power, iterated_log(depth + 1)) for depth, power in enumerate(m.powers[:-1]) if power != 0)


def _log_of(m: Monomial) -> Series:
    """log m, exact."""
    if m.powers[-1] != 0:
        raise Undecided("a sixth iterated logarithm is needed")
    return Series((*m.large, *_log_powers(m)))


def _exp_monomial(term: Term) -> Monomial:
    """exp(c m): a power of an iterated logarithm if m is one, else a term of E."""
    for depth in range(DEPTH - 1):
        if term.monomial == iterated_log(depth + 1):
            return iterated_log(depth).raised(term.coefficient)
    return Monomial((term,))


def _binomials(exponent: sp.Expr) -> Iterable[sp.Expr]:
    value, k = sp.S.One, 0
    while value != 0:
        yield value
        value = value * (exponent - k) / (k + 1)
        k += 1


def _log1p() -> Iterable[sp.Expr]:
    yield sp.S.Zero
    k = 1
    while True:
        yield sp.Rational((-1) ** (k + 1), k)
        k += 1


def _exponentials() -> Iterable[sp.Expr]:
    value, k = sp.S.One, 0
    while True:
        yield value
        k += 1
        value = value / k
