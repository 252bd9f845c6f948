"""Is q absolutely continuous, and what is its KL? From numbers as people have them to the answer.

q << p fails as soon as q gives mass to a set N of Lebesgue measure zero: a prior with a density gives N mass zero, so
that KL(q || p) = oo; so does every posterior with a density, whatever the data. No property of the prior enters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from audit.errors import InputError
from audit.numerics.exact import Exact, bits_of, nonnegative, positive, whole
from audit.support import ball, double, precise
from audit.support.asymptotic import Expansion, expansion
from audit.support.gaussian import Gaussian, from_factor
from audit.support.prior import Prior, prior_of
from audit.support.rank import Rank, rank_of
from audit.support.row_masks import Masks, masks, mixture_expansion, mixture_kl
from audit.support.rows import RowNoise, row_noise, rows_of

ARITHMETICS = ("ball", "precise", "double")
DIGITS_MAX = 1000


@dataclass(frozen=True)
class Support:
    """Where q lives, and its KL from a factorised prior.

    `absolutely_continuous` is None where rounding leaves it open. `kl` encloses KL(q || p) where it is finite; it is oo
    where `absolutely_continuous` is False. `atoms` counts the points of a discrete q. `expansion` says how the KL of
    q_eps, q with independent N(0, eps^2) added to every weight, behaves as eps -> 0; `kl_eps` is its value at `eps`.
    """

    size: int
    dimension: int | None
    rank: int | None
    absolutely_continuous: bool | None
    reason: str
    null_set: str
    atoms: int | None
    prior: Prior
    kl: arb | None
    expansion: Expansion | None
    eps: Fraction | None = None
    kl_eps: Any = None

    @property
    def infinite(self) -> bool:
        """Is KL(q || p) = oo? For every prior and every posterior with a density."""
        return self.absolutely_continuous is False

    @property
    def limit_differs(self) -> arb | None:
        """The finite limit of KL(q_eps || p) where KL(q || p) = oo; None where there is no such thing."""
        return self.expansion.limit if self.infinite and self.expansion is not None else None


def absolute_continuity(
    theta: Any = None,
    alpha: Any = None,
    *,
    keep: Exact | None = None,
    factor: Any = None,
    mean: Any = None,
    rounding: Exact | None = None,
    prior: str | Prior = "log-uniform",
    scale: Exact = 1,
    eps: Exact | None = None,
    digits: int = 15,
    arithmetic: str = "ball",
) -> Support:
    """Is the law of noisy weights absolutely continuous; what is its KL, and how does that of the thickened law diverge?

    One of three laws: rows w_i = s_i theta_i with s_i ~ N(1, alpha) (`theta`: one row or several of any widths; `alpha`: one
    number >= 0, or one for each row); rows kept with probability `keep` (`theta` and `keep`); N(mean, F F^T) with
    `factor` F of shape (D, k) and a `mean` of D numbers (0 by default). Entries of F that are Python or NumPy floats carry
    `rounding`, relative to the largest in their row: four epsilons of their type by default (2^-50 for float64), 0 to take
    their binary values as exact; integers, fractions and decimal strings are exact. `scale` is C of the log-uniform, the
    deviation of the gaussian prior. `kl_eps` comes from `arithmetic`: a ball of `digits` digits, an mpf, or a float64.
    Raises InputError.

    >>> found = absolute_continuity([1, 2], "1/2", eps="1e-8")
    >>> found.dimension, found.absolutely_continuous, found.kl_eps.str(8, radius=False)
    (1, False, '15.333179')
    >>> absolute_continuity([3], "1/2").kl.str(8, radius=False)
    '-1.3146783'
    """
    chosen = prior_of(prior, scale)
    bits = bits_of(whole(digits, "digits", 1, DIGITS_MAX, "digits = 15"))
    width = None if eps is None else positive(eps, "eps")
    if arithmetic not in ARITHMETICS:
        raise InputError(f"the arithmetic {arithmetic!r}", ", ".join(ARITHMETICS), "ball")
    if factor is not None:
        if theta is not None or alpha is not None or keep is not None:
            raise InputError("a factor beside theta", "theta with alpha, theta with keep, or a factor", "factor alone")
        return _of_factor(factor, mean, rounding, chosen, width, bits, arithmetic)
    if theta is None or (alpha is None) == (keep is None) or mean is not None or rounding is not None:
        given = (
            "no theta" if theta is None else "theta with neither or both of alpha and keep, or with mean or rounding"
        )
        raise InputError(given, "theta with alpha, theta with keep, or a factor", "theta = [1, 2], alpha = 0.5")
    if alpha is not None:
        return _of_rows(row_noise(theta, alpha), chosen, width, bits, arithmetic)
    return _of_masks(masks(theta, keep), chosen, width, bits, arithmetic)


def _of_rows(q: RowNoise, prior: Prior, eps: Fraction | None, bits: int, arithmetic: str) -> Support:
    """One dimension for each row with noise and theta != 0."""
    gaussian, dimension = q.gaussian(), q.dimension
    dense = dimension == q.size
    reason = f"the support has dimension {dimension} of {q.size}"
    if not dense:
        reason += ": a null set carries q, to which every prior and every posterior with a density gives mass 0"

    def in_double(width: float) -> float:
        rows = [[double.number(x) for x in row] for row in q.rows]
        return double.row_noise_kl(rows, [double.number(a) for a in q.alphas], width, prior)

    return Support(
        size=q.size,
        dimension=dimension,
        rank=dimension,
        absolutely_continuous=dense,
        reason=reason,
        null_set=q.null_set(),
        atoms=1 if dimension == 0 else None,
        **_numbers(gaussian, prior, eps, bits, arithmetic, in_double),
    )


def _numbers(
    q: Gaussian, prior: Prior, eps: Fraction | None, bits: int, arithmetic: str, in_double: Callable[[float], float]
) -> dict[str, Any]:
    """The fields of `Support` that hold numbers, for a Gaussian."""
    made: dict[str, Any] = {"prior": prior, "expansion": expansion(q, prior, bits), "eps": eps}
    made["kl"] = ball.kl(q, prior, prec_bits=bits) if q.absolutely_continuous else None
    if eps is not None:
        made["kl_eps"] = _thickened(q, prior, eps, bits, arithmetic, in_double)
    return made


def _thickened(
    q: Gaussian, prior: Prior, eps: Fraction, bits: int, arithmetic: str, in_double: Callable[[float], float]
) -> Any:
    """KL(q_eps || p): a ball, an mpf, or a float, which must not overflow."""
    if arithmetic == "ball":
        return ball.kl(q, prior, eps**2, bits)
    if arithmetic == "precise":
        return precise.kl(q, prior, eps**2, _digits(bits))
    value = in_double(double.number(eps))
    if not math.isfinite(value):
        raise InputError("numbers whose KL overflows in float64", "a KL up to 1e308", "--arithmetic ball")
    return value


def _digits(bits: int) -> int:
    return int(bits / 3.3219280948873626)


def _of_masks(q: Masks, prior: Prior, eps: Fraction | None, bits: int, arithmetic: str) -> Support:
    """A discrete law, whatever the width of the rows."""
    if arithmetic != "ball":
        raise InputError(f"the arithmetic {arithmetic!r} for row masks", "ball", "ball, the only one for a mixture")
    count = len(q.random_rows)
    points = f"2^{count} points" if count else "one point"
    return Support(
        size=q.size,
        dimension=0,
        rank=count,
        absolutely_continuous=False,
        reason=f"q is discrete, {points} carry it: every prior and every posterior with a density gives them mass 0",
        null_set=f"{points}: each row is theta_i or 0" if count else "one point",
        atoms=2**count,
        prior=prior,
        kl=None,
        expansion=mixture_expansion(q, prior, bits),
        eps=eps,
        kl_eps=None if eps is None else mixture_kl(q, prior, eps, bits),
    )


def _of_factor(
    factor: Any, mean: Any, rounding: Exact | None, prior: Prior, eps: Fraction | None, bits: int, arithmetic: str
) -> Support:
    """The rank certified where it can be; the numbers are those of the F that was given, taken as exact."""
    exact = rows_of(factor, "factor")
    if len({len(row) for row in exact}) > 1:
        raise InputError("a factor with rows of different lengths", "a matrix of shape (D, k)", "[[1, 0], [1, 1]]")
    center = rows_of(mean, "mean") if mean is not None else ((Fraction(0),) * len(exact),)
    if len(center) != 1 or len(center[0]) != len(exact):
        raise InputError(f"a mean of {sum(map(len, center))} numbers", f"one for each of the {len(exact)} rows", "0,0")
    known = nonnegative(rounding, "rounding") if rounding is not None else rounding_of(factor)
    found, q = rank_of(exact, known), from_factor(center[0], exact)
    dense = found.lower == q.size
    settled = dense or found.upper < q.size
    reason, null_set = _of_rank(found, q.size, dense, settled)

    def in_double(width: float) -> float:
        matrix, means = double.floats(exact), double.floats(center)[0]
        return double.factor_kl(means, matrix, width, prior)

    made = _numbers(q, prior, eps, bits, arithmetic, in_double)
    if not settled:
        made |= {"kl": None, "expansion": None}
    return Support(
        size=q.size,
        dimension=found.certain,
        rank=found.certain,
        absolutely_continuous=dense if settled else None,
        reason=reason,
        null_set=null_set,
        atoms=1 if found.certain == 0 else None,
        **made,
    )


def _of_rank(found: Rank, size: int, dense: bool, settled: bool) -> tuple[str, str]:
    """Why, and the null set, for a Gaussian given by a factor."""
    if dense:
        return f"the covariance has rank {size} of {size}", ""
    if not settled:
        near = "" if found.near is None else f"; a matrix of rank {found.near} lies within the rounding"
        return f"the covariance has rank {found.lower} at least, {found.upper} at most{near}: within rounding, open", ""
    bound = found.certain if found.certain is not None else f"at most {found.upper}"
    where = f"mean + the column space of F, of dimension {bound}"
    told = f"the covariance has rank {bound} of {size}: an affine subspace of measure 0 carries q"
    return f"{told}, to which every prior and every posterior with a density gives mass 0", where


EPSILONS: Mapping[str, Fraction] = {
    "float64": Fraction(1, 2**52),
    "float": Fraction(1, 2**52),
    "longdouble": Fraction(1, 2**52),
    "float128": Fraction(1, 2**52),
    "float32": Fraction(1, 2**23),
    "float16": Fraction(1, 2**10),
    "bfloat16": Fraction(1, 2**7),
}
"""Of the types of binary floats; the long ones are read as float64."""
ROUNDINGS = 4
"""A few units in the last place: entries come out of a short computation."""


def rounding_of(values: Any) -> Fraction:
    """Four epsilons of the coarsest type of binary floats in an array, or in sequences of numbers; 0 where all are exact.

    >>> rounding_of([[1, "0.1"], [Fraction(1, 3), 2]]), rounding_of([[1, 2.0]])
    (Fraction(0, 1), Fraction(1, 1125899906842624))
    """
    kind = str(values.dtype).removeprefix("torch.") if hasattr(values, "dtype") else type(values).__name__
    if kind in EPSILONS:
        return ROUNDINGS * EPSILONS[kind]
    inner = values.tolist() if kind == "object" else values
    return max(map(rounding_of, inner), default=Fraction(0)) if isinstance(inner, list | tuple) else Fraction(0)
