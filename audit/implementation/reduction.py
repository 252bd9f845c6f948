"""What the function does with several weights: the check `reduction`.

    none   f(x) has the shape of x,      sum   f(x_1..n) = f(x_1) + ... + f(x_n),      mean   the same, over n

An ELBO has the sum of the KL over all weights (over the number of observations, if the likelihood is a mean): the mean over
the weights is smaller by their number, a million say, and regularises nothing. Asked with 6 weights of shape (6,) and (2, 3).
"""

from __future__ import annotations

import numpy as np

from audit.errors import InputError
from audit.implementation.findings import Finding, Verdict
from audit.implementation.forms import Arguments, arguments
from audit.implementation.measured import Measured
from audit.implementation.reference import Array
from audit.implementation.subject import Subject

X = np.array([-2.3, -1.1, -0.4, -1.9, -0.2, -3.1])
AGREE = 1e-4
SHAPES = ((6,), (2, 3))


def reduction(measured: Measured) -> Finding | None:
    """Is it the declared reduction? None for functions of plain floats, which take one weight at a time."""
    subject = measured.subject
    return reduction_of(subject, arguments(subject.form, X, -1.3, subject.dtype))


def reduction_of(subject: Subject, flat: Arguments) -> Finding | None:
    """The same, asked with these 6 weights."""
    if not subject.framework.single:
        return None
    each = subject.sign * subject.values(flat)
    found = [_kind(subject, flat, each, shape) for shape in SHAPES]
    declared, numbers = subject.reduction, {"declared": subject.reduction, "found": " and ".join(dict.fromkeys(found))}
    if found[0] != found[1]:
        sentence = (
            f"for shape {SHAPES[0]} it is {found[0]}, for {SHAPES[1]} {found[1]}: it must not depend on the shape"
        )
        return Finding("reduction", Verdict.DEFECT, sentence, numbers)
    kind = found[0]
    if kind == "mean" and declared == "mean":
        sentence = (
            "a mean over the weights, as declared: times their number it belongs into an ELBO, as it is it does not"
        )
        return Finding("reduction", Verdict.NOTE, sentence, numbers)
    if kind == declared:
        return Finding("reduction", Verdict.SOUND, f"{kind}, as declared, for shapes (6,) and (2, 3)", numbers)
    sentence = f"{kind} where {declared} is declared"
    if kind == "mean":
        sentence += ": a mean over the weights is no ELBO term, it is smaller than the KL by their number"
    return Finding("reduction", Verdict.DEFECT, sentence, numbers)


def _kind(subject: Subject, flat: Arguments, each: Array, shape: tuple[int, ...]) -> str:
    """none, sum, mean or what else it is."""
    try:
        out = subject.raw(tuple(a.reshape(shape) for a in flat))
    except InputError as complaint:
        return complaint.given
    if out.size > 1:
        same = out.shape == shape and _alike(out.ravel(), each)
        return "none" if same else f"an array of shape {out.shape} with other values than one by one"
    value = out.reshape(())
    kinds = (name for name, total in (("sum", each.sum()), ("mean", each.mean())) if _alike(value, total))
    return next(kinds, "one number that is neither the sum nor the mean")


def _alike(a: Array, b: Array) -> bool:
    return bool(np.allclose(a, b, rtol=AGREE, atol=AGREE))
