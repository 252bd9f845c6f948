"""Descent on many weights: where it ends, and that broken gradients end elsewhere."""

import numpy as np
import pytest

from audit.claims import million_weights as module
from audit.claims.million_weights import NEAR, Optimised, excess
from audit.ledger import Outcome, Setting
from tests.claims import verdicts

QUICK = Setting(3, quick=True)


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(module, "QUICK", 4000)
    monkeypatch.setattr(module, "CHUNK", 2000)
    excess.cache_clear()
    yield
    excess.cache_clear()


def test_it_ends_near_the_certified_infimum():
    over, finite = excess(Optimised(), 4000, 0)
    assert finite
    assert 0 <= over < NEAR


@pytest.mark.parametrize("form", [Optimised(kl=0.9), Optimised(kl=1.3), Optimised(kl=0.0), Optimised(noise=-1.0)])
def test_a_broken_gradient_ends_elsewhere(form):
    if form.kl in (0.9, 1.3):
        assert excess(form, 4000, 0)[0] > excess(Optimised(), 4000, 0)[0]
    else:
        assert verdicts.seen(module.by_descent, form, QUICK).outcome is Outcome.FAILS


def test_under_a_constant_gradient_each_step_is_the_rate(monkeypatch):
    """Adam less its start: both means of a constant g are g and g^2 from the first step on, so that the step is rate g/|g|."""
    seen = []

    def constant(form, rho, *parameters):
        seen.append([value.copy() for value in parameters])
        return np.full_like(rho, 3.0), np.full_like(rho, -0.5)

    monkeypatch.setattr(module, "_gradient", constant)
    module._descended(Optimised(), np.random.default_rng(0))
    assert len(seen) == module.STEPS
    for step in (1, 2, 3, 60, 99):
        rate = module.RATE * min(1.0, 2 * (1 - step / (module.STEPS + 1)))
        for before, after, sign in zip(seen[step - 1], seen[step], (1, -1), strict=True):
            assert before - after == pytest.approx(sign * rate, rel=1e-6)


def test_chunks_are_seeded_apart():
    assert excess(Optimised(), 2000, 0) != excess(Optimised(), 4000, 0)
    assert excess(Optimised(), 4000, 1) != excess(Optimised(), 4000, 0)
    assert verdicts.seen(module.by_descent, Optimised(), QUICK).points == 4000
