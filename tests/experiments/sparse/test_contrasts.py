import math

import pytest

from audit.experiments.sparse.contrasts import contrast_lines, contrasts

PLACE = {"prior": "log-uniform", "kl": "exact", "parametrisation": "additive", "noise_rate": 1.0}


def cell(compressions, accuracies, **of_cell):
    own = PLACE | of_cell
    runs = [
        {"seed": seed, "compression": c, "accuracy": a, "accuracy_pruned": a - 0.01}
        for seed, (c, a) in enumerate(zip(compressions, accuracies, strict=True))
    ]
    name = " ".join(str(value) for value in own.values())
    return {"name": name, "cell": own, "runs": runs, "summary": {"compression": {}}}


EXACT = cell([10.0, 20.0, 40.0], [0.9, 0.8, 0.7])
CLOSE = cell([20.2, 39.8, 80.1], [0.91, 0.81, 0.71], kl="molchanov2017")


def test_pairs_are_taken_by_seed():
    """The compressions of both spread by a factor of four; their ratio is 2 in each seed, within a per cent."""
    (found,) = contrasts([EXACT, CLOSE])
    assert found["respect"] == "penalty"
    assert 1.95 < found["compression"]["low"] < 2 < found["compression"]["high"] < 2.05
    assert found["accuracy"]["low"] == pytest.approx(0.01)
    assert found["accuracy"]["high"] == pytest.approx(0.01)


def test_other_seeds_beside_each_other_would_be_seen():
    shuffled = CLOSE | {"runs": [CLOSE["runs"][k] for k in (1, 2, 0)]}
    (found,) = contrasts([EXACT, shuffled])
    assert found["compression"]["low"] < 1 < found["compression"]["high"]


def test_only_one_respect_may_differ():
    far = cell([1.0, 1.0, 1.0], [0.5] * 3, kl="kingma2015", parametrisation="clipped")
    assert contrasts([EXACT, far]) == []
    plain = {"name": "plain", "cell": PLACE, "runs": [], "summary": {}}
    assert contrasts([plain, EXACT]) == []
    other = cell([1.0, 1.0, 1.0], [0.5] * 3, noise_rate=10.0)
    (found,) = contrasts([EXACT, other])
    assert found["respect"] == "noise rate"
    assert found["compression"]["mean"] == pytest.approx(1 / 20)


def test_nothing_kept_has_no_ratio():
    (found,) = contrasts([EXACT, cell([None, 2.0, 2.0], [0.1] * 3, parametrisation="multiplicative")])
    assert found["compression"] == {"mean": None, "low": None, "high": None}
    assert "compression x none" in contrast_lines([found])[0]


def test_the_reference_comes_first_and_the_others_are_not_printed():
    others = [cell([math.e**k] * 3, [0.5] * 3, prior=prior) for k, prior in enumerate(("ard", "gaussian"))]
    found = contrasts([*others, EXACT])
    assert [c["one"] for c in found] == [EXACT["name"], EXACT["name"], others[0]["name"]]
    lines = contrast_lines(found)
    assert len(lines) == 2
    assert lines[0].startswith("penalty: ard exact additive 1.0 against log-uniform exact additive 1.0: compression x ")
    (alone,) = contrasts([EXACT | {"runs": EXACT["runs"][:1]}, CLOSE | {"runs": CLOSE["runs"][:1]}])
    assert "compression x 2.02, accuracy after pruning 0.010" in contrast_lines([alone])[0]
