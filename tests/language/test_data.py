"""Columns of exact numbers: what is read, and what is refused with its place."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from audit.errors import InputError
from audit.language.data import columns_of


def test_decimals_are_exact_from_files_and_from_floats(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("\ufeffx,y\n0.1,1e-300\n\n-3,1/4\n", encoding="utf-8")
    assert columns_of(path) == {"x": (sp.Rational(1, 10), sp.S(-3)), "y": (sp.Rational(1, 10**300), sp.Rational(1, 4))}
    given = {"x": np.array([0.1, 2.0]), "y": (Fraction(1, 3), "1e400")}
    assert columns_of(given)["x"] == (sp.Rational(1, 10), sp.S(2))
    assert columns_of(given)["y"][1] == sp.Integer(10) ** 400


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "empty"),
        ("x\n", "0 rows"),
        ("x,y\n1\n", "1 cells in row 2"),
        ("x\nnan\n", "x in row 1"),
        ("x\n1,5\n", "2 cells"),
        ("x\none\n", "one"),
        ("x,x\n1,2\n", "x"),
        ("exp\n1\n", "exp"),
        ("2x\n1\n", "2x"),
        ("\n\n", "empty"),
    ],
)
def test_bad_files_are_refused(tmp_path, text, complaint):
    path = tmp_path / "d.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=complaint):
        columns_of(path)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "d.csv"
    path.write_bytes(b"\xff\xfe\x00x")
    with pytest.raises(InputError, match="data file"):
        columns_of(path)


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="no file"):
        columns_of(tmp_path)


@pytest.mark.parametrize("data", [{}, {"x": []}, [1, 2], {"x": [None]}, {"x": [True, "a"]}, {"x": [1j]}])
def test_bad_mappings_are_refused(data):
    with pytest.raises(InputError):
        columns_of(data)
