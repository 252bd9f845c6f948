from dataclasses import replace

import pytest

from audit.claims.hron2017.sa_remark1_chain import CLAIMS, by_mixture
from audit.ledger import Outcome, Setting
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_zero_to_the_zero_is_worth_half_of_psi():
    at_zero = verdicts.find(CLAIMS, "zero_to_the_zero")
    assert "off by 0.9817" in verdicts.witness(at_zero, "zero")


def test_the_interchange_needs_a_power_below_one_half():
    interchange = verdicts.find(CLAIMS, "interchange")
    assert "infinite under chi^2_1" in verdicts.witness(interchange, "power_half")


def test_line_4_looks_at_the_factor_of_the_mean():
    line4 = verdicts.find(CLAIMS, "line4").variants[0]
    doubled = replace(line4, form=replace(line4.form, right=2 * line4.form.right))
    assert by_mixture(doubled, Setting()).outcome is Outcome.FAILS
