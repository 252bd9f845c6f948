import math

import pytest
import torch

from audit.experiments.sparse.architectures import Layer
from audit.experiments.sparse.measures import EDGES, histogram, measure
from audit.experiments.sparse.model import new_model
from audit.experiments.sparse.settings import PLAIN, Cell

LAYERS = (Layer((6, 9)), Layer((3, 6)))
GENERATOR = torch.Generator().manual_seed(1)
X, Y = torch.rand(12, 1, 3, 3, generator=GENERATOR), torch.randint(0, 3, (12,), generator=GENERATOR)


def measured(cell):
    return measure(new_model(cell, LAYERS, 2), X, Y, 3, torch.Generator().manual_seed(0))


def test_the_numbers_of_a_noisy_cell_fit_together():
    found = measured(Cell("horseshoe-global", "bound", "additive"))
    assert found["weights"] == 54 + 18
    assert found["error"] == pytest.approx(1 - found["accuracy"])
    assert found["kept"] == sum(found["kept_by_layer"]) == found["thresholds"]["3"]["kept"]
    assert found["compression"] == found["weights"] / found["kept"]
    assert sum(found["histogram"]["counts"]) == found["weights"]
    assert found["ranked"]["1"] == found["accuracy"]
    assert found["log_scales"] == pytest.approx([math.log(0.1)] * 2)
    assert {"nll_sampled", "ece_sampled", "accuracy_sampled", "accuracy_pruned"} < found.keys()


def test_a_plain_network_has_no_log_alpha():
    found = measured(PLAIN)
    assert {"thresholds", "compression", "histogram", "nll_sampled"}.isdisjoint(found)
    assert found["compression_within_a_point"] >= 1


def test_every_weight_is_in_one_bin():
    values = [torch.tensor([-math.inf, -25.0, -20.0, 0.0, 0.5]), torch.tensor([[19.99, 20.0], [math.inf, 3.0]])]
    counts = histogram(values)
    assert len(counts) == len(EDGES) - 1
    assert sum(counts) == 9
    assert (counts[0], counts[-1], counts[20], counts[23]) == (3, 3, 2, 1)
