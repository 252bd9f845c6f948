"""A strict inequality on a whole interval: proved where it holds, refuted by a certified point, else left open."""

from fractions import Fraction
from itertools import pairwise

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from audit.numerics.ball import ball as to_ball
from audit.numerics.ball import precision
from audit.numerics.cover import DEPTH, Cover, positive_on


def on_cells(f):
    """f at balls, as the function of (middle, half) that `positive_on` asks for."""

    def enclose(middle, half):
        with precision(80):
            return f(to_ball(middle) + arb(0, to_ball(half).upper()))

    return enclose


def test_an_inequality_that_holds_is_proved_on_every_cell() -> None:
    found = positive_on(on_cells(lambda x: x * x + arb("0.01")), Fraction(-3), Fraction(3))
    assert found.holds is True
    assert found.cells >= 6
    assert found.witness is None


def test_one_that_fails_somewhere_has_a_witness_where_it_does() -> None:
    found = positive_on(on_cells(lambda x: (x - 2) ** 2 - arb("1e-6")), Fraction(0), Fraction(3))
    assert found.holds is False
    assert abs(found.witness - 2) < Fraction(1, 1000)


def test_one_that_only_touches_zero_stays_open() -> None:
    found = positive_on(on_cells(lambda x: (3 * x - 1) ** 2), Fraction(0), Fraction(1))
    assert found.holds is None
    assert abs(found.witness - Fraction(1, 3)) < Fraction(1, 2 ** (DEPTH - 3))


def test_a_negative_function_is_refuted_at_the_first_cell() -> None:
    assert positive_on(on_cells(lambda x: -1 - x * x), Fraction(0), Fraction(1)) == Cover(False, 1, Fraction(1, 2))


@given(st.fractions(-5, 5, max_denominator=100), st.fractions("1/50", 7, max_denominator=100), st.integers(1, 4))
def test_the_cells_tile_the_interval_and_none_is_wider_than_allowed(
    low: Fraction, length: Fraction, parts: int
) -> None:
    cells, widest = [], Fraction(1, parts)

    def remember(middle, half):
        cells.append((middle - half, middle + half))
        return arb(1)

    found = positive_on(remember, low, low + length, widest)
    cells.sort()
    assert found == Cover(True, len(cells))
    assert (cells[0][0], cells[-1][1]) == (low, low + length)
    assert all(left[1] == right[0] for left, right in pairwise(cells))
    assert all(end - start <= widest for start, end in cells)


@pytest.mark.parametrize("hole", [Fraction(1, 3), Fraction(97, 41), Fraction(3)])
def test_a_short_interval_where_it_fails_is_found(hole: Fraction) -> None:
    width = to_ball("1e-4")
    found = positive_on(on_cells(lambda x: abs(x - to_ball(hole)) - width), Fraction(0), Fraction(3))
    assert found.holds is False
    assert abs(found.witness - hole) <= Fraction(1, 10**4)


def test_an_enclosure_that_is_never_decided_ends_and_says_so() -> None:
    asked = []

    def useless(middle, half):
        asked.append(half)
        return arb(0, 1)

    found = positive_on(useless, Fraction(0), Fraction(1))
    assert (found.holds, found.cells) == (None, 0)
    assert min(half for half in asked if half) == Fraction(1, 2 ** (DEPTH + 1))
