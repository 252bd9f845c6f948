"""Errors of row noise against the number of parameters: the shape of what ships, and how it is summed up."""

from types import SimpleNamespace

import numpy as np
import pytest

from audit.figures.s3_noise_prior import ALPHA, DRAWN, FEATURES, SEEDS, TRAIN, data

NAMES = [name for name, *_ in DRAWN.values()]


def ordered(columns, name):
    """10 % <= median <= 90 %, and no training error above the test error."""
    parts = (columns[f"{name}_{part}"] for part in ("train", "test_10", "test", "test_90"))
    return all(train <= test and low <= test <= high for train, low, test, high in zip(*parts, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_medians_lie_in_their_intervals(shipped, name):
    columns = shipped("s3_noise_prior")
    assert ordered(columns, name)
    swapped = {**columns, f"{name}_test_10": columns[f"{name}_test_90"], f"{name}_test_90": columns[f"{name}_test_10"]}
    assert not ordered(swapped, name)


def test_without_noise_there_is_a_peak_at_p_equal_to_n_and_with_it_none(shipped):
    columns, peak = shipped("s3_noise_prior"), FEATURES.index(TRAIN)
    assert columns["p"] == list(FEATURES)
    assert np.argmax(columns["no_noise_test"]) == peak
    assert columns["this_noise_test"][peak] < 0.01 * columns["no_noise_test"][peak]


def test_the_caption_says_what_the_numbers_are(shipped):
    """From p = n to p = 9 n: the test error doubles under the noise and grows by a tenth under weight decay."""
    columns, peak = shipped("s3_noise_prior"), FEATURES.index(TRAIN)
    grown = {
        name: columns[f"{name}_test"][-1] / columns[f"{name}_test"][peak] for name in ("this_noise", "weight_decay")
    }
    assert FEATURES[-1] == pytest.approx(9 * TRAIN, rel=0.01)
    assert grown["this_noise"] == pytest.approx(2, rel=0.05)
    assert grown["weight_decay"] == pytest.approx(1.1, rel=0.02)


def test_the_columns_are_medians_and_quantiles_over_seeds(monkeypatch):
    """The data of a curve that is known: seed s of 0..10 has the test error s, and the train error s/2."""
    seeds = np.arange(11.0)

    def known(study, seeds_asked, features, alphas):
        assert (seeds_asked, alphas) == (SEEDS, (ALPHA,))
        return [
            SimpleNamespace(treatment=treatment, features=p, train=seeds / 2, test=seeds, alphas=seeds / 10)
            for treatment in DRAWN
            for p in features
        ]

    monkeypatch.setattr("audit.figures.s3_noise_prior.curve", known)
    monkeypatch.setattr("audit.figures.s3_noise_prior.diabetes", lambda count: count)
    columns = data()
    for name in NAMES:
        told = [columns[f"{name}_{part}"][0] for part in ("train", "test", "test_10", "test_90")]
        assert told == pytest.approx([2.5, 5, 1, 9])
    assert columns["learned_alpha"] == [0.5] * len(FEATURES)
