"""Each closed form against numerical integration over the parameter, at values of the others."""

import pytest
import sympy as sp
from scipy import integrate

from audit.posterior.models import model
from audit.posterior.models.eliminate import eliminate

LINE, POSITIVE, UNIT = "-oo,oo", "0,oo", "0,1"
RULES = [
    ("Gaussian", {"p": LINE, "s": POSITIVE}, "exp(-(p-1)**2/(2*s)-(p-3)**2/7)/s", {"s": 1.7}),
    ("gamma", {"p": POSITIVE, "s": POSITIVE}, "p**(3/2)*exp(-s*p**2)*s", {"s": 0.6}),
    ("gamma", {"p": POSITIVE, "s": POSITIVE}, "p**(-5/2)*exp(-s/p)", {"s": 2.3}),
    ("beta", {"p": UNIT, "s": POSITIVE}, "p**(s-1/3)*(1-p)**2*exp(-s)", {"s": 1.9}),
    ("beta-prime", {"p": POSITIVE, "s": POSITIVE}, "p**(1/2)*(2*p+s)**(-4)", {"s": 0.8}),
]


@pytest.mark.parametrize(("name", "parameters", "density", "at"), RULES, ids=[rule[0] for rule in RULES])
def test_the_closed_form_is_the_integral(name, parameters, density, at):
    made = model(parameters, density)
    step = eliminate(made)
    assert step.text == f"p: {name} integral"
    p = made.parameters[0].symbol
    values = {sp.Symbol(key, positive=True): value for key, value in at.items()}
    f = sp.lambdify(p, sp.Mul(*made.factors).subs(values), "scipy")
    low, high = (float(end) for end in made.parameters[0].support)
    numeric = integrate.quad(f, low, high)[0]
    assert float(sp.Mul(*step.left.factors).subs(values)) == pytest.approx(numeric, rel=1e-7)


@pytest.mark.parametrize(
    ("parameters", "density"),
    [
        ({"p": POSITIVE, "s": POSITIVE}, "p**(-1)*exp(-s*p)"),
        ({"p": POSITIVE, "s": POSITIVE}, "p**3*exp(-s)"),
        ({"p": UNIT, "s": POSITIVE}, "exp(-s)/(p*(1-p))"),
        ({"p": LINE, "s": POSITIVE}, "exp(-s)"),
        ({"p": LINE, "s": POSITIVE}, "exp(-s+p*s)"),
        ({"p": POSITIVE, "s": POSITIVE}, "p/(p+s)**2"),
    ],
)
def test_an_integral_that_diverges_for_every_value_of_the_rest_is_told(parameters, density):
    assert eliminate(model(parameters, density)).left is None


@pytest.mark.parametrize(
    ("parameters", "density"),
    [
        ({"p": LINE, "s": LINE}, "exp(-s*p**2)"),
        ({"p": POSITIVE, "s": LINE}, "p**2*exp(-s*p)*abs(s)"),
        ({"p": POSITIVE, "s": POSITIVE}, "p**(s-2)*exp(-p)/(1+s*p)"),
    ],
)
def test_where_a_sign_is_open_no_rule_applies(parameters, density):
    assert eliminate(model(parameters, density)) is None
