import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from audit.claims.accuracy import EDGES, _points
from audit.claims.hron2017.s4_dawson_replaces_approximations import CLAIMS, KINGMA, MOLCHANOV
from audit.ledger import Setting
from audit.pseudo_kl.double_table import EXCESS_SLOPE
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_table_kernels_stay_far_below_their_bound_and_scipy_below_its_own():
    seen = verdicts.finding(verdicts.find(CLAIMS, "accurate_implementations"), "printed").evidence
    words = next(evidence.summary for evidence in seen if "ulp" in evidence.summary)
    errors = {name: float(ulps) for name, ulps in re.findall(r"(\w+) ([\d.]+)(?:,|$)", words)}
    assert set(errors) == {"table_excess", "table_slope", "table_curvature", "scipy_slope"}
    assert max(errors[name] for name in errors if name != "scipy_slope") < 2
    assert 1 < errors["scipy_slope"] < 512


def test_every_piece_of_the_tables_is_visited_twice():
    u = _points(np.random.default_rng(0), quick=False)
    lows, highs = np.array([EXCESS_SLOPE.edges(piece) for piece in range(EXCESS_SLOPE.pieces)]).T
    place = np.searchsorted(highs, u[u < highs[-1]], side="right")
    assert np.bincount(place, minlength=EXCESS_SLOPE.pieces).min() >= 2
    assert lows[0] <= 0
    assert set(EDGES) <= set(u.tolist())


@pytest.mark.parametrize(
    ("name", "form", "error", "constant"),
    [("kingma2015", KINGMA, 0.040339846, -0.635181422), ("molchanov2017", MOLCHANOV, 0.0093745719, 0.0)],
)
def test_the_largest_error_of_each_fit_is_bracketed(name, form, error, constant):
    assert float(form.error(form.at)) == pytest.approx(error, abs=1e-9)
    assert float(form.constant) == pytest.approx(constant, abs=1e-9)
    assert form.low < Fraction(str(error)) < form.high
    assert f"error {error}... at alpha" in verdicts.result(verdicts.find(CLAIMS, f"error_of_{name}")).reason


@pytest.mark.parametrize("form", [KINGMA, MOLCHANOV])
def test_the_error_is_largest_at_the_stated_place(form):
    here = form.error(form.at)
    for step in (Fraction(999, 1000), Fraction(1001, 1000)):
        assert form.error(form.at * step) < here


@pytest.mark.parametrize("form", [KINGMA, MOLCHANOV])
@pytest.mark.parametrize(("low", "high"), [(0, Fraction(-1, 10**6)), (Fraction(1, 10**6), 0)])
def test_a_bracket_moved_by_a_millionth_is_refused(form, low, high):
    claim = next(c for c in CLAIMS if c.variants[0].form == form)
    moved = replace(claim.variants[0], form=replace(form, low=form.low + low, high=form.high + high))
    assert claim.checks[0](moved, Setting(quick=True)).outcome == "fails"
