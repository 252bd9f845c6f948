"""All real roots of an equation on an interval, in closed form, or Undecided.

Functions are inverted one at a time, down to polynomials. What is found is complete: where a step cannot be shown to
keep every root, it is not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import count
from typing import Any

import sympy as sp

from audit.posterior.exact.signs import Undecided, sign_of_constant

Support = tuple[sp.Expr, sp.Expr]

MOST_ROOTS = 200
"""A periodic function with more zeros than this on its interval is not followed."""


@lru_cache(maxsize=10_000)
def roots(g: sp.Expr, variable: sp.Symbol, support: Support) -> tuple[sp.Expr, ...]:
    """All w inside the open support with g(w) = 0. Raises Undecided where the equation is not solved.

    >>> w = sp.Symbol("w", real=True)
    >>> roots(w * sp.log(w) ** 2 - w, w, (sp.S.Zero, sp.oo))
    (exp(-1), E)
    """
    return tuple(place for place in _solve(g, variable, support) if inside(place, support))


def inside(place: sp.Expr, support: Support) -> bool:
    """Is a real number strictly inside?"""
    low, high = support
    above = low == -sp.oo or sign_of_constant(place - low) > 0
    return above and (high == sp.oo or sign_of_constant(high - place) > 0)


def _solve(g: sp.Expr, x: sp.Symbol, support: Support) -> tuple[sp.Expr, ...]:
    if x not in g.free_symbols:
        return ()
    if g == x:
        return (sp.S.Zero,)
    if g.is_Mul:
        return tuple(place for part in g.args for place in _solve(part, x, support))
    if g.is_Pow and x not in g.exp.free_symbols:
        return _solve(g.base, x, support) if sign_of_constant(g.exp) > 0 else ()
    if _never_zero(g, x, support):
        return ()
    factored = sp.factor(g) if g.is_Add else g
    if factored.is_Mul or factored.is_Pow:
        return _solve(factored, x, support)
    top = sp.fraction(sp.together(g))[0]
    if top != g and not top.is_Add:
        return _solve(top, x, support)
    return _by_kernel(sp.expand(top), x, support)


def _never_zero(g: sp.Expr, x: sp.Symbol, support: Support) -> bool:
    """Is g without a zero on the support, by the signs that SymPy derives from those of x?"""
    return bool(_signed(g, x, support).is_nonzero)


def _by_kernel(g: sp.Expr, x: sp.Symbol, support: Support) -> tuple[sp.Expr, ...]:
    """g as a polynomial in one function k(x): the polynomial's roots, then k inverted at each."""
    kernel = _kernel(g, x)
    y = sp.Dummy("y", real=True)
    try:
        polynomial = sp.Poly(g.xreplace({kernel: y}), y)
    except sp.polys.polyerrors.PolynomialError as error:
        raise _unsolved(g) from error
    if x in polynomial.free_symbols_in_domain:
        raise _unsolved(g)
    found: list[sp.Expr] = []
    for value in _real_roots(polynomial):
        found.extend([value] if kernel == x else _invert(kernel, value, x, support))
    return tuple(found)


def _kernel(g: sp.Expr, x: sp.Symbol) -> sp.Expr:
    """The one function of x in which g is a polynomial: x itself, or an outermost non-polynomial node."""
    kernels: set[sp.Expr] = set()

    def visit(node: sp.Expr) -> None:
        if x not in node.free_symbols:
            return
        if node.is_Add or node.is_Mul or (node.is_Pow and node.exp.is_Integer and node.exp > 0):
            for part in node.args:
                visit(part)
        else:
            kernels.add(node)

    visit(g)
    if len(kernels) != 1:
        raise _unsolved(g)
    return kernels.pop()


def _real_roots(polynomial: sp.Poly) -> tuple[sp.Expr, ...]:
    """Real roots in closed form: degree 1 and 2 with any constants, higher ones as far as rational factors go."""
    if polynomial.degree() == 1:
        a, b = polynomial.all_coeffs()
        return (-b / a,)
    if polynomial.degree() == 2:
        a, b, c = polynomial.all_coeffs()
        inside_root = sp.expand(b**2 - 4 * a * c)
        sign = sign_of_constant(inside_root)
        return tuple((-b + s * sp.sqrt(inside_root)) / (2 * a) for s in (-1, 1)[: sign + 1]) if sign >= 0 else ()
    if not all(c.is_Rational for c in polynomial.all_coeffs()):
        raise _unsolved(polynomial.as_expr())
    _, parts = polynomial.factor_list()
    if any(part.degree() > 2 and part.count_roots() for part, _ in parts):
        raise _unsolved(polynomial.as_expr())
    return tuple(place for part, _ in parts if part.degree() <= 2 for place in _real_roots(part))


def _invert(kernel: sp.Expr, value: sp.Expr, x: sp.Symbol, support: Support) -> tuple[sp.Expr, ...]:
    """All x with kernel(x) = value."""
    if kernel.is_Pow and x not in kernel.exp.free_symbols:
        return _invert_power(kernel, value, x, support)
    if kernel.is_Pow and x not in kernel.base.free_symbols:
        kernel = sp.exp(kernel.exp * sp.log(kernel.base))
    if isinstance(kernel, sp.tan) and sign_of_constant(value) == 0:
        return _solve(sp.sin(kernel.args[0]), x, support)
    if kernel.func in (sp.sin, sp.cos):
        return _periodic(kernel, value, x, support)
    if kernel.func not in INVERSES:
        raise _unsolved(kernel - value)
    argument = kernel.args[0]
    return tuple(
        place for inner in INVERSES[kernel.func](kernel, value) for place in _solve(argument - inner, x, support)
    )


