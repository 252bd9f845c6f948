"""Atoms against densities on the grid of their dtype."""

import numpy as np
import pytest

from audit.support.sampled.atoms import atoms_of
from audit.support.sampled.calling import Source
from audit.support.sampled.gather import gather

FOREVER = float("inf")


def found(law, samples=2000, confidence=0.99):
    source = Source(lambda n, seed: law(np.random.default_rng(seed), n), "n, seed")
    return atoms_of(gather(source, samples, 0, FOREVER, FOREVER), confidence)


def bfloat16(values):
    return (values.astype(np.float32).view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)


DENSITIES = {
    "normal": lambda r, n: r.normal(size=(n, 3)),
    "uniform in float32": lambda r, n: r.random((n, 50), dtype=np.float32),
    "close to its mean in float32": lambda r, n: (1 + 1e-5 * r.normal(size=(n, 3))).astype(np.float32),
    "float16": lambda r, n: r.normal(size=(n, 3)).astype(np.float16),
    "bfloat16, widened": lambda r, n: bfloat16(r.normal(size=(n, 3))),
    "lognormal": lambda r, n: r.lognormal(0, 3, size=(n, 3)).astype(np.float32),
}


@pytest.mark.parametrize("law", DENSITIES)
def test_a_density_has_no_atom_however_coarse_its_grid(law):
    atoms = found(DENSITIES[law])
    assert not atoms.found
    assert atoms.constant == atoms.narrow == 0
    assert not atoms.discrete


def test_an_atom_of_five_percent_is_found_and_bounded():
    atoms = found(lambda r, n: np.where(r.random((n, 4)) < 0.05, 1.25, r.normal(size=(n, 4))))
    assert atoms.with_atom == 4
    assert atoms.value == 1.25
    assert atoms.mass[0] < 0.05 < atoms.mass[1]
    assert not atoms.discrete
    assert atoms.unseen < 0.01


def test_a_mask_is_discrete_and_its_whole_samples_repeat():
    atoms = found(lambda r, n: (r.random((n, 2)) < 0.5) * [1.0, 2.0])
    assert atoms.discrete
    assert atoms.whole[0] < 0.25 < atoms.whole[1]


def test_a_mask_on_many_inputs_is_discrete_though_no_sample_repeats():
    atoms = found(lambda r, n: (r.random((n, 1, 60)) < 0.5) * np.linspace(1, 2, 120).reshape(2, 60))
    assert atoms.discrete
    assert atoms.whole[0] == 0


def test_atoms_at_zero_are_counted_in_every_coordinate():
    atoms = found(lambda r, n: r.normal(size=(n, 9000)) * (np.arange(9000) > 300 * (r.random((n, 1)) < 0.5)), 300)
    assert atoms.zeros == 300


@pytest.mark.parametrize("shift", [1.0, -2.5])
def test_a_density_that_cancels_is_exactly_0_now_and_then_and_has_no_atom(shift):
    atoms = found(lambda r, n: np.float16(shift) + r.normal(size=(n, 2)).astype(np.float16), 40_000)
    assert not atoms.found
    assert atoms.zeros_unclear == 0


@pytest.mark.parametrize(("share", "zeros", "unclear"), [(0.5, 2, 0), (0.1, 0, 2), (0.004, 0, 0)])
def test_zeros_in_bfloat16_are_an_atom_unclear_or_of_the_rounding(share, zeros, unclear):
    atoms = found(lambda r, n: bfloat16(r.normal(size=(n, 2)) * (r.random((n, 2)) >= share)), 4000)
    assert (atoms.zeros, atoms.zeros_unclear) == (zeros, unclear)


def test_a_small_atom_at_zero_in_float32_is_one():
    atoms = found(lambda r, n: (r.normal(size=(n, 2)) * (r.random((n, 2)) >= 0.01)).astype(np.float32))
    assert (atoms.zeros, atoms.with_atom) == (2, 2)


def test_constant_and_narrow_coordinates_are_counted_apart():
    atoms = found(lambda r, n: (np.array([2.0, 1.0, 0.0]) + r.normal(size=(n, 3)) * [0, 1e-7, 1]).astype(np.float32))
    assert (atoms.constant, atoms.narrow, atoms.found) == (1, 1, False)
