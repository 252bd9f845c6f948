"""The rules, in their order: each on a law that it decides."""

import numpy as np
import pytest

from audit.support.sampled.calling import Source
from audit.support.sampled.evidence import evidence_of
from audit.support.sampled.gather import gather
from audit.support.sampled.verdict import RULES, decide, dimension_of

FOREVER = float("inf")
TURN = np.random.default_rng(1).normal(size=(2, 10))
LAWS = {
    "_atoms": lambda r, n: np.where(r.random((n, 3)) < 0.3, 0.0, r.normal(size=(n, 3))),
    "_integers": lambda r, n: r.integers(0, 10**9, size=(n, 3)),
    "_spread": lambda r, n: 10 ** r.uniform(-20, 20, (n, 4)),
    "_zeros": lambda r, n: (r.normal(size=(n, 3)) * (r.random((n, 3)) < 0.99)).astype(np.float16),
    "_late": lambda r, n: r.normal(size=(n, 3)),
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


def evidence(law, until=FOREVER):
    source = Source(lambda n, seed: law(np.random.default_rng(seed), n), "n, seed")
    return evidence_of(gather(source, 600, 0, FOREVER, FOREVER), 0.99, 0, until)


@pytest.mark.parametrize(("answer", "rule"), RULES, ids=[rule.__name__ for _, rule in RULES])
def test_each_rule_decides_its_law(answer, rule):
    found = evidence(LAWS[rule.__name__], 0.0 if rule.__name__ == "_late" else FOREVER)
    decided, reason = decide(found, 0.99)
    assert decided is answer
    assert reason == rule(found, 0.99)
    assert "\n" not in reason
    dimension, (low, high) = dimension_of(found, decided)
    assert 0 <= low <= high <= found.gathered.ambient
    assert dimension is None or dimension == low == high


def test_a_hyperplane_that_holds_all_samples_is_bounded_by_their_number():
    """0.01^(1/600) = 0.99235: the mass under which 600 samples would all lie there once in a hundred times."""
    reason = decide(evidence(LAWS["_constant"]), 0.99)[1]
    assert "carries at least 99.24 % of the mass" in reason


def test_a_mass_that_was_seen_in_a_box_is_said_to_be_that_of_the_box():
    reason = decide(evidence(lambda r, n: np.exp(8 * r.standard_t(3, size=(n, 1))) * [1, 2, 3.0]), 0.99)[1]
    assert "of the mass in a box around the median sizes that holds" in reason
