"""Feasibility of signs against a search over rationals: impossible is a proof."""

import random
from fractions import Fraction
from itertools import product

import pytest
import sympy as sp

from audit.posterior.free.feasible import feasible

a, b, c = sp.symbols("a b c", real=True)
GRID = [Fraction(k, 2) for k in range(-6, 7)]


def holds(signs, at):
    return all(sp.sign(expression.subs(at)) == sign for expression, sign in signs)


@pytest.mark.parametrize("seed", range(40))
def test_nothing_possible_is_called_impossible(seed):
    random.seed(seed)
    signs = [
        (random.randint(-2, 2) * a + random.randint(-2, 2) * b + random.randint(-2, 2), random.choice([-1, 0, 1]))
        for _ in range(random.randint(1, 4))
    ]
    signs = [(sp.sympify(e), s) for e, s in signs]
    if any(holds(signs, {a: x, b: y}) for x, y in product(GRID, GRID)):
        assert feasible(signs)


@pytest.mark.parametrize(
    "signs",
    [
        [(a, 1), (a + 1, -1)],
        [(a - b, 1), (b - c, 1), (c - a, 1)],
        [(a + b, 0), (a, 1), (b, 1)],
        [(a, 0), (2 * a, 1)],
        [(a * b, 1), (a * b, -1)],
        [(sp.S(-1), 1)],
    ],
    ids=str,
)
def test_what_is_impossible_is_found(signs):
    assert not feasible(signs)


def test_nonlinear_terms_are_left_open():
    assert feasible([(a**2, -1)])
    assert feasible([(sp.exp(a) * sp.pi, 1)])
