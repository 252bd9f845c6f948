"""Thresholds in a cone against the named models to fifty digits, and counts that contradict a broken edge."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from flint import arb

from audit.errors import CheckError
from audit.numerics.ball import precision
from audit.parametrisation import thresholds
from audit.parametrisation.clipped_thresholds import clipped_thresholds
from audit.parametrisation.cone_edges import PLATEAUS, STATED
from audit.parametrisation.penalty import EXACT, KINGMA, MOLCHANOV, UNCLIPPED
from audit.parametrisation.planar import folds, on_curve
from audit.parametrisation.planar.cone_picture import PLUNGES, cone_picture, edge_from, rim_of
from audit.parametrisation.planar.data_term import data_term
from audit.parametrisation.planar.picture import held_against_counts
from audit.parametrisation.profile import GAUSSIAN, QUARTIC

LINE = data_term("(mu-1)**2/2 + sigma2/2")
WELL = data_term("(1 - 2*(mu**2 + sigma2) + mu**4 + 6*mu**2*sigma2 + 3*sigma2**2)/2")


def agree(places, named):
    with precision(240):
        assert len(places) == len(named)
        for place, other in zip(places, sorted(named, key=lambda one: float(one.rho.mid())), strict=True):
            assert abs(place.rho - other.rho) < other.rho * arb(10) ** -49
            assert abs(place.alpha - other.alpha) < other.alpha * arb(10) ** -45


def test_the_line_with_the_cubic():
    made = cone_picture(LINE, KINGMA, (STATED,), (Q(5, 2), Q(4)), 176)
    assert made.complete
    agree(made.folds.places, thresholds.folds(GAUSSIAN, KINGMA, 176))
    agree(made.ties.places, thresholds.ties(GAUSSIAN, KINGMA, 176))
    with precision(200):
        assert abs(made.edge - thresholds.edge(GAUSSIAN, KINGMA, 176)) < arb(10) ** -49
    assert [part.count for part in made.stretches] == [0, 2, 1]


def test_a_broken_edge_contradicts_the_counts():
    """The count falls from 2 to 1 at 3.33: a point that is said to enter there is an error."""
    made = cone_picture(LINE, KINGMA, (STATED,), (Q(3), Q(7, 2)), 60)
    held_against_counts(made.folds, None, made.stretches, False, made.spinodals)
    wrong = tuple(replace(one, enters=not one.enters) for one in made.spinodals)
    with pytest.raises(CheckError, match="from 2 to 1"):
        held_against_counts(made.folds, None, made.stretches, False, wrong)
    with pytest.raises(CheckError, match="from 0 to 2"):
        held_against_counts(made.folds, None, made.stretches, True, made.spinodals)


def test_mirror_images_leave_together():
    made = cone_picture(WELL, KINGMA, (STATED,), (Q(103, 10), Q(21, 2)), 60)
    assert [part.count for part in made.stretches] == [4, 2]
    assert made.complete


def test_the_tie_of_the_well():
    """No other place of the range is as deep as the edge: the search for that leaves out a quiet box around it only."""
    made = cone_picture(WELL, KINGMA, (STATED,), (Q(15, 2), Q(38, 5)), 100)
    assert made.ties.complete
    (tie,), (named,) = made.ties.places, thresholds.ties(QUARTIC, KINGMA, 100)
    assert tie.rho.overlaps(named.rho)


def test_two_points_and_no_fold_are_no_proof_that_there_is_no_tie():
    """Between the fold and the edge of the line a maximum and a minimum: the minimum falls below the edge at 3.2016."""
    made = cone_picture(LINE, KINGMA, (STATED,), (Q(16, 5), Q(13, 4)), 60)
    assert ([part.count for part in made.stretches], made.folds.places) == ([2], ())
    (tie,), (named,) = made.ties.places, thresholds.ties(GAUSSIAN, KINGMA, 60)
    assert tie.rho.overlaps(named.rho)


def test_without_its_clip_the_cubic_has_no_tie():
    made = cone_picture(LINE, UNCLIPPED, (), (Q(3), Q(4)), 176)
    assert made.complete
    agree(made.folds.places, thresholds.folds(GAUSSIAN, UNCLIPPED, 176))
    assert (made.edge, made.edge_reason, made.ties.places) == (None, PLUNGES, ())
    assert "no minimum is as deep" in made.ties_reason


@pytest.mark.parametrize("penalty", [EXACT, MOLCHANOV], ids=lambda penalty: penalty.name)
def test_the_line_between_plateaus(penalty):
    made = cone_picture(LINE, penalty, PLATEAUS, (Q(3, 4), Q(3, 2)), 100)
    assert made.complete
    assert [part.count for part in made.stretches] == [0, 1]
    for place, named in zip(made.spinodals, clipped_thresholds(GAUSSIAN, penalty, 100).edges, strict=True):
        assert place.rho.overlaps(named.rho)
        assert place.enters is place.edge.low


def test_an_edge_that_attracts_for_every_rho():
    """An even l with its minimum at 0: the corner is best, and attracts; -l: it attracts for no rho."""
    bowl = data_term("mu**2 + sigma2")
    rim = rim_of(bowl, KINGMA, (STATED,), 60)
    assert (rim.spinodals, rim.levels[0].place) == ((), None)
    assert edge_from(bowl, KINGMA, (STATED,), rim).attracts is True
    told = edge_from(data_term("mu**4 + 6*mu**2*sigma2 + 3*sigma2**2 - mu**2 - sigma2"), KINGMA, (STATED,), rim)
    assert (told.rho, told.attracts) == (None, False)


def test_a_loss_without_a_minimum_is_noted():
    made = cone_picture(data_term("-mu**2 - sigma2"), KINGMA, (STATED,), (Q(1), Q(2)), 60)
    assert not made.complete or made.edge is None


def test_without_a_quiet_box_the_edge_itself_stays_open(monkeypatch):
    """G has a double zero at the place of the edge: a search that does not know of it cannot end."""
    level = rim_of(LINE, KINGMA, (STATED,), 120).levels
    asked = (LINE, KINGMA, Q(16, 5), Q(7, 2), (STATED,), level, 60)
    assert folds.level_ties_within(*asked).complete
    monkeypatch.setattr(on_curve, "RAY_CELLS", 600)
    monkeypatch.setattr(folds, "quiet_box", lambda *_: None)
    assert "open: mu/sigma in" in folds.level_ties_within(*asked).open
