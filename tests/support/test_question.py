"""From numbers to the answer: what is absolutely continuous, what the KL is, and what cannot be used."""

from fractions import Fraction as Q

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import InputError
from audit.numerics.ball import ball_of_mpf, precision
from audit.pseudo_kl import ball as core
from audit.support import LogUniform, Normal, absolute_continuity
from audit.support.question import ARITHMETICS, DIGITS_MAX, rounding_of
from tests.support import dense


@settings(max_examples=60)
@given(dense.noises(4, 3), st.sampled_from(["log-uniform", "gaussian"]))
def test_a_density_exactly_where_all_rows_are_single_weights_with_noise(noise, prior):
    rows, alphas = noise
    found = absolute_continuity(rows, alphas, prior=prior)
    dense_law = all(len(row) == 1 and row[0] != 0 and alpha > 0 for row, alpha in zip(rows, alphas, strict=True))
    assert found.absolutely_continuous is dense_law is not found.infinite
    assert (found.kl is not None) is dense_law
    assert bool(found.null_set) is not dense_law
    assert (
        found.rank == found.dimension == sum(1 for row, alpha in zip(rows, alphas, strict=True) if alpha and any(row))
    )
    assert found.size == sum(map(len, rows))
    assert found.atoms == (1 if found.dimension == 0 else None)
    assert (found.dimension == found.size) is dense_law
    assert f"{found.dimension} of {found.size}" in found.reason


def test_rows_of_one_weight_have_the_scalar_kl():
    found = absolute_continuity([["1.3"], ["-0.4"]], ["0.7", 2], scale="0.5")
    with precision(200):
        u = [core.kl_at(1 / (2 * Q("0.7")), "0.5"), core.kl_at(Q(1, 4), "0.5")]
        assert found.kl.overlaps(u[0] + u[1])


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ({"theta": [1, 0, 0], "alpha": 1}, -5.73567),
        ({"theta": [0], "alpha": 1}, -2.05411),
        ({"theta": [0], "alpha": 0}, -2.05411),
        ({"theta": [0, 0], "keep": "1/2"}, -4.10823),
        ({"factor": [[1, 2], [0, 0]], "mean": [3, 0]}, None),
    ],
)
def test_a_finite_limit_of_an_infinite_divergence(words, limit):
    found = absolute_continuity(**words)
    assert found.infinite
    assert found.limit_differs is not None
    assert limit is None or abs(float(found.limit_differs.mid()) - limit) < 1e-5
    assert absolute_continuity(**words, prior="gaussian").limit_differs is None


def test_where_q_has_a_density_no_limit_differs():
    assert absolute_continuity([[1], [2]], 1).limit_differs is None
    assert absolute_continuity([1, 2], 1).limit_differs is None
    assert absolute_continuity([5], 0).limit_differs is None


@pytest.mark.parametrize("prior", ["log-uniform", "gaussian"])
@pytest.mark.parametrize(
    "law",
    [
        {"theta": [[1, -2, 0], ["0.3"]], "alpha": ["0.5", 4]},
        {"factor": [[1, "0.5"], [2, 1], [0, 3]], "mean": [1, 0, "-2"]},
        {"factor": [[1, 2]]},
    ],
)
def test_three_arithmetics_agree(law, prior):
    values = {
        name: absolute_continuity(**law, prior=prior, scale="1.7", eps="1e-4", digits=30, arithmetic=name).kl_eps
        for name in ARITHMETICS
    }
    assert isinstance(values["double"], float)
    with precision(200):
        assert abs(ball_of_mpf(values["precise"]) - values["ball"]) < arb("1e-28")
    assert values["double"] == pytest.approx(float(values["ball"].mid()), rel=1e-8)


@settings(max_examples=30)
@given(
    st.lists(dense.weights(), min_size=1, max_size=4),
    dense.decimals(-3, 2),
    st.sampled_from(["log-uniform", "gaussian"]),
)
def test_a_row_as_theta_and_as_a_factor(theta, deviation, prior):
    one = absolute_continuity(theta, deviation**2, prior=prior, eps="1e-3")
    two = absolute_continuity(factor=[[deviation * x] for x in theta], mean=theta, prior=prior, eps="1e-3")
    assert (one.dimension, one.rank, one.absolutely_continuous, one.atoms) == (
        two.dimension,
        two.rank,
        two.absolutely_continuous,
        two.atoms,
    )
    assert one.expansion.slope == two.expansion.slope
    for name in ("constant", "coefficient", "limit"):
        first, second = getattr(one.expansion, name), getattr(two.expansion, name)
        assert first is second is None or first.overlaps(second)
    assert one.kl_eps.overlaps(two.kl_eps)
    assert one.kl is two.kl is None or one.kl.overlaps(two.kl)


