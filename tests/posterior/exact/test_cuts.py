"""Singular places: all of them, exactly and in order, or a reason."""

import pytest
import sympy as sp

from audit.posterior.density import Density
from audit.posterior.exact.cuts import cuts
from audit.posterior.exact.signs import Undecided
from tests.posterior.end_cases import HALF, LINE, UNIT, R, w

oo = sp.oo
FOUND = [
    (1 / abs(w) / (1 + sp.exp(-w)), LINE, "(0,)"),
    (1 / (w * sp.log(w) ** 2), HALF, "(1,)"),
    (1 / (w * sp.log(w) * sp.log(sp.log(w)) ** 2), (sp.E, oo), "()"),
    (sp.Max(0, w) * sp.Piecewise((1, w > R(7, 3)), (0, True)), LINE, "(0, 7/3)"),
    (sp.gamma(w + 1), (R(-5, 2), oo), "(-2, -1)"),
    (sp.gamma(w), HALF, "()"),
    (1 / sp.sin(w), (sp.S.Zero, sp.S(10)), "(pi, 2*pi, 3*pi)"),
    (1 / sp.tan(w), (sp.S.Zero, sp.S(4)), "(pi/2, pi)"),
    (1 / (w**4 - 5 * w**2 + 6), LINE, "(-sqrt(3), -sqrt(2), sqrt(2), sqrt(3))"),
    (1 / (w**2 + w + 1), LINE, "()"),
    (sp.sqrt(w * (1 - w)), UNIT, "()"),
    ((sp.exp(w) - 3) ** -2, LINE, "(log(3),)"),
    (1 / (1 + sp.log(w) ** 2), HALF, "()"),
    (sp.erfc(-w) ** -2, LINE, "()"),
    (abs(sp.tanh(w)), LINE, "(0,)"),
    (1 / (sp.exp(w) + sp.exp(-w) - 2), LINE, "(0,)"),
    (1 / abs(w - sp.sqrt(2)) / abs(abs(w) - 1), LINE, "(-1, 0, 1, sqrt(2))"),
    (sp.Abs(w**3 - 8) ** R(-1, 2), LINE, "(2,)"),
    (sp.loggamma(2 * w - 1), (R(0), oo), "(1/2,)"),
]


@pytest.mark.parametrize(("factor", "support", "expected"), FOUND, ids=lambda x: str(x)[:40])
def test_all_places_are_found(factor, support, expected):
    assert str(cuts(Density(w, (factor,), support))) == expected


@pytest.mark.parametrize(
    ("factor", "support", "reason"),
    [
        (1 / (w + sp.exp(w)), LINE, "not all found"),
        (sp.gamma(w), LINE, "infinitely many poles"),
        (1 / sp.sin(w), HALF, "infinitely many roots"),
        (1 / sp.sin(w), (sp.S.Zero, sp.S(10**4)), "more than"),
        (1 / (w**5 - w - 1), LINE, "not all found"),
    ],
    ids=lambda x: str(x)[:40],
)
def test_what_is_not_solved_is_said(factor, support, reason):
    with pytest.raises(Undecided, match=reason):
        cuts(Density(w, (factor,), support))
