"""The battery as a whole: every known defect gets its finding, and nothing sound gets one."""

import math

import numpy as np
import pytest
import torch

from audit.errors import InputError
from audit.implementation import audit_implementation
from audit.pseudo_kl import tensor
from tests.implementation import kls

ALPHA = {"inputs": "log_alpha"}
TWO = {"inputs": "mu,log_sigma2"}
BELOW_ONE = {"valid_log_alpha": (-math.inf, 0.0)}

SOUND = {
    "exact-torch": (tensor.log_uniform_kl, {"inputs": "mu,sigma"}, "exact log-uniform"),
    "exact-log_sigma2": (tensor.log_uniform_kl_from_log_sigma2, TWO, "exact log-uniform"),
    "exact-float32": (tensor.log_uniform_kl_from_log_sigma2, {**TWO, "dtype": "float32"}, "exact log-uniform"),
    "exact-log_alpha": (tensor.log_uniform_kl_from_log_alpha, ALPHA, "exact log-uniform"),
    "exact-sum": (
        lambda m, s: tensor.log_uniform_kl(m, s, reduction="sum"),
        {"inputs": "mu,sigma", "reduction": "sum"},
        "exact log-uniform",
    ),
    "exact-numpy": (kls.exact_numpy, {"inputs": "mu,sigma"}, "exact log-uniform"),
    "exact-numpy-float32": (kls.exact_numpy, {"inputs": "mu,sigma", "dtype": "float32"}, "exact log-uniform"),
    "exact-floats": (kls.exact_by_floats, {"inputs": "mu,sigma"}, "exact log-uniform"),
    "molchanov": (kls.molchanov, ALPHA, "molchanov2017"),
    "molchanov-printed": (kls.molchanov_as_printed, ALPHA, "molchanov2017"),
    "molchanov-printed-float32": (kls.molchanov_as_printed, {**ALPHA, "dtype": "float32"}, "molchanov2017"),
    "molchanov-alpha": (kls.molchanov_of_alpha, {"inputs": "alpha"}, "molchanov2017"),
    "molchanov-tanh": (kls.molchanov_by_tanh, ALPHA, "molchanov2017"),
    "molchanov-theta": (lambda theta, x: kls.molchanov(x), {"inputs": "theta,log_alpha"}, "molchanov2017"),
    "molchanov-minus": (lambda x: -kls.molchanov(x), {**ALPHA, "returns": "-kl"}, "molchanov2017"),
    "ard": (kls.ard, {**TWO, "prior": "ard"}, "exact ard"),
    "ard-float32": (kls.ard, {**TWO, "prior": "ard", "dtype": "float32"}, "exact ard"),
    "ard-sum": (kls.ard_sum, {"inputs": "mu,sigma", "prior": "ard", "reduction": "sum"}, "exact ard"),
    "complex": (kls.complex_ein, {**ALPHA, "prior": "complex"}, "exact complex"),
    "cubic-below-1": (kls.cubic, {"inputs": "alpha", **BELOW_ONE}, "kingma2015"),
    "clamped-on-purpose": (kls.clamped_at_8, {**ALPHA, "valid_log_alpha": (-8.0, 8.0)}, "molchanov2017"),
    "mean-as-declared": (lambda x: kls.molchanov(x).mean(), {**ALPHA, "reduction": "mean"}, "molchanov2017"),
    "good-noise": (kls.molchanov, {**ALPHA, "sampler": kls.noise}, "molchanov2017"),
}

DEFECTS = {
    "wrong-sign": (lambda x: -kls.molchanov(x), ALPHA, "sign"),
    "product-for-sum": (kls.product_for_sum, ALPHA, "error"),
    "flipped-cubic": (kls.flipped_cubic, {"inputs": "alpha", **BELOW_ONE}, "error"),
    "tanh": (kls.tanh_for_sigmoid, ALPHA, "error"),
    "cubic-beyond-1": (kls.cubic, {"inputs": "alpha"}, "formula"),
    "overflow": (kls.overflowing, {"inputs": "mu,log_sigma", "dtype": "float32"}, "finite"),
    "overflow-from-float64": (kls.overflowing, {"inputs": "mu,log_sigma"}, "precision"),
    "masked": (kls.masked, TWO, "zero"),
    "no-logarithm": (kls.no_logarithm, {"inputs": "alpha"}, "error"),
    "half-a-logarithm": (kls.half_a_logarithm, {"inputs": "mu,sigma"}, "invariance"),
    "mean-for-sum": (kls.mean_for_sum, {**TWO, "reduction": "sum"}, "reduction"),
    "mean-for-none": (kls.mean_for_sum, TWO, "reduction"),
    "last-row": (kls.last_row_only, {**TWO, "reduction": "sum"}, "reduction"),
    "over-1000": (kls.over_a_thousand, ALPHA, "scale"),
    "clamp-8": (kls.clamped_at_8, ALPHA, "dead_zones"),
    "clamp-8-float32": (kls.clamped_at_8, {**ALPHA, "dtype": "float32"}, "dead_zones"),
    "clamp-10": (kls.clamped_at_10, ALPHA, "dead_zones"),
    "clamp-10-float32": (kls.clamped_at_10, {**ALPHA, "dtype": "float32"}, "dead_zones"),
    "clip-numpy": (kls.clipped_numpy, {**ALPHA, "prior": "ard"}, "dead_zones"),
    "epsilon": (kls.epsilon_inside, TWO, "invariance"),
    "epsilon-float32": (kls.epsilon_inside, {**TWO, "dtype": "float32"}, "invariance"),
    "epsilon-outside-square": (kls.epsilon_of_sixteen, TWO, "invariance"),
    "zero-above-3": (kls.zero_above_three, ALPHA, "dead_zones"),
    "wrong-prior": (kls.ard, TWO, "formula"),
    "detached": (kls.detached, {"inputs": "mu,sigma"}, "gradient"),
    "cut": (kls.cut, ALPHA, "gradient"),
    "negative-mu": (kls.of_negative_mu, {"inputs": "mu,sigma", "prior": "ard"}, "finite"),
    "noise": (kls.molchanov, {**ALPHA, "sampler": kls.noise_alpha_for_deviation}, "sampler"),
}


