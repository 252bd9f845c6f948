"""The rules, in their order: each on a law that it decides."""

import numpy as np
import pytest

from audit.support.sampled.calling import Source
from audit.support.sampled.evidence import evidence_of
from audit.support.sampled.gather import gather
from audit.support.sampled.verdict import RULES, covered_by, decide, dimension_of

FOREVER = float("inf")
TURN = np.random.default_rng(1).normal(size=(2, 10))
LAWS = {
    "_atoms": lambda r, n: np.where(r.random((n, 3)) < 0.3, 0.0, r.normal(size=(n, 3))),
    "_constant": lambda r, n: r.normal(size=(n, 3)) * [1, 0, 1] + 2,
    "_narrow": lambda r, n: (1 + 1e-7 * r.normal(size=(n, 3))).astype(np.float32),
    "_flat": lambda r, n: r.normal(size=(n, 2)) @ TURN,
    "_marginal": lambda r, n: np.repeat(r.normal(size=(n, 1500)), 2, axis=1).reshape(n, 1500, 2),
    "_union": lambda r, n: r.normal(size=(n, 1)) * np.where(r.random((n, 1)) < 0.5, [[1.0, 0.3]], [[0.2, -1.0]]),
    "_quadric": lambda r, n: (lambda x: x / np.linalg.norm(x, axis=1, keepdims=True))(r.normal(size=(n, 3))),
    "_unclear": lambda r, n: (r.normal(size=(n, 1)) * [1, 2] + 1e-6 * r.normal(size=(n, 2))).astype(np.float32),
    "_concentrated": lambda r, n: (lambda t: np.hstack([np.sin(3 * t), np.exp(np.sin(5 * t))]))(
        r.uniform(0, 7, (n, 1))
    ),
}


def evidence(law):
    source = Source(lambda n, seed: law(np.random.default_rng(seed), n), "n, seed")
    return evidence_of(gather(source, 600, 0, FOREVER, FOREVER), 0.99, 0, FOREVER)


@pytest.mark.parametrize(("answer", "rule"), RULES, ids=[rule.__name__ for _, rule in RULES])
def test_each_rule_decides_its_law(answer, rule):
    found = evidence(LAWS[rule.__name__])
    decided, reason = decide(found, 0.99)
    assert decided is answer
    assert reason == rule(found, 0.99)
    assert "\n" not in reason
    dimension, (low, high) = dimension_of(found, decided)
    assert 0 <= low <= high <= found.gathered.ambient
    assert dimension is None or dimension == low == high


def test_where_no_rule_applies_the_answer_lists_what_was_covered_and_what_not():
    found = evidence(lambda r, n: r.normal(size=(n, 30)))
    answer, reason = decide(found, 0.99)
    assert answer is True
    assert "not run: neighbours" in reason
    assert dimension_of(found, answer) == (30, (30, 30))
    assert "30 of 30 dimensions spanned by 600 samples" in covered_by(found)
