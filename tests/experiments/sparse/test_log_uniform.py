import numpy as np
import pytest
import torch

from audit.experiments.sparse import log_uniform
from audit.experiments.sparse.log_uniform import FORMS
from audit.pseudo_kl import double
from audit.pseudo_kl.published import KINGMA_2015, MOLCHANOV_2017, negative_kl

X = (1e-3, 0.3, 0.9, 1.7, 20.0, 3e4)


def published(approximation, x):
    return -float(negative_kl(approximation, 1 / x))


EXPECTED = {
    "exact": lambda x: float(double.excess(np.array(x / 2))),
    "molchanov2017": lambda x: published(MOLCHANOV_2017, x),
    "kingma2015": lambda x: published(KINGMA_2015, max(x, 1.0)),
}


def is_right(name, form):
    found = form(torch.tensor(X, dtype=torch.float64)).tolist()
    return found == pytest.approx([EXPECTED[name](x) for x in X], rel=1e-12)


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_the_published_one(name):
    assert is_right(name, FORMS[name])


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("exact", lambda x: log_uniform.exact(2 * x)),
        ("molchanov2017", lambda x: log_uniform.molchanov2017(x) - x.log1p()),
        ("kingma2015", lambda x: log_uniform.molchanov2017(x)),
    ],
)
def test_a_broken_form_is_seen(name, broken):
    assert not is_right(name, broken)


@pytest.mark.parametrize("name", FORMS)
def test_value_and_slope_are_finite_and_the_penalty_grows_as_alpha_falls(name):
    x = torch.tensor([0.0, 1e-35, 1e-10, 0.5, 5.0, 1e10, 1e30], requires_grad=True)
    values = FORMS[name](x)
    (slopes,) = torch.autograd.grad(values.sum(), x)
    assert values.isfinite().all()
    assert slopes.isfinite().all()
    assert (slopes >= 0).all()


def test_the_cubic_is_constant_beyond_its_domain():
    x = torch.tensor([0.0, 0.4, 0.99], requires_grad=True)
    (slopes,) = torch.autograd.grad(FORMS["kingma2015"](x).sum(), x)
    assert slopes.tolist() == [0, 0, 0]