@pytest.mark.parametrize(("function", "options", "name"), SOUND.values(), ids=SOUND)
def test_nothing_sound_is_blamed(function, options, name):
    report = audit_implementation(function, **options)
    assert [f"{found.check}: {found.summary}" for found in report.defects] == []
    assert report.recognised == name
    assert report.scale == 1


@pytest.mark.parametrize(("function", "options", "check"), DEFECTS.values(), ids=DEFECTS)
def test_every_known_defect_is_found(function, options, check):
    report = audit_implementation(function, **options)
    assert check in [found.check for found in report.defects]
    assert not report.sound


SOLE = {
    "wrong-sign": "sign",
    "masked": "zero",
    "epsilon": "invariance",
    "zero-above-3": "dead_zones",
    "over-1000": "scale",
}


@pytest.mark.parametrize("name", SOLE)
def test_one_defect_is_one_finding(name):
    function, options, check = DEFECTS[name]
    assert [found.check for found in audit_implementation(function, **options).defects] == [check]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"inputs": "sigma"}, "the inputs 'sigma'"),
        ({**ALPHA, "returns": "elbo"}, "returns 'elbo'"),
        ({**ALPHA, "prior": "horseshoe"}, "the prior 'horseshoe'"),
        ({**ALPHA, "tolerance": 0.0}, "the tolerance 0.0"),
        ({**ALPHA, "valid_log_alpha": (3.0, -3.0)}, "log alpha from 3 to -3"),
        ({**ALPHA, "dtype": "float16"}, "dtype 'float16'"),
        ({**ALPHA, "seed": -1}, "seed = -1"),
        ({**ALPHA, "seed": 10**20, "sampler": kls.noise}, "seed = 1"),
    ],
)
def test_words_that_are_not_allowed(options, complaint):
    with pytest.raises(InputError, match=complaint):
        audit_implementation(kls.molchanov, **options)


def test_no_global_generator_is_left_changed():
    np.random.seed(3)
    expected = np.random.random()
    np.random.seed(3)
    audit_implementation(kls.molchanov, **ALPHA, sampler=kls.noise_torch)
    assert np.random.random() == expected


@pytest.mark.parametrize(("name", "wrong"), [("k1", 0.63676), ("k2", 1.8232), ("k3", 1.48659)])
def test_a_mistyped_constant_is_no_known_formula_and_the_near_one_is_named(name, wrong):
    constants = {"k1": kls.K1, "k2": kls.K2, "k3": kls.K3} | {name: wrong}
    k1, k2, k3 = constants.values()
    report = audit_implementation(
        lambda x: torch.nn.functional.softplus(-x) / 2 + k1 * torch.sigmoid(-(k2 + k3 * x)), **ALPHA
    )
    assert report.recognised is None
    (formula,) = (found for found in report.findings if found.check == "formula")
    assert "look for a constant that is rounded or mistyped" in formula.summary


def test_swapped_digits_in_the_cubic_are_seen():
    report = audit_implementation(
        lambda a: -(0.5 * np.log(a) + a * (kls.C1 + a * (kls.C2 + a * 0.58692921))), inputs="alpha", **BELOW_ONE
    )
    assert report.recognised is None
    assert "Nearest is kingma2015" in next(found.summary for found in report.findings if found.check == "formula")


def test_a_backward_that_is_wrong_where_the_slope_is_small():
    class Half(torch.autograd.Function):
        @staticmethod
        def forward(context, x):
            context.save_for_backward(x)
            return kls.molchanov(x)

        @staticmethod
        def backward(context, g):
            (x,) = context.saved_tensors
            with torch.enable_grad():
                y = x.detach().requires_grad_()
                (slope,) = torch.autograd.grad(kls.molchanov(y).sum(), y)
            return g * torch.where(x > 3, slope / 2, slope)

    report = audit_implementation(Half.apply, framework="torch", **ALPHA)
    assert "gradient" in [found.check for found in report.defects]
