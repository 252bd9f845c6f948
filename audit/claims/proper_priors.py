"""Proper priors beside the log-uniform: is the divergence of a Gaussian from them finite, and how do they shrink?

For y ~ N(w, 1) the posterior mean is y (1 - kappa), y kappa = -(log m)' (Tweedie), m the marginal density of y:

    horseshoe    w ~ N(0, lam^2), lam half-Cauchy    m ~ K'(y^2/2), the Dawson integral again:  kappa = -K''/K' at u = y^2/2
    Gaussian     w ~ N(0, 1)                         kappa = 1/2
    Laplace      e^-|w|/2                            kappa = (A - B)/(y (A + B)),  A, B = e^-+y erfc((1 -+ y)/sqrt 2)

for 1/(1 + lam^2) is Beta(1/2, 1/2), which gives m ~ int_0^1 (1 - k)^(-1/2) e^(-ku) dk = 2 K'(u).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import acb, arb

from audit.claims.posteriors import Posterior, finite
from audit.ledger import Check, Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import ball, precision
from audit.numerics.cover import positive_on
from audit.numerics.quadrature import integrate
from audit.numerics.symbolic import shown
from audit.parametrisation.penalty import EXACT
from audit.parametrisation.roots import over

BITS = 90
Q = "normal_pdf(0.7,w,0.83)"
"""q(w), off-centre."""
WHOLE, CUT = "-oo,oo", "1/1000,1000"
LOG_DENSITIES = {
    "horseshoe": ("abs(log(log(1+1/w**2)))", WHOLE),
    "Cauchy": ("abs(log(1+w**2))", WHOLE),
    "Student t, 3": ("abs(log(1+w**2/3))", WHOLE),
    "truncated log-uniform": ("abs(log(abs(w)))", CUT),
    "inverse square": ("1/w**2+2*abs(log(abs(w)))", WHOLE),
}
"""|log p| up to constants, and where p > 0. The horseshoe's p is e^x E1(x) up to a factor, x = w^2/2, between log(1 + 4/w^2)/2
and log(1 + 2/w^2) (Abramowitz and Stegun 5.1.20), so within a factor 2 of log(1 + 1/w^2). The last is e^(-1/w^2)/w^2."""


@dataclass(frozen=True)
class Divergences:
    """KL(N(mu, sigma^2) || p) is finite or not, for each prior p."""

    said: tuple[tuple[str, bool], ...]


def finite_divergence(name: str, method: Method) -> bool | None:
    """E_q |log p| < oo and p > 0 almost everywhere; a Gaussian has mass outside of every interval."""
    log_density, support = LOG_DENSITIES[name]
    return finite(Posterior(log_density, Q, proper=True), method) if support == WHOLE else False


def divergences_by(method: Method) -> Check:
    """By exact algebra or by balls, apart."""

    def check(variant: Variant, _: Setting) -> Evidence:
        form: Divergences = variant.form
        for name, said in form.said:
            found = finite_divergence(name, method)
            if found is None:
                return Evidence(method, Outcome.UNDECIDED, "each prior", points=len(form.said), summary=f"open: {name}")
            if found is not said:
                words = f"KL(q || {name}) is {'finite' if found else 'infinite'}"
                return Evidence(method, Outcome.FAILS, "each prior", points=len(form.said), witness=words)
        return Evidence(method, Outcome.HOLDS, "each prior", whole_domain=True, points=len(form.said))

    check.__name__ = f"divergence_by_{method}"
    return check


@dataclass(frozen=True)
class Shrinks:
    """kappa >= `least` for |y| <= 1, and y^2 kappa <= `most` for every y: large y are moved by at most most/y."""

    prior: str
    least: Fraction
    most: Fraction


Kappa = Callable[[arb], arb]
FAR = Fraction(16)


def _laplace(u: arb) -> arb:
    y = (2 * u).sqrt()
    parts = [(sign * y).exp() * ((1 + sign * y) / arb(2).sqrt()).erfc() for sign in (-1, 1)]
    return (parts[0] - parts[1]) / (y * (parts[0] + parts[1]))


KAPPA: dict[str, Kappa] = {
    "horseshoe": lambda u: -EXACT.curvature(u) / EXACT.slope(u),
    "Gaussian": lambda u: arb(1) / 2,
    "Laplace": _laplace,
}
"""kappa as a function of u = y^2/2."""
MOVED_FAR = {"horseshoe": lambda u: -2 * EXACT.far_bend(u) / EXACT.far(u)}
"""y^2 kappa = 2u kappa on all of [u, oo), where it is bounded; 2u K'' = far_bend/u and K' = far/(2u) for the horseshoe."""


