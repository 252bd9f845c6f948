"""The shells of small networks: flat towards zero, with the standard errors that go with them."""

import pytest

from audit.figures.s2_standard_architectures import NETWORKS, data

NAMES = [f"{activation}_{likelihood}" for activation, likelihood in NETWORKS]


def flat(columns, name):
    """The lowest shell is at its limit within four standard errors, and closer than a thousandth."""
    value, error = columns[name][0], columns[f"{name}_standard_error"][0]
    return abs(value) < max(4 * error, 1e-9) and error < 1e-3


@pytest.mark.parametrize("name", NAMES)
def test_the_lowest_shells_are_flat_and_the_highest_are_not(shipped, name):
    columns = shipped("s2_standard_architectures")
    assert flat(columns, name)
    assert not flat({key: column[12:] for key, column in columns.items()}, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_shell_that_is_not_trusted_is_empty_in_both_columns(shipped, name):
    columns = shipped("s2_standard_architectures")
    pairs = list(zip(columns[name], columns[f"{name}_standard_error"], strict=True))
    assert all((value is None) == (error is None) for value, error in pairs)
    assert pairs[-1] == (None, None)


def test_what_ships_is_what_is_computed(shipped):
    pytest.importorskip("sklearn", reason="the digits come with the extra torch")
    columns, computed = shipped("s2_standard_architectures"), data()
    assert list(columns) == list(computed)
    for name, column in computed.items():
        # Sums of floats in another order differ in their last digits.
        pairs = [pair for pair in zip(columns[name], column, strict=True) if pair != (None, None)]
        assert [a for a, _ in pairs] == pytest.approx([b for _, b in pairs], rel=1e-6, abs=1e-11)
