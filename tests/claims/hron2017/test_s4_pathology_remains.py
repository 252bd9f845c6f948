from dataclasses import replace

import pytest
from flint import arb

from audit.claims.hron2017 import s4_pathology_remains
from audit.claims.hron2017.s4_pathology_remains import CLAIMS, TWO_CLASSES, Truncated, by, in_balls_at_cuts, shares
from audit.claims.posteriors import Posterior, decided
from audit.ledger import Method, Outcome, Role, Setting, Variant, Verdict
from tests.claims import verdicts

TRUNCATED, OPINION = CLAIMS


def test_the_verdict_is_earned():
    verdicts.holds_up(TRUNCATED)


def test_the_shares_are_those_of_the_floating_point_formats():
    assert [float(share.mid()) for share in shares(TRUNCATED.variants[0].form)] == pytest.approx(
        [0.0841651, 0.0104268], rel=0.02
    )


def test_the_opinion_names_what_bears_on_it():
    assert verdicts.result(OPINION).verdict is Verdict.INTERPRETIVE
    assert OPINION.covers == ("P59",)


def test_one_class_loses_its_mass_to_infinity():
    assert "infinite mass at oo" in verdicts.witness(TRUNCATED, "one_class")


def test_a_silent_method_is_undecided(monkeypatch):
    silent = decided(Posterior("1/abs(w)", TWO_CLASSES, False))
    ends = tuple(replace(report, exact=None, certified=None) for report in silent.ends)
    monkeypatch.setattr(s4_pathology_remains, "decided", lambda stated: replace(silent, ends=ends))
    variant = Variant("v", Role.CONDITIONAL, "", Truncated("1/abs(w)", TWO_CLASSES))
    for method in (Method.SYMBOLIC, Method.BALL):
        assert by(method)(variant, Setting()).outcome is Outcome.UNDECIDED


def test_shares_that_touch_the_bound_are_undecided(monkeypatch):
    monkeypatch.setattr(s4_pathology_remains, "shares", lambda form: [arb(7), arb(1, "0.1")])
    variant = Variant("v", Role.CONDITIONAL, "", Truncated("1/abs(w)", TWO_CLASSES))
    assert in_balls_at_cuts(variant, Setting()).outcome is Outcome.UNDECIDED
