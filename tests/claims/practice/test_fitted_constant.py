import pytest

from audit.claims.practice.fitted_constant import CLAIMS, Digits, to_its_digits
from audit.ledger import Role, Setting, Variant
from tests.claims import verdicts

LIMIT, DIGITS = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_how_far_the_printed_constant_is_off():
    assert "0.63518142273" in verdicts.witness(DIGITS)
    assert "0.0005785" in verdicts.witness(DIGITS)


@pytest.mark.parametrize(
    ("text", "outcome"), [("0.6352", "holds"), ("0.635181", "holds"), ("0.64", "holds"), ("0.63", "fails")]
)
def test_rounding_to_other_digits(text, outcome):
    assert to_its_digits(Variant("tried", Role.PRINTED, text, Digits(text)), Setting()).outcome == outcome
