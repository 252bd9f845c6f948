"""Appendix A, proof of Remark 1: the chain from E log q - E log p to equations (1) and (2), equality by equality."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from audit.claims.at_points import PREC_BITS, balls_at, matches_core, mpmath_at
from audit.claims.expectations import LogChi2, LogP, LogQ, LogSquare, log_chi2
from audit.claims.forms import Equality
from audit.claims.gaussian_means import C, by_common_measure, in_balls, in_mpmath, mu, or_witness, sigma
from audit.claims.hron2017 import SOURCE
from audit.claims.hron2017.sa_noncentral_mixture import m, mixture, same_powers, square_density
from audit.claims.kummer import at_c_one, by_differential_equation, kummer_derivative
from audit.claims.log_majorant import Majorant, by_moments, in_moments, mean_at_one
from audit.claims.proofs import evidence_of, proved_by
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import apart, precision
from audit.numerics.evaluate import in_balls as value_in_balls
from audit.numerics.series import coefficients
from audit.numerics.symbolic import HALF, Proof, k, reduces_to_zero, shown, u
from audit.pseudo_kl import ball

TAYLOR_U = (*points.U[:4], Fraction(13))
"""Line 6 has a series in -u, which loses as many digits as e^u has."""
LOG_2 = sp.log(2)


@dataclass(frozen=True)
class Mixed:
    """left = right, where right replaces E log eps^2 by sum_k e^-rate rate^k/k! E log chi^2_nu(k)."""

    left: sp.Expr
    right: sp.Expr
    rate: sp.Expr
    nu: sp.Expr


@dataclass(frozen=True)
class AtZero:
    """Equation (1) at u = 0 with `power` for 0^0: 1/2 (log 2 + power * first) is 1/2 E log chi^2_1."""

    power: sp.Expr
    first: sp.Expr


def by_mixture(variant: Variant, _: Setting) -> Evidence:
    """The density of eps^2 is the mixture, power by power, and the other terms agree."""
    form = variant.form
    mean = sp.Dummy()
    left = form.left.subs(LogSquare(mu / sigma, 1, 1), mean)
    right = form.right.subs(_weighted(form.rate, form.nu), mean)
    if not reduces_to_zero(sp.expand(left - right)):
        return or_witness(Proof(None, f"the other terms differ by {left - right}"), variant)
    in_m = [sp.simplify(part.subs(mu, m * sigma)) for part in (form.rate, form.nu)]
    return or_witness(same_powers(Equality(square_density(m), mixture(*in_m))), variant)


def by_coefficients(variant: Variant, _: Setting) -> Evidence:
    """E log chi^2_nu = psi(nu/2) - log(1/2), and every coefficient of u^k/k!, the factor e^u on both sides."""

    def plain(side: sp.Expr) -> sp.Expr:
        in_u = side.subs(mu, sigma * sp.sqrt(2 * u)).replace(LogChi2, lambda nu: sp.digamma(nu / 2) + sp.log(2))
        return sp.expand(sp.expand_log(sp.expand(in_u), force=True) * sp.exp(u))

    same = coefficients(plain(variant.form.left)).equal(coefficients(plain(variant.form.right)))
    return or_witness(Proof(same.holds or None, same.words), variant)


def _weighted(rate: sp.Expr, nu: sp.Expr) -> sp.Expr:
    """sum_k e^-rate rate^k/k! E log chi^2_nu(k)."""
    return sp.exp(-rate) * sp.Sum(rate**k / sp.factorial(k) * LogChi2(nu), (k, 0, sp.oo))


def mixed(rate: sp.Expr, nu: sp.Expr) -> Mixed:
    """Line 4 with these weights."""
    return Mixed(LINE_3, GAUSS - sp.log(C) + (sp.log(sigma**2) + _weighted(rate, nu)) / 2, rate, nu)


def summed(c: sp.Expr, constant: sp.Expr = LOG_2) -> sp.Expr:
    """Equation (1) with c(k) for psi(1/2 + k) and `constant` for log 2."""
    total = sp.exp(-U) * sp.Sum(U**k / sp.factorial(k) * c, (k, 0, sp.oo))
    return -sp.log(2 * sp.pi * sp.E) / 2 - sp.log(C) + (constant + total) / 2


U = mu**2 / (2 * sigma**2)
GAUSS = -sp.log(2 * sp.pi * sp.E * sigma**2) / 2
W2, V = LogSquare(mu, sigma, 1), LogSquare(mu / sigma, 1, 1)
LINE_0 = LogQ(mu, sigma) - LogP(mu, sigma, C)
LINE_1 = LogQ(mu, sigma) - sp.log(C) + W2 / 2
LINE_2 = GAUSS - sp.log(C) + LogSquare(mu / sigma, 1, sigma**2) / 2
LINE_3 = GAUSS - sp.log(C) + (sp.log(sigma**2) + V) / 2
LINE_4 = mixed(U, 1 + 2 * k).right
LINE_5 = summed(sp.digamma(k + HALF))


def at_zero_exactly(variant: Variant, _: Setting) -> Evidence:
    """power * first + log 2 = E log chi^2_1 = psi(1/2) - log(1/2)."""
    difference = sp.expand(variant.form.power * variant.form.first - sp.digamma(HALF))
    if reduces_to_zero(difference):
        return evidence_of(Proof(True, "the summand of k = 0 is psi(1/2), and all others vanish"), "u = 0")
    off = value_in_balls(difference / 2, {})
    return evidence_of(
        Proof(False if off < 0 or off > 0 else None, f"at u = 0 equation (1) is off by {shown(off)}"), "u = 0"
    )


def at_zero_in_core(variant: Variant, _: Setting) -> Evidence:
    """Equation (1) at u = 0 against KL(N(0, 1) || 1/|w|) of the core, in balls, and against E log chi^2_1 by integration."""
    with precision(PREC_BITS):
        form = (sp.log(2) + variant.form.power * variant.form.first - sp.log(2 * sp.pi * sp.E)) / 2
        stated = value_in_balls(form, {}, PREC_BITS)
        direct = (log_chi2(1, prec_bits=PREC_BITS) - value_in_balls(sp.log(2 * sp.pi * sp.E), {}, PREC_BITS)) / 2
    for computed in (ball.kl_at(0, prec_bits=PREC_BITS), direct):
        if apart(stated, computed):
            words = f"at u = 0 equation (1) gives {shown(stated)}, the KL is {shown(computed)}"
            return Evidence(Method.BALL, Outcome.FAILS, "u = 0", points=1, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "u = 0", points=1, prec_bits=PREC_BITS)


def claim(name: str, covers: tuple[str, ...], title: str, statement: str, derivation: str, **more: Any) -> Claim:
    """A claim of this file: what all of them share."""
    shared: dict[str, Any] = {"source": SOURCE, "place": "appendix A, proof of Remark 1", "covers": covers}
    shared |= {"expected": Verdict.PROVED}
    shared |= {"hypotheses": ("mu is real", "sigma > 0", "C > 0"), "checks": (by_common_measure, in_balls, in_mpmath)}
    name = f"sa_remark1_chain.{name}"
    return Claim(id=name, title=title, statement=statement, derivation=derivation, **{**shared, **more})


def variants(latex: str, form: Any, *mutants: tuple[str, str, Any], role: Role = Role.PRINTED) -> tuple[Variant, ...]:
    """The printed variant (or one on which the paper is silent) and its mutants."""
    broken = (Variant(name, Role.MUTANT, words, other) for name, words, other in mutants)
    return (Variant(role.value, role, latex, form), *broken)


IN_U = sigma * sp.sqrt(2 * u)
EQUATION_1 = LINE_5.subs(mu, IN_U)
LOGS = sp.EulerGamma + 2 * sp.log(2)


def equation_2(derivative: sp.Expr, sign: int = -1) -> sp.Expr:
    """-1/2 log(pi e) - log C -+ 1/2 (derivative + gamma + 2 log 2)."""
    return -sp.log(sp.pi * sp.E) / 2 - sp.log(C) + sp.Rational(sign, 2) * (derivative + LOGS)


AT = {u: TAYLOR_U, C: points.POSITIVE}
A_TOTAL = mean_at_one(sp.Rational(1, 4))
CLAIMS = (
    claim(
        "line1",
        ("P76",),
        "the prior inserted",
        r"$\mathbb E_q\log q-\mathbb E_q\log p=\mathbb E_q\log q-\log C+\tfrac12\mathbb E_q\log|w|^2$.",
        "log p(w) = log C - log|w| and log|w|^2 = 2 log|w|, w != 0; the integrands are equal.",
        variants=variants(
            r"\dots-\log C+\tfrac12\mathbb E\log|w|^2",
            Equality(LINE_0, LINE_1),
            ("not_halved", r"\dots+\mathbb E\log|w|^2", Equality(LINE_0, LINE_1 + W2 / 2)),
            ("plus_log_c", r"\dots+\log C", Equality(LINE_0, LINE_1 + 2 * sp.log(C))),
        ),
    ),
    claim(
        "line2",
        ("P77",),
        "the Gaussian entropy, and w = sigma eps",
        r"$\mathbb E_q\log q-\log C+\tfrac12\mathbb E_q\log|w|^2=-\tfrac12\log(2\pi e\sigma^2)-\log C+\tfrac12"
        r"\mathbb E_{\varepsilon\sim\mathcal N(\mu/\sigma,1)}\log\sigma^2\varepsilon^2$.",
        "log q = -1/2 log(2 pi sigma^2) - z^2/2 with z = (w - mu)/sigma, and E z^2 = 1; w = sigma eps.",
        variants=variants(
            r"-\tfrac12\log(2\pi e\sigma^2)-\dots",
            Equality(LINE_1, LINE_2),
            ("without_e", r"-\tfrac12\log(2\pi\sigma^2)-\dots", Equality(LINE_1, LINE_2 + HALF)),
            (
                "mean_mu",
                r"\varepsilon\sim\mathcal N(\mu,1)",
                Equality(LINE_1, LINE_2.subs(LogSquare(mu / sigma, 1, sigma**2), LogSquare(mu, 1, sigma**2))),
            ),
        ),
    ),
    claim(
        "line3",
        ("P78",),
        "the variance taken out",
        r"$\dots+\tfrac12\mathbb E\log\sigma^2\varepsilon^2=\dots+\tfrac12\big(\log\sigma^2+\mathbb E_{v\sim\chi^2"
        r"(\mu^2/\sigma^2,1)}\log v\big)$.",
        "log of a product; the law of eps^2 is the non-central chi^2 by definition.",
        variants=variants(
            r"\tfrac12(\log\sigma^2+\mathbb E\log v)",
            Equality(LINE_2, LINE_3),
            ("log_sigma", r"\tfrac12(\log\sigma+\mathbb E\log v)", Equality(LINE_2, LINE_3 - sp.log(sigma) / 2)),
            (
                "root_of_lambda",
                r"v\sim\chi^2(\mu^2/(2\sigma^2),1)",
                Equality(LINE_2, LINE_3.subs(V, LogSquare(mu / (sp.sqrt(2) * sigma), 1, 1))),
            ),
        ),
    ),
    claim(
        "line4",
        ("P79",),
        "the mixture inserted",
        r"$\mathbb E_{v\sim\chi^2(\mu^2/\sigma^2,1)}\log v=\sum_ke^{-\mu^2/(2\sigma^2)}\frac{(\mu^2/(2\sigma^2))^k}{k!}"
        r"\mathbb E_{v\sim\chi^2_{1+2k}}\log v$, the other terms of the line unchanged.",
        "The densities are equal power by power. That mean and sum may be exchanged is left out in the paper: "
        "sa_remark1_chain.interchange.",
        variants=variants(
            r"\sum_ke^{-u}\tfrac{u^k}{k!}\mathbb E_{\chi^2_{1+2k}}\log v",
            mixed(U, 1 + 2 * k),
            ("rate_lambda", r"\mathrm{Poisson}(\mu^2/\sigma^2)", mixed(2 * U, 1 + 2 * k)),
            ("odd_degrees", r"\chi^2_{3+2k}", mixed(U, 3 + 2 * k)),
        ),
        checks=(by_mixture, in_balls),
        depends=("sa_noncentral_mixture.density", "sa_remark1_chain.interchange"),
    ),
    claim(
        "interchange",
        ("P79",),
        "mean and sum may be exchanged",
        r"$\sum_ke^{-u}\frac{u^k}{k!}\,\mathbb E\big|\log\chi^2_{1+2k}\big|<\infty$ for every $u\ge0$.",
        "|log v| <= v + (4/e) v^(-1/4). The means are 1 + 2k and at most those of k = 0, whose Poisson sum is 1 + 2u and a "
        "constant. Fubini's theorem needs this; the paper does not mention it.",
        hypotheses=("u >= 0",),
        variants=variants(
            r"\le1+2u+\tfrac4e2^{-1/4}\tfrac{\Gamma(1/4)}{\Gamma(1/2)}",
            Majorant(sp.Rational(1, 4), 1 + 2 * u + A_TOTAL),
            ("power_half", r"|\log v|\le v+\tfrac2ev^{-1/2}", Majorant(HALF, 1 + 2 * u + A_TOTAL)),
            ("same_for_every_u", r"\le1+\dots", Majorant(sp.Rational(1, 4), 1 + A_TOTAL)),
            role=Role.CONDITIONAL,
        ),
        checks=(by_moments, in_moments),
        expected=Verdict.CONDITIONAL,
    ),
    claim(
        "line5",
        ("P81",),
        "equation (1)",
        r"Line 4 equals $-\tfrac12\log(2\pi e)-\log C+\tfrac12\big(\log2+e^{-u}\sum_k\frac{u^k}{k!}\psi(\tfrac12+k)\big)$, "
        r"$u=\mu^2/(2\sigma^2)$.",
        "sigma^2 cancels, E log chi^2_nu = psi(nu/2) + log 2, and the Poisson weights sum to 1.",
        variants=variants(
            r"\tfrac12(\log2+e^{-u}\sum_k\tfrac{u^k}{k!}\psi(\tfrac12+k))",
            Equality(LINE_4, LINE_5),
            ("without_log_2", r"\tfrac12e^{-u}\sum_k", Equality(LINE_4, summed(sp.digamma(k + HALF), sp.S.Zero))),
            ("psi_1_k", r"\psi(1+k)", Equality(LINE_4, summed(sp.digamma(k + 1)))),
        ),
        checks=(by_coefficients, in_balls),
        depends=("sa_log_chi2_moment.value",),
    ),
    claim(
        "line6",
        ("P82",),
        "equation (2), which the paper took from Wolfram Alpha",
        r"$-\tfrac12\log(2\pi e)+\tfrac12\big(\log2+e^{-u}\sum_k\frac{u^k}{k!}\psi(\tfrac12+k)\big)=-\tfrac12\log(\pi e)"
        r"-\tfrac12\big(\partial_aM(a;\tfrac12;-u)|_{a=0}+\gamma+2\log2\big)$, $-\log C$ on both sides.",
        "d/da (a)_n = (n-1)! at a = 0. The derivatives of both sides are power series that solve u y' + (u + 1/2) y = 1/2, "
        "which has only one; at u = 0, psi(1/2) = -gamma - 2 log 2. So the step needs no computer algebra system.",
        variants=variants(
            r"\partial_aM(a;\tfrac12;-u)|_{a=0}",
            Equality(EQUATION_1, equation_2(kummer_derivative(HALF, -u))),
            (
                "argument_u",
                r"\partial_aM(a;\tfrac12;u)|_{a=0}",
                Equality(EQUATION_1, equation_2(kummer_derivative(HALF, u))),
            ),
            (
                "three_halves",
                r"\partial_aM(a;\tfrac32;-u)|_{a=0}",
                Equality(EQUATION_1, equation_2(kummer_derivative(3 * HALF, -u))),
            ),
            ("plus", r"+\tfrac12(\dots)", Equality(EQUATION_1, equation_2(kummer_derivative(HALF, -u), 1))),
        ),
        checks=(
            proved_by(by_differential_equation, "every coefficient, u >= 0", AT),
            balls_at(AT),
            mpmath_at(AT),
            *(at_c_one(check) for check in matches_core("equation_2", TAYLOR_U)[:2]),
        ),
    ),
    claim(
        "zero_to_the_zero",
        ("P70", "P83"),
        "equation (1) at u = 0",
        r"With $0^0=1$ and $0^k=0$ for $k>0$, equation (1) holds at $u=0$ too.",
        "At u = 0, v ~ chi^2_1 and E log v = psi(1/2) + log 2. With 0^0 = 0 the sum would vanish, and the value would be off "
        "by psi(1/2)/2 = -0.98...",
        hypotheses=("u = 0",),
        variants=variants(
            r"0^0=1",
            AtZero(sp.S.One, sp.digamma(HALF)),
            ("zero", r"0^0=0", AtZero(sp.S.Zero, sp.digamma(HALF))),
            ("next_summand", r"\psi(\tfrac32)", AtZero(sp.S.One, sp.digamma(3 * HALF))),
        ),
        checks=(at_zero_exactly, at_zero_in_core),
        depends=("sa_log_chi2_moment.value", "sa_remark1_chain.line5"),
    ),
)
