"""The black box on laws whose answer is known."""

import numpy as np
import pytest

from audit.errors import InputError
from audit.support.sampled import SampledSupport, sampled_support

THETA = np.random.default_rng(3).normal(size=(20, 30))
PLANE = np.random.default_rng(5).normal(size=(2, 10))
SIZES = 10.0 ** np.random.default_rng(4).uniform(-6, 3, 20)
F32 = np.float32


def found(law, **options) -> SampledSupport:
    return sampled_support(lambda n, seed: law(np.random.default_rng(seed), n), **options)


def thin(thickness, dtype=np.float64):
    return lambda r, n: (r.normal(size=(n, 1)) * [1, 2, -0.5] + 0.3 + thickness * r.normal(size=(n, 3))).astype(dtype)


DEGENERATE = {
    "a line": (lambda r, n: r.normal(size=(n, 1)) * [1, 2, 3.0], 1),
    "a plane": (lambda r, n: r.normal(size=(n, 2)) @ PLANE + 1, 2),
    "a plane in float32": (lambda r, n: r.normal(size=(n, 2)).astype(F32) @ PLANE.astype(F32) + F32(1), 2),
    "1e-9 thick in float32": (thin(1e-9, F32), 1),
    "a Bernoulli mask": (lambda r, n: (r.random((n, 4)) < 0.3) * [1.0, 2, 3, 4], 0),
    "a mask in front of a layer": (lambda r, n: (r.random((n, 1, 30)) < 0.5) * THETA, 0),
    "spike and slab": (lambda r, n: (r.random((n, 4)) < 0.3) * r.normal(size=(n, 4)), None),
    "an atom of 5 %": (lambda r, n: np.where(r.random((n, 4)) < 0.05, 1.0, r.normal(size=(n, 4))), None),
    "two lines": (
        lambda r, n: r.normal(size=(n, 1)) * np.where(r.random((n, 1)) < 0.5, [[1.0, 1, 0.5]], [[1.0, -1, 2]]),
        1,
    ),
    "a line in a slab": (
        lambda r, n: np.where(r.random((n, 1)) < 0.1, r.normal(size=(n, 3)), r.normal(size=(n, 1)) * [1.0, 2, 3]),
        1,
    ),
    "integers": (lambda r, n: r.integers(0, 2**40, size=(n, 3)), 0),
    "booleans": (lambda r, n: r.random((n, 3)) < 0.5, 0),
    "Cauchy noise on a line": (lambda r, n: r.standard_cauchy((n, 1)) * [1.0, 2, 3], 1),
    "Cauchy noise on a line in float32": (lambda r, n: (r.standard_cauchy((n, 1)) * [1.0, 2, 3]).astype(F32), 1),
    "exp(8 t) on a line": (lambda r, n: np.exp(8 * r.standard_t(3, size=(n, 1))) * [1.0, 2, 3], 1),
    "Cauchy row noise": (lambda r, n: r.standard_cauchy((n, 1, 30)) * THETA, 30),
    "a line of size 1e300": (lambda r, n: 1e300 * r.normal(size=(n, 1)) * [1.0, 2, -3], 1),
    "a circle": (lambda r, n: (lambda t: np.hstack([np.cos(t), np.sin(t)]))(r.uniform(0, 7, (n, 1))), 1),
    "row and column factors": (
        lambda r, n: (1 + 0.5 * r.normal(size=(n, 20, 1))) * (1 + 0.5 * r.normal(size=(n, 1, 30))) * THETA,
        None,
    ),
    "row noise": (lambda r, n: (1 + 0.5 * r.normal(size=(n, 1, 30))) * THETA, 30),
    "one zero weight": (lambda r, n: (1 + 0.5 * r.normal(size=(n, 20, 30))) * THETA * (THETA[2, 7] != THETA), 599),
    "thirty factors in 2000": (
        lambda r, n: r.normal(size=(n, 30)) @ np.random.default_rng(9).normal(size=(30, 2000)),
        30,
    ),
}

