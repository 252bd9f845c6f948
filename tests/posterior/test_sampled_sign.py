"""The look at the sign: points in every piece, a certified complaint, and no complaint without certainty."""

import pytest
import sympy as sp

from audit.errors import InputError
from audit.posterior.density import Density
from audit.posterior.sampled_sign import look, sample
from tests.posterior.end_cases import HALF, LINE, R, w


def test_every_piece_has_points():
    density = Density(w, (sp.S.One,), LINE)
    points = sample(density, (sp.S.Zero, sp.S.One))
    assert sum(bool(p < 0) for p in points) >= 5
    assert sum(bool(p > 0) and bool(p < 1) for p in points) >= 5
    assert sum(bool(p > 1) for p in points) >= 5


def test_a_positive_density_passes_and_is_counted():
    seen = look(Density(w, (sp.exp(-w), w ** R(1, 2)), HALF), ())
    assert seen.points >= 60
    assert seen.positive >= 60


@pytest.mark.parametrize(
    ("factor", "support", "complaint"),
    [
        (w - 1, HALF, "negative at w = 1/9"),
        ((w - 3) * (w - R(3001, 1000)), HALF, "negative at w = 6001/2000"),
        (1 + R(3, 2) * sp.cos(w), LINE, "negative at w = "),
        (sp.exp(-w) - R(1, 10**12), HALF, "negative at w = "),
        (sp.Piecewise((-1, (w > R(1, 4)) & (w < R(1, 2))), (1, True)), (sp.S.Zero, sp.S.One), "negative"),
        (sp.sqrt(w), LINE, "not real at w = -1/9"),
        (sp.S.Zero * w, LINE, "zero at all"),
    ],
    ids=str,
)
def test_what_cannot_be_a_density_is_named_with_its_place(factor, support, complaint):
    places = (R(1, 4), R(1, 2)) if factor.has(sp.Piecewise) else ()
    with pytest.raises(InputError, match=complaint):
        look(Density(w, (factor,), support), places)
