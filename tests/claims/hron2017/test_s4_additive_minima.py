from dataclasses import replace

import pytest
import sympy as sp

from audit.claims.hron2017 import s4_additive_minima as stated
from audit.claims.hron2017.s4_additive_minima import CLAIMS, DATA_TERMS, RHOS, at_zero, counted
from audit.errors import CheckError
from tests.claims import verdicts

EQUIVALENT, INTRODUCES, CONVEX, FROZEN = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_linear_regression_is_the_counterexample():
    assert verdicts.witness(INTRODUCES).startswith("gaussian")
    assert "product" in verdicts.witness(INTRODUCES, "not_convex")


@pytest.mark.parametrize("name", RHOS)
def test_gradients_and_counts_agree(name):
    assert at_zero(name) is counted(name)


@pytest.mark.parametrize("name", [name for name in DATA_TERMS if name != stated.ALONE])
def test_data_terms_solve_the_heat_equation(name):
    """E_v = E_mumu/2: they are means over N(mu, v)."""
    term, mu, v = DATA_TERMS[name], stated.mu, stated.v
    off = sp.diff(term, v) - sp.diff(term, mu, 2) / 2
    assert abs(off.subs({mu: sp.Rational(3, 10), v: sp.Rational(7, 5)}).evalf(30)) < 1e-25


def test_an_open_cell_is_an_error(monkeypatch):
    real = stated.minima
    monkeypatch.setattr(stated, "minima", lambda *words, **more: replace(real(1, digits=5), points=None))
    with pytest.raises(CheckError, match="stayed open"):
        counted.__wrapped__("gaussian")


def test_an_answer_that_depends_on_rho_is_an_error(monkeypatch):
    real = stated.minima

    def tilted(rho, model, **more):
        return real(0 if (rho, more["parametrisation"]) == ("4", "additive") else rho, model, **more)

    monkeypatch.setattr(stated, "minima", tilted)
    with pytest.raises(CheckError, match="depends on rho"):
        counted.__wrapped__("gaussian")


def test_witnesses_of_the_losses_and_of_the_window():
    assert verdicts.witness(CONVEX).startswith("(1 - w^2)^2/2")
    assert "4.4578942" in verdicts.witness(FROZEN, "near")
    assert "one minimum" in verdicts.witness(FROZEN, "above_the_cusp")
