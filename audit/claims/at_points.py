"""The forms at points: in balls, in mpmath, and against the arithmetics of the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import mpmath
import sympy as sp
from flint import arb

from audit.claims.forms import Equality, Form, sides
from audit.errors import CheckError
from audit.ledger import Check, Evidence, Method, Outcome, Setting, Variant
from audit.numerics import points
from audit.numerics.ball import apart, ball_of_mpf, precision
from audit.numerics.ball import ball as to_ball
from audit.numerics.evaluate import in_balls, in_mpmath
from audit.numerics.symbolic import shown, u
from audit.pseudo_kl import ball, double, precise, symbolic

PREC_BITS = 128
"""Balls at points: 38 digits, far below any difference that a misprint makes."""
DIGITS = 40
"""mpmath at points."""
AGREE = Fraction(1, 10**25)
"""mpmath values that agree to 25 of 40 digits are called equal: the series there lose fewer than 15."""
DOUBLE_SLACK = {"equation_2": Fraction(1, 10**11)}
"""Of 1 + |value|: SciPy's Kummer function, differentiated numerically in its first argument."""
DOUBLE_SLACK_USUAL = Fraction(1, 10**13)
"""The other float64 forms; the table kernels are held to ulps in a claim of their own."""
QUICK_POINTS = 2
"""With --quick, so many points of each set."""

Sets = Mapping[sp.Symbol, tuple[Fraction, ...]]
"""Which points each letter visits."""


def balls_at(at: Sets) -> Check:
    """The form at points, in balls: certified where it fails, sampled where it does not."""

    @named("balls_at_points")
    def check(variant: Variant, setting: Setting) -> Evidence:
        count = 0
        for values in grid(at, setting):
            count += 1
            outcome, words = _in_balls(variant.form, values)
            if outcome is not Outcome.HOLDS:
                where = _where(at)
                return Evidence(Method.BALL, outcome, where, points=count, prec_bits=PREC_BITS, witness=words)
        return Evidence(Method.BALL, Outcome.HOLDS, _where(at), points=count, prec_bits=PREC_BITS)

    return check


def _in_balls(form: Form, values: Mapping[sp.Symbol, Fraction]) -> tuple[Outcome, str]:
    """What balls say of the form at one point; an inequality between overlapping balls is undecided."""
    first, second = sides(form)
    a, b = in_balls(first, values, PREC_BITS), in_balls(second, values, PREC_BITS)
    if isinstance(form, Equality):
        holds, fails, sign = True, apart(a, b), "="
    elif form.strict:
        holds, fails, sign = bool(a < b), bool(a >= b), "<"
    else:
        holds, fails, sign = bool(a <= b), bool(a > b), "<="
    words = f"at {_at(values)}: {shown(a)} {sign} {shown(b)} is {'false' if fails else 'open'}"
    return Outcome.FAILS if fails else Outcome.HOLDS if holds else Outcome.UNDECIDED, words


def mpmath_at(at: Sets) -> Check:
    """The form at points in mpmath, which shares no code with Arb."""

    @named("mpmath_at_points")
    def check(variant: Variant, setting: Setting) -> Evidence:
        count, form = 0, variant.form
        first, second = sides(form)
        for values in grid(at, setting):
            count += 1
            a, b = in_mpmath(first, values, DIGITS), in_mpmath(second, values, DIGITS)
            with mpmath.workdps(DIGITS):
                outcome = _in_mpmath(form, a, b)
            if outcome is not Outcome.HOLDS:
                words = f"at {_at(values)}: {mpmath.nstr(a, 8)} against {mpmath.nstr(b, 8)}"
                return Evidence(Method.PRECISE, outcome, _where(at), points=count, witness=words)
        return Evidence(Method.PRECISE, Outcome.HOLDS, _where(at), points=count, prec_bits=int(3.33 * DIGITS))

    return check


