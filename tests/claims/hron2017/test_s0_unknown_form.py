from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest
import sympy as sp

from audit.claims.hron2017 import s0_unknown_form as stem
from audit.claims.hron2017.s0_unknown_form import CLAIMS, Moser
from audit.ledger import Outcome
from audit.numerics.symbolic import Proof
from tests.claims import verdicts

SAME, PRIORITY = CLAIMS
RIGHT = Moser(sp.S(2), (sp.S.One, sp.S.One), (sp.Rational(3, 2), sp.S(2)))


def test_the_verdict_is_earned():
    verdicts.holds_up(SAME)
    assert verdicts.result(PRIORITY).verdict is PRIORITY.expected


@pytest.mark.parametrize("check", [stem.by_coefficients, stem.by_differences])
@pytest.mark.parametrize(
    "form",
    [
        replace(RIGHT, factor=sp.Rational(2001, 1000)),
        replace(RIGHT, upper=(sp.S.One, sp.S(2))),
        replace(RIGHT, lower=(sp.Rational(5, 2), sp.S(2))),
    ],
)
def test_other_coefficients_fail(check, form):
    assert verdicts.seen(check, form).certified_failure


def test_the_proof_needs_its_lemma(monkeypatch):
    monkeypatch.setattr(stem.symbolic, "kummer_is_proved", lambda: Proof(None, "not shown"))
    assert not verdicts.seen(stem.by_coefficients, RIGHT).proves
    assert verdicts.seen(stem.by_coefficients, RIGHT).outcome is Outcome.HOLDS


@pytest.mark.parametrize("u", ["0.3", "4.1"])
def test_both_sides_are_equal_as_numbers(u):
    with mpmath.workdps(40):
        u = mpmath.mpf(u)
        series = mpmath.exp(-u) * mpmath.nsum(
            lambda k: u**k / mpmath.factorial(k) * mpmath.psi(0, k + 0.5), [0, mpmath.inf]
        )
        closed = -mpmath.euler - 2 * mpmath.log(2) + 2 * u * mpmath.hyp2f2(1, 1, 1.5, 2, -u)
        assert abs(series - closed) < mpmath.mpf(10) ** -30


def test_the_differences_are_rational():
    assert verdicts.seen(stem.by_differences, RIGHT).points == stem.UP_TO - 1
    assert Fraction(2) == Fraction(str(RIGHT.coefficient().subs(stem.n, 1)))
