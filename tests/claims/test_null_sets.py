"""Kinds of rows and the routes to their support: a route that goes wrong is an error, not evidence."""

import pytest

from audit.claims import null_sets
from audit.claims.null_sets import KINDS, MIXTURES, Configurations, by_kinds, by_support, not_all_scalar
from audit.errors import CheckError
from audit.ledger import Outcome, Role, Setting, Variant

VARIANT = Variant("tried", Role.CONDITIONAL, "", Configurations(not_all_scalar))


@pytest.fixture(autouse=True)
def fresh():
    null_sets.decided.cache_clear()
    yield
    null_sets.decided.cache_clear()


def test_the_seven_mixtures():
    assert len(MIXTURES) == 7
    assert frozenset(KINDS) in MIXTURES


@pytest.mark.parametrize("check", [by_kinds, by_support])
def test_the_true_condition_holds(check):
    assert check(VARIANT, Setting()).outcome is Outcome.HOLDS


def test_another_root_of_alpha_changes_the_kl_of_the_factor(monkeypatch):
    monkeypatch.setattr(null_sets, "ROOT", null_sets.ROOT / 2)
    with pytest.raises(CheckError, match="routes to the KL"):
        by_support(VARIANT, Setting())


def test_a_factor_of_another_rank_is_an_error(monkeypatch):
    monkeypatch.setattr(null_sets, "_as_factor", lambda rows: [[1] for row in rows for _ in row])
    with pytest.raises(CheckError, match="routes"):
        by_support(VARIANT, Setting())


def test_a_wrong_evidence_term_is_an_error(monkeypatch):
    monkeypatch.setattr(null_sets, "kl_to_posterior", lambda own, thetas: own)
    with pytest.raises(CheckError, match="formula for two normals"):
        null_sets.by_posterior(VARIANT, Setting())
