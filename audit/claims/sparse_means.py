"""An experiment: 20 of 400 means are not 0; how well do four estimators find them, and at what error?

    variational    t(y), the mean of the pseudo ELBO with the log-uniform prior; kept where log alpha < 3, y^2 > R(e^-3/2)
    horseshoe      posterior mean, half-Cauchy scales times tau = 20/400; kept where E kappa < 1/2
    lasso          soft thresholding at the best lam of a grid, in hindsight; kept where it is not 0
    ridge          y c with the best c, in hindsight; all are kept

All four are odd and increasing in y, so that at a matched number of false ones they keep the same set; they differ in where
their own rule cuts, and in how much they shrink what they keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.parametrisation import MODELS, PENALTIES, pruning_cut
from audit.pseudo_kl.double import slope

Floats = NDArray[np.float64]
COUNT, SIGNALS, SIZES, TRIALS = 400, 20, (3.0, 7.0), 12
NODES, REACH, TABLE = 500, 14.0, 2000
ERROR, FALSE, FOUND = "mean squared error", "false ones kept", "true ones kept"


@dataclass(frozen=True)
class Order:
    """For each (measure, smaller, larger): the mean over trials of the first is smaller, by three standard errors."""

    told: tuple[tuple[str, str, str], ...]


def variational(y: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """t(y) by interpolation along the curve y = (1 + 2u) sqrt(K'), t = 2u sqrt(K'), and what the rule log alpha > 3 keeps."""
    u = np.concatenate(([0.0], np.geomspace(1e-6, 1e4, TABLE)))
    root = np.sqrt(np.asarray(slope(u)))
    t = np.interp(np.abs(y), (1 + 2 * u) * root, 2 * u * root)
    cut = float(pruning_cut(MODELS["gaussian"], PENALTIES["exact"], bits=60))
    return np.sign(y) * np.where(np.abs(y) <= 1, 0.0, t), y * y > cut


def horseshoe(y: Floats, tau: float = SIGNALS / COUNT) -> tuple[Floats, NDArray[np.bool_]]:
    """Posterior mean and E kappa < 1/2, by the trapezoidal rule in x = log lam."""
    x = np.linspace(-REACH, REACH, NODES)
    k = 1 / (1 + tau**2 * np.exp(2 * x))
    weight = np.sqrt(k) / np.cosh(x)
    grid = np.linspace(0, np.abs(y).max() + 1, 300)
    exponent = -0.5 * np.outer(grid**2, k)
    mass = weight * np.exp(exponent - exponent.max(axis=1, keepdims=True))
    kappa = np.interp(np.abs(y), grid, (mass @ k) / mass.sum(axis=1))
    return y * (1 - kappa), kappa < 0.5


def lasso(y: Floats, w: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Soft thresholding at the lam with the least error."""
    lams = np.linspace(0, 5, 101)
    made = np.sign(y) * np.maximum(np.abs(y) - lams[:, None], 0)
    best = made[((made - w) ** 2).mean(axis=1).argmin()]
    return best, best != 0


def ridge(y: Floats, w: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """y c at the best c."""
    return y * float(y @ w) / float(y @ y), np.ones(y.shape, dtype=bool)


@cache
def trials(seed: int) -> dict[str, dict[str, Floats]]:
    """Each measure for each estimator: one number a trial."""
    random = np.random.default_rng(seed)
    seen: dict[str, dict[str, list[float]]] = {}
    for _ in range(TRIALS):
        w = np.zeros(COUNT)
        w[:SIGNALS] = random.uniform(*SIZES, SIGNALS) * random.choice([-1.0, 1.0], SIGNALS)
        y = w + random.normal(size=COUNT)
        made = {"variational": variational(y), "horseshoe": horseshoe(y), "lasso": lasso(y, w), "ridge": ridge(y, w)}
        for name, (mean, kept) in made.items():
            of = seen.setdefault(name, {ERROR: [], FALSE: [], FOUND: []})
            of[ERROR].append(float(((mean - w) ** 2).mean()))
            of[FALSE].append(float(kept[SIGNALS:].sum()))
            of[FOUND].append(float(kept[:SIGNALS].sum()))
    return {name: {measure: np.array(values) for measure, values in of.items()} for name, of in seen.items()}


def _told(form: Order, measured: dict[str, dict[str, Floats]]) -> Evidence:
    known, words = [], []
    for measure, smaller, larger in form.told:
        gap = measured[larger][measure] - measured[smaller][measure]
        middle, error = float(gap.mean()), float(gap.std(ddof=1)) / len(gap) ** 0.5
        known.append(True if middle > 3 * error else False if middle < -3 * error else None)
        two = (float(measured[name][measure].mean()) for name in (smaller, larger))
        words.append(f"{measure}: {smaller} {next(two):.3g}, {larger} {next(two):.3g}")
    outcome = Outcome.FAILS if False in known else Outcome.UNDECIDED if None in known else Outcome.HOLDS
    said = "; ".join(words)
    witness = said if outcome is Outcome.FAILS else None
    return Evidence(Method.EXPERIMENT, outcome, "sparse normal means", points=TRIALS, witness=witness, summary=said)


def by_draws(variant: Variant, setting: Setting) -> Evidence:
    """Twelve data sets."""
    return _told(variant.form, trials(setting.seed))


def by_other_draws(variant: Variant, setting: Setting) -> Evidence:
    """Twelve others."""
    return _told(variant.form, trials(setting.seed + 1000))
