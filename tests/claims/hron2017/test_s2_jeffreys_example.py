from dataclasses import replace

import pytest
import sympy as sp
from flint import arb

from audit.claims.hron2017 import s2_jeffreys_example
from audit.claims.hron2017.s2_jeffreys_example import (
    CLAIMS,
    DATA,
    VALUE,
    completes_the_square,
    condition,
    decided,
    for_data,
    for_every_n,
    marginal_power,
    n,
    spread,
    two_different,
)
from audit.ledger import Outcome, Setting
from audit.posterior import Answer
from tests.claims import verdicts

APART, RULE, MASS = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_two_forms_leave_these_powers_of_the_variance():
    assert marginal_power(1) == (n + 1) / 2
    assert marginal_power(2) == n / 2 + 1
    assert condition(1) == ("S > 0 and n > 1", "False")
    assert condition(2) == ("S > 0 and n > 0", "False")
    assert completes_the_square()


@pytest.mark.parametrize("ys", DATA, ids=",".join)
@pytest.mark.parametrize("power", [1, 2])
def test_the_model_is_decided_as_the_condition_says(power, ys):
    proper = decided(power, ys).verdict is Answer.PROPER
    assert proper is two_different(len(ys), len(set(ys)) == 1)


def test_the_witnesses_are_one_observation_and_equal_ones():
    assert verdicts.witness(APART).startswith("n = 1, equal observations")
    assert verdicts.finding(APART, "printed").evidence[1].witness.startswith("y = (0.7): improper")
    assert verdicts.finding(RULE, "two").evidence[1].witness.startswith("y = (1.3, 1.3): improper")


def test_two_observations_leave_half_the_reciprocal_distance():
    distance = sp.Symbol("d", positive=True)
    assert sp.simplify(VALUE.subs({n: 2, spread: distance**2 / 2}) - 1 / (2 * distance)) == 0
    assert decided(1, ("-0.4", "1.3")).last.normaliser.Z.overlaps(arb(1) / (2 * arb("1.7")))


def test_what_is_not_decided_is_undecided(monkeypatch):
    monkeypatch.setattr(s2_jeffreys_example, "condition", lambda power: ("n > 1", "S == 0"))
    assert for_every_n(APART.variants[1], Setting()).outcome is Outcome.UNDECIDED
    silent = replace(decided(1, DATA[0]), verdict=Answer.UNDECIDED)
    monkeypatch.setattr(s2_jeffreys_example, "decided", lambda power, ys: silent)
    assert for_data(APART.variants[1], Setting()).outcome is Outcome.UNDECIDED