def _in_mpmath(form: Form, a: mpmath.mpf, b: mpmath.mpf) -> Outcome:
    """What two values say, with a slack for rounding; within it a strict inequality is undecided. CheckError for NaN."""
    if not (mpmath.isfinite(a) and mpmath.isfinite(b)):
        raise CheckError(f"mpmath gives {a} and {b}")
    slack = mpmath.mpf(AGREE.numerator) / AGREE.denominator * (abs(a) + abs(b) + 1)
    if isinstance(form, Equality):
        return Outcome.FAILS if abs(a - b) > slack else Outcome.HOLDS
    if a > b + slack:
        return Outcome.FAILS
    return Outcome.UNDECIDED if form.strict and b - a <= slack else Outcome.HOLDS


def matches_core(name: str, at: tuple[Fraction, ...] = points.U) -> tuple[Check, Check, Check]:
    """The right side of the form, a function of u, against `pseudo_kl.<arithmetic>.<name>(u)` in three arithmetics."""

    @named(f"ball_{name}")
    def in_ball(variant: Variant, setting: Setting) -> Evidence:
        return _against(variant, setting, at, Method.BALL, lambda point: getattr(ball, name)(point, PREC_BITS))

    @named(f"precise_{name}")
    def in_precise(variant: Variant, setting: Setting) -> Evidence:
        def near(point: Fraction) -> arb:
            value = getattr(precise, name)(point, DIGITS)
            with precision(PREC_BITS):
                return ball_of_mpf(value) * (1 + arb(0, arb(10) ** -(DIGITS - 2)))

        return _against(variant, setting, at, Method.PRECISE, near)

    @named(f"double_{name}")
    def in_double(variant: Variant, setting: Setting) -> Evidence:
        def near(point: Fraction) -> arb:
            value = float(getattr(double, name)(float(point)))
            with precision(PREC_BITS):
                slack = to_ball(DOUBLE_SLACK.get(name, DOUBLE_SLACK_USUAL))
                return arb(value) + arb(0, (slack * (abs(arb(value)) + 1)).upper())

        return _against(variant, setting, at, Method.SAMPLED, near, exact=lambda point: Fraction(float(point)))

    return in_ball, in_precise, in_double


def _against(
    variant: Variant,
    setting: Setting,
    at: tuple[Fraction, ...],
    method: Method,
    implemented: Callable[[Fraction], arb],
    exact: Callable[[Fraction], Fraction] = Fraction,
) -> Evidence:
    """The form and an implementation at points of u: their balls meet everywhere, or a point where they do not."""
    asked = grid({u: at}, setting)
    for values in asked:
        point = exact(values[u])
        stated, computed = (
            in_balls(variant.form.right, {u: point, symbolic.c: Fraction(1)}, PREC_BITS),
            implemented(point),
        )
        if apart(stated, computed):
            words = f"at u = {float(point):.6g}: the form gives {shown(stated)}, the computation {shown(computed)}"
            return Evidence(method, Outcome.FAILS, "points in u", points=len(asked), witness=words)
    return Evidence(method, Outcome.HOLDS, "points in u", points=len(asked), prec_bits=PREC_BITS)


def named(name: str) -> Callable[[Check], Check]:
    """Gives a check the name that messages call it by."""

    def rename(check: Check) -> Check:
        check.__name__ = name
        return check

    return rename


def grid(at: Sets, setting: Setting) -> list[dict[sp.Symbol, Fraction]]:
    """One assignment of all letters per point: the sets are walked side by side, the shorter ones again from the start."""
    random = setting.random()
    sets = {letter: points.jittered(chosen, random) for letter, chosen in at.items()}
    length = QUICK_POINTS if setting.quick else max((len(chosen) for chosen in sets.values()), default=0)
    return [{letter: chosen[i % len(chosen)] for letter, chosen in sets.items()} for i in range(length)]


def _at(values: Mapping[sp.Symbol, Fraction]) -> str:
    return ", ".join(f"{letter} = {float(value):.6g}" for letter, value in values.items())


def _where(at: Sets) -> str:
    return "points in " + ", ".join(str(letter) for letter in at)
