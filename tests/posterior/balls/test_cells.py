"""Integrals over cells: inside the time they are tight, without time they are crude and still right."""

import time

import sympy as sp
from flint import arb

from audit.posterior.balls.cells import Goal, cell, in_log, in_w, largest, weighted
from audit.posterior.balls.complex_ball import compiled
from tests.posterior.end_cases import RIGHT, UP, Case, sigmoid, w

TOLERANCE = arb(2) ** -45


def goal(seconds: float) -> Goal:
    return Goal(TOLERANCE, TOLERANCE, time.monotonic() + seconds)


def test_flat_integrands_in_the_logarithm() -> None:
    case = Case("", (1 / sp.Abs(w), sigmoid), UP, None)
    found = cell(in_log(case.density, UP), arb(0), arb(20), goal(60))
    other = cell(in_w(case.density), arb(1), arb(20).exp(), goal(60))
    assert found.overlaps(other)
    assert found.rad() < arb(10) ** -9


def test_without_time_the_enclosure_is_crude_and_right() -> None:
    f = compiled(sp.exp(w), w)
    late = cell(f, arb(0), arb(1), goal(-1))
    assert late.contains(arb.const_e() - 1)
    assert late.rad() > cell(f, arb(0), arb(1), goal(60)).rad()


def test_weights_and_sizes() -> None:
    f, itself = compiled(w**0 * sp.exp(w), w), compiled(w, w)
    assert cell(weighted(f, itself, 1), arb(0), arb(1), goal(60)).overlaps(arb(1))
    assert largest(f, [arb(0), arb(1)]) > 2
    assert cell(in_log(Case("", (w,), RIGHT, None).density, RIGHT), arb(0), arb(50), goal(60)).overlaps(arb("0.5"))
