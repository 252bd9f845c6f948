"""KL(q_eps || p) of a thickened row as eps -> 0, as data: what each weight and each row add; and how it is held to balls.

    KL = slope log(1/eps) + row + sum over theta_i != 0 of entry + (number of zeros) zero
         + eps^2 (next_row + sum of next_entry) + O(eps^4)

for row noise with the log-uniform prior, row noise with N(0, scale^2 I), and Bernoulli row masks with the log-uniform one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import arb

from audit.claims.proofs import evidence_of
from audit.errors import CheckError
from audit.ledger import Check, Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import ball, ball_of_mpf, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.pseudo_kl import ball as core
from audit.support import LogUniform, Normal, expansion, from_factor, kl, masks, mixture_expansion, row_noise
from audit.support.double import row_noise_kl
from audit.support.precise import kl as precise_kl

theta = sp.Symbol("theta", real=True, nonzero=True)
alpha, squares, t, scale = sp.symbols("alpha N t lambda", positive=True)
"""alpha, |theta|^2, eps^2, the deviation of the Gaussian prior."""
keep = sp.Symbol("p", positive=True)
nonzero, width = sp.symbols("m D", integer=True, positive=True)
G, S, KL_0 = sp.symbols("G S KL_0", real=True)
"""excess and slope at u = 1/(2 alpha), and KL(0)."""
ENTROPY = (1 + sp.log(2 * sp.pi)) / 2
"""Of N(0, 1)."""

Row = tuple[Fraction, ...]
ROWS: tuple[tuple[Row, Fraction], ...] = (
    ((Fraction(1), Fraction(2)), Fraction(1, 4)),
    (tuple(map(Fraction, ("0.3", "-1.7", "2.5"))), Fraction("0.81")),
    (tuple(map(Fraction, ("1", "0", "-2", "0.5"))), Fraction(9, 4)),
    (tuple(map(Fraction, ("1", "0", "0"))), Fraction(1)),
    ((Fraction("-1.3"),), Fraction("0.49")),
)
"""With an alpha whose root is rational, so that the row is also a factor; for masks, `keep` is alpha/(1 + alpha)."""
EPS = (Fraction(1, 100), Fraction(1, 10**5))
BITS, DIGITS = 200, 40
"""The terms that are told apart are of size eps^2 = 1e-10; R is of size 1e-20 there."""
C, SCALE = Fraction("0.37"), Fraction("2.3")
SLACK = {"float64": Fraction(1, 10**11), "mpmath": Fraction(1, 10**30)}
"""Rounding of a few terms below 100: 1e-13 in float64, 1e-38 at forty digits."""


@dataclass(frozen=True)
class Thickened:
    """The terms for a row with m >= 1 of D weights not zero, N = |theta|^2."""

    slope: sp.Expr
    entry: sp.Expr
    zero: sp.Expr
    row: sp.Expr
    next_entry: sp.Expr
    next_row: sp.Expr


@dataclass(frozen=True)
class Law:
    """A noise and a prior: the terms from the exact KL, the letters' values, and the KL from `audit.support`, by each route."""

    terms: Callable[[], Thickened]
    letters: Callable[[Row, Fraction], Mapping[sp.Symbol, arb | Fraction]]
    routes: Callable[[Row, Fraction, Fraction], Iterator[tuple[str, arb, arb]]]


def log_uniform_terms() -> Thickened:
    """Value and derivative at t = 0 of what a weight adds, KL_0 + excess(u) + 1/2 log v, v = alpha theta^2 + t, u = theta^2/(2v).

    A zero adds KL_0 + 1/2 log t; the determinant t^(D-1) (alpha N + t) takes half its logarithm off.
    """
    v = alpha * theta**2 + t
    row = -sp.log(alpha * squares + t) / 2
    return Thickened(
        slope=(width - 1) - (width - nonzero),
        entry=KL_0 + G + sp.log(v).subs(t, 0) / 2,
        zero=KL_0,
        row=row.subs(t, 0),
        next_entry=(S * sp.diff(theta**2 / (2 * v), t) + sp.diff(sp.log(v), t) / 2).subs(t, 0),
        next_row=sp.diff(row, t).subs(t, 0),
    )


def gaussian_terms() -> Thickened:
    """1/2 (((1 + alpha) N + D t)/scale^2 - D + D log scale^2 - log(alpha N + t)), and -(D - 1)/2 log t."""
    moments = ((1 + alpha) * squares + width * t) / scale**2 - width + width * sp.log(scale**2)
    row = (moments - sp.log(alpha * squares + t)) / 2
    zero = sp.S.Zero
    return Thickened(width - 1, zero, zero, row.subs(t, 0), zero, sp.diff(row, t).subs(t, 0))


def mask_terms() -> Thickened:
    """With u = theta^2/(2t), KL_0 + excess(u) ~ KL_0 + 1/2 (log 4u + gamma) - 1/(4u), kept with probability p; else KL_0."""
    u = theta**2 / (2 * t)
    kept = -(1 + sp.log(4 * sp.pi) + sp.EulerGamma) / 2 + (sp.log(4 * u) + sp.EulerGamma) / 2 + sp.log(t) / 2
    entropy = -keep * sp.log(keep) - (1 - keep) * sp.log(1 - keep)
    fixed = sp.log(theta**2) / 2 - ENTROPY
    size = sp.Symbol("r", positive=True)
    if not reduces_to_zero(sp.simplify(sp.expand_log((kept - fixed).subs(theta, size), force=True))):
        raise CheckError("the asymptotic series of the excess does not give log|theta|")
    return Thickened(
        slope=keep * nonzero,
        entry=keep * fixed + (1 - keep) * KL_0,
        zero=KL_0,
        row=-entropy,
        next_entry=-keep * sp.diff(1 / (4 * u), t),
        next_row=sp.S.Zero,
    )


