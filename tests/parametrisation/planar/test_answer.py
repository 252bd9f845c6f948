"""Data terms of one's own: against the models that one scale solves, closed forms, and searches that share no code."""

from fractions import Fraction

import numpy as np
import pytest

from audit.errors import InputError
from audit.parametrisation import minima

GAUSSIAN = "(mu - 1)**2/2 + sigma2/2"
QUARTIC = "(1 - 2*(mu**2 + sigma2) + mu**4 + 6*mu**2*sigma2 + 3*sigma2**2)/2"
RELU = "(2 + mu**2 + sigma2 - 2*(sqrt(2*sigma2/pi)*exp(-mu**2/(2*sigma2)) + mu*erf(mu/sqrt(2*sigma2))))/2"
SAME = {"gaussian": GAUSSIAN, "quartic": QUARTIC, "relu-symmetric": RELU}


CASES = [
    ("gaussian", "1/2", "multiplicative", "exact"),
    ("gaussian", "1/2", "additive", "molchanov2017"),
    ("gaussian", "4", "additive", "exact"),
    ("gaussian", "4", "multiplicative", "molchanov2017"),
    ("quartic", "3", "multiplicative", "exact"),
    ("quartic", "3", "additive", "molchanov2017"),
    ("quartic", "15", "additive", "exact"),
    ("relu-symmetric", "20", "multiplicative", "molchanov2017"),
]


@pytest.mark.parametrize(("model", "rho", "parametrisation", "kl"), CASES)
def test_the_plane_and_one_scale_agree(model, rho, parametrisation, kl):
    plane = minima(rho, SAME[model], parametrisation=parametrisation, kl=kl, digits=20)
    scale = minima(rho, model, parametrisation=parametrisation, kl=kl, digits=20)

    def told(found):
        return sorted((point.kind, [float(value) for value in point.coordinates.values()]) for point in found.points)

    assert [kind for kind, _ in told(plane)] == [kind for kind, _ in told(scale)]
    assert np.allclose([where for _, where in told(plane)], [where for _, where in told(scale)], atol=1e-12)
    assert plane.infimum.overlaps(scale.infimum)
    assert plane.attained is scale.attained


def test_a_poisson_rate_against_its_own_equations():
    """F = rho (3 e^(mu + v/2) - 5 mu) + K: F_v = 0 and F_mu = 0 by SymPy's derivatives, in floats from the core."""
    from audit.pseudo_kl.double import slope

    (point,) = minima(3, "3*exp(mu + sigma2/2) - 5*mu", digits=20).points
    mu, v = (float(point.coordinates[name]) for name in ("mu", "sigma2"))
    rate = 3 * np.exp(mu + v / 2)
    bend = slope(mu * mu / (2 * v))
    assert 3 * (rate - 5) + bend * mu / v == pytest.approx(0, abs=1e-12)
    assert 3 * rate / 2 - bend * mu * mu / (2 * v * v) == pytest.approx(0, abs=1e-11)


def test_every_stationary_point_of_a_skew_double_well():
    """Three: from a grid of float starts by Newton on central differences, no code shared."""
    text = "mu**4 + 6*mu**2*sigma2 + 3*sigma2**2 - 3*(mu**2 + sigma2) - mu"
    found = minima(3, text, digits=15)
    assert [point.kind for point in found.points] == ["minimum", "saddle", "minimum"]
    seen = set()
    for start in np.random.default_rng(7).uniform([-6, -2.5], [9, 0.5], (400, 2)):
        end = _newton(start)
        if end is not None:
            seen.add(tuple(np.round(end, 6)))
    places = {tuple(np.round([float(p.coordinates["mu"]), float(p.coordinates["sigma2"])], 6)) for p in found.points}
    assert places == seen


def _newton(x):
    from audit.pseudo_kl.double import curvature, slope

    c, t = x
    for _ in range(60):
        r, u = np.exp(t), c * c / 2
        mu, v = c * r, r * r
        e_mu, e_v = 4 * mu**3 + 12 * mu * v - 6 * mu - 1, 6 * mu**2 + 6 * v - 3
        p, q = 3 * r * e_mu + c * slope(u), c * e_mu + 2 * r * e_v
        e_mm, e_mv, e_vv = 12 * mu * mu + 12 * v - 6, 12 * mu, 6.0
        p_c = 3 * v * e_mm + slope(u) + 2 * u * curvature(u)
        p_r = 3 * (e_mu + r * (e_mm * c + e_mv * 2 * r))
        q_c = e_mu + c * e_mm * r + 2 * r * e_mv * r
        q_r = c * (e_mm * c + e_mv * 2 * r) + 2 * e_v + 2 * r * (e_mv * c + e_vv * 2 * r)
        determinant = p_c * q_r - p_r * q_c
        if determinant == 0:
            return None
        step = np.array([p * q_r - q * p_r, q * p_c - p * q_c]) / determinant
        c, t = c - step[0], t - np.clip(step[1] / r, -1, 1)
        if not np.isfinite(c) or abs(c) > 30 or abs(t) > 8:
            return None
        if np.abs(step).max() < 1e-12:
            return c * np.exp(t), np.exp(2 * t)
    return None


