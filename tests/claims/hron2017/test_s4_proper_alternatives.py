import numpy as np
import pytest

from audit.claims import proper_priors
from audit.claims.hron2017.s4_proper_alternatives import CLAIMS, by_mixture
from audit.claims.proper_priors import KAPPA, PLACES, Shrinks, by_cells, by_scales
from audit.claims.sparse_means import horseshoe, trials, variational
from audit.ledger import Method, Outcome, Role, Setting, Variant
from audit.numerics.ball import ball, precision
from audit.parametrisation.profiled import estimate
from tests.claims import verdicts

POSTERIORS, DIVERGENCES, DAWSON, COMPARABLE, MEANS, NETWORK = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_witnesses_are_those_that_the_mutants_were_made_for():
    assert "1/abs(w) times sigmoid" in verdicts.witness(POSTERIORS, "log_uniform")
    assert verdicts.witness(DIVERGENCES, "every_proper") == "KL(q || inverse square) is infinite"
    assert "E kappa = 0.6623..., not 0.6630..." in verdicts.witness(DAWSON, "near")
    assert verdicts.witness(COMPARABLE, "ridge").startswith("Gaussian: y^2 kappa")
    assert verdicts.witness(COMPARABLE, "lasso_prior").startswith("Laplace: y^2 kappa")


@pytest.mark.parametrize("prior", KAPPA)
def test_closed_forms_and_quadrature_agree(prior):
    for y in PLACES:
        with precision(80):
            assert KAPPA[prior](ball(y) ** 2 / 2).overlaps(by_scales(prior, y))


def test_the_proof_leaves_a_mutant_open():
    assert by_mixture(next(v for v in DAWSON.variants if v.name == "near").form).holds is None


def test_an_unbounded_tail_is_undecided(monkeypatch):
    monkeypatch.setattr(proper_priors, "MOVED_FAR", {})
    stated = COMPARABLE.variants[0]
    assert by_cells(stated, Setting()).outcome is Outcome.UNDECIDED
    small = Variant("small", Role.MUTANT, "", Shrinks("horseshoe", stated.form.least, stated.form.most / 3))
    assert by_cells(small, Setting()).outcome is Outcome.FAILS


def test_a_silent_decision_is_undecided(monkeypatch):
    monkeypatch.setattr(proper_priors, "finite", lambda stated, method: None)
    for method in (Method.SYMBOLIC, Method.BALL):
        check = proper_priors.divergences_by(method)
        assert check(DIVERGENCES.variants[0], Setting()).outcome is Outcome.UNDECIDED


def test_the_estimators_of_the_experiment_are_those_of_the_package():
    y = np.array([-5.9, -0.83, 1.7, 2.9])
    mean, kept = variational(y)
    assert kept.tolist() == [True, False, True, True]
    for at, found in zip(("-5.9", "-0.83", "1.7", "2.9"), mean, strict=True):
        assert abs(found - float(estimate(at, digits=12))) < 1e-3
    shrunk, _ = horseshoe(y, tau=1.0)
    for at, value, found in zip(PLACES, y, shrunk, strict=False):
        del at
        kappa = float(by_scales("horseshoe", proper_priors.Fraction(str(value))))
        assert abs(found - value * (1 - kappa)) < 1e-3


def test_the_experiment_is_the_same_for_the_same_seed():
    first = trials.__wrapped__(3)["horseshoe"]["mean squared error"]
    assert (first == trials.__wrapped__(3)["horseshoe"]["mean squared error"]).all()


@pytest.mark.parametrize("seed", range(1, 4))
def test_other_seeds_say_the_same(seed):
    for check in MEANS.checks:
        told = [check(variant, Setting(seed=seed)).outcome for variant in MEANS.variants]
        assert told == [Outcome.HOLDS, Outcome.FAILS, Outcome.FAILS, Outcome.FAILS]
