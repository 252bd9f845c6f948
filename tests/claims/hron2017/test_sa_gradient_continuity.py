import pytest
from flint import arb

from audit.claims.hron2017.sa_gradient_continuity import CLAIMS
from audit.ledger import Verdict
from audit.runner import examine
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_printed_argument_gives_the_limit_zero():
    assert verdicts.witness(CLAIMS[0]) == "the limit at 0+ is 0, not 1"
    seen = verdicts.finding(CLAIMS[0], "printed").evidence
    assert any("for every u in (0, 2^-40]" in (e.witness or "") for e in seen)


def test_a_broken_core_turns_the_claim_red(monkeypatch):
    monkeypatch.setattr("audit.pseudo_kl.ball.slope", lambda u, bits: 1 / (1 + arb(u.numerator) / u.denominator))
    assert examine(CLAIMS[0]).verdict is Verdict.ERROR
