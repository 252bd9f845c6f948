"""Two weights with the cubic: each strength against the points just below and above it; a cubic of another shape is not told."""

from dataclasses import replace
from fractions import Fraction as Q

import numpy as np
import pytest
from flint import arb, fmpq_poly

from audit.errors import CheckError
from audit.numerics.ball import precision, rational_ends
from audit.parametrisation import minima
from audit.parametrisation import two_weights_thresholds as module
from audit.parametrisation.penalty import KINGMA, UNCLIPPED
from audit.parametrisation.result import MINIMUM
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


def test_a_fold_beside_the_pitchfork_is_seen():
    """g = 3 + 17a - 12a^2 + 4a^3: a* is among the roots, but along C rho falls from the pitchfork on before it rises."""
    made = of(3, 17, -12, 4)
    told = apart(UNCLIPPED, 60, made)
    near, far = (strength_on_curve([4, -12, 17, 3], float(told.pitchfork.alpha) * part) for part in (0.9, 0.1))
    assert near < float(told.pitchfork.rho) < far
    with precision(200):
        assert not _no_fold(made, told.pitchfork.alpha)


def strength_on_curve(g, a):
    """H(a) (1 + a)(1 + b), b the largest root of g (1 + b) - H(a) b; a < a* is the other positive one."""
    level = np.polyval(g, a) * (1 + a) / a
    roots = np.roots(np.polysub(np.polymul(g, [1, 1]), [level, 0]))
    return level * (1 + a) * (1 + max(roots.real[abs(roots.imag) < 1e-9]))


def test_the_kind_of_unequal_pairs_is_that_just_above_the_pitchfork(monkeypatch):
    """Minima there, before the pairs leave alpha <= 1, are no saddles, whatever comes later."""

    def other(rho, bits):
        found, early = pairs(rho, bits), bool(rho < rational_ends(TOLD.edge.rho)[0])
        return [replace(pair, kind=MINIMUM) if early and not pair.alike else pair for pair in found]

    monkeypatch.setattr(module, "pairs", other)
    assert not apart(KINGMA, 60).alone


def test_a_minimum_on_an_edge_is_seen():
    """g = 2 + 11a + 8a^2 + 15a^3: B is least at a = 0.194, beyond b = 0.034; H < H(1) there: F falls that way."""
    made = of(2, 11, 8, 15)
    told = apart(KINGMA, 60, made)
    with precision(100):
        assert made.steepness(arb("0.19")) < 0 < made.steepness(arb("0.2"))
        assert told.edge.alpha < arb("0.19")
        assert all(made.b(a) / (1 + a) < made.b(arb(1)) / 2 for a in (arb("0.19"), arb("0.2")))
    assert not told.edge_bare
