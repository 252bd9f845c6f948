"""A cell is excluded only if it holds no zero: against known zeros, at the corner and at infinite cells."""

from fractions import Fraction
from math import inf

import pytest

from audit.numerics.ball import ball
from audit.parametrisation.penalty import EXACT, MOLCHANOV
from audit.parametrisation.planar.charts import charts
from audit.parametrisation.planar.data_term import data_term
from audit.parametrisation.planar.exclusion import Plane, Slopes, excludes

LINE = charts(data_term("(mu - 1)**2/2 + sigma2/2").energy)
PLACE = (1.24736934, 0.48802949)
"""c and r of the minimum at rho = 4."""


def plane(penalty=EXACT, rho=4):
    return Plane(LINE, Slopes(penalty), Fraction(rho))


@pytest.mark.parametrize("width", [1e-6, 1e-3, 0.1, 0.5])
def test_no_cell_around_the_zero_is_excluded(width):
    c, r = ((x - width * 0.4, x + width * 0.6) for x in PLACE)
    assert not any(excludes(value) for value in plane().on_ray(c, r))
    assert not any(excludes(value) for value in plane().on_ray(c, r, quick=True))
    b, m = 1 / PLACE[0], PLACE[0] * PLACE[1]
    told, _ = plane().far((b - width * 0.4, b + width * 0.6), (m - width * 0.4, m + width * 0.6), 0)
    assert not any(excludes(value) for value in told)


def test_infinite_cells_are_excluded():
    assert any(excludes(value) for value in plane().on_ray((-1.0, 1.0), (5.0, inf)))
    assert any(excludes(value) for value in plane().far((0.0, 0.1), (2.0, inf), 0)[0])
    assert any(excludes(value) for value in plane().far((0.0, 0.1), (0.1, inf), 1)[0])


def test_the_corner_is_free_where_its_condition_holds():
    """2 E_v = 1, rho E_mu^2 = rho: free of zeros near (0, 0) unless rho = 1."""
    small = (-1e-3, 1.1e-3), (0.0, 1e-3)
    assert plane(rho=4).corner_free(*small)
    assert plane(rho=Fraction(1, 2)).corner_free(*small)
    assert not plane(rho=1).corner_free(*small)


@pytest.mark.parametrize("penalty", [EXACT, MOLCHANOV], ids=lambda one: one.name)
def test_slopes_hold_on_spans_of_c(penalty):
    slopes = Slopes(penalty)
    for low, high in ((0.0, 0.5), (-1.0, 2.0), (1.0, 1.1), (5.0, inf), (-30.0, -6.0)):
        slope, bend, g = slopes.over((low, high))
        for x in (low + 0.1, min(high, low + 9.0)):
            u = ball(Fraction(x)) ** 2 / 2
            for span, value in ((slope, penalty.slope(u)), (bend, penalty.bend(u)), (g, 2 * u * penalty.slope(u))):
                assert span[0] <= float(value.upper())
                assert float(value.lower()) <= span[1]


def test_a_corner_that_holds_a_zero_is_not_free():
    """At rho = 1.001 the minimum lies at c and r of about 0.02."""
    assert not plane(rho=Fraction(1001, 1000)).corner_free((-0.3, 0.31), (0.0, 0.3))
    assert not plane(rho=Fraction(1001, 1000)).corner_free((-0.1, 0.11), (0.0, 0.1))
