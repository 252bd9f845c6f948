import math

import pytest
import torch

from audit.errors import PrecisionError
from audit.experiments.sparse import training as module
from audit.experiments.sparse.images import digits_source
from audit.experiments.sparse.settings import PLAIN, Cell, Settings
from audit.experiments.sparse.training import begin, epochs, step_loss, train_epoch

EXACT = Cell("log-uniform", "exact", "additive", 10.0)
SETTINGS = Settings("digits", "dense", (PLAIN, EXACT), (0,), 4, batch=16, rows=60, test_rows=20)
IMAGES = digits_source(60, 20).split(0)
X, Y = torch.from_numpy(IMAGES.x[:, None]), torch.from_numpy(IMAGES.y)


def test_every_image_is_seen_once_in_an_epoch(monkeypatch):
    seen = []
    right = module.step_loss
    monkeypatch.setattr(
        module, "step_loss", lambda t, x, y, weight: seen.append((x, y, weight)) or right(t, x, y, weight)
    )
    training = begin(SETTINGS, EXACT, 0, IMAGES)
    train_epoch(training, X, Y)
    rows = torch.cat([x for x, _, _ in seen])
    assert [len(y) for _, y, _ in seen] == [16, 16, 8]
    assert sorted(row.numpy().tobytes() for row in rows) == sorted(row.numpy().tobytes() for row in X)
    assert not torch.equal(rows, X)
    assert [weight * 40 for _, _, weight in seen] == pytest.approx([0, 1 / 3, 2 / 3])


def loss_is_right(found):
    """At weight 2.5: cross entropy of the logits plus 2.5 times the KL of both layers, each computed here."""
    training = begin(SETTINGS, EXACT, 0, IMAGES)
    state = training.noise.get_state()
    loss = found(training, X, Y, 2.5).item()
    training.noise.set_state(state)
    out, _ = training.model.outputs_and_penalty(X, training.noise)
    from audit.pseudo_kl.tensor import excess

    kl = sum(excess(law.inverse_alpha / 2).sum().item() for law in training.model.laws())
    log_p = out.log_softmax(1)[torch.arange(len(Y)), Y].mean().item()
    return loss == pytest.approx(-log_p + 2.5 * kl, rel=1e-5)


def test_the_loss_is_cross_entropy_plus_the_weighted_kl():
    assert loss_is_right(step_loss)


def of_the_last_layer(training, x, y, weight):
    out, _ = training.model.outputs_and_penalty(x, training.noise)
    penalty = training.model.penalty.of_layer(training.model.laws()[-1], None)
    return torch.nn.functional.cross_entropy(out, y) + weight * penalty


@pytest.mark.parametrize("broken", [of_the_last_layer, lambda t, x, y, weight: step_loss(t, x, y, -weight)])
def test_a_broken_loss_is_seen(broken):
    assert not loss_is_right(broken)


def test_the_noise_has_its_own_learning_rate_and_all_rates_fall_to_zero():
    training = begin(SETTINGS, EXACT, 0, IMAGES)
    train_epoch(training, X, Y)
    slow, fast = (group["lr"] for group in training.optimiser.param_groups)
    assert fast == pytest.approx(10 * slow)
    assert slow == pytest.approx(SETTINGS.rate * (1 - 2 / 3 / 4))
    ids = [id(p) for p in training.optimiser.param_groups[1]["params"]]
    assert ids == [id(noise) for noise in training.model.part("noise")]


def test_training_lowers_the_loss():
    training = begin(SETTINGS, PLAIN, 0, IMAGES)
    before = step_loss(training, X, Y, 0.0).item()
    for _ in epochs(training, X, Y, ""):
        pass
    assert step_loss(training, X, Y, 0.0).item() < 0.95 * before
    assert training.history == {}


def test_the_history_has_shares_at_ten_points():
    training = begin(SETTINGS, EXACT, 0, IMAGES)
    assert len(list(epochs(training, X, Y, ""))) == 4
    assert list(training.history) == ["1", "2", "3", "4"]
    assert all(0 <= share <= 1 for share in training.history.values())


def test_a_loss_that_is_no_number_ends_the_run():
    training = begin(SETTINGS, PLAIN, 0, IMAGES)
    training.model.tensors["0.mean"].data[0, 0] = math.nan
    with pytest.raises(PrecisionError, match=r"'plain' is nan after epoch 1"):
        train_epoch(training, X, Y)


@pytest.mark.parametrize(
    "cell", [EXACT, Cell("log-uniform", "kingma2015", "clipped"), Cell("horseshoe-global", "bound")]
)
def test_alpha_stays_where_the_penalty_is_stated(cell):
    training = begin(SETTINGS, cell, 0, IMAGES)
    for _ in epochs(training, X, Y, ""):
        pass
    assert max(values.max().item() for values in training.model.log_alphas()) <= training.model.penalty.most + 1e-6
