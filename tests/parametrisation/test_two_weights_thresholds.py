"""Two weights with the cubic: each strength against the points just below and above it; a cubic of another shape is not told."""

from fractions import Fraction as Q

import pytest
from flint import fmpq_poly

from audit.errors import CheckError
from audit.numerics.ball import rational_ends
from audit.parametrisation import minima
from audit.parametrisation.penalty import KINGMA, UNCLIPPED
from audit.parametrisation.two_weights import Cubic, cubic, pairs
from audit.parametrisation.two_weights_thresholds import _no_fold, apart

TOLD = apart(KINGMA, 176)


def beside(rho):
    low, high = rational_ends(rho)
    return low * (1 - Q(1, 10**7)), high * (1 + Q(1, 10**7))


def test_unequal_weights_come_in_at_the_pitchfork():
    counts = [sum(not pair.alike for pair in pairs(rho, 100)) for rho in beside(TOLD.pitchfork.rho)]
    assert counts == [0, 2]
    assert TOLD.alone


def test_they_pass_the_edge():
    counts = [len(minima(rho, "product", kl="kingma2015", digits=15).points) for rho in beside(TOLD.edge.rho)]
    assert counts == [4, 2]
    assert TOLD.edge_bare


def test_fifty_digits():
    for one in (TOLD.pitchfork, TOLD.edge):
        assert one.rho.rel_accuracy_bits() > 170
        assert one.alpha.rel_accuracy_bits() > 170


def test_no_edge_without_the_clip():
    told = apart(UNCLIPPED, 60)
    assert told.edge is None
    assert told.pitchfork.rho.overlaps(TOLD.pitchfork.rho)


def of(*g):
    made = fmpq_poly(list(g))
    return Cubic(made, made * fmpq_poly([1, 2, 1]))


def test_a_cubic_with_several_branches_is_an_error():
    """H = g (1 + a)/a of this one has three turns: its unequal weights lie on more than one curve."""
    with pytest.raises(CheckError, match="one zero"):
        apart(KINGMA, 60, of(4, -9, 8, -2, 0))


def test_a_fold_among_unequal_weights_is_seen():
    """The proof asks for (a*, a*) among the roots, and for no other pair: a turn that is none is refused."""
    made = cubic()
    assert _no_fold(made, TOLD.pitchfork.alpha)
    assert not _no_fold(made, TOLD.edge.alpha)
