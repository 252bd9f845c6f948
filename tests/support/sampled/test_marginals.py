"""Degenerate marginals, and the share of them that none of k random ones bounds."""

import numpy as np

from audit.support.sampled.calling import Source
from audit.support.sampled.gather import gather
from audit.support.sampled.marginals import marginals_of, share_below

FOREVER = float("inf")
THETA = np.random.default_rng(8).normal(size=(50, 60))


def gathered(law):
    source = Source(lambda n, seed: law(np.random.default_rng(seed), n), "n, seed")
    return gather(source, 200, 0, FOREVER, FOREVER)


def test_noise_that_is_shared_along_an_axis_shows_in_its_fibres_only():
    seen = gathered(lambda r, n: (1 + r.normal(size=(n, 1, 60))) * THETA)
    found = marginals_of(seen, seen.views, 0.99)
    by_name = {family.name: family for family in found.families}
    assert by_name["fibres along axis 0"].degenerate == 60
    assert by_name["fibres along axis 1"].degenerate == 0
    assert found.hull.high == 1
    assert found.missing >= 60 * 31


def test_independent_noise_shows_nowhere():
    seen = gathered(lambda r, n: (1 + r.normal(size=(n, 50, 60))) * THETA)
    found = marginals_of(seen, seen.views, 0.99)
    assert found.witness is None
    assert found.missing == 0
    assert all(family.degenerate == family.undecided == 0 for family in found.families)
    assert {family.share for family in found.families if family.tested == 50} == {share_below(50, 0.99)}


def test_the_pairs_of_a_law_that_repeats_every_coordinate_are_found_through_their_correlation():
    seen = gathered(lambda r, n: np.tile(r.normal(size=(n, 1500)), 2))
    found = marginals_of(seen, seen.views, 0.99)
    (family,) = [family for family in found.families if family.name == "correlated coordinates"]
    assert family.degenerate == family.tested == 8
    assert found.hull.high < found.hull.ambient
