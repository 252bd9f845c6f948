from dataclasses import replace

import pytest
import sympy as sp

from audit.claims.lecture import millions_of_parameters as stem
from audit.claims.lecture.millions_of_parameters import BY_ALPHA, BY_THETA, CLAIMS, Estimator, W
from audit.ledger import Outcome
from tests.claims import verdicts

GRADIENTS, OPTIMISED = CLAIMS
RIGHT = Estimator(W, BY_THETA, BY_ALPHA)


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


@pytest.mark.parametrize("check", [stem.by_generating_function, stem.at_polynomials])
@pytest.mark.parametrize(
    "form",
    [
        replace(RIGHT, by_theta=BY_THETA + stem.alpha * stem.e),
        replace(RIGHT, by_alpha=-BY_ALPHA),
        replace(RIGHT, by_alpha=BY_ALPHA * (1 + stem.alpha / 100)),
        replace(RIGHT, by_theta=BY_THETA + sp.Rational(1, 1000)),
    ],
)
def test_other_estimators_fail(check, form):
    assert verdicts.seen(check, form).certified_failure


def test_another_unbiased_estimator_holds_at_polynomials():
    # Stein's identity: e f'(w) has the mean of sqrt(alpha) theta f''(w); adding a term of mean zero changes nothing
    odd = replace(RIGHT, by_theta=BY_THETA)
    assert verdicts.seen(stem.at_polynomials, odd).outcome is Outcome.HOLDS


def test_the_moments_of_the_generating_function():
    s = stem.t * sp.sqrt(stem.alpha) * stem.theta
    assert sp.simplify(stem._moment(stem.e**2) - (1 + s**2) * sp.exp(s**2 / 2)) == 0


def test_the_number_of_parameters_is_told():
    (seen,) = verdicts.finding(OPTIMISED, "printed").evidence
    assert seen.summary.startswith("2000000 parameters, 100 steps")
