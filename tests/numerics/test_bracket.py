from fractions import Fraction

import pytest
from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import ball
from audit.numerics.bracket import bracket, decimals


def log_minus_one(x):
    return ball(x).log() - 1


def test_a_root_is_enclosed_by_neighbouring_decimals():
    low, high = bracket(log_minus_one, Fraction("2.718281828459"), 10)
    assert (decimals(low, 10), decimals(high, 10)) == ("2.7182818284", "2.7182818285")


@pytest.mark.parametrize(
    ("f", "near"),
    [
        (log_minus_one, Fraction(3)),
        (lambda x: -log_minus_one(x), Fraction("2.71828")),
        (lambda x: arb(0, 1), Fraction(1)),
        (lambda x: ball(x) - 2, Fraction(2)),
    ],
)
def test_what_balls_do_not_show_is_refused(f, near):
    with pytest.raises(PrecisionError, match="no sign change"):
        bracket(f, near, 5)


@pytest.mark.parametrize(("x", "text"), [("0", "0.000"), ("1.0009", "1.000"), ("20.05", "20.050")])
def test_decimals_are_cut(x, text):
    assert decimals(Fraction(x), 3) == text
