import pytest

from audit.claims.divergence import Ends, by_leading, by_witnesses, constant
from audit.ledger import Outcome, Role, Setting, Variant

CHECKS = [by_leading, by_witnesses]


def seen(check, form):
    return check(Variant("v", Role.PRINTED, "", form), Setting())


@pytest.mark.parametrize("check", CHECKS)
def test_the_ends_of_one_logistic_observation(check):
    found = seen(check, Ends("sigmoid(w)", ("0-", "0+", "oo"), (("oo", "1"), ("0+", "1/2"))))
    assert found.proves, found
    assert found.points == 4


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (("0-", "0+"), "at oo the mass is infinite"),
        (("0-", "0+", "oo", "-oo"), "at -oo the mass is finite"),
        (("0-", "0+", "oo", "1+"), "1+ is no end"),
    ],
)
def test_an_end_too_few_or_too_many_is_a_witness(check, ends, said):
    found = seen(check, Ends("sigmoid(w)", ends))
    assert found.certified_failure
    assert said in found.witness


def test_a_rate_below_the_minorant_is_refuted_by_both():
    low = Ends("sigmoid(w)", ("0-", "0+", "oo"), (("oo", "1/2"),))
    assert seen(by_leading, low).certified_failure
    assert "0.73" in seen(by_witnesses, low).witness
    high = Ends("sigmoid(w)", ("0-", "0+", "oo"), (("oo", "2"),))
    assert seen(by_leading, high).witness == "at oo the density is 1 per d(log r), stated 2"


def test_a_rate_that_grows_is_no_constant():
    assert "stated 1" in seen(by_leading, Ends("abs(w)", ("-oo", "oo"), (("oo", "1"),))).witness


@pytest.mark.parametrize("check", CHECKS)
def test_an_open_end_is_undecided(check):
    assert seen(check, Ends("2+sin(1/w)", ("0-", "0+", "-oo", "oo"))).outcome in {Outcome.UNDECIDED, Outcome.HOLDS}


def test_a_constant_is_parsed():
    assert constant("exp(-2)").is_positive
