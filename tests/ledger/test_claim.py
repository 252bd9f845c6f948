from dataclasses import replace

import pytest

from audit.errors import LedgerError
from audit.ledger import Role, Setting
from tests.toys import MUTANTS, OPINION, PRINTED, THIRDS


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"id": "NoStem"}, "stem.name"),
        ({"id": "a.b.c"}, "stem.name"),
        ({"statement": "  "}, "statement is empty"),
        ({"covers": ("Q1",)}, "covers"),
        ({"variants": (PRINTED, PRINTED, *MUTANTS)}, "same name"),
        ({"time_limit_s": 0.0}, "time limit"),
        ({"checks": ()}, "no check"),
        ({"variants": (PRINTED, MUTANTS[0])}, "fewer than 2 mutants"),
        ({"variants": (PRINTED, replace(PRINTED, name="again"), *MUTANTS)}, "more than one printed"),
        ({"variants": MUTANTS}, "nothing to judge"),
    ],
)
def test_a_claim_that_contradicts_itself_is_refused(changes, complaint):
    with pytest.raises(LedgerError, match=complaint):
        replace(THIRDS, **changes)


def test_an_opinion_has_no_checks_and_names_what_bears_on_it():
    with pytest.raises(LedgerError, match="no variants and no checks"):
        replace(OPINION, checks=THIRDS.checks)
    with pytest.raises(LedgerError, match="names the claims"):
        replace(OPINION, bears_on=())


def test_stem_and_roles():
    assert THIRDS.stem == "toy_thirds"
    assert THIRDS.with_role(Role.MUTANT) == MUTANTS


def test_a_setting_draws_the_same_points_again():
    setting = Setting(seed=5)
    assert setting.random().random() == setting.random().random() != Setting(seed=6).random().random()
