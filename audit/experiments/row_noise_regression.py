"""Do parameters theta without a prior over-fit? Least squares under row noise, with the noise integrated out exactly.

    y = X diag(s) theta + noise,  s_j ~ N(1, alpha):
    E_s |y - X diag(s) theta|^2 = |y - X theta|^2 + alpha sum_j |X_j|^2 theta_j^2,     X_j the columns of X,

a ridge regression: theta has no prior, and the expected likelihood still shrinks it. In Z_j = X_j/|X_j| the ridge is
alpha, and Z Z^T has the trace p: beside its mean eigenvalue p/n a fixed alpha counts for less, the more theta there are;
and a column that is short in training is hardly penalised, however long it is elsewhere. Each trial draws the split and p
ReLU features max(0, b + w.x/sqrt(d)) anew, w_i ~ N(0, 1), b ~ N(0, bias^2); errors are of the mean network, s = 1. With
bias = 0 each is active on about half of the data and all X_j are of like length; with bias = 1 some are hardly ever active.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

import numpy as np
from numpy.typing import ArrayLike, NDArray

from audit.errors import InputError
from audit.experiments import digits as handwritten
from audit.numerics.exact import nonnegative, whole

Floats = NDArray[np.float64]
NO_NOISE, THIS_NOISE, WEIGHT_DECAY, LEARNED = "no noise", "this noise", "weight decay", "learned noise"
Key = tuple[str, float | None, int]  # treatment, alpha (None where it is learned), p
Measured = tuple[float, float, float, float]  # train error, test error, the alpha used, |gradient|/|X^T y|
LEAST, MOST, LARGEST = 1e-300, 1e6, 1e100  # of a strength other than 0; of the entries of data, squared later on
GRAM_SAFE = 1e-8  # penalties above this share of |X|^2 go to normal equations, which square the condition number


@dataclass(frozen=True)
class Data:
    """Inputs x (N, d) of mean 0 and scale 1, targets y (N, k), and how many rows of a split are trained on.

    The error is the unexplained part of the variance about the training mean; with `classes` (one-hot y), the error rate.
    """

    name: str
    x: Floats
    y: Floats
    train: int
    classes: bool = False
    bias: float = 1.0


@dataclass(frozen=True)
class Point:
    """One treatment at p features: errors and the alphas used, one a seed, and the largest relative residual."""

    treatment: str
    alpha: float | None
    features: int
    train: tuple[float, ...]
    test: tuple[float, ...]
    alphas: tuple[float, ...]
    residual: float


@dataclass(frozen=True)
class Interval:
    """The median between two order statistics, which hold it with probability `coverage` or more, whatever the law.

    The mean, geometric for ratios, in its 95 % interval of Student, which leans on a normal law: no good for heavy tails.
    """

    median: float
    low: float
    high: float
    coverage: float
    mean: float
    student: tuple[float, float]
    count: int


def minimiser(x: ArrayLike, y: ArrayLike, alpha: float) -> Floats:
    """argmin of `expected_loss`: (X^T X + alpha diag(X^T X))^+ X^T y, of shape (p,) or (p, k), in float64.

    x (n, p), y (n,) or (n, k); solved in the smaller of n and p. At alpha = 0 it is the least squares solution of smallest
    |theta|; as alpha -> 0 the limit is the one of smallest sum_j |X_j|^2 theta_j^2, another one where p > n and the columns
    differ in length. Raises InputError for shapes, NaN, alpha < 0.

    >>> minimiser([[1.0], [2.0]], [1.0, 2.0], 0.25)
    array([0.8])
    """
    x, y, alpha = _checked(x, y, alpha)
    scales = np.linalg.norm(x, axis=0) if alpha else np.ones(x.shape[1])
    scales = np.divide(1.0, scales, out=np.zeros_like(scales), where=scales > 0)
    return np.asarray((scales * _ridge(x * scales, y, alpha).T).T)


def decayed(x: ArrayLike, y: ArrayLike, alpha: float) -> Floats:
    """argmin |y - X theta|^2 + lambda |theta|^2, lambda = alpha mean_j |X_j|^2: weight decay of the same strength.

    The same: equal traces, hence equal penalties on average over theta whose entries have one variance. As `minimiser`.

    >>> decayed([[1.0, 0.0], [0.0, 3.0]], [1.0, 3.0], 0.2)
    array([0.5, 0.9])
    """
    x, y, alpha = _checked(x, y, alpha)
    return _ridge(x, y, alpha * float(np.sum(x**2)) / x.shape[1])


def expected_loss(x: ArrayLike, y: ArrayLike, theta: ArrayLike, alpha: float) -> float:
    """E_s |y - X diag(s) theta|^2 = |y - X theta|^2 + alpha sum_j |X_j|^2 theta_j^2, to rounding. Raises InputError.

    >>> expected_loss([[1.0], [2.0]], [1.0, 2.0], [0.8], 0.25)
    1.0
    """
    (x, y, alpha), theta = _checked(x, y, alpha), np.asarray(theta, dtype=np.float64)
    if theta.shape != x.shape[1:] + y.shape[1:] or not (np.abs(theta) <= LARGEST).all():
        raise InputError(f"theta of shape {theta.shape}", f"finite, of shape {x.shape[1:] + y.shape[1:]}", "minimiser")
    return float(np.sum((y - x @ theta) ** 2) + alpha * np.sum(np.sum(x**2, axis=0) * theta.T**2))


def learned_alpha(x: ArrayLike, y: ArrayLike, sigma2_y: float) -> float:
    """The alpha of the least negative ELBO over alpha and theta, for p(s_j) = N(1, 1), q(s_j) = N(1, alpha):

        E_s |y - X diag(s) theta|^2 / (2 sigma_y^2) + p (alpha - 1 - log alpha)/2.

    With theta minimised out the first part is sum_i alpha (u_i.y)^2/(lambda_i + alpha) / (2 sigma_y^2), in the eigenpairs
    of Z Z^T. Searched on 241 values from 1e-12 to 1 (beyond 1 both parts grow) and refined about the best to 1e-8; that no
    lower minimum hides between two of them is not proved. Raises InputError as `minimiser`, and for sigma2_y = 0.

    >>> round(learned_alpha([[1.0], [2.0]], [1.0, 2.0], 0.05), 4)
    0.0101
    """
    x, y, sigma2_y = _checked(x, y, sigma2_y, "sigma2_y")
    if sigma2_y == 0:
        raise InputError("sigma2_y = 0", "sigma2_y > 0", "the residual variance of a reference fit")
    z = x / np.maximum(np.linalg.norm(x, axis=0), 1e-150)
    values, vectors = np.linalg.eigh(z @ z.T)
    values, weights = np.maximum(values, 0.0), ((vectors.T @ y) ** 2).reshape(len(x), -1).sum(axis=1)
    centre = half = math.log(1e-12) / 2
    while abs(half) > 1e-9:
        logs = np.minimum(centre + np.linspace(-half, half, 241), 0.0)
        alphas = np.exp(logs)
        fit = (alphas[:, None] / (values + alphas[:, None])) @ weights
        centre, half = float(logs[np.argmin(fit / sigma2_y + x.shape[1] * (alphas - logs))]), half / 60
    return math.exp(centre)


def synthetic(rows: int = 600, inputs: int = 5, noise: float = 0.5, train: int = 40, seed: int = 0) -> Data:
    """A known truth, y = x.beta + noise e with |beta| = 1, x and e standard normal: noise^2/(1 + noise^2) is unexplainable.

    >>> synthetic(rows=60).x.shape
    (60, 5)
    """
    shape = whole(rows, "rows", 1, 1_000_000, "rows = 600"), whole(inputs, "inputs", 1, 1000, "inputs = 5")
    generator = np.random.default_rng((whole(seed, "seed", 0, 2**32, "seed = 0"), *shape))
    x, beta, e = generator.standard_normal(shape), generator.standard_normal(inputs), generator.standard_normal(rows)
    return Data("synthetic", x, (x @ beta / np.linalg.norm(beta) + _strength(noise, "noise") * e)[:, None], train)


def diabetes(train: int = 221) -> Data:
    """442 patients, 10 inputs standardised over them all; the progress of the disease. InputError without scikit-learn."""
    try:
        load = import_module("sklearn.datasets").load_diabetes
    except ImportError as cause:
        raise InputError("diabetes, without scikit-learn", "the extra", "pip install 'bayes-audit[torch]'") from cause
    x, y = (np.asarray(part, dtype=np.float64) for part in load(return_X_y=True))
    return Data("diabetes", (x - x.mean(axis=0)) / x.std(axis=0), y[:, None], train)


def digits(train: int = 200) -> Data:
    """The images of `experiments.digits` less their mean, one scale for all pixels; their classes as one-hot targets."""
    x, classes = handwritten.digits()
    x = x - x.mean(axis=0)
    return Data("digits", x / x.std(), np.eye(10)[classes], train, classes=True)


def curve(data: Data, seeds: Iterable[int], features: Iterable[int], alphas: Iterable[float]) -> tuple[Point, ...]:
    """Errors of every treatment at every number of features p; one trial a seed, the features nested in p.

    No noise (alpha 0); this noise and weight decay of the same strength at each alpha; and the noise that learns alpha
    (alpha None) beside the residual variance of least squares on the inputs. Raises InputError for what is none of these.

    >>> [point] = [p for p in curve(synthetic(), [1, 2], [4], [0.1]) if p.treatment == NO_NOISE]
    >>> point.train < point.test, point.residual < 1e-12
    (True, True)
    """
    _checked(data.x, data.y, data.bias, "bias")
    whole(data.train, "train", data.x.shape[1] + 2, len(data.x) - 2, f"train = {len(data.x) // 2}")
    trials = [whole(seed, "seed", 0, 2**32, "seeds = range(10)") for seed in seeds]
    sizes = sorted({whole(p, "p", 1, 20_000, "p = 100") for p in features})
    strengths = dict.fromkeys(_strength(alpha, "alpha") for alpha in alphas)
    if not sizes or not trials or len(set(trials)) < len(trials) or data.y.ndim != 2:
        given = f"{len(trials)} seeds, {len(sizes)} p, y of shape {data.y.shape}"
        raise InputError(given, "distinct seeds, some p, y (N, k)", "range(10), [10, 100], y[:, None]")
    rows: dict[Key, list[Measured]] = {}
    for seed in trials:
        for key, measured in _trial(data, seed, sizes, strengths):
            rows.setdefault(key, []).append(measured)
    columns = {key: tuple(zip(*measured, strict=True)) for key, measured in rows.items()}
    return tuple(Point(*key, train, test, used, max(off)) for key, (train, test, used, off) in columns.items())


def _trial(data: Data, seed: int, features: list[int], alphas: Iterable[float]) -> Iterator[tuple[Key, Measured]]:
    generator, (rows, d), n = np.random.default_rng((seed, data.train)), data.x.shape, data.train
    order = generator.permutation(rows)
    inputs, y = data.x[order], data.y[order]
    weights = generator.standard_normal((features[-1], d + 1))
    hidden = np.maximum(data.bias * weights[:, 0] + inputs @ weights[:, 1:].T / np.sqrt(d), 0.0)
    centre = y[:n].mean(axis=0)
    target = y[:n] - centre
    sigma2_y = float(np.sum((target - inputs[:n] @ minimiser(inputs[:n], target, 0.0)) ** 2)) / ((n - d) * y.shape[1])

    def error(theta: Floats, part: slice) -> float:
        output = centre + hidden[part, : len(theta)] @ theta
        if data.classes:
            return float(np.mean(np.argmax(output, axis=1) != np.argmax(y[part], axis=1)))
        return float(np.sum((y[part] - output) ** 2) / (np.sum((y[part] - centre) ** 2) or 1.0))

    plan = [(NO_NOISE, 0.0), (LEARNED, None), *((kind, a) for a in alphas for kind in (THIS_NOISE, WEIGHT_DECAY))]
    for p in features:
        x, squares = hidden[:n, :p], np.sum(hidden[:n, :p] ** 2, axis=0)
        for kind, alpha in plan:
            used = learned_alpha(x, target, sigma2_y) if alpha is None else alpha
            theta = (decayed if kind == WEIGHT_DECAY else minimiser)(x, target, used)
            penalty = used * (squares.mean() if kind == WEIGHT_DECAY else squares)
            gradient = x.T @ (x @ theta - target) + (penalty * theta.T).T
            off = float(np.linalg.norm(gradient) / (np.linalg.norm(x.T @ target) or 1.0))
            yield (kind, alpha, p), (error(theta, slice(n)), error(theta, slice(n, None)), used, off)


def contrast(data: Data, seeds: Iterable[int], alpha: float = 0.5, times: int = 10) -> Mapping[str, Interval]:
    """Numbers behind "theta are not regularised, which can lead to over-fitting", paired over seeds, the data set given.

    At p = `times` n_train: `train`, `gap` = test - train, of this noise; `over_decay`, `over_equal`: its test error over that
    of weight decay and over its own at p = n_train; `learned` alpha and its `learned_gap`. At p = n_train: `no_noise_over`:
    the test error of no noise over that of this noise. Raises InputError for fewer than 6 seeds, and as `curve`.

    >>> contrast(synthetic(), range(6))["gap"].low > 0
    True
    """
    n, far = data.train, whole(times, "times", 2, 1000, "times = 10") * data.train
    points = {(point.treatment, point.features): point for point in curve(data, seeds, (n, far), (alpha,))}
    noise, decay, learner = points[THIS_NOISE, far], points[WEIGHT_DECAY, far], points[LEARNED, far]
    plain, equal = points[NO_NOISE, n], points[THIS_NOISE, n]
    return {
        "train": interval(noise.train),
        "gap": interval(np.subtract(noise.test, noise.train)),
        "over_decay": interval(np.divide(noise.test, decay.test), ratio=True),
        "over_equal": interval(np.divide(noise.test, equal.test), ratio=True),
        "no_noise_over": interval(np.divide(plain.test, equal.test), ratio=True),
        "learned": interval(learner.alphas),
        "learned_gap": interval(np.subtract(learner.test, learner.train)),
    }


def interval(values: ArrayLike, ratio: bool = False) -> Interval:
    """The `Interval` of 6 to 1000 independent values (m,), finite, and positive for ratios. Raises InputError.

    Student's quantile by its expansion in 1/(m - 1), to 2e-4 of itself.

    >>> interval([1.0, 2.0, 3.0, 4.0, 5.0, 9.0]).median
    3.5
    """
    values = np.sort(np.asarray(values, dtype=np.float64))
    if values.ndim != 1 or not 6 <= len(values) <= 1000 or not np.isfinite(values).all() or (ratio and values[0] <= 0):
        raise InputError(f"{values.size} values", "6 to 1000 finite ones, ratios > 0", "seeds = range(10)")
    m, z, logs = len(values), 1.959963984540054, np.log(values) if ratio else values
    outside = [2 * sum(math.comb(m, i) for i in range(k)) / 2**m for k in range(1, m // 2 + 1)]
    k = sum(chance <= 0.05 for chance in outside)
    terms = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    quantile = z + sum(term / (m - 1) ** power for power, term in enumerate(terms, 1))
    half = quantile * float(np.std(logs, ddof=1)) / math.sqrt(m)
    mean, low, high = (float(np.exp(end) if ratio else end) for end in logs.mean() + half * np.array([0, -1, 1]))
    around = float(np.median(values)), float(values[k - 1]), float(values[m - k]), 1 - outside[k - 1]
    return Interval(*around, mean, (low, high), m)


def _ridge(x: Floats, y: Floats, penalty: float) -> Floats:
    n, p = x.shape
    if penalty <= GRAM_SAFE * float(np.sum(x**2)):
        if penalty:
            x, y = np.vstack([x, math.sqrt(penalty) * np.eye(p)]), np.concatenate([y, np.zeros((p, *y.shape[1:]))])
        return np.asarray(np.linalg.lstsq(x, y, rcond=None)[0])
    if p <= n:
        return np.asarray(np.linalg.solve(x.T @ x + penalty * np.eye(p), x.T @ y))
    return np.asarray(x.T @ np.linalg.solve(x @ x.T + penalty * np.eye(n), y))


def _strength(value: float, name: str) -> float:
    exact = nonnegative(value, name)
    if exact and not LEAST <= exact <= MOST:
        raise InputError(f"{name} = {value}", f"0, or from {LEAST} to {MOST:g}", f"{name} = 0.1")
    return float(exact)


def _checked(x: ArrayLike, y: ArrayLike, alpha: float, name: str = "alpha") -> tuple[Floats, Floats, float]:
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.ndim != 2 or y.ndim not in (1, 2) or len(x) != len(y) or 0 in x.shape + y.shape:
        raise InputError(f"x of shape {x.shape} and y of shape {y.shape}", "(n, p) with (n,) or (n, k)", "x[:, None]")
    if not (np.abs(x) <= LARGEST).all() or not (np.abs(y) <= LARGEST).all():
        raise InputError("x or y with nan, or beyond 1e100", "finite numbers up to 1e100", "standardised data")
    return x, y, _strength(alpha, name)
