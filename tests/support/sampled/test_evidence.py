"""Which tests run on what, and what is said of those that do not."""

import numpy as np
import pytest

from audit.support.sampled.calling import Source
from audit.support.sampled.evidence import evidence_of, hull_bounds
from audit.support.sampled.gather import gather
from audit.support.sampled.hull import Hull

FOREVER = float("inf")


def found(law, samples=600, until=FOREVER):
    source = Source(lambda n, seed: law(np.random.default_rng(seed), n), "n, seed")
    return evidence_of(gather(source, samples, 0, FOREVER, FOREVER), 0.99, 0, until)


def test_in_few_dimensions_everything_runs():
    evidence = found(lambda r, n: r.normal(size=(n, 3)))
    assert evidence.not_run == ()
    assert evidence.flats.flat == 0
    assert not evidence.nearest.below
    assert evidence.quadrics.families[0].name == "the whole hull"


@pytest.mark.parametrize(
    ("law", "told"),
    [
        (lambda r, n: r.normal(size=(n, 25)), "neighbours (dimension 25"),
        (lambda r, n: r.normal(size=(n, 15)) @ np.random.default_rng(1).normal(size=(15, 40)), "quadrics (hull"),
        (lambda r, n: np.round(r.normal(size=(n, 3))), "atoms were found"),
        (lambda r, n: (1 + 1e-7 * r.normal(size=(n, 3))).astype(np.float32), "within rounding only"),
        (lambda r, n: (1 + 1e-4 * r.normal(size=(n, 3))).astype(np.float32), "closer than the rounding"),
        (lambda r, n: r.normal(size=(n, 2000)), "dimension at least"),
        (lambda r, n: r.normal(size=(n, 14)), "a quadric on the whole hull (dimension 14"),
        (lambda r, n: r.integers(0, 10**6, size=(n, 3)), "the samples are integers"),
        (lambda r, n: 10 ** r.uniform(-20, 20, (n, 4)), "samples in the box"),
        (lambda r, n: np.exp(8 * r.standard_t(3, size=(n, 2))), "outside the box"),
    ],
)
def test_what_does_not_run_is_told(law, told):
    assert any(told in text for text in found(law).not_run)


def test_after_the_time_no_further_test_begins():
    evidence = found(lambda r, n: r.normal(size=(n, 3)), until=0.0)
    assert evidence.not_run == ("neighbours and quadrics (the time was over)",)
    assert evidence.quadrics is None
    assert evidence.late


def test_a_test_that_would_not_have_run_anyway_is_not_late():
    assert not found(lambda r, n: r.normal(size=(n, 1)), until=0.0).late
    assert not found(lambda r, n: np.round(r.normal(size=(n, 3))), until=0.0).late


@pytest.mark.parametrize(("high", "bound"), [(2048, 2048), (2049, 5000), (2500, 5000)])
def test_a_projection_shows_no_more_than_four_fifths_of_its_buckets(high, bound):
    source = Source(lambda n, seed: np.random.default_rng(seed).normal(size=(n, 5000)), "n, seed")
    seen = gather(source, 100, 0, FOREVER, FOREVER)
    assert hull_bounds(Hull(2560, 60, high, True, 0.0), seen, 0) == (60, bound)


def test_a_projection_shows_the_hull_of_many_coordinates():
    evidence = found(lambda r, n: r.normal(size=(n, 4)) @ np.random.default_rng(1).normal(size=(4, 3000)))
    assert (evidence.low, evidence.high) == (4, 4)
    assert evidence.flats is not None
