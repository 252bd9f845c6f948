"""Which formula it is, its sign, its scale, and how far it is off: the checks `formula`, `sign`, `scale` and `error`.

    error = sup |value/scale - K - constant|    over the grid of the declared log alpha

A recognised approximation passes with its own known error as a note, as long as it is nowhere further off than the formula
is, and stays where its source states it. What is not recognised may be off by the tolerance.
"""

from __future__ import annotations

import numpy as np

from audit.implementation.findings import Finding, Number, Verdict
from audit.implementation.measured import CORE, Fitted, Measured, place

OVER = 1e-3
"""By which an implementation may be further off than its formula: rounding in float32 where K is 10, and an epsilon's trace."""
NEAR_ONE = 1e-2
"""A scale this close to 1 or -1 is that; published rounding of the constants stays below."""


def formula(measured: Measured) -> Finding:
    """The formula that it is, by name."""
    found, prior = measured.recognised, measured.prior
    if found is None:
        sentence = "none of the published approximations and not the exact KL; the check `error` says how far it is off"
        if measured.near is None:
            return Finding("formula", Verdict.NOTE, sentence, {"recognised": None})
        name, off = measured.near
        sentence += (
            f". Nearest is {name}, which it is off by {off:.2g}: look for a constant that is rounded or mistyped"
        )
        return Finding("formula", Verdict.NOTE, sentence, {"recognised": None, "near": name, "off_it_by": off})
    numbers: dict[str, Number] = {"recognised": found.name, "own_error": measured.own_error(measured.x[measured.core])}
    if found.prior != prior.name:
        sentence = (
            f"it is {found.name}, for {found.prior} and not for {prior.name}: --prior {found.prior}, or another KL"
        )
        return Finding("formula", Verdict.DEFECT, sentence, numbers)
    if found.exact:
        return Finding("formula", Verdict.SOUND, f"it is the exact KL of the {prior.name} prior", numbers)
    reach = min(measured.valid[1], measured.x.max())
    if reach > found.x_max + 1e-6:
        sentence = (
            f"it is {found.name}, stated for log alpha <= {found.x_max:g} and used up to {reach:g}: "
            f"clamp log alpha or use the exact KL; --valid-log-alpha -oo,{found.x_max:g} if it never goes beyond"
        )
        return Finding("formula", Verdict.DEFECT, sentence, {**numbers, "stated_up_to": found.x_max})
    own = measured.own_error(measured.x)
    sentence = f"it is {found.name}, an approximation whose own error is {own:.2g}"
    return Finding("formula", Verdict.NOTE, sentence, {**numbers, "own_error": own})


def sign(measured: Fitted) -> Finding:
    """Is it the KL with the declared sign?"""
    numbers = {"scale": measured.scale}
    if measured.scale > 0:
        return Finding("sign", Verdict.SOUND, "the sign is the declared one", numbers)
    declared = "kl" if measured.subject.sign > 0 else "-kl"
    sentence = (
        f"the sign is wrong: it is declared to return {declared} and falls where that rises; a loss pays for divergence"
    )
    return Finding("sign", Verdict.DEFECT, sentence, numbers)


def scale(measured: Fitted) -> Finding:
    """Is the factor 1?"""
    size = abs(measured.scale)
    numbers = {"scale": measured.scale, "constant": measured.constant}
    if abs(size - 1) <= NEAR_ONE:
        return Finding("scale", Verdict.SOUND, f"scale 1, constant {measured.constant:.6g}", numbers)
    inverse = 1 / size
    told = f"1/{round(inverse)}" if inverse > 1.5 and abs(inverse / round(inverse) - 1) < NEAR_ONE else f"{size:.4g}"
    sentence = f"it is {told} times the KL: an ELBO needs the factor 1 (the other checks are made after dividing by it)"
    return Finding("scale", Verdict.DEFECT, sentence, numbers)


def error(measured: Measured) -> Finding:
    """The largest error, aligned by the constant, and where."""
    off = np.abs(measured.error)
    finite = np.isfinite(off)
    worst = int(np.argmax(np.where(finite, off, -1.0)))
    largest, at = float(off[worst]), float(measured.x[worst])
    own = measured.own_error(measured.x)
    in_core = float(off[measured.core].max())
    numbers = {
        "sup_error": largest,
        "at_log_alpha": at,
        "constant": measured.constant,
        "in_core": in_core,
        "own_error": own if measured.recognised else None,
        "points": int(finite.sum()),
    }
    where = f"log alpha = {at:.4g} ({place(measured, worst)})"
    sentence = f"off by at most {largest:.2g}, at {where}, aligned by the constant {measured.constant:.4g}"
    if measured.recognised is not None and largest <= own + OVER:
        exact = measured.recognised.exact and measured.recognised.prior == measured.prior.name
        wrong = measured.recognised.prior != measured.prior.name or own > measured.tolerance
        verdict = Verdict.SOUND if exact else Verdict.DEFECT if wrong else Verdict.NOTE
        return Finding("error", verdict, sentence, numbers)
    if largest <= measured.tolerance:
        return Finding("error", Verdict.NOTE, sentence, numbers)
    within = f"; in log alpha from {CORE[0]:g} to {CORE[1]:g} by {in_core:.2g}" if in_core < largest / 2 else ""
    sentence += f"{within}: more than {measured.tolerance:g}, see which term differs from the formula in use"
    return Finding("error", Verdict.DEFECT, sentence, numbers)
