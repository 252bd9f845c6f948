"""Truth in three values."""

from itertools import product

import pytest

from audit.posterior.balls.kleene import all_of, any_of, none_of

VALUES = (True, False, None)


@pytest.mark.parametrize("pair", list(product(VALUES, VALUES)))
def test_three_values_agree_with_every_completion(pair: tuple[bool | None, bool | None]) -> None:
    completions = list(product(*[(True, False) if p is None else (p,) for p in pair]))
    for ours, exact in ((all_of, all), (any_of, any), (none_of, lambda c: not any(c))):
        outcomes = {exact(c) for c in completions}
        assert ours(list(pair)) == (outcomes.pop() if len(outcomes) == 1 else None)
