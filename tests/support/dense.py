"""The truth by other means: dense covariances eliminated in exact fractions, means of logarithms by quadrature.

KL(q || p) = sum_i -E log p(w_i) - 1/2 log det(2 pi e Sigma), with nothing of the core and nothing of the rank-one formulas.
"""

from fractions import Fraction
from functools import cache

from hypothesis import strategies as st
from mpmath import mp, mpf, workdps

from audit.support.prior import LogUniform

DIGITS = 26
REACH = 12
"""Of the quadrature, in deviations: e^-72 = 1e-31 is left."""
CLOSE = mpf(10) ** -20

Matrix = list[list[Fraction]]


def of_rows(rows, alphas, t) -> Matrix:
    """Blocks alpha theta theta^T on the diagonal, and t I."""
    owner = [(i, x) for i, row in enumerate(rows) for x in row]
    full = [[alphas[i] * x * y if i == j else Fraction(0) for j, y in owner] for i, x in owner]
    return thicker(full, t)


def of_factor(factor, t) -> Matrix:
    """F F^T + t I."""
    return thicker([[sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0)) for b in factor] for a in factor], t)


def thicker(sigma: Matrix, t) -> Matrix:
    return [[x + t if i == j else x for j, x in enumerate(row)] for i, row in enumerate(sigma)]


def log_determinant(sigma: Matrix) -> mpf:
    """The pivots of Cholesky's elimination, exact."""
    rest, total = [list(row) for row in sigma], mpf(0)
    while rest:
        pivot, head = rest[0][0], rest[0]
        assert pivot > 0
        total += mp.log(as_mpf(pivot))
        rest = [[x - row[0] * y / pivot for x, y in zip(row[1:], head[1:], strict=True)] for row in rest[1:]]
    return total


def as_mpf(x: Fraction) -> mpf:
    return mpf(x.numerator) / x.denominator


@cache
def mean_log_modulus(mean: Fraction, variance: Fraction) -> mpf:
    """E log|w|, w ~ N(mean, variance), by tanh-sinh quadrature with a knot at the singularity."""
    with workdps(DIGITS):
        deviation = mp.sqrt(as_mpf(variance))
        zero = -as_mpf(mean) / deviation
        knots = [-REACH, zero, REACH] if abs(zero) < REACH else [-REACH, 0, REACH]
        return mp.log(deviation) + mp.quad(lambda z: mp.npdf(z) * mp.log(abs(z - zero)), knots)


def kl(mean, sigma: Matrix, prior) -> mpf:
    """KL(N(mean, sigma) || p)."""
    with workdps(DIGITS):
        size = len(mean)
        entropy = (size * (mp.log(2 * mp.pi) + 1) + log_determinant(sigma)) / 2
        return cross_entropy([(m, sigma[i][i]) for i, m in enumerate(mean)], prior) - entropy


def cross_entropy(marginals, prior) -> mpf:
    """-E log p(w), from means and variances of the weights."""
    if isinstance(prior, LogUniform):
        return sum((mean_log_modulus(m, v) for m, v in marginals), mpf(0)) - len(marginals) * mp.log(as_mpf(prior.c))
    square = as_mpf(prior.scale) ** 2
    moments = sum((as_mpf(m * m + v) for m, v in marginals), mpf(0))
    return moments / (2 * square) + len(marginals) * (mp.log(2 * mp.pi) + mp.log(square)) / 2


def size_of(sigma: Matrix, t, value: mpf) -> mpf:
    """What rounding is measured by: the largest logarithms that enter, and the value."""
    entries = [mp.log1p(as_mpf(row[i] / t)) + abs(mp.log(as_mpf(row[i]))) for i, row in enumerate(sigma)]
    return 1 + abs(value) + 3 * sum(entries, mpf(0)) + len(sigma)


@st.composite
def decimals(draw, low: int, high: int, signed: bool = False) -> Fraction:
    """m 10^e with m of two digits."""
    number = Fraction(draw(st.integers(10, 99)), 10) * Fraction(10) ** draw(st.integers(low, high))
    return -number if signed and draw(st.booleans()) else number


@st.composite
def weights(draw) -> Fraction:
    """Zeros, moderate numbers, and tiny and huge ones."""
    return draw(
        st.one_of(st.just(Fraction(0)), decimals(-2, 1, True), decimals(-1, 0, True), decimals(-150, 149, True))
    )


ALPHAS = st.one_of(st.just(Fraction(0)), decimals(-3, 1), decimals(-12, 5))
WIDTHS = decimals(-12, 2)
"""eps."""


@st.composite
def noises(draw, most_rows: int = 3, most_width: int = 3):
    """Rows of any widths, and an alpha for each."""
    rows = draw(st.lists(st.lists(weights(), min_size=1, max_size=most_width), min_size=1, max_size=most_rows))
    return rows, [draw(ALPHAS) for _ in rows]
