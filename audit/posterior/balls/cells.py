"""Rigorous integrals of a density over a cell, in s = log r near an end and in w elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp
from flint import acb, arb

from audit.posterior.balls.complex_ball import REFUSED, Compiled, compiled
from audit.posterior.density import Density
from audit.posterior.ends import End

CRUDE_CELLS = 256
"""Cells of the enclosure that is used where the integrator ran out of time or found no finite ball."""
EVALUATIONS = 400_000
"""The most evaluations of one integral."""

S = sp.Symbol("s", real=True)


@dataclass(frozen=True)
class Goal:
    """Relative and absolute tolerance of one integral, and the moment at which to stop (of `time.monotonic`)."""

    relative: arb
    absolute: arb
    deadline: float


def in_log(density: Density, end: End) -> Compiled:
    """F(s) = f(w) |dw/ds|, with w = place + side e^-s or w = -side e^s, simplified before it is compiled."""
    w = at_log(end)
    jacobian = sp.exp(-S) if end.finite else sp.exp(S)
    parts = [sp.sympify(f).subs(density.variable, w) for f in density.factors]
    return compiled(sp.Mul(*parts, jacobian), S)


def at_log(end: End) -> sp.Expr:
    """w as an expression in `S`."""
    return end.inward(sp.exp(S))


def weighted(f: Compiled, w: Compiled, k: int) -> Compiled:
    """w^k f."""
    return (lambda z, analytic: f(z, analytic) * w(z, analytic) ** k) if k else f


def in_w(density: Density) -> Compiled:
    """f(w)."""
    return compiled(density.product, density.variable)


def cell(f: Compiled, a: arb, b: arb, goal: Goal) -> arb:
    """int_a^b f as a ball; where the integrator finds none in time, a crude enclosure (possibly not finite).

    >>> x = sp.Symbol("x", real=True)
    >>> goal = Goal(arb(2) ** -40, arb(2) ** -40, time.monotonic() + 60)
    >>> abs(cell(compiled(sp.exp(x), x), arb(0), arb(1), goal) - (arb.const_e() - 1)) < 1e-9
    True
    """

    def timed(z: acb, analytic: bool) -> acb:
        return f(z, analytic) if time.monotonic() < goal.deadline else REFUSED

    value = acb.integral(
        timed, acb(a), acb(b), rel_tol=goal.relative, abs_tol=goal.absolute, eval_limit=EVALUATIONS, use_heap=True
    ).real
    return value if value.is_finite() else _crude(f, a, b)


def _crude(f: Compiled, a: arb, b: arb) -> arb:
    """sum over cells of length times the ball of the values."""
    total, step = arb(0), (b - a) / CRUDE_CELLS
    for i in range(CRUDE_CELLS):
        low = a + i * step
        total += step * f(acb(low.union(low + step)), False).real
    return total


def largest(f: Callable[[acb, bool], acb], points: list[arb]) -> arb:
    """About the largest |f| at some points (no bound: it only sets tolerances)."""
    top = arb(0)
    for x in points:
        value = abs(f(acb(x), False).real)
        if value.is_finite() and value.mid() > top:
            top = value.mid()
    return top
