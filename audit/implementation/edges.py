"""What happens at mu = 0, at tiny and huge arguments, and with NaN: `repeatable`, `finite`, `zero` and `far`.

    repeatable   the same values when it is called again
    finite       a number at every point of the grid, |log alpha| <= 20, with mu of both signs
    zero         at mu = 0 the KL is its limit K -> 0, and every derivative is a number (d K/d mu = 0 there by symmetry)
    far          log alpha = +-25 and +-40 with the right value; +-60, +-100 and +-700, and NaN in, are told but are no defect

mu = 0 is no exotic point: biases start there, and so do weights that were pruned. A torch.where that hides log(0) in the
value does not hide it in the gradient, where 0 times oo is NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.implementation.findings import Finding, Verdict
from audit.implementation.forms import Arguments, arguments, rounded
from audit.implementation.measured import LOG_SIGMA2, Fitted, Measured, place
from audit.implementation.reference import Array

FAR_X = (-40.0, -25.0, 25.0, 40.0)
VERY_FAR_X = (-700.0, -100.0, -60.0, 60.0, 100.0, 700.0)
RELATIVE = 1e-4
"""Of K at log alpha = -40, where it is 20: rounding in float32."""


def repeatable(measured: Fitted) -> Finding:
    """Are the values the same when it is called again? If not, it samples, and no other check can tell noise from error."""
    again = measured.subject.values(measured.given)
    off = np.abs(again - measured.values)
    largest = float(np.nanmax(np.where(again == measured.values, 0.0, off), initial=0.0))
    if not largest:
        return Finding("repeatable", Verdict.SOUND, "the same values when it is called again", {"largest_change": 0.0})
    sentence = (
        f"random: a second call differs by up to {largest:.2g}; the other findings hold up to that, audit its mean"
    )
    return Finding("repeatable", Verdict.UNDECIDED, sentence, {"largest_change": largest})


def finite(measured: Measured) -> Finding:
    """Is every value on the grid a number?"""
    bad = np.flatnonzero(~np.isfinite(measured.values))
    numbers = {"points": len(measured.x), "not_finite": len(bad)}
    if not len(bad):
        low, high = measured.x.min(), measured.x.max()
        return Finding("finite", Verdict.SOUND, f"finite for log alpha from {low:.4g} to {high:.4g}", numbers)
    nearest = int(bad[np.argmin(np.abs(measured.x[bad]))])
    sentence = (
        f"{measured.values[nearest]} at {place(measured, nearest)} (log alpha = {measured.x[nearest]:.4g}) in "
        f"{measured.subject.dtype}, and at {len(bad)} of {len(measured.x)} points: "
        + ("log(mu) needs |mu|" if _negatives_only(measured, bad) else "an overflow or a logarithm of 0 on the way")
    )
    return Finding("finite", Verdict.DEFECT, sentence, {**numbers, "at_log_alpha": float(measured.x[nearest])})


def _negatives_only(measured: Measured, bad: NDArray[np.intp]) -> bool:
    negative = measured.given[0] < 0
    return measured.subject.form.names[0] in ("mu", "theta") and bool(np.array_equal(np.flatnonzero(negative), bad))


def zero(measured: Measured) -> Finding | None:
    """Value and gradient at mu = 0; None for functions of alpha alone."""
    form = measured.subject.form
    if not form.scaled or measured.valid[1] < np.inf:
        return None
    x = np.array([0.7]) if "log_alpha" in form.names else np.array([np.inf])
    given = _at_zero(measured, x)
    try:
        value = float(measured.subject.values(given)[0]) / measured.scale - measured.constant
        gradient = measured.subject.gradient(given)
    except InputError as complaint:
        return Finding("zero", Verdict.DEFECT, f"at {form.names[0]} = 0: {complaint.given}", {})
    exact = float(measured.prior.value(x)[0])
    numbers = {"value": value, "exact": exact}
    if not abs(value - exact) <= measured.tolerance:
        sentence = f"at {form.names[0]} = 0 it is {value:.4g} (less the constant), where the KL is {exact:.4g}"
        return Finding("zero", Verdict.DEFECT, sentence, numbers)
    slopes = (0.0, float(measured.prior.derivative(x)[0]))
    named = dict(zip(form.names, gradient or (), strict=False))
    bad = [name for name, g in named.items() if not np.isfinite(g[0])]
    off = [
        n
        for (n, g), k in zip(named.items(), slopes, strict=False)
        if abs(g[0] / measured.scale - k) > measured.tolerance
    ]
    if bad:
        sentence = (
            f"at {form.names[0]} = 0 the value is right and the gradient by {' and '.join(bad)} is not finite: "
            "0 times the oo of log(0). A mask after the logarithm hides it in the value only: put 1 for mu into the logarithm "
            "where mu = 0, and the limit outside"
        )
        return Finding("zero", Verdict.DEFECT, sentence, numbers)
    if off:
        exact_slopes = dict(zip(form.names, slopes, strict=False))
        shown = " and ".join(f"{named[n][0]:.4g} by {n}, where the exact one is {exact_slopes[n]:.4g}" for n in off)
        sentence = f"at {form.names[0]} = 0 the value is right and the gradient is {shown}"
        return Finding("zero", Verdict.DEFECT, sentence, numbers)
    if gradient is None:
        return Finding("zero", Verdict.SOUND, f"right at {form.names[0]} = 0 (no autograd to ask)", numbers)
    return Finding("zero", Verdict.SOUND, f"value and gradient are right at {form.names[0]} = 0", numbers)


def _at_zero(measured: Measured, x: Array) -> Arguments:
    """mu = 0 at log sigma^2 = -2; theta = 0 at the log alpha given."""
    form = measured.subject.form
    if "log_alpha" in form.names:
        return np.zeros(1), x
    tiny = form.make(np.ones(1), np.array([LOG_SIGMA2]))
    return rounded((np.zeros(1), *tiny[1:]), measured.subject.dtype)


def far(measured: Measured) -> Finding:
    """Tiny and huge arguments, as far as they are in the declared range; and whether NaN stays NaN."""
    wrong, notes = [], []
    for x in FAR_X:
        value, exact = _value(measured, x)
        if measured.inside(x) and not abs(value - exact) <= measured.tolerance + RELATIVE * abs(exact):
            wrong.append(f"{value:.4g} at log alpha = {x:g}, where the KL is {exact:.5g}")
    for x in VERY_FAR_X:
        value, _ = _value(measured, x)
        if measured.inside(x) and not np.isfinite(value) and _representable(measured, x):
            notes.append(f"{value} at log alpha = {x:g}")
    if not _keeps_nan(measured):
        notes.append("NaN in, a number out")
    numbers = {"wrong": len(wrong), "notes": len(notes)}
    if wrong:
        return Finding("far", Verdict.DEFECT, "far out: " + "; ".join(wrong + notes), numbers)
    if notes:
        return Finding("far", Verdict.NOTE, "right up to |log alpha| = 40; beyond: " + "; ".join(notes), numbers)
    return Finding("far", Verdict.SOUND, "finite and right far out, and NaN stays NaN", numbers)


def _value(measured: Measured, x: float) -> tuple[float, float]:
    """(value/scale - constant, K) at one log alpha; NaN where the function raises."""
    given = _given(measured, x)
    actual = float(measured.subject.form.log_alpha(*given)[0]) if _representable(measured, x) else x
    exact = float(measured.prior.value(np.array([actual]))[0])
    try:
        return float(measured.subject.values(given)[0]) / measured.scale - measured.constant, exact
    except InputError:
        return float("nan"), exact


def _given(measured: Measured, x: float) -> Arguments:
    return arguments(measured.subject.form, np.array([x]), LOG_SIGMA2, measured.subject.dtype)


def _representable(measured: Measured, x: float) -> bool:
    """Do all arguments, and mu^2 with them, stay numbers other than 0 in the dtype?"""
    least, most = np.finfo(measured.subject.dtype).tiny, np.finfo(measured.subject.dtype).max
    given = _given(measured, x)
    names = measured.subject.form.names
    sizes = [np.abs(a) ** (2 if n == "mu" else 1) for n, a in zip(names, given, strict=True) if "log" not in n]
    return all(bool((size > least).all() and (size < most).all()) for size in sizes)


def _keeps_nan(measured: Measured) -> bool:
    given = list(_given(measured, 0.0))
    given[-1] = np.full(1, np.nan)
    try:
        return bool(np.isnan(measured.subject.values(tuple(given))[0]))
    except InputError:
        return True
