import pytest
import sympy as sp

from audit.claims.hron2017 import s2_incoherent as stem
from audit.claims.hron2017.s2_incoherent import CLAIMS, Moves, Split, by_rates, by_truncation, kappa
from audit.ledger import Outcome, Role, Setting, Variant, Verdict
from tests.claims import verdicts

FORMAL = [claim for claim in CLAIMS if not claim.interpretive]


def seen(check, form):
    return check(Variant("v", Role.PRINTED, "", form), Setting())


@pytest.mark.parametrize("claim", FORMAL, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_opinion_is_declared_and_points_to_what_bears_on_it():
    opinion = verdicts.find(CLAIMS, "opinion")
    assert verdicts.result(opinion).verdict is Verdict.INTERPRETIVE
    assert {claim.id for claim in FORMAL} < set(opinion.bears_on)


@pytest.mark.parametrize("variant", ["logistic", "both_classes", "tanh"])
def test_each_limit_is_proved(variant):
    assert verdicts.finding(verdicts.find(CLAIMS, "chosen_by_truncation"), variant).proved


@pytest.mark.parametrize("likelihood", ["abs(w)", "log(2+w**2)"])
def test_a_rate_that_is_no_constant_is_open(likelihood):
    assert by_rates(Split(likelihood, sp.S.Half)).holds is None


def test_a_share_off_by_a_hundredth_is_refuted_by_balls():
    near = kappa / (1 + kappa) + sp.Rational(1, 100)
    assert seen(by_truncation, Split("sigmoid(w)", near)).certified_failure


@pytest.mark.parametrize("tool", stem.TOOLS)
def test_what_settles_is_told_from_what_moves(tool):
    moved, settled = (stem.TOOLS[tool](form.density)[0] for form in (Moves(stem.LOG_UNIFORM), Moves("exp(-w**2/3)")))
    assert settled < 0.5 * stem.MOVED[tool] < stem.MOVED[tool] < moved


def test_the_numbers_stand_in_the_evidence():
    printed = verdicts.finding(verdicts.find(CLAIMS, "answers_move"), "printed")
    assert [e.points for e in printed.evidence] == [2, 4, 2]
    assert printed.evidence[0].summary.startswith("the mass is 6.908 between (0.01, 10.0)")
    assert all(e.outcome is Outcome.HOLDS and not e.proves for e in printed.evidence)