def _invert_power(kernel: sp.Expr, value: sp.Expr, x: sp.Symbol, support: Support) -> tuple[sp.Expr, ...]:
    sign = sign_of_constant(value)
    if sign == 0:
        return _solve(kernel.base, x, support) if sign_of_constant(kernel.exp) > 0 else ()
    if kernel.exp.is_Integer and kernel.exp % 2:
        size = (sign * value) ** (1 / kernel.exp)
        return _solve(kernel.base - sign * size, x, support)
    if sign < 0:
        return ()
    size = value ** (1 / kernel.exp)
    both = (size, -size) if kernel.exp.is_Integer else (size,)
    return tuple(place for inner in both for place in _solve(kernel.base - inner, x, support))


def _only_zero(kernel: sp.Expr, value: sp.Expr) -> tuple[sp.Expr, ...]:
    """An odd increasing function: zero at zero; elsewhere no closed form."""
    if sign_of_constant(value):
        raise _unsolved(kernel - value)
    return (sp.S.Zero,)


INVERSES: Mapping[Any, Callable[[sp.Expr, sp.Expr], tuple[sp.Expr, ...]]] = {
    sp.exp: lambda kernel, value: (sp.log(value),) if sign_of_constant(value) > 0 else (),
    sp.log: lambda kernel, value: (sp.exp(value),),
    sp.Abs: lambda kernel, value: (
        ((value, -value) if sign_of_constant(value) > 0 else (sp.S.Zero,)) if sign_of_constant(value) >= 0 else ()
    ),
    sp.tanh: _only_zero,
    sp.sinh: _only_zero,
    sp.erf: lambda kernel, value: () if sign_of_constant(1 - value**2) <= 0 else _only_zero(kernel, value),
    sp.erfc: lambda kernel, value: (
        () if sign_of_constant(value) <= 0 or sign_of_constant(2 - value) <= 0 else _only_zero(kernel, value - 1)
    ),
    sp.atan: lambda kernel, value: (
        (sp.tan(value),) if sign_of_constant(sp.pi / 2 - value) > 0 and sign_of_constant(sp.pi / 2 + value) > 0 else ()
    ),
}


def _unsolved(g: sp.Expr) -> Undecided:
    return Undecided(f"the roots of {sp.sstr(g)[:100]} were not all found")


def poles(argument: sp.Expr, x: sp.Symbol, support: Support) -> tuple[sp.Expr, ...]:
    """All w inside the support where the argument of a gamma function is 0, -1, -2, ..."""
    if _signed(argument, x, support).is_positive:
        return ()
    slope, offset = _linear(argument, x)
    lowest_at = support[0] if sign_of_constant(slope) > 0 else support[1]
    if not lowest_at.is_finite:
        raise Undecided(f"gamma has infinitely many poles where its argument {argument} is negative")
    places: list[sp.Expr] = []
    for k in count():
        place = (-k - offset) / slope
        if sign_of_constant(slope * lowest_at + offset + k) >= 0:
            return tuple(places)
        if inside(place, support):
            places.append(place)
        if k > MOST_ROOTS:
            raise Undecided(f"more than {MOST_ROOTS} poles of gamma({argument})")
    return ()


def _periodic(kernel: sp.Expr, value: sp.Expr, x: sp.Symbol, support: Support) -> tuple[sp.Expr, ...]:
    """All x inside a bounded support with sin or cos of a linear argument equal to `value`."""
    slope, offset = _linear(kernel.args[0], x)
    first = sp.asin(value) if isinstance(kernel, sp.sin) else sp.acos(value)
    if sign_of_constant(1 - value**2) < 0:
        return ()
    if first.has(sp.asin, sp.acos):
        raise _unsolved(kernel - value)
    low, high = support
    if not (low.is_finite and high.is_finite):
        raise Undecided(f"{kernel} = {value} has infinitely many roots")
    second = sp.pi - first if isinstance(kernel, sp.sin) else -first
    period = 2 * sp.pi / abs(slope)
    found: set[sp.Expr] = set()
    for start in {first, second}:
        place = (start - offset) / slope
        place += period * sp.ceiling((low - place) / period)
        while sign_of_constant(high - place) > 0:
            found.add(place)
            place += period
            if len(found) > MOST_ROOTS:
                raise Undecided(f"more than {MOST_ROOTS} roots of {kernel} = {value}")
    return tuple(found)


def _linear(argument: sp.Expr, x: sp.Symbol) -> tuple[sp.Expr, sp.Expr]:
    """Slope and offset of an argument that is linear in x."""
    polynomial = argument.as_poly(x)
    if polynomial is None or polynomial.degree() != 1:
        raise Undecided(f"the argument {argument} is not linear")
    slope, offset = polynomial.all_coeffs()
    return slope, offset


def _signed(g: sp.Expr, x: sp.Symbol, support: Support) -> sp.Expr:
    """g with x replaced by a symbol that SymPy knows the sign of, where the support has one."""
    low, high = support
    if low.is_nonnegative:
        return g.xreplace({x: sp.Dummy(positive=True)})
    return g.xreplace({x: sp.Dummy(negative=True)}) if high.is_nonpositive else g
