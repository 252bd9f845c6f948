"""Rows of weights by kind: which of them a null set carries, shown by a functional; and what `audit.support` says of examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations

import sympy as sp
from flint import arb

from audit.claims.proofs import evidence_of
from audit.errors import CheckError
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import ball, precision
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.support import Support, absolute_continuity

SCALAR, WIDE, ZERO = "one weight, not zero", "several weights, not all zero", "all weights zero"
KINDS = (SCALAR, WIDE, ZERO)
MIXTURES = tuple(frozenset(c) for size in (1, 2, 3) for c in combinations(KINDS, size))
"""Which kinds of rows occur: every configuration of theta is one of seven."""
EXAMPLES = {
    SCALAR: (["1.3"], ["-0.4"]),
    WIDE: (["1", "2"], ["0.3", "-1.7", "2.5"], ["1", "0", "-2", "0.5"]),
    ZERO: (["0"], ["0", "0", "0"]),
}
ALPHA, ROOT = Fraction("0.49"), Fraction("0.7")
"""A square, so that the rows are also columns of a rational factor: sqrt(alpha) theta."""

Says = Callable[[frozenset[str]], bool]


@dataclass(frozen=True)
class Configurations:
    """The statement, for configurations in which exactly these kinds of rows occur: `says(kinds)`."""

    says: Says


def always(kinds: frozenset[str]) -> bool:
    """For any theta."""
    return True


def not_all_scalar(kinds: frozenset[str]) -> bool:
    """Some row has two weights or more, or is zero."""
    return kinds != {SCALAR}


def no_scalar(kinds: frozenset[str]) -> bool:
    """Every row has two weights or more, or is zero."""
    return SCALAR not in kinds


def wide_only(kinds: frozenset[str]) -> bool:
    """Some row that is not zero has two weights or more."""
    return WIDE in kinds


def zero_only(kinds: frozenset[str]) -> bool:
    """Some row is zero."""
    return ZERO in kinds


@cache
def is_null(kind: str) -> bool:
    """Does a set of Lebesgue measure zero carry the row? A functional a != 0 with a.w = 0 for all w = s theta shows it.

    SCALAR: none, and N(theta, alpha theta^2) has the density exp(...)/(sqrt(2 pi alpha) |theta|). WIDE, theta_1 != 0 after a
    permutation: a = (theta_2, -theta_1, 0, ...). ZERO: a = (1, 0, ...).
    """
    s, one, two = sp.symbols("s theta_1 theta_2", real=True)
    functional, row = {
        SCALAR: ((1,), (one,)),
        WIDE: ((two, -one), (one, two)),
        ZERO: ((1,), (sp.S.Zero,)),
    }[kind]
    return reduces_to_zero(sp.Add(*(a * s * theta for a, theta in zip(functional, row, strict=True))))


def by_kinds(variant: Variant, _: Setting) -> Evidence:
    """A product of sets is null exactly if one of them is: the seven mixtures of the three kinds, by their functionals."""
    for kinds in MIXTURES:
        null = any(is_null(kind) for kind in kinds)
        if variant.form.says(kinds) is not null:
            words = f"rows: {' and '.join(sorted(kinds))}: {'a null set' if null else 'no null set'} carries q"
            return evidence_of(Proof(False, words), "every theta, alpha > 0")
    return evidence_of(Proof(True, "seven mixtures of three kinds of rows"), "every theta, alpha > 0")


def configurations() -> list[tuple[frozenset[str], list[list[str]]]]:
    """Rows for each mixture of kinds: an example of each kind, then all of them."""
    made = []
    for kinds in MIXTURES:
        made.append((kinds, [EXAMPLES[kind][0] for kind in sorted(kinds)]))
        made.append((kinds, [row for kind in sorted(kinds) for row in EXAMPLES[kind]]))
    return made


@cache
def decided(index: int) -> Support:
    """The answer of `audit.support` for one of the configurations; as a factor, exact and in floats, it must be the same.

    Without noise, alpha = 0, q is a point. Raises CheckError where two routes differ.
    """
    rows = configurations()[index][1]
    found, point = absolute_continuity(rows, ALPHA), absolute_continuity(rows, 0)
    exact = _as_factor([[Fraction(x) for x in row] for row in rows])
    mean = [x for row in rows for x in row]
    same, rounded = absolute_continuity(factor=exact, mean=mean), absolute_continuity(factor=_floats(exact), mean=mean)
    agree = (same.rank, same.infinite) == (found.rank, found.infinite) and rounded.rank in (None, found.rank)
    if not agree or rounded.infinite > found.infinite or point.atoms != 1 or not point.infinite:
        raise CheckError(f"the routes to the support of rows {rows} differ")
    if found.kl is not None and same.kl is not None and not found.kl.overlaps(same.kl):
        raise CheckError(f"the routes to the KL of rows {rows} differ")
    return found


def _as_factor(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """F with F F^T the covariance of the rows: one column a row."""
    return [[ROOT * x if j == i else Fraction(0) for j in range(len(rows))] for i, row in enumerate(rows) for x in row]


def _floats(factor: list[list[Fraction]]) -> list[list[float]]:
    return [[float(x) for x in row] for row in factor]


def by_support(variant: Variant, _: Setting) -> Evidence:
    """Exact ranks for fourteen configurations; where q has a density, a ball encloses the finite KL."""
    found = configurations()
    for index, (kinds, rows) in enumerate(found):
        answer = decided(index)
        if variant.form.says(kinds) is not answer.infinite:
            value = "oo" if answer.kl is None else shown(answer.kl)
            words = f"theta = {rows}, alpha = {ALPHA}: {answer.reason}; KL(q || p) = {value}"
            return Evidence(Method.BALL, Outcome.FAILS, "configurations", points=len(found), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "configurations", points=len(found))


def by_posterior(variant: Variant, _: Setting) -> Evidence:
    """The posterior of y = sum of weights + N(0, 1) under N(0, 1) priors has a density; its KL where q has one, too.

    KL(q || posterior) = KL(q || prior) + log Z - E_q log L, with D weights: log Z = -log(2 pi (D + 1))/2 - y^2/(2 (D + 1)),
    -E_q log L = log(2 pi)/2 + ((y - sum theta)^2 + alpha sum theta^2)/2, as the rows are single weights.
    """
    found = configurations()
    _same_as_direct()
    for kinds, rows in found:
        answer = absolute_continuity(rows, ALPHA, prior="gaussian")
        if variant.form.says(kinds) is not answer.infinite:
            value = "oo" if answer.kl is None else shown(kl_to_posterior(answer.kl, [row[0] for row in rows]))
            words = f"theta = {rows}, alpha = {ALPHA}, y = 0.6: KL(q || posterior) = {value}"
            return Evidence(Method.BALL, Outcome.FAILS, "configurations", points=len(found), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "configurations", points=len(found))


def _same_as_direct() -> None:
    """One weight: the posterior is N(y/2, 1/2), and the KL between two normals has a formula of its own."""
    theta = EXAMPLES[SCALAR][0]
    own = absolute_continuity(theta, ALPHA, prior="gaussian").kl
    with precision(128):
        mean, variance = ball(theta[0]), ball(ALPHA * Fraction(theta[0]) ** 2)
        direct = (2 * (variance + (mean - ball("0.3")) ** 2) - 1 - (2 * variance).log()) / 2
    if own is None or not direct.overlaps(kl_to_posterior(own, theta)):
        raise CheckError(f"KL(q || posterior) of one weight is {shown(direct)} by the formula for two normals")


def kl_to_posterior(from_prior: arb, thetas: list[str]) -> arb:
    """See `by_posterior`: y = 0.6."""
    with precision(128):
        y, size, two_pi = ball("0.6"), len(thetas), 2 * arb.pi()
        numbers = [ball(theta) for theta in thetas]
        total, squares = sum(numbers, arb(0)), sum((x * x for x in numbers), arb(0))
        evidence = -(two_pi * (size + 1)).log() / 2 - y**2 / (2 * (size + 1))
        return from_prior + evidence + two_pi.log() / 2 + ((y - total) ** 2 + ball(ALPHA) * squares) / 2
