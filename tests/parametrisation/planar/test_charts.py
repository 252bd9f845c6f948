"""Every enclosure of every chart holds the values inside its cell, for data terms of all kinds; and the tapes in balls do."""

import random

import pytest
import sympy as sp

from audit.errors import CheckError
from audit.numerics import span
from audit.numerics.ball import ball
from audit.numerics.evaluate import in_balls
from audit.numerics.tape import BALLS
from audit.parametrisation.planar.charts import charts
from audit.parametrisation.planar.convex import MU, SIGMA
from audit.parametrisation.planar.data_term import data_term

TERMS = (
    "(mu - 1)**2/2 + sigma2/2",
    "mu**4 + 6*mu**2*sigma2 + 3*sigma2**2 - 3*(mu**2 + sigma2) - mu",
    "3*exp(mu + sigma2/2) - 5*mu",
    "1 - exp(-sigma2/2)*cos(mu)",
    "(2 + mu**2 + sigma2 - 2*(sqrt(2*sigma2/pi)*exp(-mu**2/(2*sigma2)) + mu*erf(mu/sqrt(2*sigma2))))/2",
    "log(1 + mu**2 + sigma2)",
)


def cells(seed, signed):
    draw = random.Random(seed)
    for _ in range(12):
        low = draw.uniform(-3, 3) if signed else draw.uniform(0.01, 3)
        r = draw.uniform(0.01, 2)
        width = draw.choice((0.01, 0.3, 2))
        yield (low, low + width), (r, r + draw.choice((0.01, 0.3, 2))), draw.random(), draw.random()


def holds(enclosure, value):
    return enclosure[0] <= float(value.upper()) and float(value.lower()) <= enclosure[1]


@pytest.mark.parametrize("text", TERMS)
def test_enclosures_hold_the_values(text):
    energy = data_term(text).energy
    made = charts(energy)
    by_mu, by_sigma = sp.diff(energy, MU), sp.diff(energy, SIGMA)

    def value(expression, mu, sigma):
        return in_balls(expression, {MU: ball(mu), SIGMA: ball(sigma)}, 80)

    for first, second, s, t in cells(3, True):
        c, r = first[0] + s * (first[1] - first[0]), second[0] + t * (second[1] - second[0])
        mu, d = c * r, (c, r)
        told = made.ray.over(first, second)
        e_mu, e_sigma = value(by_mu, mu, r), value(by_sigma, mu, r)
        exact = (ball(r) * e_mu, ball(c) * e_mu + e_sigma, ball(r) * e_sigma, e_mu, value(energy, mu, r))
        for quick in (False, True):
            told = (made.ray.quickly if quick else made.ray.over)(first, second)
            assert all(holds(x, y) for x, y in zip(told, exact, strict=True))
        by_two = [sp.diff(energy, MU, 2), sp.diff(energy, MU, SIGMA), sp.diff(energy, SIGMA, 2)]
        mm, ms, ss = (value(f, mu, r) for f in by_two)
        bends = (ball(r) ** 2 * mm, e_mu + ball(mu) * mm + ball(r) * ms, ball(c) ** 2 * mm + 2 * ball(c) * ms + ss)
        assert all(holds(x, y) for x, y in zip(made.second.quickly(first, second), bends, strict=True))
        assert all(holds(x, y) for x, y in zip(made.second.over(first, second), bends, strict=True))
        balls = made.balls.run([ball(d[0]), ball(d[1])], BALLS)
        assert all(x.overlaps(y) for x, y in zip(balls, (exact[4], *exact[:2], *bends), strict=True))
        drift, spread = made.corner.over(first, second)
        where = (c * r * r, r)
        assert holds(drift, value(by_mu, *where))
        assert holds(spread, value(by_sigma / SIGMA, *where))


@pytest.mark.parametrize("text", TERMS)
def test_far_enclosures_hold_the_values(text):
    energy = data_term(text).energy
    by_mu, by_sigma = sp.diff(energy, MU), sp.diff(energy, SIGMA)
    for first, second, s, t in cells(5, False):
        b, m = first[0] + s * (first[1] - first[0]), second[0] + t * (second[1] - second[0])
        for side, sign in ((0, 1), (1, -1)):
            at = {MU: ball(sign * m), SIGMA: ball(b) * ball(m)}
            one, two = (in_balls(f, at, 80) for f in (MU * by_mu, SIGMA * by_sigma))
            told = charts(energy).far[side].over(first, second)
            assert all(holds(x, y) for x, y in zip(told, (one, two, one + two, in_balls(energy, at, 80)), strict=True))


def test_two_enclosures_that_contradict_each_other_are_an_error():
    with pytest.raises(CheckError, match="nothing in common"):
        span.meet((0.0, 1.0), (2.0, 3.0))