def by_cells(variant: Variant, _: Setting) -> Evidence:
    """Both inequalities on the whole line by balls: cells of u = y^2/2, and beyond FAR the bounds at infinity.

    For |y| <= 1, y^2 kappa <= 1, since 0 <= kappa <= 1: a mean of k = 1/(1 + lam^2).
    """
    form: Shrinks = variant.form
    kappa, where = KAPPA[form.prior], "every y"
    with precision(BITS):
        near = positive_on(
            lambda m, h: kappa(over(m - h, m + h)) - ball(form.least),
            Fraction(1, 10**9) * (form.prior != "horseshoe"),
            Fraction(1, 2),
        )
        moved = positive_on(
            lambda m, h: ball(form.most) - 2 * over(m - h, m + h) * kappa(over(m - h, m + h)), Fraction(1, 2), FAR
        )
        far = MOVED_FAR.get(form.prior)
        bounded = far is not None and bool(far(ball(FAR)) < ball(form.most))
    cells = near.cells + moved.cells
    for found, text in ((near, "kappa"), (moved, "y^2 kappa")):
        if found.holds is False and found.witness is not None:
            with precision(BITS):
                value = kappa(ball(found.witness)) * (1 if text == "kappa" else 2 * ball(found.witness))
            words = f"{form.prior}: {text} = {shown(value)} at y^2/2 = {float(found.witness):.6g}"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=cells, witness=words)
    holds = bool(near.holds and moved.holds and bounded and form.most >= 1)
    said = f"kappa >= {form.least} for |y| <= 1 and y^2 kappa <= {form.most} for every y"
    outcome = Outcome.HOLDS if holds else Outcome.UNDECIDED
    return Evidence(Method.BALL, outcome, where, holds, cells, BITS, summary=said if holds else "")


PLACES = tuple(Fraction(text) for text in ("0.31", "-0.83", "1.7", "-2.9", "5.9", "23"))
REACH, SPREAD = 40, 12
"""Quadrature over x with lam = sinh x up to 40, where sech^2 x < 4 e^-80; over w up to 12 beyond y and 0, e^-72."""


def by_scales(prior: str, y: Fraction) -> arb:
    """kappa from the definition, by quadrature: over the scale lam for the horseshoe, over w for the other two.

    With lam = sinh x the half-Cauchy density, N(y; 0, 1 + lam^2) and dlam give sech^2 x exp(-y^2 sech^2 x/2).
    """
    with precision(BITS):
        at = ball(y)
        if prior == "horseshoe":
            rest = arb(0, arb(-78).exp())
            total, weighted = (integrate(_scale_mixture(at, n), arb(0), arb(REACH), BITS) + rest for n in (0, 1))
            return weighted / total
        rest = arb(0, arb(-68).exp())
        left, right = arb(-SPREAD) - abs(at), arb(SPREAD) + abs(at)
        sums = []
        for n in (0, 1):
            parts = (
                integrate(_weight_density(prior, at, n, -1), left, arb(0), BITS),
                integrate(_weight_density(prior, at, n, 1), arb(0), right, BITS),
            )
            sums.append(parts[0] + parts[1] + rest)
        return 1 - sums[1] / sums[0] / at


def _scale_mixture(y: arb, n: int) -> Callable[[acb], acb]:
    def value(x: acb) -> acb:
        k = 1 / x.cosh() ** 2
        return k ** (n + 1) * (-y * y * k / 2).exp()

    return value


def _weight_density(prior: str, y: arb, n: int, side: int) -> Callable[[acb], acb]:
    def value(w: acb) -> acb:
        log_prior = -w * w / 2 if prior == "Gaussian" else -side * w
        return w**n * (log_prior - (y - w) ** 2 / 2).exp()

    return value


def at_places(variant: Variant, _: Setting) -> Evidence:
    """Both inequalities at six y, by quadrature from the definition."""
    form: Shrinks = variant.form
    for count, y in enumerate(PLACES, start=1):
        kappa = by_scales(form.prior, y)
        with precision(BITS):
            moved = ball(y) ** 2 * kappa
            low = bool(kappa < ball(form.least)) and abs(y) <= 1
            high = bool(moved > ball(form.most))
        if low or high:
            words = f"{form.prior}: at y = {float(y):g} kappa = {shown(kappa)}, y^2 kappa = {shown(moved)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in y", points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in y", points=len(PLACES), prec_bits=BITS)
