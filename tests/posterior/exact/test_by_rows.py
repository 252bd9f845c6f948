"""The product over data by patterns of signs is the product over its factors one by one."""

import random

import pytest
import sympy as sp

from audit.posterior.density import Density, observations
from audit.posterior.exact.leading import as_expression, leading
from tests.posterior.end_cases import DOWN, RIGHT, UP, w

x, y = sp.symbols("x y", real=True)
TEMPLATES = [
    1 / (1 + sp.exp(-y * x * w)),
    sp.exp(-((x - w * y) ** 2) / 2),
    sp.erfc(-x * w * y / sp.sqrt(2)) / 2,
    1 / (1 + (x - w) ** 2),
    sp.Max(0, x * w) ** 2 + 1,
]


def rows(count, zeros):
    random.seed(count)
    made = [(sp.Rational(random.randint(-300, 300), 100), sp.S(random.choice([-1, 1]))) for _ in range(count)]
    return [*made, *([(sp.S.Zero, sp.S.One)] * zeros), made[0]]


@pytest.mark.parametrize("end", [UP, DOWN, RIGHT], ids=lambda end: end.name)
@pytest.mark.parametrize("template", TEMPLATES, ids=str)
@pytest.mark.parametrize("zeros", [0, 2])
def test_by_rows_and_one_by_one_agree(template, end, zeros):
    data = observations(template, (x, y), rows(7, zeros))
    together = leading(Density(w, (1 / abs(w), *data.factors), data=data), end)
    apart = leading(Density(w, (1 / abs(w), *data.factors)), end)
    assert together.integrable == apart.integrable
    ratio = (
        together.coefficient * as_expression(together.monomial) / (apart.coefficient * as_expression(apart.monomial))
    )
    assert sp.simplify(ratio) == 1


def test_equal_rows_are_counted():
    data = observations(TEMPLATES[0], (x, y), [(sp.S.One, sp.S.One)] * 5)
    assert (len(data.factors), data.counts) == (1, (5,))


def test_hundreds_of_rows_are_decided():
    data = observations(TEMPLATES[0], (x, y), rows(400, 0))
    found = leading(Density(w, (1 / abs(w), *data.factors), data=data), UP)
    assert found.integrable
