"""What the rule log alpha > 3 removes in a linear Gaussian model, and what the removal costs: by balls.

A weight at its minimum has rho = R(u) = K'/D, D = (1 + 2u)^-2. It is removed where rho < R(e^-3/2); of weights without effect,
rho = z^2, that is a share erf(sqrt(R/2)); and removal raises the data term by rho (l(0) - e(u)).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from flint import acb, arb

from audit.claims import losses
from audit.claims.losses import GAUSSIAN
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import ball, precision
from audit.numerics.cover import positive_on
from audit.numerics.evaluate import in_balls
from audit.numerics.quadrature import integrate
from audit.numerics.symbolic import shown
from audit.parametrisation import MODELS, PENALTIES, minima, pruning_cut
from audit.parametrisation.profiled import shape
from audit.parametrisation.roots import over

BITS = 96
CUT = Fraction(3)
"""log alpha at which public code removes a weight."""
LAST_DIGIT = Fraction(1, 10**4)
NEAR = Fraction(1, 10**6)
"""In rho: on both sides of the cut the minimum is counted."""


@dataclass(frozen=True)
class NullShare:
    """The share of weights without any effect, what ~ N(0, 1/s), that the rule removes, by KL; four decimals, cut off."""

    shares: tuple[tuple[str, str], ...]


@cache
def cut_of(kl: str) -> arb | None:
    """The rho below which the minimum has log alpha > 3; None for a KL that stops at a smaller alpha."""
    with precision(BITS):
        if PENALTIES[kl].least and 1 / (2 * ball(PENALTIES[kl].least)) < ball(CUT).exp():
            return None
        return pruning_cut(MODELS[GAUSSIAN], PENALTIES[kl], CUT, BITS)


def _against(kl: str, share: arb, stated: str) -> Outcome:
    off = share - ball(stated)
    if off >= 0 and off < ball(LAST_DIGIT):
        return Outcome.HOLDS
    return Outcome.FAILS if off < 0 or off >= ball(LAST_DIGIT) else Outcome.UNDECIDED


def by_error_function(variant: Variant, _: Setting) -> Evidence:
    """P(z^2 < rho) = erf(sqrt(rho/2)) at the cut, R(e^-3/2); R increases where 1 + pen'' > 0 (`profiled.py`)."""
    said = []
    for kl, stated in variant.form.shares:
        with precision(BITS):
            cut = cut_of(kl)
            if cut is not None and not shape(kl).continuous:
                return Evidence(Method.BALL, Outcome.UNDECIDED, "each KL", summary=f"{kl}: R may fall")
            share = arb(0) if cut is None else (cut / 2).sqrt().erf()
            told = _against(kl, share, stated)
        words = f"{kl}: " + ("none" if cut is None else f"{shown(share, 6)}, rho below {shown(cut, 6)}")
        if told is not Outcome.HOLDS:
            return Evidence(Method.BALL, told, "each KL", points=len(variant.form.shares), witness=words)
        said.append(words)
    return Evidence(
        Method.BALL,
        Outcome.HOLDS,
        "each KL",
        whole_domain=True,
        points=len(said),
        prec_bits=BITS,
        summary="; ".join(said),
    )


@cache
def by_bracket(kl: str) -> arb | None:
    """The share, by quadrature of the normal density up to a cut that counted minima on both sides of it bracket."""
    cut = cut_of(kl)
    if cut is None:
        return arb(0)
    middle = Fraction(cut.str(12, radius=False))
    ends = (middle - NEAR, middle + NEAR)
    for rho, pruned in zip(ends, (True, False), strict=True):
        points = minima(rho, GAUSSIAN, parametrisation="multiplicative", kl=kl, digits=15).points
        if points is None or len(points) != 1:
            return None
        log_alpha = points[0].coordinates["alpha"].log()
        if not (log_alpha > ball(CUT) if pruned else log_alpha < ball(CUT)):
            return None
    with precision(BITS):
        two = [integrate(_density, arb(0), ball(rho).sqrt(), BITS) for rho in ends]
        return 2 * two[0].union(two[1])


def _density(z: acb) -> acb:
    return (-z * z / 2).exp() / (2 * acb.pi()).sqrt()


def by_counts(variant: Variant, _: Setting) -> Evidence:
    """The same from counted minima and a quadrature."""
    for kl, stated in variant.form.shares:
        share = by_bracket(kl)
        told = Outcome.UNDECIDED if share is None else _against(kl, share, stated)
        if told is not Outcome.HOLDS:
            words = f"{kl}: " + ("open" if share is None else shown(share, 6))
            return Evidence(Method.BALL, told, "each KL", points=len(variant.form.shares), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "each KL", points=len(variant.form.shares), prec_bits=BITS)


@dataclass(frozen=True)
class Cost:
    """Removal of a weight at its minimum with log alpha >= `cut` raises the data term by at most `most` nats, for this loss."""

    loss: str
    most: Fraction
    cut: Fraction = CUT


def cost(name: str, at: arb) -> arb:
    """rho (l(0) - e(u)) at the minimum u: rho = R(u) = K'/D, or, where D(0) = 0 and any rho has it at u = 0, for rho = 1."""
    model, penalty = MODELS[name], PENALTIES["exact"]
    rho = penalty.slope(at) / model.decline(at) if model.decline_at_zero else ball(1)
    return rho * (in_balls(losses.at_zero(name), {}, BITS) - model.value(at))


def by_cells(variant: Variant, _: Setting) -> Evidence:
    """most - cost > 0 on all of 0 <= u <= e^-cut/2, by balls; or a u at which it is not."""
    form: Cost = variant.form
    where = "every minimum with log alpha >= cut"
    with precision(BITS):
        end = Fraction((ball(-form.cut).exp() / 2).str(20, radius=False)) + NEAR**2
        found = positive_on(
            lambda middle, half: ball(form.most) - cost(form.loss, over(middle - half, middle + half)), Fraction(0), end
        )
        seen = shown(cost(form.loss, ball(Fraction(0) if found.witness is None else found.witness)))
    if found.holds is False:
        words = f"{form.loss}: removal costs {seen} at u = {float(found.witness or 0):.6g}"
        return Evidence(Method.BALL, Outcome.FAILS, where, points=found.cells, witness=words)
    outcome = Outcome.HOLDS if found.holds else Outcome.UNDECIDED
    return Evidence(Method.BALL, outcome, where, bool(found.holds), found.cells, BITS)


def by_formula(variant: Variant, _: Setting) -> Evidence:
    """The cost in closed form, at the cut itself, and a third and a ninth of its u."""
    form: Cost = variant.form
    change = losses.cost_of_removal(form.loss)
    model = MODELS[form.loss]
    for part in (1, 3, 9):
        with precision(BITS):
            point = ball(-form.cut).exp() / (2 * part)
            rho = PENALTIES["exact"].slope(point) / model.decline(point) if model.decline_at_zero else ball(1)
            told = rho * in_balls(change, {losses.u: point}, BITS)
            over_it, under = told > ball(form.most), told <= ball(form.most)
        if over_it:
            words = f"{form.loss}: removal costs {shown(told)} nats at alpha = {shown(1 / (2 * point))}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in u", points=3, witness=words)
        if not under:
            return Evidence(Method.BALL, Outcome.UNDECIDED, "points in u", points=3)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in u", points=3, prec_bits=BITS)
