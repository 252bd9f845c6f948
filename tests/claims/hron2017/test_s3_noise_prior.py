from types import SimpleNamespace

import numpy as np
import pytest
import sympy as sp

from audit.claims.hron2017 import s3_noise_prior as stated
from audit.claims.hron2017.s3_noise_prior import CLAIMS, KL_OF_S
from audit.ledger import Role, Setting, Variant, Verdict
from audit.posterior import Answer
from tests.claims import verdicts

KL_FREE, UNREGULARISED, VALID, OVERFITTING, EITHER_OR = CLAIMS


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if claim.checks], ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_abstract_is_an_opinion_that_names_what_bears_on_it():
    assert EITHER_OR.expected is Verdict.INTERPRETIVE
    assert {name.split(".")[1] for name in EITHER_OR.bears_on} >= {"infinite", "unregularised", "overfitting"}


@pytest.mark.parametrize(("mean", "variance", "value"), [(1, 1, "0.0965735"), (0, 1, "0.596573")])
def test_values_of_the_kl_of_the_noise(mean, variance, value):
    at = {stated.alpha: sp.Rational(1, 2), stated.m: mean, stated.v: variance}
    assert str(sp.N(KL_OF_S.subs(at), 10)).startswith(value)
    assert stated.theta not in KL_OF_S.free_symbols


def test_negative_theta_tells_the_modulus_apart():
    assert "theta = -2.3" in verdicts.witness(KL_FREE, "modulus")


def test_the_ridge_is_what_sampling_says():
    """E |y - X diag(s) theta|^2 for two inputs, at 200000 samples."""
    x, theta, y, alpha = np.array([1.3, -0.7]), np.array([0.4, 2.1]), 0.9, 0.6
    s = 1 + np.sqrt(alpha) * np.random.default_rng(4).standard_normal((200_000, 2))
    errors = (y - (s * x) @ theta) ** 2
    added = float(alpha * (x**2 * theta**2).sum())
    assert abs(errors.mean() - (y - x @ theta) ** 2 - added) < 4 * errors.std() / np.sqrt(200_000)
    letters = {stated.x1: x[0], stated.x2: x[1], stated.theta1: theta[0], stated.theta2: theta[1]}
    form = stated.penalty(stated.ridge(stated.alpha))
    for side in (form.left, form.right):
        assert float(side.subs({**letters, stated.y: y, stated.alpha: alpha})) == pytest.approx(added)


def test_expectations_of_the_noise():
    s1, s2, alpha = stated.s1, stated.s2, stated.alpha
    assert stated.expectation(s1 * s2 + 3 * s1 + 2) == 6
    assert sp.expand(stated.expectation((s1 - 1) ** 2 + 5 * s2**2) - 6 * alpha - 5) == 0


def test_the_ridge_is_seen_and_the_plain_decay_is_not_it():
    assert verdicts.finding(UNREGULARISED, "ridge").proved
    assert "is false" in verdicts.witness(UNREGULARISED)


@pytest.mark.parametrize("name", ["printed", "root", "flat"])
def test_an_improper_prior_of_the_noise_leaves_an_improper_posterior(name):
    assert "p(s) = " in verdicts.witness(VALID, name)
    assert "infinite" in verdicts.witness(VALID, name)


def test_the_experiment_reports_its_seeds():
    (evidence,) = verdicts.finding(OVERFITTING, "printed").evidence
    assert evidence.points == stated.SEEDS
    assert "median in [" in evidence.summary


@pytest.mark.parametrize(("name", "low", "high"), [("gap", 0, np.inf), ("no_noise_over", 1, np.inf)])
def test_what_was_measured_lies_on_one_side(name, low, high):
    least, most = stated.measured(0)[name]
    assert low < least <= most < high


@pytest.mark.parametrize(
    ("gap", "outcome"), [((0.1, 2.0), "holds"), ((-2.0, -0.1), "fails"), ((-1.0, 2.0), "undecided")]
)
def test_an_interval_that_straddles_the_bar_decides_nothing(monkeypatch, gap, outcome):
    monkeypatch.setattr(stated, "measured", lambda first: {"gap": gap})
    tried = Variant("tried", Role.PRINTED, "", stated.Errors((("gap", 1),)))
    assert stated.by_experiment(tried, Setting()).outcome == outcome


def test_an_undecided_posterior_is_no_support(monkeypatch):
    monkeypatch.setattr(stated, "decided", lambda *_: SimpleNamespace(verdict=Answer.UNDECIDED, reason="open"))
    tried = Variant("tried", Role.CONDITIONAL, "", stated.Posterior(stated.PROPER))
    for check in (stated.finite_prior, stated.by_likelihoods):
        assert check(tried, Setting()).outcome == "undecided"


def test_seeds_of_the_runner_are_large():
    assert stated.by_experiment(OVERFITTING.variants[0], Setting(seed=2**63 + 5)).outcome == "holds"
