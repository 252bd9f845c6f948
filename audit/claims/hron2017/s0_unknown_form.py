"""Abstract: the KL has a previously unknown analytical form. The form, beside the one that information theory found later.

Moser (Entropy 22, 1048, 2020) gives the mean of the logarithm of a noncentral chi^2 variable of one degree of freedom as
-gamma - 2 log 2 + 2u 2F2(1, 1; 3/2, 2; -u), u half its noncentrality. The paper's series e^-u sum u^k/k! psi(1/2 + k) has the
coefficient c_n = Delta^n psi(1/2)/n! of u^n, and with Delta psi(x) = 1/x, Delta^(n-1) 1/x = (-1)^(n-1) (n-1)!/(x)_n

    c_n = (-1)^(n-1) (n-1)!/(n! (1/2)_n),      2F2:  2 (-1)^(n-1) (1)_(n-1)^2/((3/2)_(n-1) (2)_(n-1) (n-1)!),      n >= 1
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.symbolic import HALF, Proof, reduces_to_zero
from audit.pseudo_kl import symbolic

n = sp.Symbol("n", integer=True, positive=True)
UP_TO = 24


@dataclass(frozen=True)
class Moser:
    """factor u pFq(upper; lower; -u): its coefficients are those of the paper's series, from u^1 on."""

    factor: sp.Expr
    upper: tuple[sp.Expr, ...]
    lower: tuple[sp.Expr, ...]

    def coefficient(self) -> sp.Expr:
        """Of u^n, n >= 1."""
        m = n - 1
        top = sp.Mul(*(sp.rf(a, m) for a in self.upper))
        return self.factor * (-1) ** m * top / sp.Mul(*(sp.rf(b, m) for b in self.lower)) / sp.factorial(m)


def by_coefficients(variant: Variant, setting: Setting) -> Evidence:
    """c_n of the lemma over the stated one is 1 for every n >= 1."""
    lemma = symbolic.kummer_is_proved()
    stated = variant.form.coefficient()
    ours = (-1) ** (n - 1) * sp.factorial(n - 1) / sp.factorial(n) / sp.rf(HALF, n)
    quotient = sp.gammasimp((stated / ours).rewrite(sp.gamma))
    if lemma.holds and reduces_to_zero(sp.simplify(quotient - 1)):
        return evidence_of(
            Proof(True, f"quotient of the coefficients of u^n, every n >= 1: {sp.simplify(quotient)}"), "n >= 1"
        )
    return by_differences(variant, setting)


def by_differences(variant: Variant, _: Setting) -> Evidence:
    """The first coefficients as exact differences of psi(1/2 + k) - psi(1/2) = sum 1/(1/2 + j): rational numbers."""
    values = [Fraction(0)]
    for j in range(UP_TO):
        values.append(values[-1] + 1 / (Fraction(1, 2) + j))
    stated = variant.form.coefficient()
    for order in range(1, UP_TO):
        difference = sum((-1) ** (order - k) * math.comb(order, k) * values[k] for k in range(order + 1))
        exact = difference / math.factorial(order)
        found = sp.nsimplify(sp.expand_func(stated.subs(n, order)))
        if found != sp.Rational(exact.numerator, exact.denominator):
            words = f"the coefficient of u^{order} is {exact}, not {found}"
            return evidence_of(Proof(False, words), f"n < {UP_TO}")
    return Evidence(Method.SYMBOLIC, Outcome.HOLDS, f"n < {UP_TO}", points=UP_TO - 1)


ONE, THREE_HALVES = sp.S.One, 3 * HALF
CLAIMS = (
    Claim(
        id="s0_unknown_form.same_as_later",
        source=SOURCE,
        place="abstract",
        covers=("P04",),
        title="the form, and the same one in a later paper",
        statement=r"$e^{-u}\sum_k\frac{u^k}{k!}\psi(\tfrac12+k)=-\gamma-2\log2+2u\,{}_2F_2(1,1;\tfrac32,2;-u)$, the mean of "
        r"$\log\chi'^2_1$ that information theory found in 2020.",
        hypotheses=("the source is silent on other forms", "u >= 0; both sides are entire functions"),
        variants=(
            Variant(
                "same",
                Role.CONDITIONAL,
                r"2u\,{}_2F_2(1,1;\tfrac32,2;-u)",
                Moser(sp.S(2), (ONE, ONE), (THREE_HALVES, sp.S(2))),
            ),
            Variant("one_u", Role.MUTANT, r"u\,{}_2F_2", Moser(ONE, (ONE, ONE), (THREE_HALVES, sp.S(2)))),
            Variant("half", Role.MUTANT, r"{}_2F_2(1,1;\tfrac12,2;-u)", Moser(sp.S(2), (ONE, ONE), (HALF, sp.S(2)))),
            Variant("kummer", Role.MUTANT, r"{}_1F_1(1;\tfrac32;-u)", Moser(sp.S(2), (ONE,), (THREE_HALVES,))),
        ),
        checks=(by_coefficients, by_differences),
        expected=Verdict.CONDITIONAL,
        derivation="Equal coefficients for every n >= 1; at u = 0 both are psi(1/2).",
        depends=("s4_remark1_kummer.equation_2",),
    ),
    Claim(
        id="s0_unknown_form.priority",
        source=SOURCE,
        place="abstract",
        covers=("P04",),
        title="previously unknown",
        statement="The analytical form of the KL was not known before.",
        hypotheses=("a statement on the literature until 2017",),
        variants=(),
        checks=(),
        expected=Verdict.INTERPRETIVE,
        derivation="That the form is right is proved. Moser 2020 derives the same mean and calls the case of odd degrees of "
        "freedom unknown before, without knowing of this paper: nothing found here speaks against the priority.",
        bears_on=("s0_unknown_form.same_as_later", "s4_remark1_series.equation_1", "s4_remark1_kummer.equation_2"),
        interpretive=True,
    ),
)
