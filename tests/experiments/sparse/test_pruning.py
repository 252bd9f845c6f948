import pytest
import torch

from audit.experiments.sparse import pruning
from audit.experiments.sparse.architectures import Layer
from audit.experiments.sparse.calibration import accuracy_of, mean_probabilities
from audit.experiments.sparse.model import new_model
from audit.experiments.sparse.pruning import by_rank, by_threshold, pruned_share, within_a_point
from audit.experiments.sparse.settings import PLAIN, Cell

LAYERS = (Layer((2, 4)),)
X = torch.tensor([[1.0, 0.2, 0.3, 0.9], [0.1, 0.8, 0.7, 0.2], [0.9, 0.1, 0.4, 0.6]]).view(3, 1, 2, 2)
Y = torch.tensor([0, 1, 0])


def sharp():
    """Two weights decide (log alpha -4); the six others are noise around 0 (log alpha 6) that would spoil the answer."""
    model = new_model(Cell("log-uniform", "exact"), LAYERS, 0)
    keep = torch.tensor([[1, 0, 0, 0], [0, 1, 0, 0]]).bool()
    noise = torch.tensor([[0.0, 3.0, 3.0, -3.0], [3.0, 0.0, 3.0, 3.0]])
    model.tensors["0.mean"].data.copy_(torch.where(keep, 2.0, noise))
    model.tensors["0.noise"].data.copy_(torch.where(keep, -4.0, 6.0))
    return model


def prunes_the_right_side():
    model = sharp()
    at_three = by_threshold(model, X, Y)["3"]
    return at_three == {"kept": 2, "compression": 4.0, "accuracy": 1.0}


def test_what_is_kept_decides():
    assert accuracy_of(mean_probabilities(sharp(), X), Y) < 1
    assert prunes_the_right_side()


def test_pruning_on_the_wrong_side_is_seen(monkeypatch):
    right = pruning._accuracy
    monkeypatch.setattr(pruning, "_accuracy", lambda model, masks, x, y: right(model, [~m for m in masks], x, y))
    assert not prunes_the_right_side()


def test_counting_the_wrong_side_is_seen(monkeypatch):
    right = pruning.compression
    monkeypatch.setattr(pruning, "compression", lambda weights, kept: right(weights, weights - kept))
    assert not prunes_the_right_side()


def test_thresholds_on_both_sides_of_all_weights():
    table = by_threshold(sharp(), X, Y)
    assert [table[cut]["kept"] for cut in ("-2", "5", "7")] == [2, 2, 8]
    model = sharp()
    model.tensors["0.noise"].data.fill_(9.0)
    assert by_threshold(model, X, Y)["7"]["compression"] is None
    assert by_threshold(model, X, Y)["7"]["kept"] == 0


def test_a_weight_at_the_threshold_goes():
    """log alpha >= c goes, in the table as in the share."""
    model = sharp()
    model.tensors["0.noise"].data.fill_(3.0)
    table = by_threshold(model, X, Y)
    assert [table[cut]["kept"] for cut in ("2", "3", "4")] == [0, 0, 8]
    assert [pruned_share(model.log_alphas(), cut) for cut in (2.0, 3.0, 4.0)] == [1, 1, 0]


def test_shares_count_every_layer():
    parts = [torch.tensor([4.0, 2.0]), torch.tensor([[3.0, 2.9], [8.0, float("inf")]])]
    assert pruned_share(parts, 3.0) == pytest.approx(4 / 6)


def test_by_rank_keeps_the_smallest_alpha():
    table = by_rank(sharp(), pruning.scores_of(sharp()), X, Y)
    assert table["3"] == 1.0
    assert table["1"] == accuracy_of(mean_probabilities(sharp(), X), Y)


def test_a_plain_network_is_ranked_by_the_size_of_its_weights():
    model = new_model(PLAIN, LAYERS, 0)
    model.tensors["0.mean"].data.copy_(torch.tensor([[-3.0, 0.1, 0.2, 0.3], [0.1, 0.2, -0.3, 0.1]]))
    (score,) = pruning.scores_of(model)
    assert score.argmin() == 0
    assert score.flatten().argmax() in (1, 4, 7)


def test_within_a_point_stops_at_the_first_loss():
    assert within_a_point({"1": 0.9, "2": 0.8899, "3": 0.95}) == 1
    assert within_a_point({"1": 0.9, "10": 0.95, "2": 0.89, "3": 0.9}) == 10


def test_by_size_keeps_the_largest_weights():
    """The six weights that are noise are larger than the two that decide: by size the wrong ones stay."""
    model = sharp()
    assert by_rank(model, pruning.sizes_of(model), X, Y)["3"] < 1
    model.tensors["0.mean"].data.mul_(torch.where(model.tensors["0.noise"].data > 0, 0.1, 1.0))
    assert by_rank(model, pruning.sizes_of(model), X, Y)["3"] == 1