@pytest.mark.parametrize("digits", [1, 15, 50, DIGITS_MAX])
def test_digits(digits):
    found = absolute_continuity([[1], [2]], "0.3", eps="0.1", digits=digits)
    for value in (found.kl, found.kl_eps):
        with precision(4000):
            assert value.rad() < arb(10) ** -digits * (1 + abs(value))
        assert len(str(absolute_continuity([1], 1, eps="0.1", digits=digits, arithmetic="precise").kl_eps)) > min(
            digits, 10
        )


def test_priors_and_scales():
    assert absolute_continuity([1, 2], 1, prior="gaussian", scale=3).prior == Normal(Q(3))
    assert absolute_continuity([1, 2], 1, scale="0.1").prior == LogUniform(Q(1, 10))
    assert absolute_continuity([1, 2], 1, prior=Normal(Q(2))).prior == Normal(Q(2))
    shifted = absolute_continuity([3], 1, scale=7).kl - absolute_continuity([3], 1).kl
    with precision(100):
        assert shifted.overlaps(-arb(7).log())


def test_masks_are_discrete():
    found = absolute_continuity([[1, 2], [0, 0], [3]], keep="1/2", eps="1e-3")
    assert (found.dimension, found.absolutely_continuous, found.atoms, found.kl) == (0, False, 4, None)
    assert found.expansion.slope == Q(3, 2)
    assert found.kl_eps > 0
    assert absolute_continuity([[1, 2], [0]], keep=1).atoms == absolute_continuity([[0]], keep="1/2").atoms == 1
    assert "one point" in absolute_continuity([[1, 2], [0]], keep=0).reason
    assert absolute_continuity([5], keep="1/2").infinite


def test_a_tall_factor_is_singular_and_a_wide_one_is_not():
    tall, wide = (
        absolute_continuity(factor=[[1, 0], [0, 1], [1, 1]]),
        absolute_continuity(factor=[[1, 0, 1], [0, 1, 1]]),
    )
    assert (tall.rank, tall.absolutely_continuous, tall.infinite) == (2, False, True)
    assert tall.expansion.slope == 1
    assert "dimension 2" in tall.null_set
    assert (wide.rank, wide.absolutely_continuous, wide.null_set) == (2, True, "")
    assert wide.kl is not None


def test_floats_at_the_brink_are_left_open():
    thirds = [[1 / 3, 0.1], [1.0, 0.3]]
    found = absolute_continuity(factor=thirds, eps=0.5)
    assert found.absolutely_continuous is found.dimension is found.rank is found.kl is found.expansion is None
    assert not found.infinite
    assert found.limit_differs is None
    assert found.kl_eps is not None
    assert "rank 1 lies within the rounding" in found.reason
    assert absolute_continuity(factor=thirds, rounding=0).absolutely_continuous is True
    assert absolute_continuity(factor=[["1/3", "0.1"], [1, "0.3"]]).absolutely_continuous is False
    assert absolute_continuity(factor=[["1/3", "0.1"], [1, "0.3"]], rounding="1e-9").absolutely_continuous is None


def test_tall_floats_are_singular_even_where_the_rank_is_open():
    found = absolute_continuity(factor=[[1 / 3, 0.1], [1.0, 0.3], [2 / 3, 0.2]])
    assert found.absolutely_continuous is False
    assert found.rank is found.dimension is None
    assert "at most 2" in found.reason


def test_ill_conditioned_floats_are_certified():
    assert absolute_continuity(factor=[[1.0, 1.0], [1.0, 1.000001]]).absolutely_continuous is True
    assert absolute_continuity(factor=[[1.0, 1.0], [1.0, 1.0 + 2**-50]]).absolutely_continuous is None


DEFECT = [[0.1, 0.7], [0.3, 2.1]]


@pytest.mark.parametrize(
    "factor",
    [
        DEFECT,
        tuple(map(tuple, DEFECT)),
        np.array(DEFECT),
        np.array(DEFECT, dtype=np.float32),
        np.array(DEFECT, dtype=np.float16),
        np.array(DEFECT, dtype=object),
        [np.array(row) for row in DEFECT],
        [[np.float32(x) for x in row] for row in DEFECT],
        [["0.1", "0.7"], [0.3, "2.1"]],
    ],
)
def test_floats_of_every_type_carry_rounding(factor):
    assert absolute_continuity(factor=factor).absolutely_continuous is None


def test_the_rounding_of_types():
    assert rounding_of(np.ones(2, dtype=np.float32)) == Q(1, 2**21)
    assert rounding_of([[1.0, np.float32(1)]]) == Q(1, 2**21)
    assert rounding_of(np.ones(2)) == rounding_of(1.0) == rounding_of(np.longdouble(1)) == Q(1, 2**50)
    assert rounding_of([1, "0.1", Q(1, 3)]) == rounding_of(np.ones(2, dtype=int)) == rounding_of([]) == 0


def test_tensors():
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    half = torch.tensor(DEFECT, dtype=torch.bfloat16)
    assert rounding_of(half) == Q(1, 2**5)
    assert absolute_continuity(factor=torch.tensor(DEFECT)).absolutely_continuous is None
    assert (
        absolute_continuity(torch.tensor([[1.0], [2.0]], requires_grad=True), torch.tensor(0.5)).absolutely_continuous
        is True
    )


