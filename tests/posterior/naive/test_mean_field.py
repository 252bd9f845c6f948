import math

import pytest
import sympy as sp

from audit.errors import InputError
from audit.posterior.density import Density
from audit.posterior.naive.mean_field import mean_field

w = sp.Symbol("w", real=True)
SIGMOID = 1 / (1 + sp.exp(-w))
POLE = 1 / sp.Abs(w)
KL0 = -0.5 * math.log(2 * math.pi * math.e) + 0.5 * (math.log(2) - 0.5772156649015329 - 2 * math.log(2))
"""KL(N(0, sigma^2) || 1/|w|): psi(1/2) = -gamma - 2 log 2."""


def test_on_a_gaussian_it_is_exact():
    answer = mean_field(Density(w, (sp.exp(-((w - 3) ** 2) / 8),)), [(0.0, 1.0)], (60,), [(1e-9, 60.0)])
    stop = answer.runs[0][0]
    assert (stop.mean, math.exp(stop.log_sd)) == (pytest.approx(3, abs=1e-5), pytest.approx(2, abs=1e-5))
    assert stop.elbo == pytest.approx(0.5 * math.log(8 * math.pi), abs=1e-9)
    assert answer.log_masses[0] == pytest.approx(stop.elbo, abs=1e-7)


def test_a_proper_posterior_bounds_every_elbo():
    for factors, support, log_mass in [
        ((w**2, sp.exp(-w)), (sp.S.Zero, sp.oo), math.log(2)),
        ((w**2, (1 - w) ** 3), (sp.S.Zero, sp.S.One), math.log(1 / 60)),
        ((sp.exp(w),), (-sp.oo, sp.S.One), 1.0),
    ]:
        answer = mean_field(Density(w, factors, support), [(0.2, -0.5)], (40,), [(1e-12, 80.0)])
        assert answer.coordinate != "w"
        assert answer.best_elbo <= log_mass + 1e-9
        assert answer.best_elbo == pytest.approx(log_mass, abs=0.15)


def test_the_gaussian_family_has_a_supremum_that_the_truncated_density_exceeds():
    answer = mean_field(Density(w, (POLE, SIGMOID, SIGMOID.subs(w, -w))))
    supremum = -2 * math.log(2) - KL0
    assert answer.best_elbo == pytest.approx(supremum, abs=1e-6)
    assert answer.best_elbo <= supremum
    assert list(answer.log_masses) == sorted(answer.log_masses)
    assert answer.log_masses[0] > supremum
    assert answer.log_masses[-1] == pytest.approx(math.log(300 * math.log(10) / 2), abs=1e-3)


def test_where_it_stops_depends_on_the_run_length_though_the_elbo_hardly_moves():
    answer = mean_field(Density(w, (POLE, SIGMOID)))
    for run in answer.runs:
        assert [stop.elbo for stop in run] == sorted(stop.elbo for stop in run)
        assert run[-1].elbo == pytest.approx(-math.log(2) - KL0, abs=1e-6)
        assert run[-1].log_sd < run[0].log_sd - 2


def test_where_the_family_follows_the_mass_the_elbo_grows_with_the_run_length():
    answer = mean_field(Density(w, (SIGMOID,)), budgets=(5, 20, 60), cutoffs=[(1e-3, 1e3)])
    for run in answer.runs:
        assert run[0].elbo + 2 < run[1].elbo < run[2].elbo - 2


def test_a_likelihood_that_vanishes_on_a_half_line_leaves_no_elbo():
    answer = mean_field(Density(w, (sp.Piecewise((1, w > 0), (0, True)),)), [(1.0, 0.0)], (5,), [(0.5, 2.0)])
    assert answer.best_elbo == -math.inf
    assert answer.log_masses[0] == pytest.approx(math.log(1.5), abs=1e-9)


def test_cut_offs_that_are_none():
    with pytest.raises(InputError, match="0 < a < b"):
        mean_field(Density(w, (SIGMOID,)), [(0.0, 0.0)], (1,), [(1.0, 0.5)])
