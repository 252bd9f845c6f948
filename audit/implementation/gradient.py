"""The implementation's own gradient: the check `gradient`.

    dK/dargument = K'(x) dx/dargument

by its own autograd on the grid, held against differences of its own values (a detached factor, a wrong hand-written backward)
and against the exact derivative (what training feels). Both are compared in units of K', that is divided by dx/dargument.
Without autograd the differences are held against K', and the finding says that they are differences.
"""

from __future__ import annotations

import numpy as np

from audit.implementation.findings import Finding, Number, Verdict
from audit.implementation.forms import rounded
from audit.implementation.measured import Measured
from audit.implementation.reference import Array
from audit.implementation.subject import Subject

SOUND_UP_TO = 1e-3
APART = 1e-2
"""Beside the formula's own error: 1/2 is the largest slope."""
APART_AT_LEAST, APART_OF_ITSELF = 1e-3, 0.05
"""Autograd against differences of step 1e-3, which are off by 1e-6: the slope itself may be small where a backward is wrong."""
STEP = 1e-3
KINKS = 3
"""A clamp has a kink at which differences are off: up to so many points of 401 may be."""


def gradient(measured: Measured) -> Finding:
    """By every argument, against its own differences and against the exact derivative."""
    subject, names = measured.subject, measured.subject.form.names
    factors = subject.form.derivatives(*measured.given)
    found = measured.gradient
    if found is None and subject.framework.gradient is not None:
        sentence = "no gradient reaches the arguments: it is detached, or computed outside of the graph"
        return Finding("gradient", Verdict.DEFECT, sentence, {})
    own = (
        "autograd" if found is not None else f"differences of step {STEP:g} ({subject.framework.name} has no autograd)"
    )
    slopes = found or tuple(_difference(subject.widened(), measured, i) for i in range(len(names)))
    numbers: dict[str, Number] = {}
    for i, name in enumerate(names):
        if found is not None and (apart := _apart(measured, found, i)) is not None:
            sentence = (
                f"autograd by {name} is {apart[0]:.4g} at log alpha = {apart[2]:.3g}, where its own values have slope "
                f"{apart[1]:.4g}: something is detached, or a backward is wrong"
            )
            apart_numbers = {"autograd": apart[0], "difference": apart[1], "at_log_alpha": apart[2]}
            return Finding("gradient", Verdict.DEFECT, sentence, apart_numbers)
        numbers[f"sup_error_{name}"], numbers[f"at_{name}"] = _error(measured, slopes[i], factors[i])
    return _judged(measured, numbers, own)


def _judged(measured: Measured, numbers: dict[str, Number], own: str) -> Finding:
    names = measured.subject.form.names
    name = max(names, key=lambda n: float(numbers[f"sup_error_{n}"] or 0))
    largest, at = float(numbers[f"sup_error_{name}"] or 0), float(numbers[f"at_{name}"] or 0)
    sentence = (
        f"by {own}, off the exact derivative by at most {largest:.2g} (slopes in log alpha), at log alpha = {at:.3g}"
    )
    sentence += f" by {name}" if len(names) > 1 else ""
    if largest <= SOUND_UP_TO:
        return Finding("gradient", Verdict.SOUND, sentence, numbers)
    known = _own_error(measured)
    numbers["own_error"] = known
    if largest <= max(known + APART, measured.tolerance):
        reason = f"; {measured.recognised.name} itself by {known:.2g}" if measured.recognised and known else ""
        return Finding("gradient", Verdict.NOTE, sentence + reason, numbers)
    return Finding("gradient", Verdict.DEFECT, f"{sentence}: training is pulled elsewhere there", numbers)


def _error(measured: Measured, slope: Array, factor: Array) -> tuple[float, float]:
    """(sup |derivative/scale - K' dx/da| / |dx/da|, the log alpha where); where dx/da = 0 in units of 1."""
    exact = measured.prior.derivative(measured.x) * factor
    unit = np.where(factor == 0, 1.0, np.abs(factor))
    off = np.abs(slope / measured.scale - exact) / unit
    off = (
        np.where(np.isfinite(off), off, 0.0)
        if np.isnan(measured.values).any()
        else np.where(np.isnan(off), np.inf, off)
    )
    worst = int(np.argmax(off))
    return float(off[worst]), float(measured.x[worst])


def _own_error(measured: Measured) -> float:
    """The largest error of the recognised formula's own derivative on the grid."""
    if measured.recognised is None or measured.recognised.exact:
        return 0.0
    formula = measured.recognised.derivative(measured.x)
    return float(np.abs(formula - measured.prior.derivative(measured.x)).max())


def _apart(measured: Measured, found: tuple[Array, ...], i: int) -> tuple[float, float, float] | None:
    """(autograd, difference, log alpha) where they differ on more points than kinks have; None where they agree."""
    subject = measured.subject.widened()
    factor = subject.form.derivatives(*measured.given)[i]
    unit = np.where(factor == 0, 1.0, np.abs(factor))
    difference = _difference(subject, measured, i)
    off = np.abs(found[i] - difference) / unit / abs(measured.scale)
    slope = np.abs(difference) / unit / abs(measured.scale)
    bad = np.flatnonzero(off > APART_AT_LEAST + APART_OF_ITSELF * slope)
    if len(bad) <= KINKS:
        return None
    worst = int(bad[np.argmax(off[bad])])
    return float(found[i][worst] / unit[worst]), float(difference[worst] / unit[worst]), float(measured.x[worst])


def _difference(subject: Subject, measured: Measured, i: int) -> Array:
    """Central differences of the values by one argument, steps that move log alpha by STEP."""
    given = rounded(measured.given, "float64")
    factor = subject.form.derivatives(*given)[i]
    step = STEP / np.where(factor == 0, 1.0, np.abs(factor))
    up, down = (tuple(a + end * step * (j == i) for j, a in enumerate(given)) for end in (1, -1))
    return np.asarray((subject.values(up) - subject.values(down)) / (2 * step))