def test_an_end_of_its_own():
    unbounded = minima(3, "mu", digits=10)
    assert unbounded.points == ()
    assert unbounded.infimum == float("-inf")
    assert "unbounded below" in unbounded.notes[0]
    odd = minima(2, "(mu - 2)**2/2 + sigma2", digits=10)
    assert "no expectation" in odd.notes[0]
    assert len(odd.points) == 1
    flat = minima(2, "7", digits=10)
    assert flat.half_line
    assert flat.infimum == 14


def test_what_oscillates_for_ever_is_undecided():
    found = minima(3, "1 - exp(-sigma2/2)*cos(mu)", digits=10)
    assert found.points is None
    assert "open" in found.notes[0]


@pytest.mark.parametrize("scale", ["1/1000", "1000"])
def test_scales_do_not_matter(scale):
    """w -> w/scale: the same u, mu and sigma scaled."""
    a = Fraction(scale)
    (point,) = minima(4, f"(mu*{a} - 1)**2/2 + sigma2*({a})**2/2", digits=15).points
    assert float(point.coordinates["mu"]) * float(a) == pytest.approx(0.608753020246661)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("log(mu)", "not finite at mu = 0"),
        ("1/mu", "not finite"),
        ("abs(mu)", "corner"),
        ("max(mu, 0)", "corner"),
        ("w**2", "the name 'w'"),
        ("__import__('os')", "character"),
        ("gamma(mu**2 + 1)", "powers, exp"),
        ("", "empty"),
        ("gausian", "gaussian, quartic"),
    ],
)
def test_what_cannot_be_a_data_term(text, said):
    with pytest.raises(InputError, match=said):
        minima(1, text)


SEXTIC = (
    "mu**2 + sigma2 - (mu**4 + 6*mu**2*sigma2 + 3*sigma2**2)"
    " + (mu**6 + 15*mu**4*sigma2 + 45*mu**2*sigma2**2 + 15*sigma2**3)/10"
)


def ends(found):
    return {end.where.split(" with")[0]: end.attracts for end in found.boundary}


def test_the_origin_attracts_beside_points_at_mu_zero():
    """V(v) = v - 3 v^2 + 3/2 v^3 rises from 0, to a saddle at mu = 0, and falls to a minimum."""
    found = minima(1, SEXTIC, digits=8)
    assert sorted(point.kind for point in found.points if point.coordinates["mu"] == 0) == ["minimum", "saddle"]
    assert ends(found)["(mu, sigma^2) -> (0, 0)"] is True


def test_whether_the_origin_attracts_depends_on_rho():
    """3 e^w - 5w: l'(0) = -2, l''(0) = 3, threshold 3/4."""
    text = "3*exp(mu + sigma2/2) - 5*mu"
    assert [ends(minima(rho, text, digits=8))["(mu, sigma^2) -> (0, 0)"] for rho in ("7/10", "8/10")] == [True, False]
    marginal = minima("3/4", text, digits=8)
    assert marginal.points is None
    assert "threshold" in marginal.notes[0]


def test_an_infimum_that_is_not_attained_belongs_to_an_end_that_attracts():
    found = minima(1, "(mu - 1)**2/2 + sigma", digits=8)
    assert found.attained is False
    assert any(end.attracts and end.limit.overlaps(found.infimum) for end in found.boundary)


def test_a_point_at_mu_zero_without_symmetry():
    """E_mu = 3 (mu^2 + v - 1)/10 + ..., E_v both vanish at (0, 1), though not on the whole axis."""
    text = "mu**4 + 6*mu**2*sigma2 + 3*sigma2**2 - 6*(mu**2 + sigma2) + 9 + (mu**3 + 3*mu*sigma2 - 3*mu)/10"
    found = minima("1/10", text, digits=8)
    assert any(point.coordinates["mu"] == 0 and abs(point.coordinates["sigma2"] - 1) < 1e-7 for point in found.points)


def test_unbounded_at_the_origin():
    found = minima(1, "log(sigma2)", digits=8)
    assert found.infimum == float("-inf")
    assert "unbounded below" in found.notes[-1]


@pytest.mark.parametrize("text", ["mu**1000", "(mu + sigma2)**41 + mu**2"])
def test_huge_powers_are_refused(text):
    with pytest.raises(InputError, match="powers up to 40"):
        minima(1, text)
