"""Which samples lie in the box, and for which laws there is one."""

import numpy as np
import pytest

from audit.support.sampled.box import boxed
from audit.support.sampled.calling import Source
from audit.support.sampled.gather import gather

FOREVER = float("inf")
F32 = np.float32


def found(law, samples=2000):
    source = Source(lambda n, seed: law(np.random.default_rng(seed), n), "n, seed")
    return boxed(gather(source, samples, 0, FOREVER, FOREVER))


@pytest.mark.parametrize("dtype", [np.float64, F32, np.float16])
@pytest.mark.parametrize("ambient", [3, 900])
def test_normal_samples_need_no_box(dtype, ambient):
    assert found(lambda r, n: r.normal(size=(n, ambient)).astype(dtype), 500)[1] is None


def test_the_box_bounds_the_heavy_coordinates_alone():
    rest, box = found(lambda r, n: np.hstack([np.exp(8 * r.standard_t(3, size=(n, 1))), r.normal(size=(n, 2))]))
    assert (box.heavy, box.factor, box.drawn) == (1, 1e3, 2000)
    assert box.enough
    assert rest.count == box.rows < 2000
    sizes = np.abs(rest.kept[:, 0])
    assert sizes.max() / sizes.min() <= 1e6
    assert np.abs(rest.kept[:, 1]).min() < 1e-2


def test_a_tail_towards_zero_is_heavy_too():
    assert found(lambda r, n: 10 ** -(20 * r.random((n, 2)) ** 3))[1].heavy == 2


def test_the_box_of_float32_is_smaller():
    law = lambda r, n: np.exp(4 * r.standard_t(3, size=(n, 1)).clip(-15, 15)) * [1.0, 2.0]  # noqa: E731
    wide, close = (found(lambda r, n, d=d: law(r, n).astype(d))[1] for d in (np.float64, F32))
    assert close.factor == 32
    assert close.rows < wide.rows


def test_the_projection_keeps_the_rows_of_the_box():
    rest, box = found(
        lambda r, n: np.exp(8 * r.standard_t(3, size=(n, 1)).clip(-20, 20)) * np.linspace(1, 2, 1500), 300
    )
    assert rest.sketch.shape == (box.rows, 2560)
    assert rest.sketch_sizes.shape == (box.rows, 1)


def test_too_few_samples_in_the_box_are_not_enough():
    _, box = found(lambda r, n: 10 ** r.uniform(-20, 20, (n, 4)))
    assert not box.enough
    assert 38 <= box.orders <= 40
