"""Places of an edge against the answer for one strength just below and above; quiet boxes, and what is not quiet."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
import sympy as sp
from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import precision, rational_ends
from audit.parametrisation import minima
from audit.parametrisation.cone_edges import PLATEAUS, STATED
from audit.parametrisation.penalty import EXACT, KINGMA
from audit.parametrisation.planar import spinodals as module
from audit.parametrisation.planar.convex import MU, SIGMA
from audit.parametrisation.planar.data_term import data_term
from audit.parametrisation.planar.jets import jets_of
from audit.parametrisation.planar.spinodals import level_of, quiet_box, spinodals

LINE = data_term("(mu-1)**2/2 + sigma2/2")
JETS = jets_of(LINE.energy)
SKEW = data_term("mu**4 + 6*mu**2*sigma2 + 3*sigma2**2 - 2*(mu**2 + sigma2) + mu/2")


def test_the_strength_is_that_of_the_named_model():
    """r = c/(c^2 + 1) and rho = K' (1 + c^2)^2, here at c = 1 and on both plateaus."""
    (one,) = spinodals(LINE, KINGMA, STATED, 176)
    with precision(240):
        assert abs(one.r - arb(1) / 2) < arb(10) ** -50
        assert abs(one.rho - 4 * KINGMA.slope(arb(1) / 2)) < arb(10) ** -50
        for edge in PLATEAUS:
            ((rho, u),) = [(place.rho, edge.c() ** 2 / 2) for place in spinodals(LINE, EXACT, edge, 176)]
            assert abs(rho - EXACT.slope(u) * (1 + 2 * u) ** 2) < abs(rho) * arb(10) ** -48


def test_what_passes_at_the_strength():
    """One point leaves at alpha = 1 as rho rises, and F falls towards that edge below."""
    (one,) = spinodals(LINE, KINGMA, STATED, 80)
    counts, attracts = [], []
    for end, side in zip(rational_ends(one.rho), (-1, 1), strict=True):
        found = minima(end * (1 + Q(side, 10**5)), LINE.text, kl="kingma2015", digits=12)
        counts.append(len(found.points))
        attracts.append(next(end.attracts for end in found.boundary if "mu > 0" in end.where))
    assert (counts, one.enters) == ([2, 1], False)
    assert tuple(attracts) == one.attracts() == (True, False)


def test_the_best_place_of_an_edge():
    """On mu > 0 a maximum and a minimum along the edge, that no point passes and that one does; on mu < 0 the best."""
    places = spinodals(SKEW, KINGMA, STATED, 60)
    assert [(one.side, one.lowest, one.rho is None) for one in places] == [
        (1, False, True),
        (1, True, False),
        (-1, True, False),
    ]
    assert level_of(STATED, KINGMA, places, sp.S.Zero).place is places[2]
    assert level_of(STATED, KINGMA, places, sp.Integer(-9)).place is None
    assert level_of(STATED, KINGMA, (), None) is None
    assert level_of(STATED, KINGMA, places, None).raised().overlaps(KINGMA.value(arb(1) / 2))
    twice = (places[2], replace(places[2], side=1))
    with pytest.raises(PrecisionError, match="the best"):
        level_of(STATED, KINGMA, twice, None)
    with pytest.raises(PrecisionError, match=r"\(0, 0\)"):
        level_of(STATED, KINGMA, (replace(places[2], energy=arb(0, 1)),), sp.S.Zero)


def test_a_box_around_the_edge_is_quiet_and_one_over_a_fold_is_not():
    """The fold of the line is at c = 1.0549: a box that reaches it holds a turn."""
    (one,) = spinodals(LINE, KINGMA, STATED, 60)
    box = quiet_box(JETS, KINGMA, one)
    assert box[0].contains(1)
    assert box[0] < arb("1.0549")
    turning = module.Turning(JETS, KINGMA)
    wide = (arb(1, "0.06"), arb("0.5", "0.2"))
    assert not module._is_quiet(turning, wide)
    assert module._is_quiet(turning, box)


def test_each_condition_of_a_quiet_box_counts():
    """Off the curve e_r has one sign at both ends of r; where e_c may be 0, E is not shown to be monotone."""
    turning = module.Turning(JETS, KINGMA)
    small = arb(1, "1e-4")
    assert module._is_quiet(turning, (small, arb("0.5", "1e-3")))
    assert not module._is_quiet(turning, (small, arb("0.6", "1e-3")))
    flat = jets_of(((LINE.energy - sp.Rational(1, 4)) ** 2).subs({}))
    assert not module._is_quiet(module.Turning(flat, KINGMA), (small, arb("0.5", "1e-3")))


def test_a_box_over_the_least_e_along_the_curve_is_not_quiet():
    """e = (c - 1)^2/2 + (r - 1/2)^2/2: at c = 1 only e_c vanishes, and places on both sides are equally deep."""
    energy = ((MU / SIGMA - 1) ** 2 + (SIGMA - sp.Rational(1, 2)) ** 2) / 2
    turning = module.Turning(jets_of(energy), KINGMA)
    r = arb("0.5", "1e-3")
    assert module._is_quiet(turning, (arb("1.01", "1e-4"), r))
    assert not module._is_quiet(turning, (arb(1, "1e-4"), r))
