import math

import pytest
import torch

from audit.experiments.sparse.laws import COORDINATES
from audit.experiments.sparse.penalties import PENALTIES, Penalty, total_penalty


def laws(*sizes):
    generator = torch.Generator().manual_seed(1)
    means = [torch.randn(size, generator=generator, dtype=torch.float64) for size in sizes]
    return [COORDINATES["additive"].law(mean, mean.detach() * 0 - 1.2, math.inf) for mean in means]


def counts_every_layer(total, pair):
    penalty, given = PENALTIES[pair], laws(3, 5, 2)
    scales = [torch.tensor(-0.4, dtype=torch.float64) if penalty.scaled else None] * 3
    whole = total(penalty, given, scales)
    parts = [penalty.of_layer(law, scale).item() for law, scale in zip(given, scales, strict=True)]
    return whole.item() == pytest.approx(math.fsum(parts), rel=1e-12)


@pytest.mark.parametrize("pair", [pair for pair in PENALTIES if pair[0] != "none"])
def test_every_layer_counts(pair):
    assert counts_every_layer(total_penalty, pair)
    assert not counts_every_layer(lambda penalty, given, scales: penalty.of_layer(given[-1], scales[-1]), pair)


def test_without_a_penalty_there_is_no_number():
    assert total_penalty(PENALTIES["none", "none"], laws(2), [None]) is None
    assert Penalty(None).most == math.inf
    assert not PENALTIES["none", "plain"].noisy


def test_only_the_cubic_bounds_alpha():
    assert {pair for pair, penalty in PENALTIES.items() if penalty.most < math.inf} == {("log-uniform", "kingma2015")}
    assert PENALTIES["log-uniform", "kingma2015"].most == 0
