"""Boxes on which the likelihood stays above r: certified, checked at points, refused where there is no measure."""

import random
from fractions import Fraction

import pytest
import sympy as sp

from audit.errors import InputError
from audit.numerics.evaluate import in_balls
from audit.posterior import improper_along

w, v, u = sp.symbols("w v u", real=True)
NORMAL = sp.exp(-((1 - v * sp.Max(0, w)) ** 2) / 2)
FOUND = [
    (1 / (1 + sp.exp(-w * v)), w, {v: (1, 2)}, 0),
    (NORMAL, w, {v: (-3, 5)}, 0),
    (NORMAL, v, {w: (Fraction(1, 2), 2)}, 0),
    (sp.exp(-((1 - v * sp.tanh(w) - u * sp.tanh(2 * w)) ** 2) / 2), w, {v: (-1, 1), u: ("0.5", 1)}, 0),
    (1 / (1 + sp.exp(-w)), w, {}, 0),
    (w**2 + v**2, w, {v: (1, 2)}, 1),
]


@pytest.mark.parametrize(("likelihood", "along", "box", "side"), FOUND, ids=lambda x: str(x)[:40])
def test_a_certificate_holds_at_points_of_its_box(likelihood, along, box, side):
    found = improper_along(likelihood, along, box, side)
    assert found.r > 0
    random.seed(4)
    for _ in range(20):
        low, high = found.interval
        at = {along: low + (high - low) * Fraction(random.randint(1, 99), 100)}
        at |= {s: a + (b - a) * Fraction(random.randint(0, 100), 100) for s, a, b in found.box}
        assert in_balls(likelihood, at, 100) > float(found.r) * (1 - 1e-9)


def test_the_bound_is_close_to_the_infimum():
    found = improper_along(1 / (1 + sp.exp(-w * v)), w, {v: (1, 2)})
    assert 0.1192 < float(found.r) <= 1 / (1 + 2.718281828**2)
    assert "likelihood >= 0.1192 for w in [-1, 1] and v in [1, 2]" in found.text


@pytest.mark.parametrize(
    ("likelihood", "box"),
    [
        (sp.exp(-((v - 1) ** 2) / w**2), {v: (1, 2)}),
        (w**2 * v**2, {v: (1, 2)}),
        (sp.Max(0, w) * v, {v: (1, 2)}),
    ],
)
def test_where_the_likelihood_vanishes_there_is_no_certificate(likelihood, box):
    assert improper_along(likelihood, w, box) is None


@pytest.mark.parametrize(
    ("box", "complaint"),
    [({}, "no interval for v"), ({v: (1, 1)}, "measure zero"), ({v: (2, 1)}, "low < high"), ({v: ("x", 1)}, "v")],
)
def test_a_box_without_measure_is_refused(box, complaint):
    with pytest.raises(InputError, match=complaint):
        improper_along(w + v, w, box)