REGULAR = {
    "1e-3 thick": thin(1e-3),
    "1e-6 thick": thin(1e-6),
    "1e-10 thick": thin(1e-10),
    "one normal number": lambda r, n: r.normal(size=n),
    "two": lambda r, n: r.normal(size=(n, 2)),
    "fifty": lambda r, n: r.normal(size=(n, 50)),
    "three in float32": lambda r, n: r.normal(size=(n, 3)).astype(F32),
    "Student": lambda r, n: r.standard_t(2, size=(n, 3)),
    "Cauchy in float32": lambda r, n: r.standard_cauchy(size=(n, 3)).astype(F32),
    "lognormal": lambda r, n: r.lognormal(0, 2, size=(n, 5)),
    "uniform": lambda r, n: r.random((n, 3)).astype(F32),
    "Laplace": lambda r, n: r.laplace(size=(n, 4)),
    "factorised": lambda r, n: (1 + 0.5 * r.normal(size=(n, 20, 30))) * THETA,
    "alpha = 1e-8": lambda r, n: (1 + 1e-4 * r.normal(size=(n, 20, 30))) * THETA,
    "alpha = 1e-8 in float32": lambda r, n: (1 + F32(1e-4) * r.normal(size=(n, 3)).astype(F32)) * F32(0.7),
    "weights of very different sizes": lambda r, n: (1 + 0.5 * r.normal(size=(n, 20))) * SIZES,
    "float16": lambda r, n: r.normal(size=(n, 3)).astype(np.float16),
    "1 + z in float16": lambda r, n: np.float16(1) + r.normal(size=(n, 3)).astype(np.float16),
    "Cauchy": lambda r, n: r.standard_cauchy((n, 4)),
    "horseshoe": lambda r, n: r.normal(size=(n, 4)) * r.standard_cauchy((n, 4)),
    "exp(8 t)": lambda r, n: np.exp(8 * r.standard_t(3, size=(n, 4))),
    "size 1e300": lambda r, n: 1e300 * r.normal(size=(n, 3)),
    "sizes from 1e-300 to 1e300": lambda r, n: r.normal(size=(n, 3)) * [1e300, 1, 1e-300],
    "as wide as float64": lambda r, n: r.uniform(-1, 1, size=(n, 30)) * 1.79e308,
}

