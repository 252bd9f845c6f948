"""A tape computes what the expression says, in balls and in spans; what no table holds is refused."""

import pytest
import sympy as sp
from flint import arb

from audit.errors import CheckError
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.tape import BALLS, SPANS, tape

x, y = sp.symbols("x y", real=True)
EXPRESSIONS = (
    (x + y) ** 2 * sp.exp(-((x + y) ** 2)),
    x**3 - 2 * x / 3 + sp.pi,
    sp.erf(x / sp.sqrt(2 * (1 + y**2))) + sp.log(1 + y**2) / sp.sqrt(3),
    x ** sp.Rational(5, 2),
)


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_balls_and_spans_hold_the_value(expression):
    program = tape([expression, -expression], [x, y])
    with precision(80):
        exact = in_balls(expression, {x: "1.3", y: "-0.7"}, 80)
        value, opposite = program.run([ball("1.3"), ball("-0.7")], BALLS)
    assert value.overlaps(exact)
    assert opposite.overlaps(-exact)
    low, high = program.run([(1.29, 1.31), (-0.71, -0.69)], SPANS)[0]
    assert low < float(exact) < high


def test_a_ball_around_zero_keeps_its_powers():
    square, cube = tape([x**2, x**3], [x]).run([arb(0, 0.5)], BALLS)
    assert square > -0.001
    assert square < 0.3
    assert abs(cube) < 0.2


def test_a_sign_over_zero_is_open():
    (value,) = tape([sp.sign(x)], [x]).run([arb(0, 1)], BALLS)
    assert value.contains(1)
    assert value.contains(-1)


def test_shared_parts_are_computed_once():
    program = tape([sp.exp(x * y) + 1, sp.exp(x * y) * 2], [x, y])
    assert sum(kind is sp.exp for kind, _ in program.steps) == 1


def test_a_function_without_a_table_is_refused():
    with pytest.raises(CheckError, match="no arithmetic evaluates"):
        tape([sp.besselj(0, x)], [x])
