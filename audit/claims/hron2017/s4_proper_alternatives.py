"""Section 4: proper priors might lead to comparable sparsification. The horseshoe of [9] does, by the same Dawson integral."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from audit.claims.hron2017 import SOURCE
from audit.claims.posteriors import Posterior, as_stated
from audit.claims.proofs import proved_by
from audit.claims.proper_priors import (
    BITS,
    PLACES,
    Divergences,
    Shrinks,
    at_places,
    by_cells,
    by_scales,
    divergences_by,
)
from audit.claims.small_networks import Cell, Compression, Gain, by_networks
from audit.claims.sparse_means import ERROR, FALSE, FOUND, Order, by_draws, by_other_draws
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import apart, ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import HALF, Proof, reduces_to_zero, shown
from audit.parametrisation.penalty import EXACT
from audit.pseudo_kl.symbolic import n, slope_coefficient

k, lam, y = sp.symbols("k lam y", positive=True)
first, second = sp.symbols("K1 K2", real=True)
ROW, CLASS = "normal_pdf(0.7,-1.9*w,0.83)", "sigmoid(1.3*w)"
SCALES = "normal_pdf(0.7,0,sqrt(1+w**2))"
PROPER = (
    Posterior("2/(pi*(1+w**2))", SCALES, proper=True, support="0,oo"),
    Posterior("1/(1+w**2)", ROW, proper=True),
    Posterior("1/(1+w**2)", CLASS, proper=True),
    Posterior("(1+w**2/3)**(-2)", CLASS, proper=True),
    Posterior("1/w", CLASS, proper=True, support="1/1000,1000"),
)
"""The horseshoe as half-Cauchy scale of a weight that is integrated out; Cauchy; Student t with 3 degrees; truncated."""


@dataclass(frozen=True)
class Kappa:
    """E kappa for y ~ N(w, 1) under the horseshoe: an expression in K1 = K'(u), K2 = K''(u), at u = times y^2."""

    value: sp.Expr
    times: sp.Rational


def by_mixture(form: Kappa) -> Proof:
    """1/(1 + lam^2) is Beta(1/2, 1/2); with N(y; 0, 1/k) the weight of k is (1 - k)^(-1/2) e^(-k y^2/2): 2 K', term by term."""
    scale = sp.sqrt(1 / k - 1)
    density = 2 / (sp.pi * (1 + scale**2)) * -sp.diff(scale, k)
    beta = 1 / (sp.pi * sp.sqrt(k) * sp.sqrt(1 - k))
    if sp.simplify(density**2 / beta**2 - 1) != 0:
        return Proof(None, "1/(1 + lam^2) is not shown to be Beta(1/2, 1/2)")
    moment = sp.gamma(n + 1) * sp.gamma(HALF) / sp.gamma(n + 1 + HALF)
    stated = slope_coefficient(n) * sp.factorial(n) * (-1) ** n
    if not reduces_to_zero(sp.expand_func((moment / 2 / stated).rewrite(sp.gamma)) - 1):
        return Proof(None, "the moments of (1 - k)^(-1/2) are not those of K'")
    same = reduces_to_zero(form.value + second / first) and form.times == HALF
    return Proof(same or None, "m(y) is proportional to K'(y^2/2), and E kappa = -K''/K'")


def by_quadrature(variant: Variant, _: Setting) -> Evidence:
    """The mean over the scale by rigorous quadrature, against the expression from `audit.parametrisation`."""
    form: Kappa = variant.form
    for count, at in enumerate(PLACES, start=1):
        found = by_scales("horseshoe", at)
        with precision(BITS):
            u = ball(Fraction(int(form.times.p), int(form.times.q)) * at**2)
            stated = in_balls(form.value, {first: EXACT.slope(u), second: EXACT.curvature(u)}, BITS)
        if apart(found, stated):
            words = f"at y = {float(at):g}: E kappa = {shown(found)}, not {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in y", points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in y", points=len(PLACES), prec_bits=BITS)


