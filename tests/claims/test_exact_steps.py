"""Gradients of Gaussian means: exact ones, plugged-in ones, sampled ones."""

import pytest
import sympy as sp

from audit.claims.exact_steps import MU, A, S, Step, V, W, by_heat_equation, by_samples, one_sample
from audit.ledger import Role, Setting, Variant

QUARTIC = W**4
RIGHT = Step(QUARTIC, 4 * MU**3 + 12 * MU * V, 6 * MU**2 + 6 * V)


def outcomes(form: Step) -> list[str]:
    variant = Variant("x", Role.MUTANT, "x", form)
    return [str(check(variant, Setting()).outcome) for check in (by_heat_equation, by_samples)]


@pytest.mark.parametrize("form", [RIGHT, Step(S * (W - A) ** 2 / 2, S * (MU - A), S / 2), Step(A * W, A, sp.S.Zero)])
def test_exact_gradients(form):
    assert outcomes(form) == ["holds", "holds"]


@pytest.mark.parametrize(
    "form",
    [
        Step(QUARTIC, 4 * MU**3, 6 * MU**2),
        Step(QUARTIC, 4 * MU**3 + 12 * MU * V, 6 * MU**2 + 12 * V),
        Step(QUARTIC, 4 * MU**3 + 6 * MU * V, 6 * MU**2 + 3 * V),
        Step(2 * QUARTIC, RIGHT.d_mu, RIGHT.d_v),
        one_sample(QUARTIC),
        one_sample(sp.log(1 + sp.exp(-W))),
    ],
)
def test_others_are_refuted_both_ways(form):
    assert outcomes(form) == ["fails", "fails"]


def test_noise_that_cancels_is_no_witness():
    z = next(iter(one_sample(QUARTIC).d_v.free_symbols - {MU, V}))
    assert outcomes(Step(QUARTIC, RIGHT.d_mu + 0 * z, RIGHT.d_v)) == ["holds", "holds"]
    hidden = sp.Mul(sp.sin(z) ** 2 + sp.cos(z) ** 2 - 1, MU, evaluate=False)
    assert outcomes(Step(QUARTIC, RIGHT.d_mu + hidden, RIGHT.d_v)) == ["undecided", "undecided"]


def test_a_loss_of_too_high_a_degree_is_left_to_algebra():
    exact = sp.expand(8 * sp.Integer(1) * (MU**7 + 21 * MU**5 * V + 105 * MU**3 * V**2 + 105 * MU * V**3))
    assert outcomes(Step(W**8, exact, exact.diff(MU) / 2)) == ["holds", "undecided"]
