import math

import numpy as np
import pytest

from audit.experiments.sparse import intervals
from audit.experiments.sparse.intervals import Interval, summary, t_interval

NONE = Interval(None, None, None)


def covers():
    """Of 1500 intervals from four normal values each, 95 % contain the mean, within 5 standard errors."""
    draws = np.random.default_rng(3).normal(0.7, 1.9, (1500, 4))
    found = [t_interval(row.tolist()) for row in draws]
    share = np.mean([interval.low <= 0.7 <= interval.high for interval in found])
    return abs(share - 0.95) < 5 * math.sqrt(0.95 * 0.05 / 1500)


def test_the_interval_has_its_level():
    assert covers()


def test_a_normal_quantile_would_be_seen(monkeypatch):
    monkeypatch.setattr(intervals, "_quantile", lambda count: 1.96)
    assert not covers()


def test_a_table_of_student():
    """t_(2, 0.975) = 4.303, as printed in tables."""
    found = t_interval([1.0, 2.0, 3.0])
    assert (found.high - found.mean) * math.sqrt(3) == pytest.approx(4.303, abs=5e-4)


def test_a_ratio_is_taken_on_the_scale_of_logarithms():
    found, inverse = t_interval([10.0, 20.0, 40.0], ratio=True), t_interval([0.1, 0.05, 0.025], ratio=True)
    assert found.mean == pytest.approx(20)
    assert found.low * inverse.high == pytest.approx(1)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([2.0], Interval(2.0, None, None)), ([3.0, 3.0], Interval(3.0, 3.0, 3.0)), ([], NONE), ([1.0, None], NONE)],
)
def test_edges(values, expected):
    assert t_interval(values, ratio=True) == expected


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (Interval(1, 0, 2), Interval(2.5, 1.9, 3), True),
        (Interval(1, 0, 2), Interval(3, 2.1, 4), False),
        (Interval(3, 2.1, 4), Interval(1, 0, 2), False),
        (Interval(1, None, None), Interval(1, None, None), True),
        (Interval(1, None, None), Interval(1, 0, 2), False),
        (NONE, NONE, True),
        (NONE, Interval(1, 0, 2), False),
    ],
)
def test_overlap(one, other, meet):
    assert one.overlaps(other) == meet


def test_a_summary_walks_through_tables_and_lists():
    runs = [
        {
            "seed": s,
            "seconds": 9.0,
            "weights": 4,
            "histogram": {"counts": [1]},
            "compression": 4.0**s,
            "a": {"b": [s, 7.0]},
        }
        for s in (1, 2)
    ]
    found = summary(runs)
    assert set(found) == {"compression", "a.b.0", "a.b.1"}
    assert found["compression"].mean == pytest.approx(8)
    assert found["a.b.0"].mean == 1.5
