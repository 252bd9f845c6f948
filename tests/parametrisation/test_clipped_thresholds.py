"""Thresholds between the plateaus against the answer for one strength just below and above each of them."""

import math
from dataclasses import replace
from fractions import Fraction as Q

import pytest

from audit.errors import InputError
from audit.numerics.ball import ball, rational_ends
from audit.parametrisation import minima
from audit.parametrisation import thresholds as whole
from audit.parametrisation.clipped_thresholds import at_edges, clipped_thresholds
from audit.parametrisation.cone_edges import PLATEAUS
from audit.parametrisation.penalty import EXACT, KINGMA, MOLCHANOV
from audit.parametrisation.profile import GAUSSIAN, PRODUCT, QUARTIC
from audit.pseudo_kl.double import slope


def beside(rho, by=Q(1, 10**6)):
    low, high = rational_ends(rho)
    return low * (1 - by), high * (1 + by)


def asked(rho, model, kl):
    return minima(rho, model, parametrisation="clipped", kl=kl, digits=15)


@pytest.mark.parametrize("penalty", [EXACT, MOLCHANOV], ids=lambda penalty: penalty.name)
@pytest.mark.parametrize("model", [GAUSSIAN, QUARTIC], ids=lambda model: model.name)
def test_what_the_plateaus_do(model, penalty):
    """Each attracts on its side of the strength, and the number of points inside changes there."""
    for k, one in zip((1, 0), at_edges(model, penalty, PLATEAUS, 60), strict=True):
        found = [asked(rho, model.name, penalty.name) for rho in beside(one.rho)]
        attracts = [answer.boundary[k].attracts for answer in found]
        assert attracts == [one.edge.low, not one.edge.low]
        assert len(found[0].points) != len(found[1].points)


def test_fifty_digits_and_a_float():
    """R = K' (1 + 2u)^2 at u = e^-8/2 and e^8/2."""
    for one, side in zip(at_edges(GAUSSIAN, EXACT, PLATEAUS, 176), (-1, 1), strict=True):
        u = math.exp(8 * side) / 2
        assert float(one.rho) == pytest.approx(slope(u) * (1 + 2 * u) ** 2, rel=1e-12)
        assert one.rho.rel_accuracy_bits() > 170


def test_the_fold_and_the_tie_of_the_well():
    """The fold is that of the whole half-line; the tie is with the plateau, a little below that with alpha = oo."""
    told = clipped_thresholds(QUARTIC, MOLCHANOV, 60)
    (fold,), (tie,), (end,) = told.folds, told.ties, whole.ties(QUARTIC, MOLCHANOV, 60)
    assert told.alone
    assert fold.rho.overlaps(whole.folds(QUARTIC, MOLCHANOV, 60)[0].rho)
    assert tie.rho < end.rho
    for rho, deeper in zip(beside(tie.rho), (False, True), strict=True):
        found = asked(rho, "quartic", MOLCHANOV.name)
        lowest = min(point.value for point in found.points if point.kind == "minimum")
        assert (lowest < found.boundary[1].limit) is deeper


def test_two_weights():
    told = clipped_thresholds(PRODUCT, MOLCHANOV, 40)
    assert (told.alone, len(told.folds), len(told.ties)) == (True, 1, 1)


def test_a_model_whose_folds_are_not_told():
    assert not clipped_thresholds(replace(GAUSSIAN, steepness=lambda u: ball("4/5")), EXACT, 40).alone


def test_a_tie_is_alone_only_where_the_folds_are():
    """Pieces without a tie are told by the folds: where one may be missed, so may a tie."""
    told = clipped_thresholds(replace(QUARTIC, steepness=lambda u: ball("4/5")), EXACT, 40)
    assert [one.alone for one in (*told.folds, *told.ties)] == [False, False]


def test_bad_input():
    with pytest.raises(InputError, match="clipped"):
        clipped_thresholds(GAUSSIAN, KINGMA)
