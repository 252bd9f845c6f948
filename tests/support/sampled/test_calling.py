"""How samplers are called, and what they may return."""

import functools

import numpy as np
import pytest

from audit.errors import InputError
from audit.support.sampled.calling import MOST_NUMBERS, Source, draw, form_of


class Tensor:
    """Looks like a tensor on another device, with gradients."""

    def __init__(self, values, dtype="torch.float32"):
        self.values, self.dtype = values, dtype

    def detach(self):
        return self

    def cpu(self):
        return self

    def float(self):
        return self.values

    def __array__(self, dtype=None, copy=None):
        return self.values


FORMS = [
    (lambda n: n, "n"),
    (lambda n=5: n, "n"),
    (lambda *sizes: sizes, "n"),
    (lambda n, seed: n, "n, seed"),
    (lambda n, rng: n, "n, seed"),
    (lambda n, prng_key: n, "n, seed"),
    (lambda n, random_state=None: n, "n, seed"),
    (lambda n, rng=None: n, "n"),
    (lambda n, seed=0: n, "n, seed"),
    (lambda n, scale=2.0: n, "n"),
    (lambda: 1, ""),
    (functools.partial(lambda n, seed, scale: n, scale=1), "n, seed"),
    (np.random.default_rng(0).normal, "n"),
]


@pytest.mark.parametrize(("sampler", "form"), FORMS)
def test_the_form_is_read_from_the_signature(sampler, form):
    assert form_of(sampler) == form


OTHERS = [3, "module:function", lambda a, b, c: a, lambda seed: 1, lambda n, *, scale: n, lambda n, width: n]


@pytest.mark.parametrize("sampler", [*OTHERS, lambda a, b: a, lambda seed, n: n])
def test_other_forms_are_refused(sampler):
    with pytest.raises(InputError, match=r"f\(n\)"):
        form_of(sampler)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.bool_, np.float16])
def test_every_real_dtype_is_taken(dtype):
    drawn = draw(Source(lambda n: np.ones((n, 2, 3), dtype=dtype), "n"), 4, 0)
    assert drawn.values.shape == (4, 2, 3)
    assert drawn.bits == {np.float32: 24, np.float16: 11}.get(dtype, 53)


def test_tensors_are_taken_from_any_device_and_in_bfloat16():
    ones = np.ones((4, 2), dtype=np.float32)
    assert draw(Source(lambda n: Tensor(ones), "n"), 4, 0).bits == 24
    assert draw(Source(lambda n: Tensor(ones, "torch.bfloat16"), "n"), 4, 0).bits == 8
    assert draw(Source(lambda n: [Tensor(row) for row in ones], "n"), 4, 0).values.shape == (4, 2)


def test_single_samples_are_stacked_and_numbers_become_vectors():
    assert draw(Source(lambda: [1.0, 2.0], ""), 3, 0).values.shape == (3, 2)
    assert draw(Source(lambda: 1.0, ""), 3, 0).values.shape == (3, 1)
    assert draw(Source(lambda n: np.ones(n), "n"), 3, 0).values.shape == (3, 1)


def test_flat_samples_get_the_shape_asked_for():
    assert draw(Source(lambda n: np.ones((n, 6)), "n", (2, 3)), 4, 0).values.shape == (4, 2, 3)


def test_the_seed_is_handed_on():
    assert draw(Source(lambda n, seed: np.full((n, 1), seed), "n, seed"), 2, 7).values.tolist() == [[7.0], [7.0]]


def raising(n):
    raise ZeroDivisionError("by\nzero")


def leaving(n):
    raise SystemExit(3)


class OfMeta:
    """Has a shape and no values."""

    def detach(self):
        return self

    def cpu(self):
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")


def masked(n):
    return np.ma.masked_array(np.ones((n, 2)), mask=np.eye(n, 2))


BAD = {
    "SystemExit: 3": leaving,
    "meta tensor": lambda n: OfMeta(),
    "form no array (NotImpl": lambda n: [OfMeta()] * n,
    "masked entries": masked,
    "with masked": lambda n: list(masked(n)),
    "ZeroDivisionError: by": raising,
    "first axis": lambda n: np.ones((n + 1, 2)),
    "(5,)": lambda n: np.ones(5),
    "()": lambda n: 3.0,
    "form no array": lambda n: [[1.0], [1.0, 2.0]] * n,
    "(0,)": lambda n: np.ones((n, 0)),
    "complex128": lambda n: np.ones((n, 2), dtype=complex),
    "object": lambda n: np.full((n, 2), None),
    "<U1": lambda n: np.full((n, 2), "a"),
    "nan": lambda n: np.full((n, 2), np.nan),
    "-inf": lambda n: np.full((n, 2), -np.inf),
    str(MOST_NUMBERS): lambda n: np.broadcast_to(1.0, (n, MOST_NUMBERS + 1)),
}


@pytest.mark.parametrize("told", BAD)
def test_what_cannot_be_used_is_told_in_one_sentence(told):
    with pytest.raises(InputError) as caught:
        draw(Source(BAD[told], "n"), 3, 0)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_masked_array_without_masked_entries_is_taken():
    assert draw(Source(lambda n: np.ma.masked_array(np.ones((n, 2)), mask=False), "n"), 4, 0).values.shape == (4, 2)


@pytest.mark.parametrize("form", ["n", ""])
def test_whole_numbers_are_known_by_their_dtype(form):
    made = {"n": lambda n: np.ones((n, 2), dtype=np.int8), "": lambda: [True, False]}[form]
    assert draw(Source(made, form), 4, 0).integers
    values = iter([[1, 2], [1.5, 2]])
    assert not draw(Source(lambda: next(values), ""), 2, 0).integers


def test_what_a_sampler_prints_does_not_reach_the_output(capsys):
    draw(Source(lambda n: print("noise") or np.ones((n, 2)), "n"), 3, 0)
    assert capsys.readouterr() == ("", "noise\n")


def test_a_shape_that_changes_is_refused():
    sizes = iter([2, 3])
    with pytest.raises(InputError, match="one shape in every call"):
        draw(Source(lambda: np.ones(next(sizes)), ""), 2, 0)
    with pytest.raises(InputError, match="shape"):
        draw(Source(lambda n: np.ones((n, 3)), "n", (2,)), 2, 0)
