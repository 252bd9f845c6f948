"""Logistic rows with a bounded alpha: each strength against the answer just below and above it."""

from fractions import Fraction as Q
from functools import cache

import pytest

from audit.parametrisation import minima
from audit.parametrisation.cone_edges import PLATEAUS, STATED
from audit.parametrisation.logistic import edge_thresholds as module
from audit.parametrisation.logistic.edge_thresholds import edges_at, thresholds_between
from audit.parametrisation.logistic.means import logistic_loss
from audit.parametrisation.penalty import EXACT, KINGMA, UNCLIPPED

LOSS = logistic_loss([Q(1), Q(2), Q(-1)], [1, 1, 1])
ROWS = {"x": [1, 2, -1], "y": [1, 1, 1]}
LEVEL = logistic_loss([Q(1), Q(-1)], [1, 1])
TOLD = thresholds_between(LOSS, KINGMA, (STATED,), Q(5), 60)


@cache
def asked(rho, kl="kingma2015", parametrisation="additive"):
    return minima(rho, "logistic", data=ROWS, kl=kl, parametrisation=parametrisation, digits=12)


def test_fold_and_edge():
    """0, 2 and 1 points below the fold, between, and above the edge, which attracts below it."""
    (fold,), ((_, place),) = TOLD.folds, TOLD.edges
    assert TOLD.complete
    assert 4.1 < float(fold.rho) < 4.25 < 4.4 < float(place.rho) < 4.5
    found = [asked(rho) for rho in (Q(41, 10), Q(22, 5), Q(9, 2))]
    assert [len(one.points) for one in found] == [0, 2, 1]
    assert [one.boundary[1].attracts for one in found] == [True, True, False]


def test_the_tie_with_the_edge():
    (tie,) = TOLD.ties
    assert 4.25 < float(tie.rho) < 4.4
    for rho, deeper in ((Q(17, 4), False), (Q(22, 5), True)):
        found = asked(rho)
        lowest = min(point.value for point in found.points if point.kind == "minimum")
        assert (lowest < found.boundary[1].limit) is deeper


def test_without_the_clip_the_fold_is_the_same():
    told = thresholds_between(LOSS, UNCLIPPED, (), Q(5), 60)
    assert told.complete
    assert (told.ties, told.edges) == ((), ())
    assert told.folds[0].rho.overlaps(TOLD.folds[0].rho)


def test_between_plateaus():
    told = thresholds_between(LOSS, EXACT, PLATEAUS, Q(2), 60)
    assert (told.folds, told.ties, told.complete) == ((), (), True)
    rhos = [float(place.rho) for _, place in told.edges]
    assert rhos == pytest.approx([1.5006709636, 5079.4997026], rel=1e-9)
    found = asked(Q(8, 5), "exact", "clipped")
    assert (len(found.points), found.boundary[0].attracts) == (1, False)


def test_rows_that_ask_for_no_sign():
    told = thresholds_between(LEVEL, KINGMA, (STATED,), Q(5), 60)
    assert (told.high, told.folds, told.ties, told.complete, told.edges) == (None, (), (), True, ())


def test_rows_that_are_alike_have_no_fold_between_plateaus():
    told = thresholds_between(logistic_loss([Q(-1)], [0]), EXACT, PLATEAUS, Q(2), 60)
    assert (told.folds, told.ties, told.complete, len(told.edges)) == ((), (), True, 1)


def test_a_search_cut_short_says_so(monkeypatch):
    monkeypatch.setattr("audit.parametrisation.logistic.turns.MOST_CELLS", 3)
    told = thresholds_between(LOSS, KINGMA, (STATED,), Q(5), 60)
    assert not told.complete
    assert "not excluded beyond" in told.notes[0]


def test_no_start_is_a_note(monkeypatch):
    monkeypatch.setattr(module, "near_zero", lambda curve: None)
    assert thresholds_between(LOSS, UNCLIPPED, (), Q(5), 60).notes == (module.START,)


@pytest.mark.parametrize("loss", [LOSS, LOSS.mirrored()])
def test_mirrored_rows_have_the_same_edge(loss):
    ((_, place),) = edges_at(loss, KINGMA, (STATED,), 60)
    assert place.rho.overlaps(TOLD.edges[0][1].rho)
