"""Densities of positive terms: against the known region of two-parameter families, and what has not the form."""

from fractions import Fraction

import pytest

from audit.posterior.exact.signs import Undecided
from audit.posterior.models import model
from audit.posterior.models.positive_terms import integrable

P = {"a": "0,oo", "b": "0,oo"}


@pytest.mark.parametrize("i", [Fraction(-3, 2), Fraction(-1), Fraction(-1, 2), Fraction(1)])
@pytest.mark.parametrize("j", [Fraction(-1), Fraction(1, 2)])
@pytest.mark.parametrize("q", [Fraction(1, 2), Fraction(2), Fraction(7, 2)])
def test_a_dirichlet_like_family(i, j, q):
    """int a^i b^j (1+a+b)^-q is finite if and only if i, j > -1 and i + j + 2 < q."""
    found = integrable(model(P, f"a**({i})*b**({j})*(1+a+b)**(-({q}))"))
    assert (found is None) == (i > -1 and j > -1 and i + j + 2 < q)


@pytest.mark.parametrize(
    ("density", "proper"),
    [
        ("exp(-a*b)", False),
        ("exp(-a*b-a)/(1+b)**2", True),
        ("exp(-a*b)/((1+a)**2*(1+b)**2)", True),
        ("exp(-a/b)/(1+b)**2", False),
        ("exp(-a/b)/(1+b)**3", True),
        ("exp(-1/(a*b))*a**(-2)*b**(-2)", False),
        ("exp(-1/(a+b))*(a+b)**(-3)", True),
        ("exp(-1/(a+b))*(a+b)**(-2)", False),
        ("a*b*exp(-(a*b)**2)", False),
        ("(a/(1+a*b)**2)*exp(-a)", True),
        ("gamma(a+2)*gamma(b+1)/(gamma(a)*gamma(b))/(1+a+b)**6", True),
        ("gamma(a+2)*gamma(b+1)/(gamma(a)*gamma(b))/(1+a+b)**5", False),
    ],
)
def test_known_integrals(density, proper):
    found = integrable(model(P, density))
    assert (found is None) is proper, found


def test_supports_bound_the_directions():
    assert integrable(model({"a": "1,oo", "b": "0,1"}, "a**(-2)*b**(-1/2)")) is None
    assert integrable(model({"a": "0,1", "b": "0,1"}, "1/(a+b)")) is None
    assert integrable(model({"a": "0,1", "b": "0,1"}, "1/(a+b)**2")) is not None


def test_real_parameters_are_taken_by_sign():
    found = integrable(model({"a": "-oo,oo", "b": "0,oo"}, "exp(-a**2-a-b)"))
    assert found is None
    one_sided = integrable(model({"a": "-oo,oo", "b": "0,oo"}, "exp(-b)*Piecewise((1/(1+a)**2, a > 0), (1, True))"))
    assert one_sided is not None


@pytest.mark.parametrize(
    "density", ["exp(a*b-a**2-b**2)", "sin(a)**2*exp(-a-b)", "(a-b)**2*exp(-a-b)", "a**b*exp(-a-b)"]
)
def test_other_forms_are_undecided(density):
    with pytest.raises(Undecided):
        integrable(model(P, density))
