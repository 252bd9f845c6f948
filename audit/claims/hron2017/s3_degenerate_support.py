"""Section 3: shared row noise puts q on a null set and makes its KL infinite, unless every row is one weight, not zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

import sympy as sp
from flint import arb

from audit.claims import thickened
from audit.claims.hron2017 import SOURCE
from audit.claims.point_limits import Rates, rates_by_bound, rates_in_balls
from audit.claims.proofs import evidence_of
from audit.claims.thickened import KL_0, G, S, Thickened, alpha, nonzero, squares, theta, width
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
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
ALPHA = "0.7"

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
    """The answer of `audit.support` for one of the configurations."""
    return absolute_continuity(configurations()[index][1], ALPHA)


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
    for kinds, rows in found:
        answer = absolute_continuity(rows, ALPHA, prior="gaussian")
        if variant.form.says(kinds) is not answer.infinite:
            value = "oo" if answer.kl is None else shown(kl_to_posterior(answer.kl, [row[0] for row in rows]))
            words = f"theta = {rows}, alpha = {ALPHA}, y = 0.6: KL(q || posterior) = {value}"
            return Evidence(Method.BALL, Outcome.FAILS, "configurations", points=len(found), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "configurations", points=len(found))


def kl_to_posterior(from_prior: arb, thetas: list[str]) -> arb:
    """See `by_posterior`: y = 0.6."""
    with precision(128):
        y, size, two_pi = ball("0.6"), len(thetas), 2 * arb.pi()
        numbers = [ball(theta) for theta in thetas]
        total, squares = sum(numbers, arb(0)), sum((x * x for x in numbers), arb(0))
        evidence = -(two_pi * (size + 1)).log() / 2 - y**2 / (2 * (size + 1))
        return from_prior + evidence + two_pi.log() / 2 + ((y - total) ** 2 + ball(ALPHA) * squares) / 2


EXPANDED = Thickened(
    slope=nonzero - 1,
    entry=KL_0 + G + sp.log(alpha * theta**2) / 2,
    row=-sp.log(alpha * squares) / 2,
    next_entry=(1 - S / alpha) / (2 * alpha * theta**2),
    next_row=-1 / (2 * alpha * squares),
)
NEXT_WITHOUT_HALF = (1 - 2 * S / alpha) / (2 * alpha * theta**2)


def _claim(
    name: str,
    covers: tuple[str, ...],
    title: str,
    statement: str,
    *,
    derivation: str,
    consequence: str,
    posterior: bool = False,
) -> Claim:
    return Claim(
        id=f"s3_degenerate_support.{name}",
        source=SOURCE,
        place="section 3",
        covers=covers,
        title=title,
        statement=statement,
        hypotheses=(
            "alpha > 0",
            "the conditional form: some row has two weights or more, or is zero (a fixed theta, or alpha = 0, is as bad)",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\forall\theta", Configurations(always)),
            Variant(
                "not_all_scalar", Role.CONDITIONAL, r"\exists i:\ D_i\ge2\vee\theta_i=0", Configurations(not_all_scalar)
            ),
            Variant("no_scalar", Role.MUTANT, r"\forall i:\ D_i\ge2\vee\theta_i=0", Configurations(no_scalar)),
            Variant("wide_only", Role.MUTANT, r"\exists i:\ D_i\ge2,\theta_i\ne0", Configurations(wide_only)),
            Variant("zero_only", Role.MUTANT, r"\exists i:\ \theta_i=0", Configurations(zero_only)),
        ),
        checks=(by_kinds, by_posterior if posterior else by_support),
        expected=Verdict.CONDITIONAL,
        depends=("s3_row_noise.law",),
        changes_conclusion=True,
        derivation=derivation,
        consequence=consequence,
    )


CLAIMS = (
    _claim(
        "null_set",
        ("P30", "P31"),
        "mass on the directions of theta only, a set of measure zero",
        r"$\prod_i\mathrm{span}(\theta_i)$ carries $q$, and has Lebesgue measure zero in $\mathbb R^D$.",
        derivation="Its dimension is the number of rows with theta_i != 0, at most D, and D exactly for rows of one weight that "
        "is not zero; a subspace of lower dimension is a null set.",
        consequence="The weights into a single output, one in each row, are not degenerate under shared row noise.",
    ),
    _claim(
        "infinite",
        ("P32",),
        "KL(q || p) = oo for any theta",
        r"$KL(q(W)\,\|\,p(W))=\infty$ for the log-uniform prior, for any $\theta$.",
        derivation="A density gives a null set mass 0 and q gives it 1. Where all rows are single weights, not zero, q is a "
        "product of N(theta_i, alpha theta_i^2), and the KL is that of Remark 1 at u = 1/(2 alpha), once for each weight.",
        consequence="For a layer with one output the objective is finite; and no property of the log-uniform prior enters: a "
        "Gaussian prior gives the same infinity.",
    ),
    _claim(
        "posterior",
        ("P33",),
        "KL(q || posterior) = oo as well",
        r"$KL(q(W)\,\|\,p(W\mid X,Y))=\infty$, for any $\theta$.",
        posterior=True,
        derivation="The posterior has a density wherever the prior has one, normalised or not: it gives a null set mass 0.",
        consequence="With a proper prior and rows of one weight the divergence from the posterior is finite.",
    ),
    Claim(
        id="s3_degenerate_support.thickened",
        source=SOURCE,
        place="section 3",
        covers=("P32",),
        title="how the KL diverges when q is thickened",
        statement=r"For $q_\varepsilon=N(\theta,\alpha\theta\theta^\top+\varepsilon^2I)$ and one row with $m\ge1$ nonzero "
        r"weights, $KL(q_\varepsilon\|p)=(m-1)\log(1/\varepsilon)+c+d\,\varepsilon^2+O(\varepsilon^4)$, c and d in closed form.",
        hypotheses=(
            "the log-uniform prior with C = 1",
            "alpha > 0",
            "several rows: the sum",
            "not in the source, which stops at oo",
        ),
        variants=(
            Variant("closed_form", Role.CONDITIONAL, r"(m-1)\log(1/\varepsilon)", EXPANDED),
            Variant("by_width", Role.MUTANT, r"(D-1)\log(1/\varepsilon)", replace(EXPANDED, slope=width - 1)),
            Variant(
                "no_root",
                Role.MUTANT,
                r"\log(\alpha|\theta|)",
                replace(EXPANDED, row=-sp.log(alpha * sp.sqrt(squares)) / 2),
            ),
            Variant("no_half", Role.MUTANT, r"u_0S\to2u_0S", replace(EXPANDED, next_entry=NEXT_WITHOUT_HALF)),
            Variant("sign", Role.MUTANT, r"+1/(2\alpha|\theta|^2)", replace(EXPANDED, next_row=-EXPANDED.next_row)),
        ),
        checks=(thickened.by_derivatives, thickened.against_balls),
        expected=Verdict.CONDITIONAL,
        derivation="The marginals are Gaussian, so that the KL is a sum of scalar ones and the total correlation, whose "
        "determinant is eps^(2(D-1)) (alpha |theta|^2 + eps^2); expand in eps^2.",
        depends=("s3_row_noise.law",),
        consequence="The infinity is a logarithm: numerically KL stays near ten at eps = 1e-8. A weight fixed at zero gives back "
        "the log(1/eps) that its missing dimension costs.",
        figure="s3_degenerate_support",
    ),
    Claim(
        id="s3_degenerate_support.limit",
        source=SOURCE,
        place="section 3",
        covers=("P32",),
        title="the limit of the KL is not the KL of the limit",
        statement=r"$KL(N(0,\varepsilon^2)\|p)$ does not depend on $\varepsilon$ for $p=1/|w|$, though $KL(\delta_0\|p)=\infty$; "
        r"for $p_\eta=1/\max(|w|,\eta)$ it grows like $\log(1/\varepsilon)$, for every $\eta>0$.",
        hypotheses=("eps -> 0", "not in the source; the weight fixed at zero is the case that its sentence includes"),
        variants=(
            Variant("both", Role.CONDITIONAL, r"0,\ \log(1/\varepsilon)", Rates(0, 1)),
            Variant("same", Role.MUTANT, r"\log(1/\varepsilon),\ \log(1/\varepsilon)", Rates(1, 1)),
            Variant("neither", Role.MUTANT, r"0,\ 0", Rates(0, 0)),
        ),
        checks=(rates_by_bound, rates_in_balls),
        expected=Verdict.CONDITIONAL,
        derivation="KL depends on mu^2/sigma^2 only. With p_eta it is larger by E log(max(|w|, eta)/|w|), which lies between "
        "log(eta/eps) - E log|z| and log(eta/eps) + E max(0, -log|z|), plus E max(0, log(|w|/eta)) that vanishes.",
        consequence="The KL is weakly lower semicontinuous for reference measures that are locally finite. 1/|w| gives every "
        "neighbourhood of 0 infinite mass: as q_eps shrinks to a point, the prior's density grows as fast.",
    ),
)
