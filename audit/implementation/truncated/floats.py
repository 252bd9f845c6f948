"""Numbers on the way: `finite`, `far`, `precision` and `gradient` of a truncated KL.

Typed in, the formula has Z = Phi(r) - Phi(l), which is 0 in float32 from 14 sigma outside of [a, b] on (mu = 0.1, log sigma = -5
with b = 0), in float64 from 39 on; log Z is then -oo and the KL NaN. A difference of log_ndtr, or erfcx, does not lose it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from audit.errors import InputError
from audit.implementation.findings import Finding, Number, Verdict
from audit.implementation.reference import Array
from audit.implementation.truncated.grid import Grid, placed, told_at

CURE = "Z = Phi(r) - Phi(l) has underflowed: take log Z from log_ndtr or erfcx, on the side of the nearer end"
FAR = ((0.5, -15.0), (0.5, 12.0), (3.0, -2.0), (-2.0, -2.0), (50.0, 0.0), (1.3, -12.0))
"""Places of mu in units of the width from a, and log(sigma/width)."""
RELATIVE = 1e-4
LOST = 1e-3
SOUND_UP_TO = 2e-3
TRAINS = ("torch", "jax")


def finite(grid: Grid) -> Finding:
    """Is every value on the grid a number?"""
    bad = np.flatnonzero(~np.isfinite(grid.values))
    numbers: dict[str, Number] = {"points": grid.mu.size, "not_finite": len(bad)}
    if not len(bad):
        sentence = (
            f"finite for mu from {grid.mu.min():.4g} to {grid.mu.max():.4g}, log sigma to {grid.log_sigma.max():.4g}"
        )
        return Finding("finite", Verdict.SOUND, sentence, numbers)
    first = int(bad[np.argmin(_outside(grid)[bad])])
    where = f"{grid.values[first]} at {grid.place(first)} in {grid.subject.dtype}"
    sentence = f"{where}, and at {len(bad)} of {grid.mu.size} points: {CURE}"
    return Finding("finite", Verdict.DEFECT, sentence, numbers)


def _outside(grid: Grid) -> Array:
    """By how many sigma mu lies outside of [a, b]."""
    far = np.maximum(grid.prior.a - grid.mu, grid.mu - grid.prior.b)
    return np.asarray(far / np.exp(grid.log_sigma))


def far(grid: Grid) -> Finding:
    """Far out, as far as that is in the declared ranges; and whether NaN stays NaN."""
    wrong, looked = [], 0
    for place, width in FAR:
        mu = np.array([grid.prior.a + place * grid.prior.width])
        log_sigma = np.array([np.log(grid.prior.width) + width])
        given, mu, log_sigma = grid.at(mu, log_sigma)
        if not all(low <= one[0] <= high for (low, high), one in zip(grid.valid, (mu, log_sigma), strict=True)):
            continue
        looked += 1
        exact = float(grid.prior.kl(mu, log_sigma)[0])
        try:
            value = float(grid.aligned(given)[0])
        except InputError:
            value = float("nan")
        if not abs(value - exact) <= grid.tolerance + RELATIVE * abs(exact):
            wrong.append(f"{value:.4g} at {told_at(grid.subject.form, given, 0)}, where the KL is {exact:.5g}")
    numbers: dict[str, Number] = {"points": looked, "wrong": len(wrong)}
    if wrong:
        return Finding("far", Verdict.DEFECT, "far out: " + "; ".join(wrong), numbers)
    if not _keeps_nan(grid):
        return Finding("far", Verdict.NOTE, "NaN in, a number out", numbers)
    return Finding("far", Verdict.SOUND, f"right at {looked} points far out, and NaN stays NaN", numbers)


def _keeps_nan(grid: Grid) -> bool:
    given = (grid.given[0][:1], np.full(1, np.nan))
    try:
        return bool(np.isnan(grid.subject.values(given)[0]))
    except InputError:
        return True


def precision(grid: Grid) -> Finding | None:
    """float32 against float64 at the same arguments; None for functions of plain floats."""
    subject = grid.subject.narrowed()
    if subject is None:
        return None
    given, mu, _ = placed(subject.form, grid.mu, grid.log_sigma, "float32")
    try:
        narrow, wide = subject.values(given), subject.widened().values(given)
    except InputError as complaint:
        return Finding("precision", Verdict.UNDECIDED, f"not in both dtypes: {complaint.given}", {})
    grave = subject.framework.name in TRAINS or grid.subject.dtype == "float32"
    broken = np.flatnonzero(~np.isfinite(narrow) & np.isfinite(wide))
    if len(broken):
        first = int(broken[np.argmin(_outside(grid)[broken])])
        sentence = (
            f"{narrow[first]} in float32 at {told_at(subject.form, given, first)}, and at {len(broken)} of {mu.size} points; "
            f"{wide[first]:.4g} in float64: {CURE}"
        )
        return Finding("precision", Verdict.DEFECT if grave else Verdict.NOTE, sentence, {"not_finite": len(broken)})
    both = np.isfinite(narrow) & np.isfinite(wide)
    off = np.where(both, np.abs(narrow - wide) / (abs(grid.scale) + np.abs(wide)), 0.0)
    worst = int(np.argmax(off))
    numbers: dict[str, Number] = {"largest_difference": float(off[worst])}
    where = told_at(subject.form, given, worst)
    sentence = f"float32 differs from float64 by at most {off[worst]:.2g} (relative to 1 + |KL|), at {where}"
    if off[worst] <= LOST:
        return Finding("precision", Verdict.SOUND, sentence, numbers)
    verdict = Verdict.DEFECT if grave and off[worst] > grid.tolerance else Verdict.NOTE
    return Finding("precision", verdict, f"{sentence}: digits cancel on the way", numbers)


def gradient(grid: Grid) -> Finding | None:
    """Autograd by both arguments against the exact slopes, in units of d/d(mu/sigma) and d/d log sigma; None without one."""
    if grid.subject.framework.gradient is None:
        return None
    if grid.gradient is None:
        sentence = "no gradient reaches the arguments: it is detached, or computed outside of the graph"
        return Finding("gradient", Verdict.DEFECT, sentence, {})
    exact = grid.prior.slopes(grid.mu, grid.log_sigma)
    units = (np.exp(grid.log_sigma), UNITS[grid.subject.form.names[1]](grid.log_sigma))
    numbers: dict[str, Number] = {}
    worst = (-1.0, "", 0)
    for name, found, unit, slope in zip(grid.subject.form.names, grid.gradient, units, exact, strict=True):
        off = np.abs(found * unit / grid.scale - slope)
        off = np.where(np.isnan(off) & ~np.isfinite(grid.values), 0.0, np.where(np.isnan(off), np.inf, off))
        at = int(np.argmax(off))
        numbers[f"sup_error_{name}"] = float(off[at])
        worst = max(worst, (float(off[at]), name, at))
    largest, name, at = worst
    sentence = f"by autograd, off the exact slope by at most {largest:.2g}, by {name} at {grid.place(at)}"
    if largest <= SOUND_UP_TO:
        return Finding("gradient", Verdict.SOUND, sentence, numbers)
    if largest <= grid.tolerance:
        return Finding("gradient", Verdict.NOTE, sentence, numbers)
    cause = "it is not finite where the value is" if not np.isfinite(largest) else "training is pulled elsewhere there"
    return Finding("gradient", Verdict.DEFECT, f"{sentence}: {cause}", numbers)


UNITS: dict[str, Callable[[Array], Array]] = {
    "log_sigma": np.ones_like,
    "log_sigma2": lambda log_sigma: np.full_like(log_sigma, 2.0),
    "sigma": np.exp,
    "sigma2": lambda log_sigma: 2 * np.exp(2 * log_sigma),
}
"""dargument/d log sigma."""
