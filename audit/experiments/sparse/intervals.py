"""Student t intervals over seeds, for every number that a run reports.

    mean -+ t_(n-1, (1 + level)/2) s/sqrt(n),      level = 95 %

A compression is a ratio: its interval is that of its logarithm, so that its mean is a geometric one. One seed gives no interval,
and where a value is None (nothing was kept) there is neither mean nor interval. The level is that of each interval by itself, and
holds as far as the values of different seeds are normal; with few seeds an end may lie outside of what is possible.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LEVEL = 0.95
RATIOS = ("compression", "compression_within_a_point")
"""Names whose interval is taken on the scale of logarithms."""
UNSUMMED = ("histogram", "seconds", "seed", "weights")
"""What a run reports that has no interval."""


@dataclass(frozen=True)
class Interval:
    """Mean and ends; None where there are none."""

    mean: float | None
    low: float | None
    high: float | None

    def overlaps(self, other: Interval) -> bool:
        """Whether the two have a number in common; two means without intervals, only if they are equal.

        >>> Interval(1.0, 0.9, 1.1).overlaps(Interval(1.3, 1.1, 1.5))
        True
        """
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return self == other
        return self.low <= other.high and other.low <= self.high


def t_interval(values: Sequence[float | None], ratio: bool = False) -> Interval:
    """The interval of the values of all seeds; `ratio`: of positive values, on the scale of logarithms.

    >>> round(t_interval([1.0, 2.0, 3.0]).low, 6), t_interval([2.0, 8.0], ratio=True).mean
    (-0.484138, 4.0)
    """
    numbers = [value for value in values if value is not None]
    if len(numbers) < len(values) or not numbers:
        return Interval(None, None, None)
    if len(set(numbers)) == 1:
        end = numbers[0] if len(numbers) > 1 else None
        return Interval(numbers[0], end, end)
    scaled = [math.log(value) for value in numbers] if ratio else numbers
    mean, half = statistics.fmean(scaled), _quantile(len(scaled)) * statistics.stdev(scaled) / math.sqrt(len(scaled))
    found = (mean, mean - half, mean + half)
    return Interval(*(math.exp(value) for value in found)) if ratio else Interval(*found)


def summary(runs: Sequence[Mapping[str, object]]) -> dict[str, Interval]:
    """An interval for each number of the runs of one cell; the path of a number joins its keys by points.

    >>> summary([{"a": {"b": 1.0}}, {"a": {"b": 1.0}}])
    {'a.b': Interval(mean=1.0, low=1.0, high=1.0)}
    """
    tables = [dict(_leaves(run, ())) for run in runs]
    return {
        path: t_interval([table.get(path) for table in tables], path.rpartition(".")[2] in RATIOS) for path in tables[0]
    }


def _leaves(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, float | None]]:
    if path and path[0] in UNSUMMED:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, str(name)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, (*path, str(number)))
    elif value is None or isinstance(value, int | float):
        yield ".".join(path), value


def _quantile(count: int) -> float:
    from scipy import stats

    return float(stats.t.ppf((1 + LEVEL) / 2, count - 1))
