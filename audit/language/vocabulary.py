"""The closed table of names that an expression may use, and how SymPy objects are built from them.

Whatever SymPy simplifies on the way, the result is written in the heads of `HEADS` alone. A function of a number is
built only where it is defined and small enough to compute (`sizes`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.functions.elementary.piecewise import ExprCondPair

from audit.errors import InputError
from audit.language.sizes import (
    LARGEST_DIGAMMA,
    LARGEST_GAMMA,
    small_enough,
    weighed_argument,
    weighed_exp,
    weighed_power,
)

HALF = sp.Rational(1, 2)
CONSTANTS: Mapping[str, sp.Expr] = {
    "pi": sp.pi,
    "e": sp.E,
    "E": sp.E,
    "EulerGamma": sp.EulerGamma,
}
ELEMENTARY = (sp.Add, sp.Mul, sp.Pow, sp.exp, sp.log, sp.Abs, sp.sign, sp.Max, sp.Min, sp.Piecewise)
CURVES = (sp.erf, sp.erfc, sp.tanh, sp.sinh, sp.cosh, sp.sin, sp.cos, sp.tan, sp.atan)
SPECIAL = (sp.gamma, sp.loggamma, sp.polygamma, sp.expint, sp.Ei, sp.besselk)
FIXED = (type(sp.pi), type(sp.E), type(sp.EulerGamma), type(sp.true), type(sp.false))
CONDITIONS = (sp.Lt, sp.Le, sp.Gt, sp.Ge, sp.Eq, sp.Ne, sp.And, sp.Or, sp.Not, ExprCondPair)
HEADS: frozenset[type] = frozenset((*ELEMENTARY, *CURVES, *SPECIAL, *FIXED, *CONDITIONS))
"""With symbols and rational numbers, all that a parsed expression consists of."""


@dataclass(frozen=True)
class Form:
    """How a function is built, and from how many arguments."""

    build: Callable[..., sp.Expr]
    least: int = 1
    most: int = 1


def cases(*pairs: tuple[sp.Expr, Any]) -> sp.Expr:
    """The first expression whose condition holds, as SymPy's Piecewise; the last condition is True.

    >>> w = sp.Symbol("w", real=True)
    >>> cases((sp.S.One, w > 0), (sp.S.Zero, sp.true))
    Piecewise((1, w > 0), (0, True))
    """
    if pairs[-1][1] != sp.true:
        raise InputError("cases that leave out a part of the line", "a last condition True", "(0, True) at the end")
    if any(condition.has(sp.Piecewise) for _, condition in pairs):
        raise InputError("cases inside a condition", "conditions without cases", "and, or, not")
    return sp.Piecewise(*pairs, evaluate=False)


def _plain(function: Any) -> Callable[[sp.Expr], sp.Expr]:
    """A function of one argument; as typed where SymPy would rewrite it in another head."""

    def build(x: sp.Expr) -> sp.Expr:
        value = function(weighed_argument(x))
        return value if heads(value) <= HEADS else function(x, evaluate=False)

    return build


def heads(expression: sp.Basic) -> frozenset[type]:
    """The functions and operations in an expression, symbols and rational numbers aside."""
    found = {type(node) for node in sp.preorder_traversal(expression) if not (node.is_Symbol or _is_rational(node))}
    return frozenset(found)


def _is_rational(node: sp.Basic) -> bool:
    return isinstance(node, sp.Rational)


def _known_real(function: Any) -> Callable[[sp.Expr], sp.Expr]:
    """|x| and sign(x): where x is not known to be real, SymPy would look for its real and imaginary part."""
    return lambda x: function(x) if x.is_extended_real else function(x, evaluate=False)


def _log(x: sp.Expr) -> sp.Expr:
    if x.is_number and not x.is_positive:
        raise InputError("log of a number that is not positive", "log of positive numbers", "log(abs(x))")
    return sp.log(x)


def _tan(x: sp.Expr) -> sp.Expr:
    value = sp.tan(weighed_argument(x))
    return value if heads(value) <= HEADS else sp.sin(x) / sp.cos(x)


def _erfc(x: sp.Expr) -> sp.Expr:
    """As typed: 2 - erfc(-x) would lose the tail to cancellation."""
    return sp.erfc(weighed_argument(x), evaluate=not x.could_extract_minus_sign())


def _normal_cdf(x: sp.Expr) -> sp.Expr:
    """Phi(x) = erfc(-x/sqrt(2))/2."""
    return _erfc(-x / sp.sqrt(2)) / 2


def _normal_pdf(x: sp.Expr, mu: sp.Expr = sp.S.Zero, sigma: sp.Expr = sp.S.One) -> sp.Expr:
    """exp(-(x - mu)^2/(2 sigma^2)) / (sigma sqrt(2 pi))."""
    if sigma.is_nonpositive:
        raise InputError("normal_pdf with a standard deviation that is not positive", "sigma > 0", "sigma = 1")
    return weighed_exp(-((x - mu) ** 2) * weighed_power(2 * sigma**2, sp.S.NegativeOne)) / (sigma * sp.sqrt(2 * sp.pi))


def _gamma(x: sp.Expr) -> sp.Expr:
    if x.is_integer and x.is_nonpositive:
        raise InputError("gamma at a pole", "no whole number below 1 there", "another argument")
    return sp.gamma(small_enough(x, LARGEST_GAMMA, "gamma"))


def _loggamma(x: sp.Expr) -> sp.Expr:
    if x.is_number and not x.is_positive:
        raise InputError("loggamma of a number that is not positive", "positive numbers there", "log(abs(gamma(x)))")
    return sp.loggamma(small_enough(x, LARGEST_GAMMA, "loggamma"))


def _digamma(x: sp.Expr) -> sp.Expr:
    if x.is_integer and x.is_nonpositive:
        raise InputError("digamma at a pole", "no whole number below 1 there", "another argument")
    return sp.polygamma(0, small_enough(x, LARGEST_DIGAMMA, "digamma"))


def _beta(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return _gamma(a) * _gamma(b) / _gamma(a + b)


def _exponential_integral(x: sp.Expr) -> sp.Expr:
    if x.is_number and not x.is_positive:
        raise InputError("E1 of a number that is not positive", "positive numbers there", "-Ei(-x)")
    return sp.expint(1, weighed_argument(x))


def _ei(x: sp.Expr) -> sp.Expr:
    if x.is_zero:
        raise InputError("Ei(0), which is infinite", "other numbers there", "another argument")
    return sp.Ei(weighed_argument(x))


def _besselk(nu: sp.Expr, x: sp.Expr) -> sp.Expr:
    if x.is_number and not x.is_positive:
        raise InputError("besselk of a number that is not positive", "positive numbers there", "besselk(nu, abs(x))")
    return sp.besselk(small_enough(nu, LARGEST_DIGAMMA, "the order of besselk"), weighed_argument(x))


def _ratio(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return a * weighed_power(b, sp.S.NegativeOne)


def _cbrt(x: sp.Expr) -> sp.Expr:
    return _known_real(sp.sign)(x) * weighed_power(_known_real(sp.Abs)(x), sp.Rational(1, 3))


FUNCTIONS: Mapping[str, Form] = {
    **dict.fromkeys(["exp"], Form(weighed_exp)),
    **dict.fromkeys(["log", "ln"], Form(_log)),
    "log1p": Form(lambda x: _log(1 + x)),
    "expm1": Form(lambda x: weighed_exp(x) - 1),
    "sqrt": Form(lambda x: weighed_power(x, HALF)),
    "cbrt": Form(_cbrt),
    **dict.fromkeys(["abs", "Abs"], Form(_known_real(sp.Abs))),
    "sign": Form(_known_real(sp.sign)),
    **dict.fromkeys(["max", "Max"], Form(sp.Max, 2, 20)),
    **dict.fromkeys(["min", "Min"], Form(sp.Min, 2, 20)),
    "relu": Form(lambda x: sp.Max(x, 0)),
    "softplus": Form(lambda x: _log(1 + weighed_exp(x))),
    **dict.fromkeys(["sigmoid", "logistic", "expit"], Form(lambda x: _ratio(sp.S.One, 1 + weighed_exp(-x)))),
    "logit": Form(lambda x: _log(_ratio(x, 1 - x))),
    **{name: Form(_plain(getattr(sp, name))) for name in ["tanh", "sinh", "cosh", "sin", "cos", "erf"]},
    "tan": Form(_tan),
    **dict.fromkeys(["atan", "arctan"], Form(_plain(sp.atan))),
    "erfc": Form(_erfc),
    **dict.fromkeys(["Phi", "normal_cdf"], Form(_normal_cdf)),
    "normal_pdf": Form(_normal_pdf, 1, 3),
    **dict.fromkeys(["step", "Heaviside"], Form(lambda x: cases((sp.S.One, sp.Gt(x, 0)), (sp.S.Zero, sp.true)))),
    "gamma": Form(_gamma),
    **dict.fromkeys(["loggamma", "lgamma"], Form(_loggamma)),
    "factorial": Form(lambda x: _gamma(x + 1)),
    "beta": Form(_beta, 2, 2),
    **dict.fromkeys(["digamma", "psi"], Form(_digamma)),
    "E1": Form(_exponential_integral),
    "Ei": Form(_ei),
    **dict.fromkeys(["besselk", "K"], Form(_besselk, 2, 2)),
}
CASES = ("indicator", "Piecewise", "where")
"""Functions some of whose arguments are conditions."""
REFUSED: Mapping[str, str] = {
    "floor": "step(x - k) for each jump",
    "ceil": "step(x - k) for each jump",
    "round": "step(x - k) for each jump",
    "erfi": "an integral that converges",
    "lambda": "the expression alone",
}
"""Names that people try, with what stands for them."""
