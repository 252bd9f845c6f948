"""What the KL to a truncated log-uniform prior must look like: `formula`, `error`, `limits`, `symmetry` and `dead_zones`.

    K(a + b - mu, sigma) = K(mu, sigma)                                          symmetry
    K + log sigma -> log(b - a) - 1/2 log(2 pi e) as sigma -> 0, a < mu < b      limits: a narrow q
    K -> 0 as sigma -> oo                                                        limits: q is the prior

The constant is fitted, so that the limits hold the distance of the two ends against log(b - a) - 1/2 log(2 pi e).
"""

from __future__ import annotations

import math

import numpy as np

from audit.implementation.findings import Finding, Number, Verdict
from audit.implementation.reference import Array
from audit.implementation.truncated.grid import Grid

OVER = 1e-3
"""Rounding in float32 where K is 10."""
SLOPE_OFF = 1e-2
NARROW, WIDE = (-8.0, -6.0), (6.0, 9.0)
"""log(sigma/(b - a)) of the two ends: there K is within 1e-4 of its lines."""
LEAST_SLOPE = 1e-3
SHORTEST = 4
"""Points of the grid in a row, 1.6 in log sigma."""


def formula(grid: Grid) -> Finding:
    """The formula that it is, by name."""
    found = grid.recognised
    if found is None:
        sentence = "not the exact KL; the check `error` says how far it is off"
        return Finding("formula", Verdict.NOTE, sentence, {"recognised": None})
    numbers: dict[str, Number] = {"recognised": found}
    if found.startswith("exact"):
        return Finding("formula", Verdict.SOUND, "it is the exact KL of the truncated log-uniform prior", numbers)
    return Finding("formula", Verdict.DEFECT, f"it is {found}", numbers)


def error(grid: Grid) -> Finding:
    """The largest error, aligned by the constant, and where."""
    off = np.abs(grid.error)
    finite = np.isfinite(off)
    worst = int(np.argmax(np.where(finite, off, -1.0)))
    largest = float(off[worst])
    numbers: dict[str, Number] = {"sup_error": largest, "constant": grid.constant, "points": int(finite.sum())}
    numbers |= {"at_mu": float(grid.mu[worst]), "at_log_sigma": float(grid.log_sigma[worst])}
    sentence = f"off by at most {largest:.2g}, at {grid.place(worst)}, aligned by the constant {grid.constant:.4g}"
    if largest <= OVER:
        return Finding("error", Verdict.SOUND, sentence, numbers)
    if largest <= grid.tolerance:
        return Finding("error", Verdict.NOTE, sentence, numbers)
    sentence += f": more than {grid.tolerance:g}, see which term differs from the formula in use"
    return Finding("error", Verdict.DEFECT, sentence, numbers)


def limits(grid: Grid) -> Finding:
    """Slopes in log sigma at both ends, and the constant between them, as far as the declared range reaches."""
    left, right = (_end(grid, span) for span in (NARROW, WIDE))
    exact = math.log(grid.prior.width) - 0.5 * math.log(2 * math.pi * math.e)
    wrong: list[str] = []
    seen: dict[str, Number] = {}
    for name, end, slope in (("narrow", left, -1.0), ("wide", right, 0.0)):
        if end is None:
            continue
        seen[f"{name}_slope"] = end[0]
        if not abs(end[0] - slope) <= SLOPE_OFF:
            arrow = "-oo" if name == "narrow" else "oo"
            wrong.append(f"slope {end[0]:.4g} for {slope:g} as log sigma -> {arrow}")
    if left is not None and right is not None and not wrong:
        between = left[1] - right[1]
        seen |= {"constant_between": between, "exact_constant": exact}
        if not abs(between - exact) <= grid.tolerance:
            wrong.append(f"constant {between:.4g} between the ends for log(b - a) - 1/2 log(2 pi e) = {exact:.4g}")
    if wrong:
        return Finding("limits", Verdict.DEFECT, "; ".join(wrong), seen)
    if not seen:
        return Finding("limits", Verdict.NOTE, "the declared range reaches neither end: not looked at", seen)
    shown = ", ".join(f"{name.replace('_', ' ')} {value:.4g}" for name, value in seen.items())
    return Finding("limits", Verdict.SOUND, f"as they should be: {shown}", seen)