def _letters(row: Row, noise: Fraction) -> Mapping[sp.Symbol, arb | Fraction]:
    u = 1 / (2 * noise)
    own = {alpha: noise, keep: noise / (1 + noise), scale: SCALE, squares: sum((x * x for x in row), Fraction(0))}
    return {G: core.excess(u, BITS), S: core.slope(u, BITS), KL_0: core.kl_at_zero(), **own}


def _noise_routes(prior: LogUniform | Normal) -> Callable[[Row, Fraction, Fraction], Iterator[tuple[str, arb, arb]]]:
    """Balls, the same law as a factor sqrt(alpha) theta, the library's expansion, mpmath, float64; each with its slack."""

    def routes(row: Row, noise: Fraction, eps: Fraction) -> Iterator[tuple[str, arb, arb]]:
        q = row_noise(list(row), noise).gaussian()
        root = Fraction(int(sp.sqrt(noise.numerator)), int(sp.sqrt(noise.denominator)))
        found = expansion(q, prior, BITS)
        most = found.bound(eps)
        rest = arb("inf") if most is None else most * ball(eps**4)
        own = len(row) * ball(prior.c).log() if isinstance(prior, LogUniform) else arb(0)
        double = row_noise_kl([[float(x) for x in row]], float(noise), float(eps), prior)
        yield "balls", kl(q, prior, eps**2, BITS) + own, rest
        yield "a factor", kl(from_factor(row, [[root * x] for x in row]), prior, eps**2, BITS) + own, rest
        yield "the expansion", found.at(eps) + own, ball(SLACK["mpmath"])
        yield "mpmath", ball_of_mpf(precise_kl(q, prior, eps**2, DIGITS)) + own, rest + ball(SLACK["mpmath"])
        yield "float64", ball(double) + own, rest + ball(SLACK["float64"])

    return routes


def _mask_routes(row: Row, noise: Fraction, eps: Fraction) -> Iterator[tuple[str, arb, arb]]:
    found = mixture_expansion(masks(list(row), noise / (1 + noise)), LogUniform(C), BITS)
    own, most = len(row) * ball(C).log(), found.bound(eps)
    yield "balls", found.kl(eps, BITS) + own, arb("inf") if most is None else most * ball(eps**4)
    yield "the expansion", found.at(eps) + own, ball(SLACK["mpmath"])


NOISE = Law(log_uniform_terms, _letters, _noise_routes(LogUniform(C)))
NOISE_AND_GAUSSIAN = Law(gaussian_terms, _letters, _noise_routes(Normal(SCALE)))
MASKS = Law(mask_terms, _letters, _mask_routes)


def derived(law: Law) -> Check:
    """Each stated term against the one that the exact KL gives."""

    def by_derivatives(variant: Variant, _: Setting) -> Evidence:
        """Exact algebra, for every row."""
        exact, where = law.terms(), "every theta, alpha > 0, D >= m >= 1"
        for name in Thickened.__dataclass_fields__:
            off = sp.simplify(sp.expand_log(getattr(variant.form, name) - getattr(exact, name), force=True))
            if not reduces_to_zero(off):
                return evidence_of(Proof(False, f"{name} is off by {off}"), where)
        return evidence_of(Proof(True, "value and derivative at eps = 0 of each term"), where)

    return by_derivatives


def against_values(law: Law) -> Check:
    """The terms summed, against the KL by each route: they must agree up to the certified bound of the rest."""

    @cache
    def told(index: int, eps: Fraction) -> tuple[tuple[str, arb, arb], ...]:
        with precision(BITS):
            return tuple(law.routes(*ROWS[index], eps))

    def against_balls(variant: Variant, _: Setting) -> Evidence:
        """Five rows and two eps."""
        count = 0
        for index, (row, noise) in enumerate(ROWS):
            for eps in EPS:
                with precision(BITS):
                    stated = _summed(variant.form, law.letters(row, noise), row, eps)
                for name, value, rest in told(index, eps):
                    count += 1
                    off = abs(value - stated)
                    if off > rest:
                        words = (
                            f"theta = ({', '.join(map(str, row))}), {name} at eps = {float(eps):g}: off by {shown(off)}"
                        )
                        return Evidence(Method.BALL, Outcome.FAILS, "rows and eps", points=count, witness=words)
                    if not (rest.is_finite() and off <= rest):
                        return Evidence(Method.BALL, Outcome.UNDECIDED, "rows and eps", points=count)
        return Evidence(Method.BALL, Outcome.HOLDS, "rows and eps", points=count, prec_bits=BITS)

    return against_balls


def _summed(form: Thickened, letters: Mapping[sp.Symbol, arb | Fraction], row: Row, eps: Fraction) -> arb:
    own = [x for x in row if x]
    counts = {nonzero: len(own), width: len(row)}

    def at(term: sp.Expr, values: Mapping[sp.Symbol, arb | Fraction]) -> arb:
        return in_balls(term.subs(counts), values, BITS)

    total = at(form.row, letters) + (len(row) - len(own)) * at(form.zero, letters)
    total += ball(eps**2) * at(form.next_row, letters) - at(form.slope, letters) * ball(eps).log()
    for x in own:
        values = {**letters, theta: x}
        total += at(form.entry, values) + ball(eps**2) * at(form.next_entry, values)
    return total
