"""Small claims about fractions for the tests of ledger, runner and reports; importable, so processes can load them."""

import os
import signal
import sys
import time
from dataclasses import replace
from fractions import Fraction

from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict

TERMS = 5


def sums_to_one(variant: Variant, setting: Setting) -> Evidence:
    """Adds the fractions of the variant exactly."""
    total = sum(variant.form, Fraction(0))
    if total == 1:
        return Evidence(Method.SYMBOLIC, Outcome.HOLDS, "all terms", True, len(variant.form), summary="exact sum 1")
    return Evidence(Method.SYMBOLIC, Outcome.FAILS, "all terms", True, len(variant.form), witness=f"the sum is {total}")


def samples(variant: Variant, setting: Setting) -> Evidence:
    """Adds floats, which can fail and never prove."""
    drawn = setting.random().random()
    total = sum(float(term) for term in variant.form)
    outcome = Outcome.HOLDS if abs(total - 1) < 1e-9 else Outcome.FAILS
    return Evidence(Method.SAMPLED, outcome, f"floats, drew {drawn:.12f}", points=3, witness=f"total {total}")


def thirds(count: int) -> tuple[Fraction, ...]:
    return (Fraction(1, 3),) * count


PRINTED = Variant("as_printed", Role.PRINTED, r"\tfrac13+\tfrac13+\tfrac13=1", thirds(3))
MISPRINT = Variant("as_printed", Role.PRINTED, r"\tfrac13+\tfrac13=1", thirds(2))
CORRECTED = Variant("three_terms", Role.CORRECTED, r"\tfrac13+\tfrac13+\tfrac13=1", thirds(3))
MUTANTS = (
    Variant("four_terms", Role.MUTANT, r"\tfrac43=1", thirds(4)),
    Variant("no_terms", Role.MUTANT, r"0=1", (Fraction(0),)),
)
THIRDS = Claim(
    id="toy_thirds.sum",
    source="toys",
    place="section 1, (2)",
    covers=("P01",),
    title="Three thirds are one",
    statement="Three thirds sum to one.",
    hypotheses=("the sum is exact",),
    variants=(PRINTED, *MUTANTS),
    checks=(sums_to_one, samples),
    expected=Verdict.PROVED,
    derivation="3 * 1/3 = 1.",
)
TWO_THIRDS = replace(
    THIRDS,
    id="toy_misprint.sum",
    title="Two thirds | are `one`",
    place="section 1, second display",
    statement="Two thirds sum to one.",
    variants=(MISPRINT, CORRECTED, *MUTANTS),
    expected=Verdict.ERRATUM,
    changes_conclusion=True,
    consequence="A third is missing.",
    depends=("toy_thirds.sum",),
)
SAMPLED_ONLY = replace(
    THIRDS, id="toy_thirds.sampled", title="Floats agree", checks=(samples,), expected=Verdict.SUPPORTED
)
OPINION = replace(
    THIRDS,
    id="toy_opinion.nice",
    title="Thirds are nice",
    statement="Thirds are nice.",
    variants=(),
    checks=(),
    expected=Verdict.INTERPRETIVE,
    interpretive=True,
    bears_on=("toy_thirds.sum", "toy_misprint.sum"),
)
MISSING = replace(
    THIRDS, id="toy_missing.package", title="Needs more", needs="no_such_package_here", expected=Verdict.PROVED
)
WRONGLY_EXPECTED = replace(THIRDS, id="toy_wrong.expectation", expected=Verdict.REFUTED)


def raises(variant: Variant, setting: Setting) -> Evidence:
    raise ZeroDivisionError("one over nothing")


def returns_none(variant: Variant, setting: Setting) -> Evidence:
    return None  # type: ignore[return-value]


def hangs(variant: Variant, setting: Setting) -> Evidence:
    while True:
        time.sleep(0.01)


def hangs_deaf(variant: Variant, setting: Setting) -> Evidence:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    return hangs(variant, setting)


def exits(variant: Variant, setting: Setting) -> Evidence:
    os._exit(7)


def kills_itself(variant: Variant, setting: Setting) -> Evidence:
    os.kill(os.getpid(), signal.SIGKILL)
    return hangs(variant, setting)


def passes_everything(variant: Variant, setting: Setting) -> Evidence:
    return Evidence(Method.SYMBOLIC, Outcome.HOLDS, "nowhere in particular", whole_domain=True)


def talks(variant: Variant, setting: Setting) -> Evidence:
    print("a check that talks")
    sys.stdout.flush()
    return sums_to_one(variant, setting)


def with_check(check, name="toy_bad.check", **changes) -> Claim:
    return replace(THIRDS, id=name, checks=(sums_to_one, check), **changes)