def _end(grid: Grid, span: tuple[float, float]) -> tuple[float, float] | None:
    """(slope in log sigma, value, plus log(sigma) where narrow) at the middle of [a, b]; None where not declared."""
    prior = grid.prior
    log_sigma = math.log(prior.width) + np.array(span)
    middle = (prior.a + prior.b) / 2
    if not (grid.valid[1][0] <= log_sigma[0] and log_sigma[1] <= grid.valid[1][1]):
        return None
    if not grid.valid[0][0] <= middle <= grid.valid[0][1]:
        return None
    given, _, actual = grid.at(np.full(2, middle), log_sigma)
    values = grid.subject.values(given) / grid.scale
    slope = float((values[1] - values[0]) / (actual[1] - actual[0])) + 0.0
    return slope, float(values[0] + actual[0] if span is NARROW else values[1])


def symmetry(grid: Grid) -> Finding:
    """The largest change when mu is mirrored in the middle of [a, b]."""
    mirrored = grid.prior.a + grid.prior.b - grid.mu
    allowed = (mirrored >= grid.valid[0][0]) & (mirrored <= grid.valid[0][1])
    if not allowed.any():
        return Finding("symmetry", Verdict.NOTE, "the declared range of mu has no mirror image", {})
    mu, log_sigma = mirrored[allowed], grid.log_sigma[allowed]
    given, mu, log_sigma = grid.at(mu, log_sigma)
    there = grid.subject.values(given) / grid.scale - grid.prior.kl(mu, log_sigma)
    here = grid.values[allowed] / grid.scale - grid.prior.kl(grid.mu[allowed], grid.log_sigma[allowed])
    change = np.abs(there - here)
    if not np.isfinite(change).any():
        return Finding("symmetry", Verdict.UNDECIDED, "not finite at both of two mirrored points", {})
    worst = int(np.nanargmax(np.where(np.isfinite(change), change, np.nan)))
    numbers: dict[str, Number] = {"largest_change": float(change[worst]), "points": int(np.isfinite(change).sum())}
    if change[worst] <= OVER:
        return Finding("symmetry", Verdict.SOUND, "the same at a + b - mu", numbers)
    sentence = (
        f"mu -> a + b - mu changes it by {change[worst]:.3g} at mu = {mu[worst]:.4g}, log sigma = {log_sigma[worst]:.4g}: "
        "the two ends are not treated alike (a sign, a clamp of mu, or digits lost at one of them)"
    )
    verdict = Verdict.DEFECT if change[worst] > grid.tolerance else Verdict.NOTE
    return Finding("symmetry", verdict, sentence, numbers)


def dead_zones(grid: Grid) -> Finding:
    """Where the gradient is exactly 0 and should not be: a clamp of mu or of log sigma."""
    if grid.subject.framework.gradient is None:
        return Finding("dead_zones", Verdict.NOTE, f"{grid.subject.framework.name} has no autograd to ask", {})
    if grid.gradient is None:
        return Finding("dead_zones", Verdict.UNDECIDED, "no gradient reaches the arguments", {})
    exact = grid.prior.slopes(grid.mu, grid.log_sigma)
    for i, name in enumerate(grid.subject.form.names):
        flat = (grid.gradient[i] == 0) & (np.abs(exact[i]) > LEAST_SLOPE)
        runs = _in_a_row(flat.reshape(grid.rows, -1) if i else flat.reshape(grid.rows, -1).T)
        if runs >= (SHORTEST if i else 2):
            lost = float(np.abs(exact[i][flat]).max())
            points = np.flatnonzero(flat)
            sentence = (
                f"the gradient by {name} is exactly 0 at {len(points)} points, from {grid.place(int(points[0]))} to "
                f"{grid.place(int(points[-1]))}, where the exact slope is up to {lost:.2g}: a clamp holds parameters there; "
                "--valid-mu, --valid-log-sigma if they never come there"
            )
            return Finding("dead_zones", Verdict.DEFECT, sentence, {"points": len(points), "exact_slope": lost})
    return Finding(
        "dead_zones", Verdict.SOUND, "the gradient is nowhere 0 where it should not be", {"points": grid.mu.size}
    )


def _in_a_row(flat: Array) -> int:
    """The longest run of True along the last axis."""
    longest, run = 0, np.zeros(len(flat), dtype=int)
    for column in flat.T:
        run = np.where(column, run + 1, 0)
        longest = max(longest, int(run.max()))
    return longest
