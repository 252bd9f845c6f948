"""Rigorous integrals: known values are enclosed, wide ends and precisions are followed, poles are refused."""

from collections.abc import Callable

import pytest
from flint import acb, arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import PrecisionError
from audit.numerics.ball import ball, precision
from audit.numerics.quadrature import integrate

KNOWN: dict[str, tuple[Callable[[acb], acb], int, int, Callable[[], arb]]] = {
    "polynomial": (lambda x: x * x, -1, 2, lambda: arb(3)),
    "exponential": (lambda x: x.exp(), 0, 1, lambda: arb(1).exp() - 1),
    "sine": (lambda x: x.sin(), 0, 3, lambda: 1 - arb(3).cos()),
    "rational": (lambda x: 1 / (1 + x * x), 0, 1, lambda: arb.pi() / 4),
    "normal": (lambda x: (-x * x).exp(), -20, 20, lambda: arb.pi().sqrt() * arb(20).erf()),
    "peak": (lambda x: 1 / (1 + 10**6 * x * x), -1, 1, lambda: arb(1000).atan() / 500),
    "oscillation": (lambda x: (100 * x).cos(), 0, 1, lambda: arb(100).sin() / 100),
}


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("bits", [30, 168, 500])
def test_known_integrals_are_enclosed_about_as_tightly_as_asked(name: str, bits: int) -> None:
    f, low, high, value = KNOWN[name]
    found = integrate(f, arb(low), arb(high), bits)
    with precision(bits + 50):
        true = value()
        assert found.overlaps(true)
        assert found.rad() < arb(2) ** (4 - bits) * (1 + abs(true))


@given(st.fractions(-3, 3, max_denominator=50), st.fractions(-3, 3, max_denominator=50))
def test_the_ends_may_come_in_either_order_and_be_balls(a, b) -> None:
    with precision(100):
        low, high = ball(a), ball(b)
        forth, back = (integrate(lambda x: x.exp(), *ends, 80) for ends in ((low, high), (high, low)))
        assert forth.overlaps(-back)
        assert forth.overlaps(high.exp() - low.exp())


def test_an_end_known_only_roughly_widens_the_result() -> None:
    found = integrate(lambda x: x, arb(0), arb(1, "0.01"), 60)
    assert found.contains(arb("0.5"))
    assert found.contains(arb("0.495"))
    assert found.contains(arb("0.505"))


@pytest.mark.parametrize("pole", [1, 2])
def test_a_pole_between_the_ends_is_refused_in_words(pole: int) -> None:
    with pytest.raises(PrecisionError, match=r"no finite enclosure of the integral from -1\.0* to 2\.0*: a pole"):
        integrate(lambda x: 1 / (x - acb(1) / 3) ** pole, arb(-1), arb(2), 40)


@pytest.mark.parametrize("bits", [5, 15, 53, 1000])
def test_the_precision_of_the_caller_neither_matters_nor_changes(bits: int) -> None:
    expected = integrate(lambda x: x.exp(), arb(0), arb(1), 90)
    with precision(bits):
        found = integrate(lambda x: x.exp(), arb(0), arb(1), 90)
        with pytest.raises(PrecisionError):
            integrate(lambda x: 1 / x, arb(-1), arb(2), 30)
        assert ctx.prec == bits
    assert found == expected or found.overlaps(expected)
    assert found.rad() < arb(2) ** -80
