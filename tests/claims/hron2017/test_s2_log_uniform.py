from dataclasses import replace

import pytest

from audit.claims.hron2017 import s2_log_uniform
from audit.claims.hron2017.s2_log_uniform import CLAIMS, EVERY_END, NoDensity, by
from audit.claims.posteriors import decided
from audit.ledger import Method, Outcome, Setting
from tests.claims import verdicts

UNIFORM, IMPROPER = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_a_one_sided_prior_is_uniform_in_log_w_too():
    assert verdicts.witness(UNIFORM) == "so has p(w) = 2*C/w for w > 0, and 0 for w < 0"
    assert "2/w on w > 0 has the shell masses of 1/|w|" in verdicts.finding(UNIFORM, "printed").evidence[1].witness


def test_both_ends_are_looked_at_and_on_both_sides():
    assert verdicts.result(IMPROPER).reason == "infinite mass at " + ", ".join(EVERY_END)
    assert "finite mass at 0-" in verdicts.witness(IMPROPER, "root")
    assert "finite mass at -oo" in verdicts.witness(IMPROPER, "almost")


@pytest.mark.parametrize("method", [Method.SYMBOLIC, Method.BALL])
def test_a_silent_method_is_undecided(monkeypatch, method):
    def silent(stated):
        found = decided(stated)
        return replace(found, ends=tuple(replace(r, exact=None, certified=None) for r in found.ends))

    monkeypatch.setattr(s2_log_uniform, "decided", silent)
    form = NoDensity("1/abs(w)", EVERY_END)
    assert by(method)(replace(IMPROPER.variants[0], form=form), Setting()).outcome is Outcome.UNDECIDED