FINITE = (("horseshoe", True), ("Cauchy", True), ("Student t, 3", True))
CUT_OFF = ("truncated log-uniform", False)
HS, VD = "horseshoe", "variational"
SPARSER = ((ERROR, HS, VD), (FALSE, HS, VD))
MEANS = "y ~ N(w, 1), one weight, global scale 1; kappa the share of y that the posterior mean takes away"
NET, ARD, NO_NOISE = (Cell(name, hidden=20) for name in ("exact", "ard", "none"))
CLAIMS = (
    Claim(
        id="s4_proper_alternatives.proper_posteriors",
        source=SOURCE,
        place="section 4",
        covers=("P60",),
        title="with a proper prior there is a posterior",
        statement=r"Under the horseshoe, Cauchy, Student $t$ and truncated log-uniform priors a Gaussian or logistic observation "
        r"has $0<Z<\infty$.",
        hypotheses=("one weight, one observation", "the source names no prior but refers to [9]"),
        variants=(
            Variant("proper", Role.CONDITIONAL, r"Z<\infty", PROPER),
            Variant("log_uniform", Role.MUTANT, r"1/|w|", (*PROPER[1:], Posterior("1/abs(w)", CLASS, True))),
            Variant("jeffreys_scale", Role.MUTANT, r"1/\lambda", (Posterior("1/w", SCALES, True, "0,oo"), *PROPER[1:])),
            Variant("flat", Role.MUTANT, r"1", (*PROPER, Posterior("1", CLASS, True))),
        ),
        checks=as_stated(lambda form: form, "each end of each posterior"),
        expected=Verdict.CONDITIONAL,
        derivation="A proper prior times a bounded likelihood that is positive somewhere.",
        depends=("s0_abstract_attribution.proper_ones",),
    ),
    Claim(
        id="s4_proper_alternatives.finite_divergence",
        source=SOURCE,
        place="section 4",
        covers=("P60",),
        title="a Gaussian q has a finite divergence from them, the truncated prior aside",
        statement=r"$KL(N(\mu,\sigma^2)\,\|\,p)<\infty$ for the horseshoe, Cauchy and Student $t$ priors; it is infinite for the "
        r"truncated log-uniform prior.",
        hypotheses=(
            "the source is silent on it",
            "q = N(0.7, 0.83^2); any other has the same integrability, since only ends and zeros of log p count",
            "for the horseshoe the known bounds of E1, as in Carvalho, Polson and Scott (2010), Theorem 1",
        ),
        variants=(
            Variant("finite", Role.CONDITIONAL, r"<\infty;\ =\infty", Divergences((*FINITE, CUT_OFF))),
            Variant("truncated", Role.MUTANT, r"\mathrm{cut}:\ <\infty", Divergences((*FINITE, (CUT_OFF[0], True)))),
            Variant(
                "horseshoe", Role.MUTANT, r"\infty\ \mathrm{at}\ 0", Divergences((("horseshoe", False), *FINITE[1:]))
            ),
            Variant("every_proper", Role.MUTANT, r"e^{-1/w^2}/w^2", Divergences((*FINITE, ("inverse square", True)))),
        ),
        checks=(divergences_by(Method.SYMBOLIC), divergences_by(Method.BALL)),
        expected=Verdict.CONDITIONAL,
        derivation="E_q |log p| < oo where p is positive almost everywhere; q has mass outside of every interval.",
        depends=("s4_proper_alternatives.proper_posteriors",),
    ),
    Claim(
        id="s4_proper_alternatives.same_dawson",
        source=SOURCE,
        place="section 4",
        covers=("P60",),
        title="the horseshoe shrinks by the same Dawson integral",
        statement=r"Under the horseshoe $m(y)\propto K'(y^2/2)$ and $\mathbb E\kappa=-K''/K'$ at $u=y^2/2$, $K$ the pseudo-KL "
        r"of the log-uniform prior.",
        hypotheses=(MEANS, "the source is silent on it"),
        variants=(
            Variant("dawson", Role.CONDITIONAL, r"-K''/K'(y^2/2)", Kappa(-second / first, HALF)),
            Variant("slope", Role.MUTANT, r"K'(y^2/2)", Kappa(first, HALF)),
            Variant("no_half", Role.MUTANT, r"-K''/K'(y^2)", Kappa(-second / first, sp.S.One)),
            Variant("near", Role.MUTANT, r"-1.001\,K''/K'", Kappa(-sp.Rational(1001, 1000) * second / first, HALF)),
        ),
        checks=(proved_by(by_mixture, "every y", by_quadrature), by_quadrature),
        expected=Verdict.CONDITIONAL,
        derivation="k = 1/(1 + lam^2) is Beta(1/2, 1/2) and y ~ N(0, 1/k), so that m is proportional to the integral of "
        "(1 - k)^(-1/2) e^(-ku) over (0, 1), which is 2 K'(u); kappa weighs it by k.",
    ),
    Claim(
        id="s4_proper_alternatives.comparable",
        source=SOURCE,
        place="section 4",
        covers=("P60",),
        title="a proper prior with comparable sparsification",
        statement=r"There is a proper prior, the horseshoe, under which the posterior mean takes away at least $3/5$ of "
        r"$|y|\le1$, where the pseudo ELBO says 0, and moves every $y$ by at most $5/(2|y|)$; so does the "
        r"pseudo ELBO, by $O(1/|y|)$.",
        hypotheses=(
            MEANS,
            "'comparable' is read as: small ones shrunk, large ones not; a posterior mean is never exactly 0",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"3/5,\ 5/2", Shrinks("horseshoe", Fraction(3, 5), Fraction(5, 2))),
            Variant("ridge", Role.MUTANT, r"N(0,1)", Shrinks("Gaussian", Fraction(2, 5), Fraction(5, 2))),
            Variant("lasso_prior", Role.MUTANT, r"e^{-|w|}/2", Shrinks("Laplace", Fraction(1, 10), Fraction(5, 2))),
            Variant("at_zero", Role.MUTANT, r"2/3,\ 5/2", Shrinks("horseshoe", Fraction(2, 3), Fraction(5, 2))),
            Variant("in_the_limit", Role.MUTANT, r"3/5,\ 2", Shrinks("horseshoe", Fraction(3, 5), Fraction(2))),
        ),
        checks=(by_cells, at_places),
        expected=Verdict.PROVED,
        derivation="kappa = -K''/K' falls from 2/3, and y^2 kappa tends to 2 from above, about 2.4 at its largest. A Gaussian "
        "prior takes the same share of every y, a Laplace prior moves large ones by a constant.",
        depends=("s4_proper_alternatives.same_dawson", "s1_like_lasso.bias"),
    ),
    Claim(
        id="s4_proper_alternatives.sparse_means",
        source=SOURCE,
        place="section 4",
        covers=("P60",),
        title="on sparse means the horseshoe is sparser, and errs less",
        statement="Of 400 means, 20 of them not 0, the horseshoe keeps fewer zeros than the pseudo ELBO with the rule "
        "log alpha > 3, and has the smaller squared error; both have a smaller one than ridge regression.",
        hypotheses=(
            "y ~ N(w, 1); effects uniform in +-(3, 7); the global scale of the horseshoe is 20/400",
            "the pseudo ELBO has no global scale; Lasso and ridge take their best parameter in hindsight",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"HS<VD<ridge", Order((*SPARSER, (ERROR, VD, "ridge")))),
            Variant("as_good_as_lasso", Role.MUTANT, r"VD<lasso", Order(((ERROR, VD, "lasso"),))),
            Variant("fewer_false", Role.MUTANT, r"VD<HS", Order((SPARSER[0], (FALSE, VD, HS)))),
            Variant("finds_more", Role.MUTANT, r"\mathrm{found}:\ HS>VD", Order((*SPARSER, (FOUND, VD, HS)))),
        ),
        checks=(by_draws, by_other_draws),
        expected=Verdict.SUPPORTED,
        derivation="The rule keeps every zero beyond one standard error, three in ten. All four estimators increase in y: at a "
        "matched number of false ones they keep the same means. A global scale moves the cut, and costs some true ones.",
        depends=("s4_proper_alternatives.comparable",),
    ),
    Claim(
        id="s4_proper_alternatives.small_network",
        source=SOURCE,
        place="section 4",
        covers=("P60",),
        title="a Gaussian prior with a scale for each weight sparsifies a network as much",
        statement=r"With the KL to $N(0,s^2)$ at its best $s$, $\frac12\log(1+1/\alpha)$, a small network is compressed as with "
        "the log-uniform prior, within a factor of 2, at an accuracy at most two points lower.",
        hypotheses=(
            "100 inputs of which one matters, 20 hidden units, 200 observations, 1000 steps of Adam, six seeds",
            "(mu, log sigma^2); weights over weights with log alpha <= 3",
            "each prior N(0, s^2) is proper; s is fitted to the data, as in automatic relevance determination",
        ),
        variants=(
            Variant(
                "printed", Role.PRINTED, r"1/2,\ 2;\ -2\%", (Compression(ARD, 0.5, 2.0, NET), Gain(ARD, NET, -0.02))
            ),
            Variant("much_less", Role.MUTANT, r"<1/3", (Compression(ARD, 0.0, 1 / 3, NET),)),
            Variant("no_prior", Role.MUTANT, r"K=0", (Compression(NO_NOISE, 0.5, 2.0, NET),)),
            Variant("better", Role.MUTANT, r"+5\%", (Gain(ARD, NET, 0.05),)),
        ),
        checks=(by_networks,),
        expected=Verdict.SUPPORTED,
        derivation="Both penalties grow as log(1/alpha)/2 and vanish as alpha grows; the slope in u of the "
        "exact one is at most 1.641 times that of the other, and never smaller.",
        depends=("s4_proper_alternatives.comparable",),
        time_limit_s=300.0,
    ),
)
