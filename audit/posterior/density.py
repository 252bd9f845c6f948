"""An unnormalised posterior density in one variable, kept as the factors whose product it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import sympy as sp


@dataclass(frozen=True)
class Observations:
    """A likelihood that is a product over data: `template` once for each row of values of its `columns`.

    Equal rows are kept once, with their `counts`.
    """

    template: sp.Expr
    columns: tuple[sp.Symbol, ...]
    rows: tuple[tuple[sp.Expr, ...], ...]
    counts: tuple[int, ...]

    @cached_property
    def factors(self) -> tuple[sp.Expr, ...]:
        """One factor for each distinct row, to the power of its count."""
        found = []
        for row, n in zip(self.rows, self.counts, strict=True):
            factor = self.template.xreplace(dict(zip(self.columns, row, strict=True)))
            found.append(factor**n)
        return tuple(found)


def observations(
    template: sp.Expr, columns: tuple[sp.Symbol, ...], rows: Iterable[tuple[sp.Expr, ...]]
) -> Observations:
    """The product of `template` over rows of exact numbers, in the order of `columns`."""
    counted = Counter(rows)
    return Observations(template, columns, tuple(counted), tuple(counted.values()))


@dataclass(frozen=True)
class Density:
    """prior(w) times likelihood(w) on an open interval: the product of `factors`, none of them negative on it.

    `support` is (lower, upper) with lower < upper, either end possibly infinite. A factor is a SymPy expression in
    `variable` (a real symbol) alone, unless `parameters` are left free. A likelihood over n observations is n factors;
    where they come from one template, `data` says so, and the last factors are those of `data`.
    """

    variable: sp.Symbol
    factors: tuple[sp.Expr, ...]
    support: tuple[sp.Expr, sp.Expr] = (-sp.oo, sp.oo)
    parameters: tuple[sp.Symbol, ...] = ()
    data: Observations | None = None

    @property
    def product(self) -> sp.Expr:
        """The density as one expression."""
        return sp.Mul(*self.factors)

    @property
    def own_factors(self) -> tuple[sp.Expr, ...]:
        """The factors that do not come from data."""
        return self.factors[: -len(self.data.rows)] if self.data else self.factors
