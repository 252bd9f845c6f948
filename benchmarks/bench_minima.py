"""A certified answer for one rho: seconds for each kind of data term, beside SciPy's multistart, which certifies nothing.

python benchmarks/bench_minima.py
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
from scipy.optimize import minimize

from audit.parametrisation import minima
from audit.pseudo_kl.double import excess

QUARTIC = "(1 - 2*(mu**2 + sigma2) + mu**4 + 6*mu**2*sigma2 + 3*sigma2**2)/2"
SKEW = "mu**4 + 6*mu**2*sigma2 + 3*sigma2**2 - 3*(mu**2 + sigma2) - mu"
ROWS = {"x": [1, 1, 1, 1], "y": [1, 1, 1, 0]}
MANY = {"x": [k % 7 - 3 for k in range(60)], "y": [(k * k) % 3 % 2 for k in range(60)]}
CASES = (
    ("gaussian", {"rho": 4}),
    ("quartic", {"rho": 15, "model": "quartic"}),
    ("relu-symmetric", {"rho": 20, "model": "relu-symmetric"}),
    ("product", {"rho": 7, "model": "product"}),
    ("(mu-1)**2/2 + sigma2/2", {"rho": 4, "model": "(mu-1)**2/2 + sigma2/2"}),
    ("3*exp(mu + sigma2/2) - 5*mu", {"rho": 3, "model": "3*exp(mu + sigma2/2) - 5*mu"}),
    ("the quartic, as an expression", {"rho": 15, "model": QUARTIC}),
    ("a skew double well", {"rho": 3, "model": SKEW}),
    ("logistic, one row", {"rho": 3, "model": "logistic", "data": {"x": [1], "y": [1]}}),
    ("logistic, 4 rows", {"rho": "5/2", "model": "logistic", "data": ROWS}),
    ("logistic, 60 rows", {"rho": 1, "model": "logistic", "data": MANY}),
)
STARTS = 50


def multistart() -> float:
    """Seconds for 50 starts of BFGS in (mu, log sigma) on the skew double well."""

    def f(x: np.ndarray) -> float:
        mu, v = x[0], np.exp(2 * x[1])
        energy = mu**4 + 6 * mu**2 * v + 3 * v**2 - 3 * (mu**2 + v) - mu
        return float(3 * energy + excess(mu * mu / (2 * v)))

    begin = perf_counter()
    for start in np.random.default_rng(0).normal(size=(STARTS, 2)):
        minimize(f, start)
    return perf_counter() - begin


def main() -> None:
    """Prints the table."""
    print("| data term | stationary points | cells | seconds at 50 digits |\n|---|--:|--:|--:|")
    for name, words in CASES:
        begin = perf_counter()
        found = minima(**words)
        count = "open" if found.points is None else len(found.points)
        print(f"| `{name}` | {count} | {found.cells} | {perf_counter() - begin:.2f} |")
    print(f"\nSciPy, {STARTS} starts of BFGS on the skew double well, no certificate, no saddles: {multistart():.2f} s")


if __name__ == "__main__":
    main()
