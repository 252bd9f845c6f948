"""Proposition 1 for a likelihood of many weights: a box on which the conditional test along one weight is certified.

Hypothesis as it has to be: there are r > 0, delta > 0 and a set S of positive measure of the other weights with

    likelihood(w, rest) >= r    for all 0 < |w| <= delta (or on one side) and all rest in S.

Then the mass under the prior C/|w| times p(rest) is at least C r p(S) int_0^delta dw/w = oo, whatever p gives to S as long
as p(S) > 0. Here S is a box with rational corners, and balls show the inequality on delta x S. One value of the other
weights would not do: a point has measure zero (see the claim s2_proposition1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, fmpq

from audit.errors import CheckError, InputError
from audit.numerics.evaluate import in_balls
from audit.numerics.exact import rational

Box = Mapping[sp.Symbol, tuple[Fraction, Fraction]]

PREC_BITS = 96
DELTAS = tuple(Fraction(1, 2**k) for k in (0, 2, 4, 8, 16, 32, 64))
"""Half-widths in w that are tried, from wide to narrow."""
TINY = arb(2) ** -4000
"""A bound below this is no bound that anyone writes down."""
FEW_CELLS = 64
"""For the first look, along w alone and next to zero."""
MOST_CELLS = 1000
"""A likelihood that needs finer cells than this on its box is left undecided."""


@dataclass(frozen=True)
class BoxCertificate:
    """likelihood >= r > 0 on {w in `interval`} x `box`: with 1/|w| on w the mass is infinite there."""

    along: sp.Symbol
    interval: tuple[Fraction, Fraction]
    box: tuple[tuple[sp.Symbol, Fraction, Fraction], ...]
    r: Fraction
    cells: int

    @property
    def text(self) -> str:
        """In words."""
        low, high = self.interval
        sides = ", ".join(f"{symbol} in [{a}, {b}]" for symbol, a, b in self.box)
        lower = f"likelihood >= {float(self.r):.4g} for {self.along} in [{low}, {high}]"
        return f"{lower}{' and ' + sides if sides else ''} ({self.cells} cells)"


def improper_along(
    likelihood: sp.Expr, along: sp.Symbol, box: Mapping[sp.Symbol, Sequence[Any]], side: int = 0
) -> BoxCertificate | None:
    """A certificate that the log-uniform prior on `along` gives infinite mass, or None if none was found.

    `box` gives exact ends (int, Fraction, decimal text) for each of the other weights; the prior of these needs positive
    mass on the box and nothing else. `side` restricts w to (0, delta] (1) or [-delta, 0) (-1). Raises InputError for a box
    that is empty, flat, or lacks a weight.

    >>> w, v = sp.symbols("w v", real=True)
    >>> print(improper_along(1 / (1 + sp.exp(-w * v)), w, {v: (1, 2)}).text)
    likelihood >= 0.1192 for w in [-1, 1] and v in [1, 2] (1 cells)
    """
    exact = _exact_box(likelihood, along, box)
    if not _hopeful(likelihood, along, exact):
        return None
    for delta in DELTAS:
        interval = (-delta if side <= 0 else Fraction(0), delta if side >= 0 else Fraction(0))
        found = _lower_bound(likelihood, {along: interval, **exact})
        if found is not None:
            r, cells = found
            return BoxCertificate(along, interval, tuple((s, a, b) for s, (a, b) in exact.items()), r, cells)
    return None


def _exact_box(likelihood: sp.Expr, along: sp.Symbol, box: Mapping[sp.Symbol, Sequence[Any]]) -> dict[sp.Symbol, Any]:
    if not (isinstance(likelihood, sp.Expr) and isinstance(along, sp.Symbol)):
        raise InputError(
            f"{likelihood!r} along {along!r}", "a SymPy expression and a symbol", 'sp.symbols("w v", real=True)'
        )
    if along in box or any(len(tuple(ends)) != 2 for ends in box.values()):
        raise InputError(f"the box {dict(box)}", f"two ends for each weight other than {along}", "{v: (1, 2)}")
    others = likelihood.free_symbols - {along}
    missing = sorted(map(str, others - set(box)))
    if missing:
        raise InputError(f"no interval for {missing[0]}", "an interval for each other weight", f"{missing[0]}: (1, 2)")
    exact = {}
    for symbol, ends in box.items():
        low, high = (rational(end, str(symbol)) for end in ends)
        if not low < high:
            raise InputError(
                f"{symbol} in [{low}, {high}]", "low < high: a point has measure zero", f"{symbol}: ({low}, {low + 1})"
            )
        exact[symbol] = (low, high)
    return exact


def _hopeful(likelihood: sp.Expr, along: sp.Symbol, exact: Box) -> bool:
    """Is there a bound with the other weights at the middle of the box? Without one there is none on the box."""
    middle = {symbol: ((low + high) / 2,) * 2 for symbol, (low, high) in exact.items()}
    return _lower_bound(likelihood, {**middle, along: (-DELTAS[-1], DELTAS[-1])}, FEW_CELLS) is not None


def _lower_bound(likelihood: sp.Expr, box: Box, most: int = MOST_CELLS) -> tuple[Fraction, int] | None:
    """A positive rational below the likelihood on the whole box, and the number of cells; None if not found.

    Cells whose ball is not positive are halved across their widest side.
    """
    waiting, lowest, cells = [dict(box)], None, 0
    while waiting:
        cell = waiting.pop()
        value = _on_cell(likelihood, cell)
        if value is not None and value > 0:
            cells += 1
            low = _rational_below(value)
            lowest = low if lowest is None else min(lowest, low)
            continue
        if cells + len(waiting) > most:
            return None
        symbol = max(cell, key=lambda s: cell[s][1] - cell[s][0])
        a, b = cell[symbol]
        if b - a < Fraction(1, 2**80):
            return None
        middle = (a + b) / 2
        waiting += [{**cell, symbol: (a, middle)}, {**cell, symbol: (middle, b)}]
    return (lowest, cells) if lowest is not None and lowest > 0 else None


def _on_cell(likelihood: sp.Expr, cell: Box) -> arb | None:
    balls = {
        s: arb(fmpq(a.numerator, a.denominator)).union(arb(fmpq(b.numerator, b.denominator)))
        for s, (a, b) in cell.items()
    }
    try:
        value = in_balls(likelihood, balls, PREC_BITS)
    except CheckError:
        return None
    return value if value.is_finite() and value > TINY else None


def _rational_below(value: arb) -> Fraction:
    """A short rational below a positive ball: its lower end, cut to 20 bits."""
    mantissa, exponent = value.lower().man_exp()
    exact = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    scale = Fraction(2) ** (exact.numerator.bit_length() - exact.denominator.bit_length() - 20)
    return Fraction(int(exact / scale)) * scale
