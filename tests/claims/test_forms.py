import pytest
import sympy as sp

from audit.claims.forms import Equality, Inequality, sides

A, B = sp.symbols("a b")


@pytest.mark.parametrize("form", [Equality(A, B), Inequality(A, B), Inequality(A, B, strict=False)])
def test_sides_come_in_reading_order(form):
    assert sides(form) == (A, B)


def test_forms_are_data():
    assert Equality(A, B) == Equality(A, B) != Equality(B, A)
    assert Inequality(A, B).strict
