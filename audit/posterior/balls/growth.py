"""Exact scales of growth on s >= S: E(s) = sum of c_i phi_i(s), and certified suprema of e^E.

With X0 = e^s, X1 = s, X2 = log s, X3 = log log s, X4 = log log log s, a key (k0, ..., k4) is phi = X0^k0 X1^k1 ... X4^k4.
Since X(i+1) = log Xi, the logarithm of a phi is again such a sum, and e^E is a phi again when E holds X1 to X4 alone.
The logarithmic derivative of Xi is 1 for i = 0 and 1/(X1 ... Xi) after that; each is decreasing, so a monomial whose first
exponent is negative decreases on [S, oo) as soon as that exponent outweighs the positive ones after it at S.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key

from flint import arb, fmpq

from audit.errors import CheckError
from audit.posterior.balls.constant import ONE, ZERO, Constant, ball_of, plus, sign, times

DEPTH = 5

Key = tuple[Constant, ...]
Growth = tuple[tuple[Key, Constant], ...]
"""Descending keys, all of them growing, with coefficients other than 0; () is the constant 1 = e^0."""

FLAT: Growth = ()


class NotCertified(CheckError):
    """Nothing is certified on this neighbourhood at this order; a smaller one or a higher order may do."""


class Beyond(CheckError):
    """The expression leaves the class of functions that these bounds can describe."""


@dataclass(frozen=True)
class Near:
    """All s >= s_start, and how many decaying terms an expansion keeps."""

    s_start: arb
    order: int

    def level(self, i: int) -> arb:
        """X_i at S, for i = 0 to 4; not finite or not positive where S is too small for it."""
        if i == 0:
            return self.s_start.exp()
        value = self.s_start
        for _ in range(i - 1):
            value = value.log()
        return value


def unit(i: int, power: Constant = ONE) -> Key:
    """The key of X_i^power.

    >>> unit(1)
    (0, 1, 0, 0, 0)
    """
    return tuple(power if j == i else ZERO for j in range(DEPTH))


def grown(i: int, power: Constant) -> Growth:
    """The growth of X_i^power = e^(power X_(i+1))."""
    return () if power == 0 else ((unit(i + 1), power),)


def key_sign(key: Key) -> int:
    """+1 when phi -> oo, -1 when phi -> 0, 0 for phi = 1. Raises Beyond when an exponent's sign is not known."""
    for k in key:
        found = sign(k)
        if found is None:
            raise Beyond("the sign of an exponent is not known")
        if found:
            return found
    return 0


def _key_order(a: Key, b: Key) -> int:
    if all(isinstance(k, fmpq) for k in a + b):
        return (a > b) - (a < b)
    return key_sign(_ratio(a, b))


def _descending(x: tuple[Key, Constant], y: tuple[Key, Constant]) -> int:
    return -_key_order(x[0], y[0])


def _ratio(a: Key, b: Key) -> Key:
    return tuple(plus(x, times(-ONE, y)) for x, y in zip(a, b, strict=True))


def combined(*parts: tuple[Growth, Constant]) -> Growth:
    """The product of powers e^(c E): sum of c E.

    >>> combined((grown(0, ONE), ONE), (grown(0, ONE), -ONE))
    ()
    """
    total: dict[Key, Constant] = {}
    for growth, factor in parts:
        for key, c in growth:
            total[key] = plus(total.get(key, ZERO), times(factor, c))
    return ordered(total.items())


def ordered(terms: Iterable[tuple[Key, Constant]]) -> Growth:
    """Sorted, without zeros. Raises Beyond for a coefficient of unknown sign."""
    kept = []
    for key, c in terms:
        found = sign(c)
        if found is None or isinstance(c, arb):
            raise Beyond("a scale with an inexact coefficient")
        if found:
            kept.append((key, c))
    return tuple(sorted(kept, key=cmp_to_key(_descending)))


def direction(growth: Growth) -> int:
    """+1 when e^E -> oo, -1 when e^E -> 0, 0 when it is 1."""
    if not growth:
        return 0
    found = sign(growth[0][1])
    if found is None:
        raise Beyond("the sign of a scale is not known")
    return found


def compared(a: Growth, b: Growth) -> int:
    """+1 when e^a dominates e^b, 0 when they are equal, -1 else."""
    return 0 if a == b else direction(combined((a, ONE), (b, -ONE)))


def as_key(growth: Growth) -> Key | None:
    """The key of e^E where it is a phi, None where it is not.

    >>> as_key(grown(0, fmpq(2)))
    (2, 0, 0, 0, 0)
    """
    found = [ZERO] * DEPTH
    for key, c in growth:
        place = next((i for i in range(1, DEPTH) if key == unit(i)), None)
        if place is None:
            return None
        found[place - 1] = c
    return tuple(found)


def logarithm(growth: Growth) -> list[tuple[Growth, Constant]]:
    """E as a sum of terms c e^(E_i). Raises Beyond when X4 would need a logarithm."""
    out = []
    for key, c in growth:
        if key[DEPTH - 1] != 0:
            raise Beyond("logarithms nested too deeply")
        out.append((ordered((unit(i + 1), k) for i, k in enumerate(key[:-1])), c))
    return out


def phi(key: Key, near: Near) -> arb:
    """phi at S."""
    value = arb(1)
    for i, k in enumerate(key):
        if k != 0:
            value *= near.level(i) ** ball_of(k)
    return value


def falling(key: Key, near: Near) -> arb:
    """The value at S of a phi that is certified to decrease on [S, oo). Raises NotCertified."""
    first = next((i for i, k in enumerate(key) if k != 0), None)
    if first is None:
        return arb(1)
    slope, weight = ball_of(key[first]), arb(1)
    for i in range(first + 1, DEPTH):
        if key[i] == 0:
            continue
        weight = arb(1)
        for j in range(max(first + 1, 1), i + 1):
            weight /= near.level(j)
        if not weight > 0:
            raise NotCertified("the neighbourhood is too large for its iterated logarithms")
        if not ball_of(key[i]) < 0:
            slope += ball_of(key[i]) * weight
    value = phi(key, near)
    if slope < 0 and value.is_finite() and value > 0:
        return value
    raise NotCertified("a ratio of scales is not yet decreasing")


def log_supremum(terms: Growth, near: Near) -> arb:
    """A bound above sum c_i phi_i(s) for all s >= S, when the first coefficient is negative.

    c_0 phi_0 (1 + sum (c_i/c_0) phi_i/phi_0): the ratios of positive c_i are at most what they are at S, and phi_0 is at
    least phi_0(S). Raises NotCertified when the bracket is not certified to be positive.
    """
    (lead, c0), others = terms[0], terms[1:]
    bracket = arb(1)
    for key, c in others:
        if not ball_of(c) < 0:
            bracket += ball_of(c) / ball_of(c0) * falling(_ratio(key, lead), near).upper()
    least = 1 / falling(tuple(times(-ONE, k) for k in lead), near)
    if bracket > 0:
        return (ball_of(c0) * least * bracket).upper()
    raise NotCertified("the leading term of a scale does not yet dominate")


def supremum(growth: Growth, near: Near) -> arb:
    """A bound of e^E on [S, oo), for E -> -oo or E = 0."""
    return log_supremum(growth, near).exp().upper() if growth else arb(1)


def from_zero(growth: Growth, near: Near) -> arb:
    """A ball that contains e^E on [S, oo): [0, supremum], or 1."""
    return arb(0).union(supremum(growth, near)) if growth else arb(1)
