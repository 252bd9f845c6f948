from dataclasses import replace
from fractions import Fraction

import pytest

from audit.claims import pruning_thresholds as stated
from audit.claims.pruning_thresholds import Bounded, Cuts, Edge
from audit.ledger import Outcome, Role, Setting, Variant


def seen(check, form):
    return check(Variant("form", Role.PRINTED, "", form), Setting()).outcome


@pytest.mark.parametrize("check", [stated.by_domain, stated.by_minimisers])
def test_a_bound_at_the_end_of_the_domain_holds_and_one_below_fails(check):
    assert seen(check, Bounded("kingma2015", Fraction(1), Fraction(0))) is Outcome.HOLDS
    assert seen(check, Bounded("kingma2015", Fraction(1), Fraction(-1, 1000))) is Outcome.FAILS


@pytest.mark.parametrize("check", [stated.by_thresholds, stated.by_pictures])
@pytest.mark.parametrize("wrong", [Edge("exact", None, "2.89951"), Edge("kingma2015", "3.16201", "3.33013")])
def test_a_wrong_digit_is_seen(check, wrong):
    assert seen(check, (wrong,)) is Outcome.FAILS


@pytest.mark.parametrize(("name", "form"), [("slope", Cuts), ("curvature", Edge)])
def test_a_broken_penalty_turns_them_red(monkeypatch, name, form):
    broken = dict(stated.PENALTIES)
    for kl, penalty in stated.PENALTIES.items():
        f = getattr(penalty, name)
        broken[kl] = replace(penalty, **{name: lambda u, f=f: f(u) * 6 / 5})
    monkeypatch.setattr(stated, "PENALTIES", broken)
    if form is Cuts:
        assert seen(stated.by_ratio, Cuts(Fraction(1), "1.08394", "1.12380")) is Outcome.FAILS
    else:
        assert seen(stated.by_thresholds, (Edge("kingma2015", "3.16261", "3.33013"),)) is Outcome.FAILS


def test_an_open_cell_decides_nothing(monkeypatch):
    real = stated.stationary
    monkeypatch.setattr(stated, "stationary", lambda *words: replace(real(*words), points=None))
    assert seen(stated.by_minimisers, Bounded("exact", None, Fraction(3))) is Outcome.UNDECIDED
    assert seen(stated.by_pictures, (Edge("exact", None, "2.89911"),)) is Outcome.UNDECIDED
