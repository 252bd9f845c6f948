from fractions import Fraction as Q

import pytest

from audit.errors import InputError
from audit.support.prior import PRIORS, LogUniform, Normal, prior_of


def test_by_name():
    assert set(PRIORS) == {"log-uniform", "gaussian"}
    assert prior_of("log-uniform") == LogUniform(Q(1))
    assert prior_of("gaussian", "0.3") == Normal(Q(3, 10))


def test_one_that_is_a_prior_already():
    assert prior_of(Normal(Q(2)), 7) == Normal(Q(2))
    assert prior_of(LogUniform(0.5)) == LogUniform(Q(1, 2))


@pytest.mark.parametrize(
    ("name", "scale"),
    [
        ("laplace", 1),
        ("", 1),
        (None, 1),
        (["gaussian"], 1),
        ({}, 1),
        (LogUniform(Q(-1)), 1),
        (Normal(Q(0)), 1),
        *[(name, scale) for name in PRIORS for scale in (0, -1, "x", float("nan"), float("inf"), True, 1j, None)],
    ],
)
def test_bad_input_gets_one_sentence(name, scale):
    with pytest.raises(InputError) as caught:
        prior_of(name, scale)
    assert "\n" not in str(caught.value)
