import numpy as np
import pytest
import sympy as sp

from audit.claims.data_flow import Ends, Kept, along_the_flow, alpha, flow, runs_end, runs_keep_it, starts, theta
from audit.ledger import Method, Outcome, Role, Setting, Variant


def test_it_stops_where_the_invariant_says():
    """From (1, 1): sqrt(4 - 1/2) - 1."""
    ((mean, noise),) = flow(np.array([[1.0, 1.0]]), 0.0)
    assert abs(mean) < 1e-10
    assert noise == pytest.approx(0.8708286933869707, abs=1e-9)


def test_it_reaches_zero_and_stays():
    end = flow(starts(3), 1.3)
    assert np.all(end[:, 1] == 0)
    assert np.allclose(end[:, 0], 1.3, atol=0.01)


def test_starts_depend_on_the_seed_only():
    assert np.array_equal(starts(1), starts(1))
    assert not np.array_equal(starts(1), starts(2))
    assert np.all((starts(5)[:, 1] >= 1) & (abs(starts(5)[:, 0]) >= 0.05))


def variant(form):
    return Variant("tried", Role.PRINTED, "x", form)


def test_a_function_that_moves_is_refuted_by_both():
    kept = variant(Kept((1 + alpha) ** 2 - theta**2 / 2))
    moved = variant(Kept(theta * alpha))
    for check, method in ((along_the_flow, Method.SYMBOLIC), (runs_keep_it, Method.EXPERIMENT)):
        assert check(kept, Setting()).outcome is Outcome.HOLDS
        found = check(moved, Setting())
        assert (found.outcome, found.method) == (Outcome.FAILS, method)
    assert "-13/10" in runs_end(variant(Ends(sp.Rational(-13, 10))), Setting()).summary
