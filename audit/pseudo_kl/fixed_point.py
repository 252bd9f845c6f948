"""The sums behind `precise.py`, in integers (fixed point), each with a bound for what was rounded away.

With K ~ Poisson(u) and the odd harmonic numbers O_k = 1 + 1/3 + ... + 1/(2k-1),

    excess(u) = E[O_K],   slope(u) = E[1/(2K+1)],   curvature(u) = -E[2/((2K+1)(2K+3))],

because psi(1/2 + k) - psi(1/2) = 2 O_k turns the series (1) into the first, and a shift of the index the others. Every
term is positive: nothing cancels, and e^u is the sum of the same terms. Where e^-u is below the precision, the
asymptotic series takes over.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt, log

from mpmath import libmp

from audit.errors import PrecisionError
from audit.numerics.exact import approximate

LOG_BITS = 32
"""Integer part of a logarithm of numbers up to 10^10000, and a few bits for its rounding."""

Fixed = tuple[int, int, int]
"""(value, error, shift): the exact number lies within (value +- error) / 2^shift."""


def excess(u: Fraction, bits: int) -> Fixed:
    """E[O_K], or 1/2 (log 4u + gamma) - sum_k (1/2)_k/(2k u^k)."""
    if u > tail_start(bits):
        terms, shift, error = tail_terms(u, bits)
        p, q = u.numerator, u.denominator
        series = sum(b // k for k, b in enumerate(terms, 1)) * q // (4 * p)
        gamma = libmp.to_fixed(libmp.mpf_euler(shift), shift)
        return (fixed_log(4 * u, shift) + gamma) // 2 - series, error + 4, shift
    terms, shift = poisson_terms(u, bits)
    rest, total = sum(terms), 0
    for j, term in enumerate(terms):
        total += rest // (2 * j + 1)
        rest -= term
    return poisson_mean(total, u, terms, shift, factor=u)


def slope(u: Fraction, bits: int) -> Fixed:
    """E[1/(2K+1)], or 1/(2u) (1 + s) with the tail's s = sum_{k>0} (1/2)_k/u^k."""
    if u > tail_start(bits):
        terms, shift, error = tail_terms(u, bits)
        one_plus_s = (1 << shift) + sum(terms) * u.denominator // (2 * u.numerator)
        return scaled((one_plus_s, error + 2, shift), 1 / (2 * u))
    terms, shift = poisson_terms(u, bits)
    series = sum(a // (2 * k + 1) for k, a in enumerate(terms, 1))
    return poisson_mean((1 << shift) + times(series, u), u, terms, shift)


def curvature(u: Fraction, bits: int) -> Fixed:
    """-E[2/((2K+1)(2K+3))], or (1 - (1+2u) slope)/(2u) = -(2us + 1 + s)/(4u^2) with the tail's s."""
    if u > tail_start(bits):
        terms, shift, error = tail_terms(u, bits)
        two_us = sum(terms)
        total = two_us + (1 << shift) + two_us * u.denominator // (2 * u.numerator)
        return scaled((total, 2 * error + 2, shift), -1 / (4 * u**2))
    terms, shift = poisson_terms(u, bits)
    series = sum(2 * a // ((2 * k + 1) * (2 * k + 3)) for k, a in enumerate(terms, 1))
    return scaled(poisson_mean((2 << shift) // 3 + times(series, u), u, terms, shift), Fraction(-1))


def poisson_terms(u: Fraction, bits: int) -> tuple[list[int], int]:
    """a_k = u^(k-1)/k! for k = 1, 2, ... until they vanish, times 2^shift, each rounded down."""
    shift = bits + 5 * int(bits + 3 * u + 8).bit_length()
    p, q = u.numerator, u.denominator
    if p.bit_length() + q.bit_length() > shift:
        p, q = (p << shift) // q, 1 << shift
    terms, a, k = [], 1 << shift, 1
    while a:
        terms.append(a)
        k += 1
        a = a * p // (q * k)
    return terms, shift


def poisson_mean(total: int, u: Fraction, terms: list[int], shift: int, factor: Fraction = Fraction(1)) -> Fixed:
    """factor * total / sum_k u^k/k!, and what was rounded away.

    Each a_k lost at most 2 units by rounding, and what it lost is carried on by the factors u/(k+1): all in all at
    most 2N sum_m u^m/m! units for N terms, k 2^-shift of a_k by the rounded u, and N times that in a sum with weights
    up to N. With excess >= u/(1+u), slope >= 1/(1+2u), |curvature| >= 2/(3 (1+2u)^2) the relative error is below
    16 N^2 (1+2u)^2 2^-shift.
    """
    mass = (1 << shift) + times(sum(terms), u)
    size, n = int(u) + 1, len(terms) + 1
    if not factor:
        return 0, 0, shift
    value, _, up = scaled((total, 0, shift), factor)
    value = (value << shift) // mass
    return value, (16 * n * n * (2 * size + 1) ** 2 * value >> shift) + 2, up


def tail_start(bits: int) -> float:
    """From here on u^3 e^-u, and with it all that the asymptotic series cannot see, is below 2^-bits."""
    return 8 + bits * log(2) + 4 * log(bits)


def tail_terms(u: Fraction, bits: int) -> tuple[list[int], int, int]:
    """b_k = 2u (1/2)_k/u^k for k = 1, 2, ... until they vanish, times 2^shift; and a bound for the error of the sum.

    Expand (1-t)^(-1/2) in slope(u) = 1/2 int_0^1 (1-t)^(-1/2) e^(-ut) dt up to t^(N-1). What remains of the integrand
    is at most t^N (1-t)^(-1/2), its integral at most (1-r)^(-1/2) N!/u^(N+1) + 2 (1-r)^(1/2) e^(-ru) for N/u <= r < 1;
    N! <= 2 sqrt(N) (1/2)_N. With r = 1 - 1/u, or r = 1/2 where u > 4 bits, the first part is below
    2 sqrt(N min(u, 4 bits)) units, since b_N < 1 unit; the second, and the tails beyond t = 1 that the expansion adds,
    are below 8 2^-bits.
    """
    shift = bits + 3 * bits.bit_length()
    p, q = u.numerator, u.denominator
    terms, b, k = [], 1 << shift, 1
    while b:
        terms.append(b)
        b = b * (2 * k + 1) * q // (2 * p)
        k += 1
        if k + 2 > u:
            raise PrecisionError(f"the asymptotic series at u = {approximate(u)} does not reach {bits} bits")
    root = isqrt(k * min(int(u) + 1, 4 * bits)) + 1
    return terms, shift, k * k + 2 * root + (8 << (shift - bits))


def scaled(number: Fixed, factor: Fraction) -> Fixed:
    """factor * number, the shift increased so that a small factor costs no digits."""
    value, error, shift = number
    p, q = factor.numerator, factor.denominator
    if p == 0:
        return 0, 0, shift
    lift = max(0, q.bit_length() - p.bit_length() + 1)
    return (value * p << lift) // q, (error * abs(p) << lift) // q + 2, shift + lift


def times(value: int, factor: Fraction) -> int:
    """value * factor, rounded down."""
    return value * factor.numerator // factor.denominator


def fixed_log(x: Fraction, shift: int) -> int:
    """log(x) 2^shift within one unit."""
    bits = shift + LOG_BITS
    return int(libmp.to_fixed(libmp.mpf_log(libmp.from_rational(x.numerator, x.denominator, bits), bits), shift))


def decimal(value: int, shift: int, digits: int) -> tuple[int, int]:
    """(man, exp) with value/2^shift nearest to man 10^exp and 10^(digits-1) <= |man| < 10^digits; (0, 0) for 0.

    >>> decimal(15, 0, 1), decimal(-5, 6, 3)
    ((2, 1), (-781, -4))
    """
    if value == 0:
        return 0, 0
    ten = int((abs(value).bit_length() - shift - 1) * log(2) / log(10)) - digits - 1
    while True:
        up, down = (10**-ten, 1) if ten < 0 else (1, 10**ten)
        man = (2 * abs(value) * up + (down << shift)) // (down << (shift + 1))
        if man < 10**digits:
            return (man if value > 0 else -man), ten
        ten += 1
