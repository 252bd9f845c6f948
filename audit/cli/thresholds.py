"""The second half of `minima`: the strengths at which the picture changes, as text and as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from audit.errors import InputError

if TYPE_CHECKING:
    from audit.parametrisation import Model, Penalty, Threshold


def thresholds_document(model: str, kl: str, digits: int) -> dict[str, Any]:
    """Folds, ties, the edge, how alpha diverges there, and the cut log alpha = 3, in digits that hold. Raises InputError."""
    from audit.numerics.exact import bits_of
    from audit.parametrisation.penalty import penalty_of
    from audit.parametrisation.profile import model_of
    from audit.parametrisation.thresholds import complete, edge, folds, onset, ties

    chosen, penalty, bits = model_of(model), penalty_of(kl), bits_of(digits) + 8
    if chosen.weights == 2 and penalty.slope_at_zero is None:
        raise InputError(f"the model {model!r} with {kl}", "exact or molchanov2017", "--kl exact")
    turns, start, end = folds(chosen, penalty, bits), onset(chosen, penalty, bits), edge(chosen, penalty, bits)
    return {
        "model": model,
        "kl": kl,
        "folds": [_threshold(one, digits) for one in turns],
        "ties": [_threshold(one, digits) for one in ties(chosen, penalty, bits)],
        "edge": None if end is None else _digits(end, digits),
        "onset": None
        if start is None
        else {"constant": _digits(start.constant, digits), "exponent": _digits(start.exponent, digits)},
        "cut": _cut(chosen, penalty, bits, digits),
        "all_found": complete(chosen, penalty),
    }


def thresholds_lines(told: dict[str, Any]) -> list[str]:
    """A line a threshold."""
    lines = [f"{told['model']}, KL {told['kl']}  [certified{'' if told['all_found'] else ', others are not excluded'}]"]
    for name, words in (("folds", "fold: stationary points appear"), ("ties", "tie: as deep as the end")):
        lines += [f"  rho = {one['rho']}  {words} at alpha = {one['alpha']}" for one in told[name]] or [f"  no {name}"]
    end = "the end alpha = oo" if told["kl"] != "kingma2015" else "the edge alpha = 1"
    lines.append(
        f"  {end} attracts for every rho"
        if told["edge"] is None
        else f"  rho = {told['edge']}  spinodal: below it {end} attracts"
    )
    if told["onset"] is not None:
        lines.append(f"  alpha ~ ({told['onset']['constant']}/(rho - edge))^{told['onset']['exponent']} above it")
    if told["cut"] is not None:
        lines.append(f"  rho = {told['cut']}  at the stationary point with log alpha = 3")
    return lines


def frozen_document(tau: str, kl: str, digits: int) -> dict[str, Any]:
    """The window of rho with two minima in mu at s sigma^2 = tau; low, tie and high are null where there is none."""
    from audit.parametrisation.frozen import window

    found = window(tau, kl, digits)
    named = ("low", "tie", "high")
    return {
        "model": "gaussian",
        "kl": kl,
        "s_sigma2": tau,
        **{name: None if found is None else _digits(getattr(found, name), digits) for name in named},
    }


def frozen_lines(told: dict[str, Any]) -> list[str]:
    """The window, or that there is none."""
    name = f"gaussian, KL {told['kl']}, sigma^2 frozen at s sigma^2 = {told['s_sigma2']}"
    if told["low"] is None:
        return [f"one minimum in mu for every rho: {name}  [certified]"]
    return [
        f"two minima in mu inside a window of rho: {name}  [certified]",
        f"  from {told['low']}",
        f"  tie  {told['tie']}",
        f"  to   {told['high']}",
    ]


def _threshold(one: Threshold, digits: int) -> dict[str, Any]:
    return {"rho": _digits(one.rho, digits), "alpha": _digits(one.alpha, digits), "appearing": one.rising}


def _cut(model: Model, penalty: Penalty, bits: int, digits: int) -> str | None:
    from audit.parametrisation.thresholds import pruning_cut

    return None if penalty.least else _digits(pruning_cut(model, penalty, Fraction(3), bits), digits)


def _digits(value: Any, digits: int) -> str:
    return str(value.str(digits, radius=False))
