"""The edges of a domain: which there are, on which side of them a point lies, and when F falls towards them."""

import math

import pytest
from flint import arb

from audit.errors import InputError, PrecisionError
from audit.parametrisation.cone_edges import PLATEAUS, STATED, cone_of, coordinates, edges_of, strictly_inside
from audit.parametrisation.penalty import EXACT, KINGMA, UNCLIPPED


def test_edges_by_question():
    assert edges_of(EXACT, "additive") == edges_of(UNCLIPPED, "multiplicative") == ()
    assert edges_of(KINGMA, "additive") == (STATED,)
    assert edges_of(EXACT, "clipped") == PLATEAUS
    for penalty in (KINGMA, UNCLIPPED):
        with pytest.raises(InputError, match="clipped"):
            edges_of(penalty, "clipped")


def test_the_plateaus_are_at_log_alpha_eight():
    for edge, log_alpha in zip(PLATEAUS, (8, -8), strict=True):
        assert float(-2 * edge.c().log()) == pytest.approx(log_alpha)
        assert float(edge.at(-1)) == pytest.approx(-math.exp(-log_alpha / 2))


def test_inside_is_strict_and_never_guessed():
    assert strictly_inside(arb(1), PLATEAUS)
    assert [strictly_inside(arb(c), PLATEAUS) for c in ("0.018", "-54.7")] == [False, False]
    assert strictly_inside(arb("-1.01"), (STATED,))
    with pytest.raises(PrecisionError, match="alpha = 1"):
        strictly_inside(arb(1, "1e-9"), (STATED,))


def test_f_falls_outwards():
    """c dF/dc > 0 at a low edge, < 0 at a high one."""
    assert [STATED.attracts(tilt) for tilt in (1, -1, 0)] == [True, False, None]
    assert [PLATEAUS[1].attracts(tilt) for tilt in (1, -1, 0)] == [False, True, None]


def test_coordinates():
    c, r = arb(2), arb(3)
    assert coordinates(c, r, "additive") == {"mu": arb(6), "sigma2": arb(9)}
    assert coordinates(c, r, "multiplicative") == {"theta": arb(6), "alpha": arb(1) / 4}
    assert coordinates(c, r, "clipped")["log_sigma2"].overlaps(2 * arb(3).log())


def test_the_cone_holds_its_edges():
    assert cone_of(EXACT, ()) is None
    assert cone_of(UNCLIPPED, ()) == (0.0, math.inf)
    least, most = cone_of(KINGMA, (STATED,))
    assert (least <= 1, 1 - least < 1e-15, most) == (True, True, math.inf)
    low, high = cone_of(EXACT, PLATEAUS)
    assert low <= math.exp(-4) <= low * (1 + 1e-15)
    assert high >= math.exp(4) >= high * (1 - 1e-15)
