"""Continuity and positivity of an expression for all real values of its letters, read off its structure.

Both are sufficient tests: False says that the structure does not show it.
"""

from __future__ import annotations

import sympy as sp

KEEPS = (sp.Add, sp.Mul, sp.exp, sp.tanh, sp.Max, sp.Min, sp.Abs)
"""Continuous functions of continuous arguments; with powers, all that the usual networks are made of."""


def continuous(e: sp.Expr) -> bool:
    """Is e continuous in its letters together?

    >>> w = sp.Symbol("w", real=True)
    >>> continuous(1 / (1 + sp.exp(-w))), continuous(1 / w), continuous(sp.sign(w))
    (True, False, False)
    """
    if e.is_Symbol or e.is_number:
        return True
    if isinstance(e, sp.Pow):
        whole = bool(e.exp.is_integer and e.exp.is_positive)
        return all(continuous(part) for part in e.args) and (whole or positive(e.base))
    return isinstance(e, KEEPS) and all(continuous(part) for part in e.args)


def positive(e: sp.Expr) -> bool:
    """Is e > 0 for all values of its letters?

    >>> w = sp.Symbol("w", real=True)
    >>> positive(1 / (1 + sp.exp(-w))), positive(sp.tanh(w)), positive(sp.Max(w, 0))
    (True, False, False)
    """
    if e.is_Symbol or e.is_number:
        return bool(e.is_positive)
    if isinstance(e, sp.exp):
        return bool(e.args[0].is_real)
    if isinstance(e, sp.Add):
        return any(positive(part) for part in e.args) and all(nonnegative(part) for part in e.args)
    return isinstance(e, sp.Mul | sp.Pow) and all(positive(part) for part in e.args[: 1 if e.is_Pow else None])


def nonnegative(e: sp.Expr) -> bool:
    """Is e >= 0 for all values of its letters?

    >>> w = sp.Symbol("w", real=True)
    >>> nonnegative(w**2), nonnegative(w)
    (True, False)
    """
    if positive(e) or isinstance(e, sp.Abs):
        return True
    if e.is_Symbol or e.is_number:
        return bool(e.is_nonnegative)
    if isinstance(e, sp.Pow):
        return bool(e.exp.is_even and e.base.is_real)
    if isinstance(e, sp.Max):
        return any(nonnegative(part) for part in e.args)
    return isinstance(e, sp.Add | sp.Mul) and all(nonnegative(part) for part in e.args)
