"""At which strengths rho a weight of the linear Gaussian model is pruned, and at which alpha = 1 is a minimum: by balls.

rho E + K,   stationary where rho = R(u) = K'(u)/D(u);   a clip alpha <= 1 is u >= 1/2, a minimum there where rho < R(1/2)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb

from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import ball, precision
from audit.parametrisation import PENALTIES, Penalty, folds, minima, pruning_cut
from audit.parametrisation.points import stationary
from audit.parametrisation.profile import GAUSSIAN
from audit.parametrisation.thresholds import complete, strength

BITS = 80
LAST_DIGIT = Fraction(1, 10**5)
"""Thresholds are stated to five decimals, cut off."""
MINIMUM = "minimum"
EXACT, MOLCHANOV = "exact", "molchanov2017"
RHOS = tuple(Fraction(text) for text in ("0.3", "1.05", "2.3", "3.2", "3.29", "5.9", "41"))


@dataclass(frozen=True)
class Bounded:
    """No rho has a minimiser over alpha <= `alpha_max` with log alpha > `cut`."""

    penalty: str
    alpha_max: Fraction | None
    cut: Fraction


def _kept(form: Bounded) -> Fraction:
    """The least u."""
    return Fraction(0) if form.alpha_max is None else 1 / (2 * form.alpha_max)


def _cut_off(penalty: Penalty, least: Fraction) -> Penalty:
    """The penalty on u >= least only."""
    return replace(penalty, least=least, slope_at_zero=None) if least else penalty


def by_domain(variant: Variant, _: Setting) -> Evidence:
    """Nothing is left to show where log alpha_max <= cut; else R at the edge, or at log alpha = cut + 1/10, is a witness."""
    form: Bounded = variant.form
    where = "every rho >= 0"
    penalty = PENALTIES[form.penalty]
    with precision(BITS):
        if form.alpha_max is not None and ball(form.alpha_max).log() <= ball(form.cut):
            said = f"log alpha <= log {form.alpha_max} <= {form.cut} on the domain"
            return Evidence(Method.BALL, Outcome.HOLDS, where, whole_domain=True, prec_bits=BITS, summary=said)
        u = (-ball(form.cut + Fraction(1, 10))).exp() / 2 if form.alpha_max is None else ball(_kept(form))
        rho = strength(GAUSSIAN, penalty)(u)
    if rho > 0:
        words = (
            f"a minimum has log alpha = {float(-(2 * u).log()):.6g} > {form.cut} at rho {_at(form)} {float(rho):.6g}"
        )
        return Evidence(Method.BALL, Outcome.FAILS, where, prec_bits=BITS, witness=words)
    return Evidence(Method.BALL, Outcome.UNDECIDED, where, prec_bits=BITS)


def _at(form: Bounded) -> str:
    return "=" if form.alpha_max is None else "below"


def by_minimisers(variant: Variant, _: Setting) -> Evidence:
    """All minimisers over the domain, its edge included, counted by balls at a few rho."""
    form: Bounded = variant.form
    penalty = _cut_off(PENALTIES[form.penalty], _kept(form))
    for rho in RHOS:
        found = stationary(GAUSSIAN, penalty, rho, BITS)
        if found.points is None:
            return Evidence(
                Method.BALL, Outcome.UNDECIDED, "rho", points=len(RHOS), summary=f"rho = {rho}: an open cell"
            )
        places = [point.u for point in found.points if point.kind == MINIMUM]
        if found.least and found.rising_at_least > 0:
            places.append(ball(found.least))
        for u in places:
            if -(2 * u).log() > ball(form.cut):
                words = f"rho = {float(rho):g}: a minimum at log alpha = {float(-(2 * u).log()):.6g}"
                return Evidence(Method.BALL, Outcome.FAILS, "rho", points=len(RHOS), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "minimisers at given rho", points=len(RHOS))


@dataclass(frozen=True)
class Edge:
    """With alpha <= 1, alpha = 1 is a minimum for rho < `rho`, beside another one for rho > `fold` (never for None)."""

    penalty: str
    fold: str | None
    rho: str


def _digits(value: arb, text: str) -> bool | None:
    """Are these the first digits, cut off? None where the ball does not say."""
    off = value - ball(text)
    if off >= 0 and off < ball(LAST_DIGIT):
        return True
    return False if off < 0 or off >= ball(LAST_DIGIT) else None


def _evidence(told: list[tuple[bool | None, str]], where: str, whole: bool = False) -> Evidence:
    """Fails at the first False, undecided at a None."""
    wrong = next((words for right, words in told if right is False), None)
    outcome = (
        Outcome.FAILS if wrong else Outcome.UNDECIDED if any(right is None for right, _ in told) else Outcome.HOLDS
    )
    return Evidence(Method.BALL, outcome, where, whole, len(told), BITS, wrong, "; ".join(words for _, words in told))


def by_thresholds(variant: Variant, _: Setting) -> Evidence:
    """F falls towards the edge where K' > rho D there: rho < R(1/2). Folds are the extrema of R on u >= 1/2."""
    told = [one for edge in variant.form for one in _thresholds(edge)]
    return _evidence(told, "R at the edge and all its extrema, u >= 1/2", whole=True)


