"""Rows typed in, from CSV and from NPY."""

from fractions import Fraction

import numpy as np
import pytest

from audit.errors import InputError
from audit.support.reading import read_rows


def test_decimals_are_exact():
    assert read_rows("0.1, 1e-3;-2", "--theta") == [[Fraction(1, 10), Fraction(1, 1000)], [Fraction(-2)]]


def test_files(tmp_path):
    (tmp_path / "a.csv").write_text("0.1,2\n\n3/7,1e5\n")
    np.save(tmp_path / "a.npy", np.array([[1.0, 2.0]]))
    assert read_rows(str(tmp_path / "a.csv"), "--theta")[1] == [Fraction(3, 7), Fraction(100_000)]
    assert read_rows(str(tmp_path / "a.npy"), "--theta").tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize("text", ["", "1;;2", "a,b", "1 2", "inf", "gone.csv", "gone.npy"])
def test_what_is_no_row(text):
    with pytest.raises(InputError):
        read_rows(text, "--theta")


@pytest.mark.parametrize("array", [np.zeros((2, 2, 2)), np.array(3.0), np.array([1j]), np.array(["a"])])
def test_arrays_of_another_kind(tmp_path, array):
    np.save(tmp_path / "a.npy", array)
    with pytest.raises(InputError, match="no array of numbers"):
        read_rows(str(tmp_path / "a.npy"), "--theta")


def test_a_file_that_is_no_array(tmp_path):
    (tmp_path / "a.npy").write_bytes(b"nothing")
    with pytest.raises(InputError, match="readable"):
        read_rows(str(tmp_path / "a.npy"), "--theta")
