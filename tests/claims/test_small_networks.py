"""Intervals over seeds against what a form states: holds, fails, undecided. No network is trained here."""

import pytest

from audit.claims import small_networks as module
from audit.claims.small_networks import Cell, Compression, Gain
from audit.experiments.small_network import Trained
from audit.ledger import Outcome
from tests.claims import verdicts

ONE, OTHER = Cell("exact"), Cell("none")
KEPT = {ONE: (10, 11, 9, 12, 10, 8), OTHER: (1000, 1000, 1000, 1000, 1000, 1000)}


@pytest.fixture(autouse=True)
def _recorded(monkeypatch):
    def trained(cell, seed):
        return Trained(1000, KEPT[cell][seed % 6], 0.9 + seed % 6 / 100, 0.95)

    monkeypatch.setattr(module, "trained", trained)


@pytest.mark.parametrize(
    ("form", "outcome"),
    [
        (Compression(ONE, 50.0), Outcome.HOLDS),
        (Compression(ONE, 100.0), Outcome.UNDECIDED),
        (Compression(ONE, 200.0), Outcome.FAILS),
        (Compression(ONE, 1.0, 50.0), Outcome.FAILS),
        (Compression(OTHER, 2.0), Outcome.FAILS),
        (Compression(ONE, 50.0, other=OTHER), Outcome.HOLDS),
        (Compression(OTHER, 0.5, 2.0, ONE), Outcome.FAILS),
        (Gain(ONE, OTHER, -0.1), Outcome.HOLDS),
        (Gain(ONE, OTHER, 0.02), Outcome.FAILS),
        (Gain(ONE, OTHER, -0.03), Outcome.UNDECIDED),
    ],
)
def test_an_interval_decides(form, outcome):
    seen = verdicts.seen(module.by_networks, (form,))
    assert seen.outcome is outcome
    assert seen.points == 6


def test_one_part_that_fails_is_enough():
    seen = verdicts.seen(module.by_networks, (Compression(ONE, 50.0), Gain(ONE, OTHER, 0.02)))
    assert seen.outcome is Outcome.FAILS
    assert "accuracy gained, exact, additive, 100 units against none" in seen.witness


def test_the_mean_of_ratios_is_geometric():
    found = module.measured(Compression(ONE, 1.0), 0)
    assert found.mean == pytest.approx(100.7, abs=0.2)
    assert found.student[0] < found.mean < found.student[1]