def _thresholds(edge: Edge) -> Iterator[tuple[bool | None, str]]:
    penalty = _cut_off(PENALTIES[edge.penalty], Fraction(1, 2))
    with precision(BITS):
        at_edge = strength(GAUSSIAN, penalty)(ball("1/2"))
        yield _digits(at_edge, edge.rho), f"{edge.penalty}: R = {float(at_edge):.8g} at alpha = 1"
        found = folds(GAUSSIAN, penalty, BITS)
        yield complete(GAUSSIAN, penalty) or None, f"{edge.penalty}: there is no other fold"
        if edge.fold is None or not found:
            yield (edge.fold is None) == (not found), f"{edge.penalty}: {len(found)} folds"
            return
        yield _digits(found[0].rho, edge.fold), f"{edge.penalty}: a fold at rho = {float(found[0].rho):.8g}"


def by_pictures(variant: Variant, _: Setting) -> Evidence:
    """On both sides of each threshold: is alpha = 1 a minimum, and how many others are there?"""
    return _evidence([told for edge in variant.form for told in _pictures(edge)], "both sides of each threshold")


def _pictures(edge: Edge) -> Iterator[tuple[bool | None, str]]:
    penalty = _cut_off(PENALTIES[edge.penalty], Fraction(1, 2))
    last, lowest = Fraction(edge.rho), Fraction(edge.fold or edge.rho)
    for rho in sorted({place + step * LAST_DIGIT for place in (last, lowest) for step in (-1, 2)}):
        found = stationary(GAUSSIAN, penalty, rho, BITS)
        words = f"{edge.penalty}, rho = {float(rho):.8g}"
        if found.points is None:
            yield None, words
            continue
        inside = sum(point.kind == MINIMUM for point in found.points)
        right = (found.rising_at_least > 0) == (rho < last) and inside == (rho > lowest)
        yield right, f"{words}: the edge {'is' if found.rising_at_least > 0 else 'is not'} a minimum, {inside} inside"


@dataclass(frozen=True)
class Cuts:
    """Both KLs have no minimum for rho <= `least`, one beyond it, and log alpha > 3 there below these rho."""

    least: Fraction
    exact: str
    molchanov: str

    def items(self) -> tuple[tuple[str, str], ...]:
        """The cut of each KL."""
        return (EXACT, self.exact), (MOLCHANOV, self.molchanov)


def by_ratio(variant: Variant, _: Setting) -> Evidence:
    """R(0) exactly, no extremum of R, its value at log alpha = 3."""
    told: list[tuple[bool | None, str]] = []
    for name, cut in variant.form.items():
        penalty = PENALTIES[name]
        first = (penalty.slope_at_zero or Fraction(0)) / GAUSSIAN.decline_at_zero
        told.append((first == variant.form.least, f"{name}: R(0) = {first}"))
        monotone = complete(GAUSSIAN, penalty) and not folds(GAUSSIAN, penalty, BITS)
        told.append((monotone or None, f"{name}: R has no extremum on u >= 0"))
        value = pruning_cut(GAUSSIAN, penalty, bits=BITS)
        told.append((_digits(value, cut), f"{name}: R = {float(value):.8g} at log alpha = 3"))
    return _evidence(told, "R on u >= 0 and at the cut", whole=True)


def by_counts(variant: Variant, _: Setting) -> Evidence:
    """All stationary points by balls, at rho on both sides of each threshold."""
    told: list[tuple[bool | None, str]] = []
    for name, cut in variant.form.items():
        near = {Fraction(cut) + step * LAST_DIGIT for step in (-1, 2)}
        for rho in sorted({*RHOS, *near, variant.form.least, variant.form.least + Fraction(1, 50)}):
            points = minima(rho, kl=name, parametrisation="multiplicative", digits=15).points
            words = f"{name}, rho = {float(rho):.8g}"
            if points is None:
                told.append((None, words))
                continue
            many = [float(point.coordinates["alpha"].log()) for point in points if point.kind == MINIMUM]
            right = len(points) == len(many) == (rho > variant.form.least)
            right = right and all((place > 3) == (rho < Fraction(cut)) for place in many)
            told.append(
                (right, f"{words}: minima at log alpha = {', '.join(f'{place:.4g}' for place in many) or 'none'}")
            )
    return _evidence(told, "rho on both sides of each threshold")
