"""N(0, eps^2) as eps -> 0, against 1/|w| and against p_eta(w) = 1/max(|w|, eta), which is locally finite.

With w = eps z and log+ x = log x + log+ 1/x, and E log|z| = -(gamma + log 2)/2,

    KL(N(0, eps^2) || p_eta) - KL(N(0, eps^2) || 1/|w|) = E log+(eta/|w|) = log(eta/eps) + (gamma + log 2)/2 + r,
    0 <= r = E log+(eps |z|/eta) <= (eps/eta) sqrt(2/pi),                     E log+(eta/|w|) = int_0^eta P(|w| < x)/x dx
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import acb, arb

from audit.claims.proofs import evidence_of
from audit.errors import CheckError
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import apart, ball, precision
from audit.numerics.quadrature import integrate
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.support import absolute_continuity

BITS = 96
ETAS = (Fraction("2.3"), Fraction(1, 1000))
SHRINK = tuple(Fraction(1, 10**k) for k in (1, 2, 4))
"""eps/eta."""
CUT = 60
"""The integral over y = log(eta/x) ends here; e^-60 eta/eps is left."""


@dataclass(frozen=True)
class Rates:
    """The coefficients of log(1/eps): for 1/|w|, and for p_eta."""

    log_uniform: int
    locally_finite: int


def rates_by_bound(variant: Variant, _: Setting) -> Evidence:
    """For 1/|w| the KL is a function of u = 0/(2 eps^2) = 0; for p_eta the two lines above hold, with r -> 0."""
    eps, eta, z = sp.symbols("epsilon eta z", positive=True)
    mu, kl = sp.Symbol("mu", real=True), sp.Function("KL")
    own = -(sp.diff(kl(mu**2 / (2 * eps**2)), eps) * eps).doit().subs(mu, 0).doit()
    inner = sp.expand_log(sp.log(eta / (eps * z)))
    more = -sp.diff(inner, eps) * eps
    rest = sp.limit(eps / eta * sp.sqrt(2 / sp.pi), eps, 0, "+")
    where = "every eta > 0, eps -> 0"
    if not (reduces_to_zero(own) and reduces_to_zero(rest)):
        return evidence_of(Proof(None, "the rest does not vanish"), where)
    found = Rates(int(own), int(own + more))
    if variant.form == found:
        return evidence_of(Proof(True, "log+(eta/|w|) = log(eta/eps) - log|z| + log+(eps |z|/eta)"), where)
    return evidence_of(Proof(False, f"the rates are {found.log_uniform} and {found.locally_finite}"), where)


@cache
def gained(ratio: Fraction) -> arb:
    """E log+(eta/|w|) for eps = ratio eta: int_0^oo erf(e^-y/(ratio sqrt 2)) dy, erf x <= 2x/sqrt(pi) beyond the cut."""
    with precision(BITS):
        scale = 1 / (ball(ratio) * arb(2).sqrt())
        head = integrate(lambda y: ((-y).exp() * acb(scale)).erf(), arb(0), arb(CUT), BITS)
        tail = 2 * scale * arb(-CUT).exp() / arb.pi().sqrt()
        return head + arb(0).union(tail)


@cache
def of_log_uniform(eps: Fraction) -> arb:
    """KL(N(0, eps^2) || 1/|w|), by `audit.support`: a weight fixed at zero, thickened."""
    return arb(absolute_continuity([0], 1, eps=eps, digits=25).kl_eps)


def rates_in_balls(variant: Variant, _: Setting) -> Evidence:
    """From eps to eps/10 the KL grows by log 10 times the rate, up to r <= (eps/eta) sqrt(2/pi) at each of the two."""
    form, count = variant.form, 0
    for eta in ETAS:
        for ratio in SHRINK:
            count += 1
            with precision(BITS):
                step, rest = arb(10).log(), ball(ratio) * (2 / arb.pi()).sqrt()
                if not 4 * rest < step:
                    raise CheckError(f"at eps = {ratio} eta the rest hides the rate")
                own = of_log_uniform(eta * ratio / 10) - of_log_uniform(eta * ratio)
                more = own + gained(ratio / 10) - gained(ratio) + arb(0, 1) * rest
                wrong = (
                    apart(own, form.log_uniform * step),
                    more < form.locally_finite * step,
                    more > form.locally_finite * step,
                )
            if any(wrong):
                words = f"eta = {eta}, from eps = {float(ratio):g} eta to a tenth of it: {shown(own)} and {shown(more)}"
                return Evidence(Method.BALL, Outcome.FAILS, "eta and eps", points=count, prec_bits=BITS, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "eta and eps", points=count, prec_bits=BITS)
