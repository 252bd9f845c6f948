from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from audit.claims import pruning_progress
from audit.claims import pruning_shares as stated
from audit.claims.lecture.pruning_rule import CLAIMS
from audit.claims.pruning_shares import Cost, by_bracket, by_cells, by_counts, by_error_function, cost
from audit.ledger import Outcome, Role, Setting, Variant
from audit.numerics.ball import ball
from tests.claims import verdicts

RULE, SHARE, COST, PROGRESS = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_witnesses_are_those_that_the_mutants_were_made_for():
    assert "u is 0.02489..." in verdicts.witness(RULE, "as_printed_by_hron")
    assert "molchanov2017: 0.710898" in verdicts.witness(SHARE, "same")
    assert verdicts.witness(SHARE, "unclipped") == "kingma2015: none"
    assert verdicts.witness(COST, "every_loss").startswith("quartic: removal costs 0.1667")
    assert verdicts.witness(COST).startswith("gaussian: removal costs 0.01265")


def test_the_cost_is_zero_at_infinity_and_as_known_at_the_cut():
    assert cost("gaussian", ball(0)).contains(0)
    assert abs(cost("gaussian", ball(-3).exp() / 2) - ball("0.0257035045")) < ball("1e-9")


def test_a_broken_ratio_is_refused(monkeypatch):
    model = stated.MODELS["gaussian"]
    broken = replace(model, decline=lambda u: model.decline(u) * ball("1.01"))
    monkeypatch.setattr(stated, "MODELS", {**stated.MODELS, "gaussian": broken})
    stated.cut_of.cache_clear()
    by_bracket.cache_clear()
    try:
        assert by_error_function(SHARE.variants[0], Setting()).outcome is Outcome.FAILS
        assert by_counts(SHARE.variants[0], Setting()).outcome is Outcome.UNDECIDED
        low = Variant("low", Role.MUTANT, "", Cost("gaussian", Fraction(2569, 10**5)))
        assert by_cells(low, Setting()).outcome is Outcome.HOLDS
    finally:
        stated.cut_of.cache_clear()
        by_bracket.cache_clear()


def test_a_strength_that_may_fall_is_undecided(monkeypatch):
    monkeypatch.setattr(stated, "shape", lambda kl: SimpleNamespace(continuous=None))
    assert by_error_function(SHARE.variants[0], Setting()).outcome is Outcome.UNDECIDED


def test_the_share_rises_in_one_form_and_falls_in_the_other():
    printed, additive = (verdicts.finding(PROGRESS, name).evidence[0] for name in ("printed", "additive"))
    assert printed.summary.endswith("600 of 1200")
    assert "falls" in additive.witness
    assert "600 of 1200" in verdicts.finding(PROGRESS, "every_weight").evidence[1].witness


@pytest.mark.parametrize("seed", range(1, 4))
def test_other_seeds_say_the_same(seed):
    for check in PROGRESS.checks:
        told = [check(variant, Setting(seed=seed)).outcome for variant in PROGRESS.variants]
        assert told == [Outcome.HOLDS, Outcome.FAILS, Outcome.FAILS, Outcome.FAILS]


def test_a_share_near_its_bound_decides_nothing():
    near = replace(PROGRESS.variants[0].form, least=0.5)
    variant = Variant("near", Role.MUTANT, "", near)
    assert pruning_progress.by_draws(variant, Setting()).outcome is Outcome.UNDECIDED