UNDECIDED = {
    "1e-6 thick in float32": thin(1e-6, F32),
    "log-uniform over 40 orders": lambda r, n: 10 ** r.uniform(-20, 20, (n, 4)) * np.sign(r.normal(size=(n, 4))),
    "lognormal in 2000 dimensions": lambda r, n: r.lognormal(0, 9, size=(n, 2000)),
    "as narrow as the rounding": lambda r, n: (1 + 1e-7 * r.normal(size=(n, 3))).astype(F32),
    "a curve of no low degree": lambda r, n: (lambda t: np.hstack([np.cos(t), np.sin(3 * t), np.exp(np.sin(5 * t))]))(
        r.uniform(0, 7, (n, 1))
    ),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_a_degenerate_law_is_found_with_its_dimension(name):
    law, dimension = DEGENERATE[name]
    answer = found(law)
    assert answer.absolutely_continuous is False
    assert answer.dimension == dimension
    assert answer.dimension_bounds[1] < answer.ambient or answer.atoms.found


@pytest.mark.parametrize("name", REGULAR)
def test_a_density_is_not_called_degenerate(name):
    answer = found(REGULAR[name])
    assert answer.absolutely_continuous is True
    assert answer.dimension == answer.ambient


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_cannot_be_told_is_undecided(name):
    answer = found(UNDECIDED[name])
    assert answer.absolutely_continuous is None
    assert answer.dimension is None


def test_every_reason_is_one_sentence_and_true_says_what_was_not_run():
    answer = found(REGULAR["fifty"])
    assert "not run: neighbours" in answer.reason
    assert "\n" not in answer.reason
    assert answer.covered
    assert (answer.samples, answer.confidence, answer.precision) == (2000, 0.99, "float64")


def test_the_three_forms_agree():
    rng = np.random.default_rng(1)
    one = sampled_support(lambda: rng.normal() * np.array([1.0, 2.0]), samples=300)
    many = sampled_support(lambda n: rng.normal(size=(n, 1)) * np.array([1.0, 2.0]), samples=300)
    assert one.dimension == many.dimension == 1


def test_the_same_seed_gives_the_same_answer():
    one, two = (found(DEGENERATE["an atom of 5 %"][0], seed=4) for _ in range(2))
    assert (one.reason, one.atoms) == (two.reason, two.atoms)


def test_flat_samples_are_looked_at_in_the_shape_given():
    law = lambda r, n: ((1 + 0.5 * r.normal(size=(n, 1, 60))) * np.ones((40, 1))).reshape(n, 2400)  # noqa: E731
    answer = found(law, shape=(40, 60), samples=200)
    assert answer.shape == (40, 60)
    assert answer.dimension == 60


def test_with_fewer_samples_than_dimensions_the_bounds_stay_open():
    answer = found(lambda r, n: r.normal(size=(n, 30)) @ np.random.default_rng(1).normal(size=(30, 400)), samples=100)
    assert answer.dimension == 30
    open_ended = found(lambda r, n: r.normal(size=(n, 400)), samples=100)
    assert open_ended.hull_bounds == (59, 400)
    assert "at least 59 of 400" in open_ended.reason


def test_where_the_time_is_over_nothing_is_called_regular():
    answer = found(REGULAR["two"], samples=100, seconds=1e-6)
    assert answer.absolutely_continuous is None
    assert "the time was over" in answer.reason
    assert answer.not_run


def test_a_sphere_in_14_dimensions_is_missed_and_the_answer_says_that_it_was_not_looked_for():
    answer = found(lambda r, n: (lambda x: x / np.linalg.norm(x, axis=1, keepdims=True))(r.normal(size=(n, 14))))
    assert answer.absolutely_continuous is True
    assert any("a quadric on the whole hull (dimension 14" in text for text in answer.not_run)
    assert "a quadric on the whole hull" in answer.reason


@pytest.mark.timeout(60)
def test_a_million_numbers_are_looked_at_through_projections():
    theta = np.random.default_rng(7).normal(size=(1000, 1000)).astype(F32)
    answer = found(lambda r, n: r.standard_normal((n, 20, 1), dtype=F32)[:, np.arange(1000) % 20] * theta, samples=104)
    assert answer.absolutely_continuous is False
    assert answer.dimension == 20


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"confidence": 1.0}, "confidence = 1.0"),
        ({"confidence": 0}, "confidence = 0"),
        ({"confidence": float("nan")}, "confidence = nan"),
        ({"samples": 99}, "samples = 99"),
        ({"samples": 2.5}, "samples = 2.5"),
        ({"seconds": 0}, "seconds = 0"),
        ({"seconds": float("inf")}, "seconds = inf"),
        ({"seed": -1}, "seed = -1"),
        ({"shape": ()}, "shape = ()"),
        ({"shape": (2, 0)}, "length of shape"),
        ({"shape": (2, 2)}, "samples of shape (3,)"),
        ({"shape": "ab"}, "shape = 'ab'"),
    ],
)
def test_options_out_of_their_range_are_told(options, told):
    with pytest.raises(InputError) as caught:
        found(lambda r, n: r.normal(size=(n, 3)), **options)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "sampler", [3, lambda n: np.ones((n, 2)), lambda n: np.arange(2.0 * n).reshape(n, 2), lambda n: 1 / 0]
)
def test_samplers_that_cannot_be_used_are_told(sampler):
    with pytest.raises(InputError):
        sampled_support(sampler)
