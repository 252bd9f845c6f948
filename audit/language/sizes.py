"""Numbers that would not fit: what is refused before SymPy computes it.

SymPy evaluates 2**n, gamma(n) and exp(n*log(2)) the moment that they are built. A power of a number is therefore weighed
first, by an upper bound on the bits of its result, through powers of powers and through logarithms in an exponent:
(2**(4*x))**(1/x) becomes 2**4 at once, and so may not hide 2**(10**9). A number inside exp, tan and their like is small
enough that deciding its sign is cheap.
"""

from __future__ import annotations

import sympy as sp

from audit.errors import InputError

POWER_BITS = 4096
"""Of a number to the power of a number."""
NUMBER_BITS = 131_072
"""Of a number that sums, products and gamma(n) lead to: 10000! has 118458."""
LARGEST_EXPONENT = 1_000_000
"""Numeric exponents beyond it are typing errors, or meant to keep the machine busy."""
LARGEST_WEIGHT = 1_000_000
"""Bits of a power of a sum at a small place: SymPy looks there when it compares."""
LARGEST_ARGUMENT = 1_000_000
"""A number inside a function: exp(1000000) has 434295 digits before the point."""
LARGEST_GAMMA = 10_000
LARGEST_DIGAMMA = 1000
"""digamma(n) is a sum of n fractions."""


def weighed_power(base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    """base**exponent, once it is known to fit. Raises InputError for one that is undefined, or that would be huge.

    >>> weighed_power(sp.Integer(2), sp.Rational(1, 2))
    sqrt(2)
    >>> weighed_power(sp.Integer(10), sp.Integer(10) ** 5)
    Traceback (most recent call last):
        ...
    audit.errors.InputError: given: a power of more than 4096 bits; allowed: smaller numbers; try: its logarithm
    """
    if base == sp.E:
        return weighed_exp(exponent)
    if exponent.is_Rational and abs(exponent) > LARGEST_EXPONENT:
        raise InputError("a huge exponent", f"exponents up to {LARGEST_EXPONENT}", "exp(n*log(x)) with a smaller n")
    if _bits(base, exponent.has(sp.log)) * _scale(exponent) > POWER_BITS:
        raise InputError(f"a power of more than {POWER_BITS} bits", "smaller numbers", "its logarithm")
    if exponent.is_Rational and _weight(base) * abs(exponent) > LARGEST_WEIGHT:
        raise InputError("a huge power", f"powers of up to {LARGEST_WEIGHT} bits", "exp(n*log(x)) with a smaller n")
    if base.is_number and base.is_zero and not exponent.is_nonnegative:
        raise InputError("a division by zero", "expressions that are defined", "another denominator")
    if base.is_number and base.is_negative and exponent.is_number and not exponent.is_integer:
        raise InputError("a complex power", "whole powers of negative numbers", "abs(x)**p")
    if base.is_number and exponent.is_number and _magnitude(exponent) * _log_magnitude(base) > LARGEST_ARGUMENT:
        raise InputError("a number of more than 434000 digits", "smaller numbers", "its logarithm")
    return base**exponent


def weighed_exp(exponent: sp.Expr) -> sp.Expr:
    """exp(exponent), once it is known to fit; exp(n*log(2)) is 2**n.

    >>> weighed_exp(2 * sp.log(3))
    9
    """
    for term in sp.Add.make_args(exponent):
        factors = sp.Mul.make_args(term)
        logs = [factor.args[0] for factor in factors if isinstance(factor, sp.log)]
        heaviest = max((_bits(inside, True) for inside in logs), default=0)
        rest = sp.Mul(*(factor for factor in factors if not isinstance(factor, sp.log)))
        if heaviest * _scale(rest) * max(1, heaviest) ** (len(logs) - 1 if logs else 0) > POWER_BITS:
            raise InputError(f"a power of more than {POWER_BITS} bits", "smaller numbers", "its logarithm")
    return sp.exp(weighed_argument(exponent))


def weighed_argument(x: sp.Expr) -> sp.Expr:
    """x, unless it is a number above a million in size."""
    if x.is_number and not _magnitude(x) <= LARGEST_ARGUMENT:
        raise InputError(
            "a function of a huge number", f"numbers up to {LARGEST_ARGUMENT} inside a function", "its limit"
        )
    return x


def small_enough(x: sp.Expr, largest: int, name: str) -> sp.Expr:
    """x, unless it is a number above `largest` in size."""
    if x.is_number and not _magnitude(x) <= largest:
        raise InputError(f"{name} of a huge number", f"numbers up to {largest} there", "Stirling's formula")
    return x


def _weight(x: sp.Expr) -> int:
    """About the bits of the value at a small place."""
    if x.is_Rational:
        return max(abs(int(x.p)).bit_length(), int(x.q).bit_length())
    if x.is_Pow and x.args[1].is_Rational:
        return _weight(x.args[0]) * max(1, int(abs(x.args[1])))
    if x.is_Add or x.is_Mul:
        return sum(_weight(part) for part in x.args)
    return 1


def _magnitude(x: sp.Expr) -> sp.Float:
    return sp.Abs(x.evalf(15), evaluate=False).evalf(15) if not x.is_Rational else abs(x)


def _log_magnitude(x: sp.Expr) -> sp.Expr:
    size = _magnitude(x)
    return sp.Abs(sp.log(size.evalf(15))).evalf(15) if size != 0 else sp.S.Zero


def _bits(base: sp.Expr, logarithms: bool) -> int:
    """An upper bound on the bits of the rational number that stands in a base, 0 where none does."""
    if base.is_Rational:
        return 0 if base.is_zero else max((abs(int(base.p)) - 1).bit_length(), (int(base.q) - 1).bit_length())
    if base.is_Mul:
        return sum(_bits(factor, logarithms) for factor in base.args)
    if isinstance(base, sp.exp):
        return _scale(base.args[0]) if logarithms or base.args[0].has(sp.log) else 0
    if base.is_Pow:
        return _bits(base.args[0], logarithms) * _scale(base.args[1])
    if isinstance(base, sp.Abs):
        return _bits(base.args[0], logarithms)
    return 0


def _scale(exponent: sp.Expr) -> int:
    """An upper bound, at least 1, on the rational factor that an exponent can contribute, whatever cancels in it."""
    if exponent.is_Rational:
        return max(1, int(sp.ceiling(abs(exponent))))
    if exponent.is_Add:
        return max(_scale(term) for term in exponent.args)
    if exponent.is_Mul:
        product = 1
        for factor in exponent.args:
            product *= _scale(factor)
        return product
    if isinstance(exponent, sp.log):
        return max(1, _bits(exponent.args[0], True))
    if exponent.is_Pow:
        return max(1, _bits(exponent, True) and 1 << min(_bits(exponent, True), POWER_BITS))
    return 1