@pytest.mark.parametrize("size", ["1e-300", 5e-324, 1e308, "1e-4000", "1e4000"])
def test_numbers_of_any_size(size):
    found = absolute_continuity([[size], [1]], 1, eps=size)
    assert found.absolutely_continuous is True
    assert found.kl.is_finite()
    assert found.kl_eps.is_finite()
    assert absolute_continuity([size, 1], size).dimension == 1
    assert absolute_continuity(factor=[[size, 0], [0, 1]]).kl.overlaps(2 * core.kl_at_zero())


NAN, INF = float("nan"), float("inf")
BAD = [
    {"alpha": 1},
    {"theta": [1]},
    {"theta": [1], "alpha": 1, "keep": "1/2"},
    {"theta": [1], "alpha": -1},
    {"theta": [1], "alpha": NAN},
    {"theta": [1], "alpha": "oops"},
    {"theta": [1], "alpha": [1, 2]},
    {"theta": [], "alpha": 1},
    {"theta": [[1], []], "alpha": 1},
    {"theta": [[1], 2], "alpha": 1},
    {"theta": "1,2", "alpha": 1},
    {"theta": [NAN], "alpha": 1},
    {"theta": [INF], "alpha": 1},
    {"theta": [True], "alpha": 1},
    {"theta": [1j], "alpha": 1},
    {"theta": ["a"], "alpha": 1},
    {"theta": 3, "alpha": 1},
    {"theta": [1], "alpha": 1, "mean": [0]},
    {"theta": [1], "alpha": 1, "rounding": 0},
    {"theta": [1], "keep": -1},
    {"theta": [1], "keep": 2},
    {"theta": [1], "keep": NAN},
    {"theta": [1], "keep": "1/2", "arithmetic": "double"},
    {"theta": [1], "keep": "1/2", "arithmetic": "precise"},
    *[{"theta": [1], "alpha": 1, "eps": eps} for eps in (0, -1, NAN, INF, "x", True, 1j, [1])],
    *[{"theta": [1], "alpha": 1, "digits": digits} for digits in (0, -1, 1001, 1.5, "15", True, None)],
    *[{"theta": [1], "alpha": 1, "prior": prior} for prior in ("laplace", None, ["gaussian"], 3)],
    *[{"theta": [1], "alpha": 1, "scale": scale} for scale in (0, -1, NAN, "x")],
    *[{"theta": [1], "alpha": 1, "arithmetic": name} for name in ("quad", None, ["ball"])],
    {"factor": [[1]], "theta": [1]},
    {"factor": [[1]], "alpha": 1},
    {"factor": [[1]], "keep": 1},
    {"factor": []},
    {"factor": [[]]},
    {"factor": [[1], [1, 2]]},
    {"factor": [[1], 2]},
    {"factor": "1"},
    {"factor": 3},
    {"factor": [[NAN]]},
    {"factor": np.ones((2, 2, 2))},
    {"factor": [[1] * 401]},
    {"factor": ([x] for x in (1.0, 2.0))},
    {"factor": [[1], [2]], "mean": [1]},
    {"factor": [[1], [2]], "mean": [[1], [2]]},
    {"factor": [[1], [2]], "mean": "12"},
    {"factor": [[1], [2]], "mean": [1, NAN]},
    {"factor": [[1]], "rounding": -1},
    {"factor": [[1]], "rounding": "x"},
    *[{"theta": ["1e400"], "alpha": 1, "eps": 1, "arithmetic": "double"}],
    {"theta": [1], "alpha": "1e400", "eps": 1, "arithmetic": "double"},
    {"theta": [1], "alpha": 1, "eps": "1e-400", "arithmetic": "double"},
    {"theta": [1], "alpha": 1, "eps": "1e400", "arithmetic": "double"},
    {"theta": [1], "alpha": 1, "eps": 1, "scale": "1e400", "arithmetic": "double"},
    {"theta": [1], "alpha": 1, "eps": 1, "scale": "1e-400", "prior": "gaussian", "arithmetic": "double"},
    {"factor": [["1e400"]], "eps": 1, "arithmetic": "double"},
    {},
]


@pytest.mark.parametrize("words", BAD, ids=[f"{i}" for i in range(len(BAD))])
def test_bad_input_gets_one_sentence(words):
    with pytest.raises(InputError) as caught:
        absolute_continuity(**words)
    assert "\n" not in str(caught.value)
    assert all((caught.value.given, caught.value.allowed, caught.value.hint))


def test_the_expansion_is_that_of_the_law():
    found = absolute_continuity([1, 2], "1/2", digits=30, eps="1e-3")
    with precision(150):
        rest = found.kl_eps - found.expansion.at(Q(1, 1000))
        assert abs(rest) < found.expansion.bound(Q(1, 1000)) * arb(fmpq(1, 10**12))
