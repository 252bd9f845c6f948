"""The exact curves against the float core, the errors against the published formulas, the largest against all."""

import math

import pytest

from audit.figures.s4_dawson_replaces_approximations import APPROXIMATIONS, OF, data
from audit.pseudo_kl import double


@pytest.fixture(scope="module")
def columns():
    return data()


def molchanov(t):
    """-KL up to the constant that makes it vanish at infinity, with alpha = exp(t)."""
    logistic = 1 / (1 + math.exp(-(1.87320 + 1.48695 * t)))
    return 0.63576 * logistic - 0.5 * math.log1p(math.exp(-t)) - 0.63576


def kingma(t):
    """With the constant that makes its error vanish as alpha -> 0: -(log(4 u) + gamma)/2 at u = 1/(2 alpha)."""
    a = math.exp(t)
    return 0.5 * t + 1.16145124 * a - 1.50204118 * a**2 + 0.58629921 * a**3 - (0.5772156649015329 + math.log(2)) / 2


FORMULAS = {"kingma2015": kingma, "molchanov2017": molchanov}


def rows(columns, *names):
    return [
        row for row in zip(columns["log_alpha"], *(columns[name] for name in names), strict=True) if None not in row
    ]


def test_the_exact_curves_are_those_of_the_core(columns):
    for t, value, slope in rows(columns, "kl_exact", "slope_exact"):
        u = math.exp(-t) / 2
        assert value == pytest.approx(-float(double.excess(u)), rel=1e-12)
        assert slope == pytest.approx(u * float(double.slope(u)), rel=1e-12)


@pytest.mark.parametrize("name", APPROXIMATIONS)
def test_an_error_is_the_formula_minus_the_exact_value(columns, name):
    found = rows(columns, "kl_exact", f"kl_error_{name}")
    assert len(found) > 90
    for t, exact, error in found:
        assert error == pytest.approx(FORMULAS[name](t) - exact, abs=1e-12)
        # The mutant: one more in the eighth decimal, which the coefficients print.
        assert error != pytest.approx(FORMULAS[name](t) + 1e-8 - exact, abs=1e-12)


@pytest.mark.parametrize("of", OF)
@pytest.mark.parametrize("name", APPROXIMATIONS)
def test_the_largest_is_one_row_and_bounds_all(columns, of, name):
    ((t, largest),) = rows(columns, f"{of}_largest_{name}")
    errors = dict(rows(columns, f"{of}_error_{name}"))
    assert max(abs(error) for error in errors.values()) <= abs(largest) * (1 + 1e-9)
    # An edge at alpha = 1 is not reached by exp(log alpha) in floats: its error is the formula's from just inside.
    assert errors[t] == pytest.approx(largest, abs=1e-6)


def test_the_cubic_ends_at_alpha_one(columns):
    assert max(t for t, _ in rows(columns, "kl_error_kingma2015")) == 0.0


def test_what_ships_is_what_is_computed(shipped, columns):
    assert shipped("s4_dawson_replaces_approximations") == columns
