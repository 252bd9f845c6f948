import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from audit.claims.practice import float32_sbp as stem
from audit.claims.practice.float32_sbp import CLAIMS, FIRST, Positive
from audit.implementation.truncated.reference import truncated_prior
from audit.ledger import Outcome
from audit.numerics.ball import ball, precision
from tests.claims import verdicts

(CLAIM,) = CLAIMS


def test_the_verdict_is_earned():
    verdicts.holds_up(CLAIM)


def test_the_witness():
    words = verdicts.witness(CLAIM)
    assert words.startswith("at mu = 0.1, log sigma = -5 Z = 3.959...e-50 is 0 in float32")
    assert "the KL, 9.7020770..., is NaN" in words


def test_the_exact_kl_is_that_of_the_reference():
    with precision(stem.BITS):
        for mu, log_sigma in (FIRST, (Fraction(-7), Fraction(-1)), (Fraction(5), Fraction(1, 2))):
            found = float(stem.exact_kl(mu, log_sigma).mid())
            wanted = truncated_prior().kl(np.array([float(mu)]), np.array([float(log_sigma)]))[0]
            assert found == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("x", ["-14.3", "-3.5", "0", "6", "-100", "100"])
def test_phi_rounds_as_a_float_does(x):
    with precision(stem.BITS), mpmath.workdps(60):
        assert float(stem.rounded_phi(ball(Fraction(x)))) == float(np.float32(float(mpmath.ncdf(mpmath.mpf(x)))))


@pytest.mark.parametrize(
    ("form", "outcome"),
    [
        (Positive(Fraction(12)), Outcome.HOLDS),
        (Positive(Fraction(29, 2)), Outcome.FAILS),
        (Positive(Fraction(14), Fraction(-21)), Outcome.UNDECIDED),
    ],
)
def test_other_ranges(form, outcome):
    assert verdicts.seen(stem.by_monotony, form).outcome is outcome


def test_the_proof_needs_the_spacing(monkeypatch):
    monkeypatch.setattr(stem, "tiny", lambda dtype: Fraction(1, 2**140))
    assert not verdicts.seen(stem.by_monotony, Positive(Fraction(14))).proves


def test_the_gap_to_the_left_end_is_what_must_pass_the_spacing():
    """Phi(-14.11) > 2^-149, but 1 - q(-10) of it, 0.7458, is not; at 14.05 it is."""
    with precision(stem.BITS):
        assert stem.phi(ball(Fraction("-14.11"))) > ball(Fraction(1, 2**149))
    assert verdicts.seen(stem.by_monotony, Positive(Fraction("14.05"))).proves
    assert verdicts.seen(stem.by_monotony, Positive(Fraction("14.11"))).outcome is Outcome.UNDECIDED


def test_the_gap_is_held_against_the_spacing_at_one(monkeypatch):
    """For wider noise 1 - q(0) is smaller: 7e-4 at sigma = e^10 is enough, 3e-8 at e^20 is not, the spacing being 2^-23."""
    for most, proved in ((10, True), (20, False)):
        monkeypatch.setattr(stem, "CLIP_LOG_SIGMA", (Fraction(-20), Fraction(most)))
        assert verdicts.seen(stem.by_monotony, Positive(Fraction(13))).proves is proved


def test_torch_in_float32_says_the_same():
    torch = pytest.importorskip("torch", reason="float32 code of public libraries needs torch, which is an extra")
    mu, sigma = torch.tensor(0.1), torch.exp(torch.tensor(-5.0))
    normal = torch.distributions.Normal(0.0, 1.0)
    z = normal.cdf((0 - mu) / sigma) - normal.cdf((-20 - mu) / sigma)
    assert float(z) == 0
    assert math.isinf(torch.log(z))
