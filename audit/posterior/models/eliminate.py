"""One parameter integrated out in closed form: Gaussian, gamma, beta and beta-prime integrals.

Each rule looks at the factors that contain the parameter p, written as p^k (1 - p)^l (p + t)^m e^(E(p)), and answers with
the factors that are left and a sentence for the certificate, with "diverges" where the integral is infinite for every value
of the others, or with None where it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from audit.posterior.models.model import Model, Parameter


@dataclass(frozen=True)
class Step:
    """What was done, in words, and the model that is left (None: the integral is infinite for every value of the rest)."""

    text: str
    left: Model | None


@dataclass(frozen=True)
class Parts:
    """p^power e^exponent times `powers` of other bases in p, times `rest`, which is free of p."""

    power: sp.Expr
    exponent: sp.Expr
    others: tuple[tuple[sp.Expr, sp.Expr], ...]
    rest: tuple[sp.Expr, ...]


def eliminate(model: Model) -> Step | None:
    """The first rule that applies to one of the parameters; None if none does.

    >>> from audit.posterior.models.model import model
    >>> step = eliminate(model({"mu": "-oo,oo", "s": "0,oo"}, "1/s", "normal_pdf(y, mu, s)", {"y": [1, 2]}))
    >>> step.text
    'mu: Gaussian integral'
    """
    for parameter in model.parameters:
        parts = _parts(model, parameter.symbol)
        if parts is None:
            continue
        for rule in RULES:
            step = rule(model, parameter, parts)
            if step is not None:
                return step
    return None


def _parts(model: Model, p: sp.Symbol) -> Parts | None:
    power, exponent = sp.S.Zero, sp.S.Zero
    others: dict[sp.Expr, sp.Expr] = {}
    rest: list[sp.Expr] = []
    for base, e in (pair for factor in model.factors for pair in _powers(factor)):
        if p not in base.free_symbols and p not in e.free_symbols:
            rest.append(base**e)
        elif base == sp.E:
            exponent += e
        elif p in e.free_symbols and p not in base.free_symbols and base.is_positive:
            exponent += e * sp.log(base)
        elif p in e.free_symbols:
            return None
        elif base == p:
            power += e
        else:
            others[base] = others.get(base, sp.S.Zero) + e
    exponent = sp.expand(exponent)
    free = [term for term in sp.Add.make_args(exponent) if p not in term.free_symbols]
    rest.append(sp.exp(sp.Add(*free)))
    bound = sp.Add(*(term for term in sp.Add.make_args(exponent) if p in term.free_symbols))
    return Parts(sp.expand(power), bound, tuple((b, e) for b, e in others.items() if e != 0), tuple(rest))


def _powers(factor: sp.Expr) -> list[tuple[sp.Expr, sp.Expr]]:
    """A factor as powers; products inside powers are taken apart, sums factored where they factor."""
    found: list[tuple[sp.Expr, sp.Expr]] = []
    for part in sp.Mul.make_args(sp.powsimp(sp.expand_power_base(factor), deep=False)):
        base, e = part.as_base_exp()
        if isinstance(part, sp.exp):
            found.append((sp.E, part.args[0]))
        elif base.is_Mul:
            found += [pair for inner in base.args for pair in _powers(sp.Pow(inner, e, evaluate=True))]
        elif base.is_Add and sp.factor(base) != base and sp.factor(base).is_Mul:
            found += [pair for inner in sp.factor(base).args for pair in _powers(inner**e)]
        else:
            found.append((base, e))
    return found


Rule = Callable[[Model, Parameter, Parts], Step | None]


def _gaussian(model: Model, parameter: Parameter, parts: Parts) -> Step | None:
    """int exp(-A p^2 + B p) dp = sqrt(pi/A) exp(B^2/(4 A)) over the line, A > 0."""
    p = parameter.symbol
    polynomial = sp.Poly(parts.exponent, p) if parts.exponent.is_polynomial(p) else None
    if parameter.support != (-sp.oo, sp.oo) or parts.others or parts.power != 0 or polynomial is None:
        return None
    if polynomial.degree() > 2:
        return None
    a, b = -polynomial.coeff_monomial(p**2), polynomial.coeff_monomial(p)
    if a == 0 and b == 0:
        return Step(f"{p}: the density does not depend on it, and it is unbounded", None)
    if a == 0 and (b.is_nonzero):
        return Step(f"{p}: exp({b}*{p}) over the whole line diverges", None)
    a = sp.factor(a)
    if not a.is_positive:
        return None
    free = sp.Add(*(f.args[0] for f in parts.rest if isinstance(f, sp.exp)))
    left = [f for f in parts.rest if not isinstance(f, sp.exp)]
    exponent = sp.factor(b**2 / (4 * a) + free)
    return Step(f"{p}: Gaussian integral", model.without(parameter, (*left, sp.sqrt(sp.pi / a), sp.exp(exponent))))


def _gamma(model: Model, parameter: Parameter, parts: Parts) -> Step | None:
    """int_0^oo p^k exp(-b p^m) dp = gamma((k+1)/m) b^(-(k+1)/m)/|m|, b > 0."""
    p = parameter.symbol
    if parameter.support != (sp.S.Zero, sp.oo) or parts.others or parts.exponent.is_Add:
        return None
    scale, m = sp.S.Zero, sp.S.One
    if parts.exponent != 0:
        rest, power = parts.exponent.as_independent(p)
        base, m = power.as_base_exp()
        if base != p or p in m.free_symbols:
            return None
        scale = -rest
    if scale == 0:
        return Step(f"{p}: a power of {p} on (0, oo) is never integrable", None)
    if not scale.is_positive:
        return None
    order = sp.expand((parts.power + 1) / m)
    if order.is_nonpositive:
        return Step(f"{p}: {p}**({parts.power}) exp(-c {p}**{m}) is not integrable on (0, oo)", None)
    if not order.is_positive:
        return None
    integral = (sp.gamma(order) / abs(m), scale ** (-order))
    return Step(f"{p}: gamma integral", model.without(parameter, (*parts.rest, *integral)))


def _beta(model: Model, parameter: Parameter, parts: Parts) -> Step | None:
    """int_0^1 p^(a-1) (1-p)^(b-1) dp = B(a, b)."""
    p = parameter.symbol
    if parameter.support != (sp.S.Zero, sp.S.One) or parts.exponent != 0:
        return None
    a, b = parts.power + 1, sp.S.One
    for base, e in parts.others:
        if sp.expand(base - (1 - p)) != 0:
            return None
        b += e
    if a.is_nonpositive or b.is_nonpositive:
        return Step(f"{p}: {p}**({a} - 1) (1 - {p})**({b} - 1) is not integrable on (0, 1)", None)
    if not (a.is_positive and b.is_positive):
        return None
    return Step(f"{p}: beta integral", model.without(parameter, (*parts.rest, *_beta_function(a, b))))


def _beta_prime(model: Model, parameter: Parameter, parts: Parts) -> Step | None:
    """int_0^oo p^(s-1) (p + t)^-q dp = t^(s-q) B(s, q - s), t > 0."""
    p = parameter.symbol
    if parameter.support != (sp.S.Zero, sp.oo) or parts.exponent != 0 or len(parts.others) != 1:
        return None
    ((base, e),) = parts.others
    polynomial = base.as_poly(p)
    if polynomial is None or polynomial.degree() != 1:
        return None
    slope, offset = polynomial.all_coeffs()
    t, s, q = offset / slope, parts.power + 1, -e
    if not (t.is_positive and slope.is_positive):
        return None
    if s.is_nonpositive or (q - s).is_nonpositive:
        return Step(f"{p}: {p}**({s} - 1) ({p} + t)**(-({q})) is not integrable on (0, oo)", None)
    if not (s.is_positive and sp.expand(q - s).is_positive):
        return None
    left = (*parts.rest, slope**e, t ** (s - q), *_beta_function(s, sp.expand(q - s)))
    return Step(f"{p}: beta-prime integral", model.without(parameter, left))


def _beta_function(a: sp.Expr, b: sp.Expr) -> tuple[sp.Expr, ...]:
    return sp.gamma(a), sp.gamma(b), 1 / sp.gamma(a + b)


RULES: tuple[Rule, ...] = (_gaussian, _gamma, _beta, _beta_prime)
