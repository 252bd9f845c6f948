"""The battery as a whole: what is sound passes, and every defect gets its finding."""

import math

import pytest
import torch

from audit.errors import InputError
from audit.implementation import audit_implementation
from audit.implementation.truncated import audit_truncated
from audit.implementation.truncated.battery import CHECKS
from audit.implementation.truncated.reference import truncated_prior
from audit.testing import assert_kl_implementation
from tests.implementation.truncated import kls

FORM = "mu,log_sigma"
NARROW = {"valid_mu": (-20.0, -0.1), "valid_log_sigma": (-3.0, 1.0)}
OTHER = truncated_prior(-3.0, 2.0)

SOUND = {
    "torch": (kls.sound, {}),
    "torch-float32": (kls.sound, {"dtype": "float32", "valid_log_sigma": (-4.0, 9.0)}),
    "sum": (lambda m, s: kls.sound(m, s).sum(), {"reduction": "sum"}),
    "minus": (lambda m, s: 3.0 - kls.sound(m, s), {"returns": "-kl"}),
    "numpy": (truncated_prior().kl, {}),
    "other-bounds": (OTHER.kl, {"bounds": (-3.0, 2.0)}),
    "log_sigma2": (lambda m, r: kls.sound(m, r / 2), {"inputs": "mu,log_sigma2"}),
    "sigma": (lambda m, s: kls.sound(m, torch.log(s)), {"inputs": "mu,sigma"}),
    "sigma2": (lambda m, v: kls.sound(m, torch.log(v) / 2), {"inputs": "mu,sigma2"}),
    "typed-in-where-it-holds": (kls.typed_in, {**NARROW, "dtype": "float32"}),
    "good-noise": (kls.sound, {"sampler": kls.noise}),
}

DEFECTS = {
    "typed-in": (kls.typed_in, {}, "finite"),
    "typed-in-float32": (kls.typed_in, {"dtype": "float32"}, "finite"),
    "overflow-in-float32": (kls.typed_in, {"valid_mu": (-25.0, 0.2), "valid_log_sigma": (-1.0, 1.0)}, "precision"),
    "no-edge-term": (lambda m, s: kls.typed_in(m, s, edge=0.0), NARROW, "formula"),
    "edge-term-turned": (lambda m, s: kls.typed_in(m, s, edge=-1.0), NARROW, "formula"),
    "no-normaliser": (lambda m, s: kls.typed_in(m, s, normaliser=0.0), NARROW, "formula"),
    "log-sigma-alone": (lambda m, s: -s + 0 * m, NARROW, "formula"),
    "sign": (lambda m, s: -kls.sound(m, s), {}, "sign"),
    "half": (lambda m, s: kls.sound(m, s) / 2, {}, "scale"),
    "mean": (lambda m, s: kls.sound(m, s).mean(), {"reduction": "sum"}, "reduction"),
    "other-bounds": (OTHER.kl, {}, "error"),
    "variance-for-deviation": (lambda m, s: kls.sound(m, 2 * s), {}, "error"),
    "clamped-mu": (lambda m, s: kls.sound(m.clamp(max=0.0), s), {}, "symmetry"),
    "clamped-sigma": (lambda m, s: kls.sound(m, s.clamp(min=-4.0)), {}, "dead_zones"),
    "clamped-mu-zone": (lambda m, s: kls.sound(m.clamp(-20.0, 0.0), s), {}, "dead_zones"),
    "wrong-limit": (lambda m, s: kls.sound(m, s) + torch.relu(s) / 8, {}, "limits"),
    "detached": (lambda m, s: kls.sound(m.detach(), s), {}, "gradient"),
    "clipped-noise": (kls.sound, {"sampler": kls.clipped_noise}, "sampler"),
    "uncut-noise": (kls.sound, {"sampler": kls.uncut_noise}, "sampler"),
    "variance-noise": (kls.sound, {"sampler": lambda m, s, n, seed: kls.noise(m, s**2, n, seed)}, "sampler"),
}


def audited(function, options):
    return audit_truncated(
        function, inputs=options.get("inputs", FORM), **{k: v for k, v in options.items() if k != "inputs"}
    )


@pytest.mark.parametrize("name", SOUND)
def test_no_false_alarm(name: str) -> None:
    function, options = SOUND[name]
    report = audited(function, options)
    assert report.sound, report.defects
    assert report.recognised == "exact truncated"


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_found(name: str) -> None:
    function, options, check = DEFECTS[name]
    report = audited(function, options)
    assert check in {found.check for found in report.defects}, report.findings


def test_every_check_finds_something_in_these_tests() -> None:
    assert {check for *_, check in DEFECTS.values()} >= {"sampler", "finite", "limits"}
    assert len(CHECKS) == 13


def test_the_underflow_is_told_where_it_happens() -> None:
    report = audited(kls.typed_in, {"dtype": "float32"})
    (finite,) = (found for found in report.defects if found.check == "finite")
    assert "log_ndtr or erfcx" in finite.summary
    value = kls.typed_in(torch.tensor([0.1]), torch.tensor([-5.0]))
    assert torch.isnan(value).all()


def test_it_is_a_prior_of_the_battery_and_of_the_test_helper() -> None:
    report = audit_implementation(kls.sound, inputs=FORM, prior="truncated")
    assert report.prior == "truncated"
    with pytest.raises(AssertionError, match="finite"):
        assert_kl_implementation(kls.typed_in, inputs=FORM, prior="truncated")


def test_bad_input() -> None:
    with pytest.raises(InputError, match="the inputs 'log_alpha' with the truncated prior"):
        audit_implementation(kls.sound, inputs="log_alpha", prior="truncated")
    with pytest.raises(InputError, match="valid_log_alpha with the truncated prior"):
        audit_implementation(kls.sound, inputs=FORM, prior="truncated", valid_log_alpha=(-8.0, 8.0))
    with pytest.raises(InputError, match="bounds with the prior 'ard'"):
        audit_implementation(kls.sound, inputs=FORM, prior="ard", bounds=(-3.0, 0.0))
    with pytest.raises(InputError, match="mu from 3 to 2"):
        audited(kls.sound, {"valid_mu": (3.0, 2.0)})
    with pytest.raises(InputError, match="tolerance nan"):
        audited(kls.sound, {"tolerance": math.nan})
    with pytest.raises(InputError, match="NaN or raises"):
        audited(lambda m, s: m * math.nan, {})
