"""What is said of the tests that ran, and of those that did not."""

import numpy as np

from audit.support.sampled.calling import Source
from audit.support.sampled.covered import covered_by, percent
from audit.support.sampled.evidence import evidence_of
from audit.support.sampled.gather import gather
from audit.support.sampled.verdict import decide, dimension_of

FOREVER = float("inf")


def evidence(law):
    source = Source(lambda n, seed: law(np.random.default_rng(seed), n), "n, seed")
    return evidence_of(gather(source, 600, 0, FOREVER, FOREVER), 0.99, 0, FOREVER)


def test_where_no_rule_applies_the_answer_lists_what_was_covered_and_what_not():
    found = evidence(lambda r, n: r.normal(size=(n, 30)))
    answer, reason = decide(found, 0.99)
    assert answer is True
    assert "not run: neighbours" in reason
    assert dimension_of(found, answer) == (30, (30, 30))
    assert "30 of 30 dimensions spanned by 600 samples" in covered_by(found)


def test_a_box_is_told_with_the_samples_in_it():
    covered = covered_by(evidence(lambda r, n: np.exp(8 * r.standard_t(3, size=(n, 2)))))
    assert covered[0].startswith("a box of ")
    assert "since 2 coordinates have heavy tails" in covered[0]


def test_shares_are_told_in_percent():
    assert percent(0.5) == "50 %"
