import pytest
import sympy as sp

from audit.claims.practice.intractable import CLAIMS, VALUE, Intractable, by_definition, by_enclosure
from audit.ledger import Outcome, Role, Setting, Variant
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import u
from audit.pseudo_kl import ball as core
from tests.claims import verdicts

CLOSED, COMPUTED = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_series_is_that_of_the_core():
    assert in_balls(VALUE, {u: "1.7"}).overlaps(core.excess("1.7"))
    assert isinstance(VALUE, sp.Sum)


def test_the_witness_has_digits():
    assert "-0.51699866715762381874" in verdicts.witness(COMPUTED)


@pytest.mark.parametrize("check", [by_enclosure, by_definition])
def test_nothing_is_said_where_the_core_is_something_else(check, monkeypatch):
    """A wide ball is no computation, and a wrong one not of the KL."""
    monkeypatch.setattr(core, "kl_at", lambda *given: core.slope(1, 20) + 1)
    form = Variant("tried", Role.PRINTED, "x", Intractable(50))
    assert check(form, Setting()).outcome is Outcome.UNDECIDED
