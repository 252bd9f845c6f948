"""The approximations of the literature: their formulas and constants against plain floats, their domains, their errors."""

import math
from fractions import Fraction

import pytest
from flint import ctx
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import InputError
from audit.numerics.ball import precision, rational_ends
from audit.pseudo_kl import double, published
from audit.pseudo_kl.published import KINGMA_2015, MOLCHANOV_2017, negative_kl

BOTH = pytest.mark.parametrize("approximation", [KINGMA_2015, MOLCHANOV_2017], ids=lambda a: a.name)


def kingma(alpha: float) -> float:
    """Typed in from Kingma et al. 2015, section 4.2."""
    return 0.5 * math.log(alpha) + 1.16145124 * alpha - 1.50204118 * alpha**2 + 0.58629921 * alpha**3


def molchanov(alpha: float) -> float:
    """Typed in from Molchanov et al. 2017, eq. (14), with C = -k1."""
    sigmoid = 1 / (1 + math.exp(-(1.87320 + 1.48695 * math.log(alpha))))
    return 0.63576 * sigmoid - 0.5 * math.log1p(1 / alpha) - 0.63576


@given(st.floats(1e-12, 1.0))
def test_the_cubic_is_that_of_the_source(alpha: float) -> None:
    assert float(negative_kl(KINGMA_2015, alpha)) == pytest.approx(kingma(alpha), rel=1e-13, abs=1e-13)


@given(st.floats(1e-12, 1e12))
def test_the_sigmoid_is_that_of_the_source(alpha: float) -> None:
    assert float(negative_kl(MOLCHANOV_2017, alpha)) == pytest.approx(molchanov(alpha), rel=1e-13, abs=1e-13)


def test_the_constants_are_those_of_the_sources() -> None:
    assert KINGMA_2015.constants == {"c1": "1.16145124", "c2": "-1.50204118", "c3": "0.58629921"}
    assert MOLCHANOV_2017.constants == {"k1": "0.63576", "k2": "1.87320", "k3": "1.48695"}
    assert "1506.02557" in KINGMA_2015.source
    assert "1701.05369" in MOLCHANOV_2017.source
    assert (KINGMA_2015.alpha_max, MOLCHANOV_2017.alpha_max) == (1, None)


@pytest.mark.parametrize("alpha", [1e-4, 0.01, 0.3, 0.9])
def test_both_are_minus_the_excess_up_to_a_constant_and_a_few_hundredths(alpha: float) -> None:
    true = -float(double.excess(1 / (2 * alpha)))
    assert abs(kingma(alpha) - (math.log(2) + float("0.5772156649")) / 2 - true) < 0.0404
    assert abs(molchanov(alpha) - true) < 0.0094


@BOTH
def test_an_enclosure_narrows_with_the_precision_and_holds_the_finer_one(
    approximation: published.Approximation,
) -> None:
    coarse, fine = (rational_ends(negative_kl(approximation, "0.37", bits)) for bits in (30, 300))
    assert coarse[0] <= fine[0] <= fine[1] <= coarse[1]
    assert fine[1] - fine[0] < Fraction(1, 2**300)


@BOTH
@pytest.mark.parametrize("alpha", [0, -1, "", "abc", float("nan"), float("inf"), True, None, 1j, "1e99999"])
def test_bad_alpha_is_one_sentence(approximation: published.Approximation, alpha: object) -> None:
    before = ctx.prec
    with pytest.raises(InputError, match=r"^given: alpha = .*; allowed: a finite number alpha > 0; try: .+$"):
        negative_kl(approximation, alpha)
    assert ctx.prec == before


def test_beyond_its_stated_domain_the_cubic_is_refused_and_the_other_one_named() -> None:
    assert float(negative_kl(KINGMA_2015, 1)) == pytest.approx(kingma(1.0))
    with pytest.raises(InputError, match=r"alpha = 1\.0001; allowed: 0 < alpha <= 1; try: molchanov2017"):
        negative_kl(KINGMA_2015, "1.0001")


def test_beyond_the_floats_the_cubic_is_refused_too() -> None:
    with pytest.raises(InputError):
        negative_kl(KINGMA_2015, "1e400")


@BOTH
@pytest.mark.parametrize("bits", [5, 15, 53, 1000])
def test_the_precision_of_the_caller_neither_matters_nor_changes(
    approximation: published.Approximation, bits: int
) -> None:
    expected = rational_ends(negative_kl(approximation, "0.37"))
    with precision(bits):
        assert rational_ends(negative_kl(approximation, "0.37")) == expected
        assert ctx.prec == bits
