import mpmath
import numpy as np
import pytest
import sympy as sp

from audit.errors import CheckError, InputError
from audit.language.expression import parse
from audit.posterior.density import Density
from audit.posterior.naive.floats import numpy_function
from audit.posterior.naive.multiprecision import mpmath_function

w = sp.Symbol("w", real=True)
REAL = (-sp.oo, sp.oo)
POSITIVE = (sp.S.Zero, sp.oo)
CASES = [
    ("sigmoid(w)/abs(w)", REAL),
    ("Phi(w)*Phi(1 - w)", REAL),
    ("erfc(w)*exp(w)", REAL),
    ("cosh(w)*exp(-w**2)", REAL),
    ("1 - cos(w) + sin(w)**2/3 + tan(w)**2", REAL),
    ("atan(w)**2 + 1/3", REAL),
    ("abs(w)**(1/3)*exp(-sqrt(abs(w)))", REAL),
    ("max(w, 0, -w/2) + min(w, 1)**2", REAL),
    ("where(w > 1 or w <= -1/3, 2, w**2)", REAL),
    ("indicator(not (w > 1) and w != 2)", REAL),
    ("E1(w**2)*exp(w**2)", REAL),
    ("K(1/3, abs(w))", REAL),
    ("gamma(w)*exp(-w**2)", POSITIVE),
    ("exp(loggamma(w) - w*digamma(w))", POSITIVE),
    ("w**(-3/2)*exp(-1/w)*log1p(w)", POSITIVE),
    ("pi*exp(EulerGamma)*sign(w)*(erf(w) + sinh(w) + tanh(w)) + Ei(-w**2)**2", REAL),
    ("10**400*exp(-w**2)*e**w", REAL),
    ("(-2)**3*(w - 5)**3", (-sp.oo, sp.Integer(5))),
    ("(w**2 + 1)**(-w)", REAL),
]
PLACES = [-37.25, -2.375, -0.3125, 0.0078125, 0.46875, 1.828125, 3.7, 29.5]


@pytest.mark.parametrize(("text", "support"), CASES)
def test_the_two_tables_agree(text, support):
    density = Density(w, (parse(text, {"w": w}),), support)
    log_density, precise = numpy_function(density), mpmath_function(density)
    with mpmath.workdps(30):
        for place, got in zip(PLACES, log_density(np.array(PLACES)), strict=True):
            wanted = precise(place)
            if wanted == 0:
                assert got == -np.inf
            else:
                assert abs(mpmath.mpf(float(got)) - mpmath.log(wanted)) < 1e-12 * (1 + abs(mpmath.log(wanted)))


def test_hundreds_of_factors_do_not_underflow():
    likelihood = [parse(f"sigmoid({k}*w/7)", {"w": w}) for k in range(1, 400)]
    at = numpy_function(Density(w, tuple(likelihood)))(np.array([-50.0]))
    assert at == pytest.approx(-sum(np.logaddexp(0, 50 * k / 7) for k in range(1, 400)), rel=1e-14)


@pytest.mark.parametrize("place", [-1000.0, 1000.0])
@pytest.mark.parametrize("text", ["sigmoid(w)", "Phi(w)", "E1(abs(w))", "K(2, abs(w))", "cosh(w)"])
def test_far_out_the_logarithm_is_finite_and_right(text, place):
    density = Density(w, (parse(text, {"w": w}),))
    with mpmath.workdps(30):
        wanted = mpmath.log(mpmath_function(density)(place))
    assert numpy_function(density)(np.array([place]))[0] == pytest.approx(float(wanted), rel=1e-12)


def test_outside_the_support_there_is_nothing():
    density = Density(w, (sp.S.One,), (sp.S.Zero, sp.S.One))
    assert list(numpy_function(density)(np.array([-1.0, 0.0, 0.5, 1.0]))) == [-np.inf, -np.inf, 0.0, -np.inf]
    assert mpmath_function(density)(2) == 0


def test_what_is_negative_or_undefined_is_nan():
    assert np.isnan(numpy_function(Density(w, (w,)))(np.array([-1.0])))[0]
    assert np.isnan(numpy_function(Density(w, (sp.sqrt(w),)))(np.array([-1.0])))[0]


def test_free_parameters_and_unknown_functions_are_refused():
    a = sp.Symbol("a", real=True)
    for function in (numpy_function, mpmath_function):
        with pytest.raises(InputError, match="a free"):
            function(Density(w, (w**a,), parameters=(a,)))
        with pytest.raises(CheckError, match="no arithmetic"):
            function(Density(w, (sp.airyai(w),)))(np.array([2.0]) if function is numpy_function else 2)
